"""Planning: presets, lock and (where asked) the server's view become a plan. Pure.

The table of `classify` is the heart of presetsync: nothing is overwritten that was not applied
from here, and a preset that already says what its file says is adopted rather than pushed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from presetsync.api.wire import DISABLED
from presetsync.jsonpointer import child_pointer
from presetsync.plan.model import BLOCKED, Action, Change, Plan, Rename
from presetsync.presets.model import Content, Preset, PresetSummary
from presetsync.presets.slugs import check_known
from presetsync.state.receipt import Receipt, is_accounted_for, receipt_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from presetsync.api.wire import RemotePreset, Version
    from presetsync.diagnostics import Diagnostic
    from presetsync.state.lock import Lock, LockEntry


_MAKING = frozenset({Action.CREATE, Action.RESTORE, Action.ADOPT})
"""The actions that give a slug its first version from here, or its first after it was archived."""


class NotAsked:
    """The server was not asked about a preset."""


NOT_ASKED = NotAsked()

DISABLED_WARNING = "disabled on the server: calls of it fail until it is enabled in the dashboard"


@dataclass(frozen=True, slots=True)
class PlanOptions:
    """How a plan is asked for.

    Attributes:
        targets: the slugs to plan for; none means all.
        prune: archive what has no file any more, unless it is protected.
        overwrite_drift: push over what is live although it was not applied from here.

    """

    targets: tuple[str, ...] = ()
    prune: bool = False
    overwrite_drift: bool = False


def make_plan(
    presets: Iterable[Preset],
    lock: Lock,
    remote: Mapping[str, RemotePreset | None] | None = None,
    options: PlanOptions | None = None,
    *,
    unread: Collection[str] = (),
    unloaded: Iterable[PresetSummary] = (),
) -> Plan:
    """The plan for presets against the lock.

    Args:
        presets: the valid presets of the repository.
        lock: what was applied last.
        remote: what the server has, None for a slug that it does not have; it was not asked for
            a slug that is missing here. None altogether where it was not asked at all.
        options: how the plan is asked for.
        unread: folders that were not read: what was in one of them is not archived.
        unloaded: the other valid presets, of which `shown_of` names none.

    Raises:
        UsageError: a target is neither a preset nor in the lock.

    """
    options = options or PlanOptions()
    by_slug: dict[str, Preset | PresetSummary] = {preset.slug: preset for preset in presets}
    by_slug |= {summary.slug: summary for summary in unloaded}
    known = {*by_slug, *lock.presets}
    check_known(options.targets, known, "a preset file or of the lock")
    normalisations = lock.normalisations()
    changes = (
        _change(slug, by_slug.get(slug), lock.presets.get(slug), remote, normalisations)
        for slug in sorted(set(options.targets) or known)
    )
    asked = [
        _as_asked(change, options, unread=_unread_above(change, unread))
        for change in changes
        if change
    ]
    renames = _renames(asked, by_slug, lock)
    return Plan(
        changes=tuple(
            replace(change, rename=renames[change.slug]) if change.slug in renames else change
            for change in asked
        ),
        refreshed=remote is not None,
    )


def shown_of(
    summaries: Iterable[PresetSummary], lock: Lock, targets: Collection[str] = ()
) -> frozenset[str]:
    """The slugs of the presets of which an offline plan shows something: the lock differs."""
    return frozenset(
        summary.slug
        for summary in summaries
        if (not targets or summary.slug in targets)
        and not _is_applied(summary, lock.presets.get(summary.slug))
    )


def _is_applied(summary: PresetSummary, entry: LockEntry | None) -> bool:
    return entry is not None and not entry.archived and entry.snapshot.digest == summary.digest


def _unread_above(change: Change, folders: Collection[str]) -> str:
    """The folder that was not read and in which a preset's file may stand; "" for none."""
    return next((f for f in folders if f == "." or f"{change.path}/".startswith(f"{f}/")), "")


def with_diagnostics(plan: Plan, diagnostics: Mapping[str, tuple[Diagnostic, ...]]) -> Plan:
    """The plan with the warnings of ``validate``, by slug."""
    changes = (replace(c, diagnostics=diagnostics.get(c.slug, ())) for c in plan.changes)
    return replace(plan, changes=tuple(changes)) if diagnostics else plan


def _renames(
    changes: Iterable[Change], by_slug: Mapping[str, Preset | PresetSummary], lock: Lock
) -> dict[str, Rename]:
    """The renames, by both slugs: what is made, and what says the same and has no file any more.

    Also where the former slug is no target, and so not among the changes.
    """
    orphans = {
        entry.snapshot.digest: slug
        for slug, entry in sorted(lock.presets.items(), reverse=True)
        if slug not in by_slug and not entry.archived
    }
    if not orphans:
        return {}
    actions = {change.slug: change.action for change in changes}
    renames: dict[str, Rename] = {}
    for slug, action in actions.items():
        entry = lock.presets.get(slug)
        is_made = action in _MAKING and (entry is None or entry.archived)
        former = orphans.get(by_slug[slug].digest) if is_made else None
        if former and former not in renames:
            archives = actions.get(former) is Action.ARCHIVE
            renames[slug] = renames[former] = Rename(former, slug, archives)
    return renames


def _as_asked(change: Change, options: PlanOptions, *, unread: str) -> Change:
    """The change as the options want it."""
    if unread and change.action is Action.UNMANAGED:
        return _kept(change, f"its file may stand in {unread}, which was not read: not archived")
    if options.prune and change.action is Action.UNMANAGED:
        if change.entry and change.entry.snapshot.protect:
            return _kept(
                change, "protected: not archived; take protect out of the file and apply first"
            )
        has_drifted = bool(
            change.live and change.entry and change.live.id != change.entry.version_id
        )
        if has_drifted and not options.overwrite_drift:
            return replace(change, action=Action.DRIFTED)
        return replace(change, action=Action.ARCHIVE, overwrites=has_drifted)
    if options.overwrite_drift and change.action in BLOCKED:
        return replace(change, action=Action.UPDATE, overwrites=True)
    return change


def _kept(change: Change, why: str) -> Change:
    return replace(change, is_kept=True, warnings=(*change.warnings, why))


def _change(
    slug: str,
    preset: Preset | PresetSummary | None,
    entry: LockEntry | None,
    remote: Mapping[str, RemotePreset | None] | None,
    normalisations: Receipt,
) -> Change | None:
    seen = NOT_ASKED if remote is None else remote.get(slug, NOT_ASKED)
    known = entry.receipt.over(normalisations) if entry else normalisations
    if isinstance(preset, PresetSummary):
        action: Action | None = Action.UNCHANGED
    else:
        action = classify(preset, entry, seen, known)
    source = preset or (entry.snapshot if entry else None)
    if action is None or source is None:
        return None
    live = None if isinstance(seen, NotAsked) or seen is None else seen.designated
    return Change(
        slug=slug,
        action=action,
        skin=source.skin,
        path=source.path,
        preset=preset if isinstance(preset, Preset) else None,
        entry=entry,
        base_version=_base_version(entry, seen),
        live=live,
        ignored_only=bool(
            preset
            and entry
            and preset.digest == entry.snapshot.digest
            and preset.body_digest != entry.snapshot.body_digest
        ),
        known=known,
        is_disabled=_is_disabled(seen),
        warnings=_warnings(preset, entry, seen),
    )


def classify(
    preset: Preset | None,
    entry: LockEntry | None,
    remote: RemotePreset | NotAsked | None,
    known: Receipt | None = None,
) -> Action | None:
    """What is to be done with one preset; None for nothing, not even a mention.

    ``remote`` is None where the server has no such preset, which is also what it says of an
    archived one. ``known`` is what the server is known to make of such content of itself.
    """
    if preset is None:
        gone = entry is None or entry.archived
        return None if gone else Action.UNMANAGED
    if entry is None:
        return _classify_new(preset, remote, known or Receipt())
    if entry.archived and (remote is None or isinstance(remote, NotAsked)):
        return Action.RESTORE
    same_file = preset.digest == entry.snapshot.digest
    if isinstance(remote, NotAsked) or (remote and _is_live(entry, remote)):
        # Archived, and live: restored elsewhere, or by a run that was cut off. The lock is to know.
        in_place = Action.ADOPT if entry.archived else Action.UNCHANGED
        return in_place if same_file else Action.UPDATE
    if remote and says_the_same(preset, remote.designated, known or entry.receipt):
        return Action.ADOPT
    return Action.DRIFTED if same_file else Action.CONFLICT


def _classify_new(preset: Preset, remote: RemotePreset | NotAsked | None, known: Receipt) -> Action:
    # A preset without a designated version has nothing that could be overwritten.
    if isinstance(remote, NotAsked) or remote is None or remote.designated_version_id is None:
        return Action.CREATE
    same = says_the_same(preset, remote.designated, known)
    return Action.ADOPT if same else Action.CONFLICT


def says_the_same(preset: Preset, version: Version | None, known: Receipt) -> bool:
    """Whether a stored version says what the file says, but for the server's known differences."""
    if version is None:
        return False
    stored = Content(version.config, version.system)
    return is_accounted_for(receipt_of(preset.content, stored), known)


def _is_live(entry: LockEntry, remote: RemotePreset) -> bool:
    return remote.designated_version_id == entry.version_id


def _is_disabled(remote: RemotePreset | NotAsked | None) -> bool:
    return not isinstance(remote, NotAsked | None) and remote.status == DISABLED


def _base_version(entry: LockEntry | None, remote: RemotePreset | NotAsked | None) -> int | None:
    if isinstance(remote, NotAsked) or (
        entry and (entry.archived if remote is None else _is_live(entry, remote))
    ):
        # What presetsync archived comes back as the version that it was.
        return entry.version if entry else None
    return remote.designated.version if remote and remote.designated else None


def _warnings(
    preset: Preset | PresetSummary | None,
    entry: LockEntry | None,
    remote: RemotePreset | NotAsked | None,
) -> tuple[str, ...]:
    warnings: list[str] = []
    if isinstance(preset, Preset) and entry and entry.receipt.dropped:
        # Top-level fields only: below them the pointer may mean something else by now.
        fields = {child_pointer("", key): key for key in preset.content.config}
        kept_not = sorted(fields[p] for p in entry.receipt.dropped if p in fields)
        if kept_not:
            warnings.append(f"the server did not keep {', '.join(kept_not)} the last time")
    if entry and not entry.archived and remote is None:
        warnings.append("the server has no such preset: it was archived or deleted there")
    if _is_disabled(remote):
        warnings.append(DISABLED_WARNING)
    return tuple(warnings)
