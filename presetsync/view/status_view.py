"""The view of a status."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from presetsync.api.wire import ACTIVE
from presetsync.diff.content_difference import compare
from presetsync.history.origins import NOWHERE, Provenance
from presetsync.plan.drift import DRIFT, SyncStatus, summary
from presetsync.plan.sides import sides_of_status
from presetsync.view.changed_items import Item, changed_items
from presetsync.view.difference_view import difference_view
from presetsync.view.drift_resolution import drift_resolution
from presetsync.view.live_version import drift_hint, keep_hint, missing_hint, since_heading, stored
from presetsync.view.phrases import Sentence, Words, words, words_joined
from presetsync.view.recorded_version import recorded_sentence, recorded_version, shallow_note
from presetsync.view.review import redacted
from presetsync.view.stamps import minute, short_commit
from presetsync.view.untracked import untracked_view

if TYPE_CHECKING:
    from collections.abc import Callable

    from presetsync.api.wire import Version
    from presetsync.plan.drift import PresetStatus, Status
    from presetsync.view.difference_view import DifferenceView
    from presetsync.view.drift_resolution import DriftResolution
    from presetsync.view.untracked import UntrackedView

_LABELS = {
    SyncStatus.IN_SYNC: words("in sync"),
    SyncStatus.DRIFTED: words("drifted"),
    SyncStatus.MISSING: words("missing"),
    SyncStatus.ARCHIVED: words("archived"),
    SyncStatus.DISABLED: words("disabled"),
}


@dataclass(frozen=True, slots=True)
class StatusRow:
    """What a table says about a preset; a text is "" where nothing is known.

    Attributes:
        slug: the preset.
        live: the live version.
        since: when it was stored, in UTC and to the minute.
        by: who stored it, or the commit that it was applied from.
        state: its sync status, its status on the server if that is neither active nor said, and
            whether its file is gone.
        needs_attention: it has drifted, is missing or disabled.

    """

    slug: str
    live: str
    since: str
    by: str
    state: str
    needs_attention: bool


@dataclass(frozen=True, slots=True)
class PresetStatusView:
    """The view of a preset that needs attention.

    Attributes:
        row: what a table says about it.
        skin, path: as in the lock.
        is_disabled: calls of the preset fail.
        heading: what is live; "" where the lock's version is.
        recorded: the version in the lock, and where it comes from; empty if that is not known.
        stored: when and by whom the live version was stored; empty if the lock's is live.
        label: its sync status.
        items: short descriptions of the changes on the server.
        difference: the same in full; None if nothing changed, or no version is live.
        hint: what to do; empty if the text already says it.
        can_be_taken: it can be imported into the file, or replaced with the file.

    """

    row: StatusRow
    skin: str
    path: str
    is_disabled: bool
    heading: Words
    recorded: Sentence
    stored: Sentence
    label: Words
    items: tuple[Item, ...]
    difference: DifferenceView | None
    hint: Sentence
    can_be_taken: bool


@dataclass(frozen=True, slots=True)
class StatusView:
    """The view of a status.

    Attributes:
        rows: the presets of the lock.
        details: those of them that need attention.
        counts: how many have each sync status.
        resolution: the two ways to resolve drift, for presets that have both; None if none has.
        untracked: the untracked presets; None for none, or if they were not requested.
        shallow: that commits are not known because the clone is shallow; or empty.
        flags: of commands about it; see `presetsync.config.environment.Environment`.

    """

    rows: tuple[StatusRow, ...]
    details: tuple[PresetStatusView, ...]
    counts: Words
    resolution: DriftResolution | None
    untracked: UntrackedView | None
    shallow: Sentence
    flags: str


def status_view(
    status: Status,
    redact: Callable[[str], str] = str,
    provenance: Provenance = NOWHERE,
    flags: str = "",
) -> StatusView:
    """The view of a status.

    ``redact`` removes secrets from a text. ``provenance`` says where the lock's versions of the
    presets that need attention come from; ``flags`` are those of the commands.
    """
    numbers = summary(status)
    found = [words("{} {}", numbers[s], _LABELS[s]) for s in SyncStatus if s in numbers]
    needy = [each for each in status if each.status in DRIFT]
    return StatusView(
        rows=tuple(_row(each, redact) for each in status),
        details=tuple(_details(each, redact, provenance, flags) for each in needy),
        counts=words_joined(found) or words("the lock is empty"),
        resolution=drift_resolution(
            [redact(each.slug) for each in needy if _can_be_taken(each)], flags
        ),
        untracked=untracked_view(status.untracked, status.unread, redact, flags),
        shallow=shallow_note((recorded_version(p.entry, provenance) for p in needy), provenance),
        flags=flags,
    )


def _row(preset: PresetStatus, redact: Callable[[str], str]) -> StatusRow:
    by = preset.live_by
    if by is None and preset.live_commit:
        by = f"commit {short_commit(preset.live_commit)}"
    return StatusRow(
        slug=redact(preset.slug),
        live=f"v{preset.live_version}" if preset.live_version else "",
        since=redact(minute(preset.live_since or "")),
        by=redact(by or ""),
        state=redact(_state(preset)),
        needs_attention=preset.status in DRIFT,
    )


def _state(preset: PresetStatus) -> str:
    label, status = _LABELS[preset.status], preset.server_status
    is_said = preset.status is SyncStatus.DISABLED or status in (None, ACTIVE)
    is_fileless = preset.has_file is False and preset.status is not SyncStatus.ARCHIVED
    parts = [label, *([] if is_said or not status else [status])]
    return ", ".join([*parts, *(["no file"] if is_fileless else [])])


def _details(
    preset: PresetStatus, redact: Callable[[str], str], provenance: Provenance, flags: str
) -> PresetStatusView:
    entry, live, sides = preset.entry, preset.live, sides_of_status(preset)
    items: tuple[Item, ...] = ()
    difference, heading = None, _heading(preset)
    if live and sides:
        safe = redacted(sides, redact)
        comparison = compare(safe.before, safe.after)
        heading = since_heading(live.version, entry.version, is_same=comparison.is_empty)
        if entry.archived:
            heading = words("archived from here, but {}", heading)
        if not comparison.is_empty:
            heading, difference = words("{}:", heading), difference_view(comparison)
            items = tuple(changed_items(comparison))
    recorded = recorded_version(entry, provenance, redact)
    is_live = preset.status is SyncStatus.DISABLED
    return PresetStatusView(
        row=_row(preset, redact),
        skin=redact(entry.snapshot.skin),
        path=redact(entry.snapshot.path),
        is_disabled=preset.is_disabled,
        heading=heading,
        recorded=recorded_sentence(recorded, is_live=is_live) if recorded.is_traced else (),
        stored=_stored(live, redact) if live else (),
        label=_LABELS[preset.status],
        items=items,
        difference=difference,
        hint=_hint(preset, redact, flags),
        can_be_taken=_can_be_taken(preset),
    )


def _can_be_taken(preset: PresetStatus) -> bool:
    return preset.live is not None and not preset.entry.archived


def _stored(live: Version, redact: Callable[[str], str]) -> Sentence:
    by = redact(live.creator_id) if live.creator_id else None
    return stored(live.version, redact(live.created_at), by)


def _heading(preset: PresetStatus) -> Words:
    if preset.status is SyncStatus.DISABLED:
        return words()
    version = preset.entry.version
    if preset.status is SyncStatus.MISSING:
        return words("version {} was applied from here, but the server no longer has it", version)
    return words("version {} was applied from here, but no version is live", version)


def _hint(preset: PresetStatus, redact: Callable[[str], str], flags: str) -> Sentence:
    if preset.status is SyncStatus.MISSING:
        return missing_hint(flags)
    if preset.live is None:
        return ()
    slug = redact(preset.slug)
    if preset.entry.archived:
        return *keep_hint(slug, flags), words("; otherwise archive it again in the dashboard")
    return drift_hint(slug, flags=flags)
