"""What is shown of a status."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from presetsync.diff.content_difference import compare
from presetsync.plan.drift import DRIFT, SyncStatus, summary
from presetsync.plan.sides import sides_of_status
from presetsync.view.difference_view import difference_view, since_heading
from presetsync.view.phrases import Words, words, words_joined
from presetsync.view.review import redacted

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from presetsync.plan.drift import PresetStatus
    from presetsync.view.difference_view import DifferenceView

_STATUS_LABELS = {
    SyncStatus.IN_SYNC: words("in sync"),
    SyncStatus.DRIFTED: words("drifted"),
    SyncStatus.MISSING: words("missing on the server"),
    SyncStatus.ARCHIVED: words("archived"),
    SyncStatus.DISABLED: words("disabled on the server"),
}


@dataclass(frozen=True, slots=True)
class PresetStatusView:
    """What is shown of a preset whose live version was not applied from here.

    Attributes:
        slug, skin, path: as in the lock.
        status: in words.
        is_disabled: calls of the preset fail.
        heading: what is live.
        difference: what changed on the server; None where nothing did, or nothing is live.

    """

    slug: str
    skin: str
    path: str
    status: Words
    is_disabled: bool
    heading: Words
    difference: DifferenceView | None


@dataclass(frozen=True, slots=True)
class StatusView:
    """What is shown of a status: how many presets have each sync status, and those that drifted."""

    counts: Words
    drifted: tuple[PresetStatusView, ...]


def status_view(presets: Sequence[PresetStatus], redact: Callable[[str], str] = str) -> StatusView:
    """What to show of a status; ``redact`` takes secrets out of a text."""
    counts = summary(presets)
    found = [words("{} {}", counts[s], _STATUS_LABELS[s]) for s in SyncStatus if s in counts]
    return StatusView(
        counts=words_joined(found) or words("the lock is empty"),
        drifted=tuple(_preset(each, redact) for each in presets if each.status in DRIFT),
    )


def _preset(preset: PresetStatus, redact: Callable[[str], str]) -> PresetStatusView:
    entry, sides = preset.entry, sides_of_status(preset)
    difference, heading = None, words("version {} was applied from here", entry.version)
    if preset.live and sides:
        safe = redacted(sides, redact)
        comparison = compare(safe.before, safe.after)
        is_same = comparison.is_empty
        heading = since_heading(preset.live.version, entry.version, is_same=is_same)
        if not is_same:
            heading, difference = words("{}:", heading), difference_view(comparison)
    return PresetStatusView(
        slug=preset.slug,
        skin=entry.snapshot.skin,
        path=entry.snapshot.path,
        status=_STATUS_LABELS[preset.status],
        is_disabled=preset.is_disabled,
        heading=heading,
        difference=difference,
    )
