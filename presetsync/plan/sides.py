"""Which contents a plan or a status compares. Pure.

Numbers are normalised on both sides, and the server's known normalisations do not count as a
difference from a file.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from presetsync.plan.model import BLOCKED, Action
from presetsync.presets.canonical import same_json
from presetsync.presets.model import Content, normal_content
from presetsync.state.receipt import settled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from presetsync.api.wire import Version
    from presetsync.plan.drift import PresetStatus
    from presetsync.plan.model import Change
    from presetsync.state.lock import LockEntry
    from presetsync.state.receipt import Receipt


class Between(StrEnum):
    """Which two contents are compared."""

    SENT_AND_FILE = "what was applied last, and the file"
    APPLIED_AND_LIVE = "what was applied last, and what is live"
    LIVE_AND_FILE = "what is live, and the file"


@dataclass(frozen=True, slots=True)
class Sides:
    """Two contents that are compared; ``before`` is None for a preset that is not there yet."""

    between: Between
    before: Content | None
    after: Content


def sides(change: Change) -> tuple[Sides, ...]:
    """The comparisons of a change; the last one shows what pushing the file would do.

    None for adopted, unmanaged and archived presets, because nothing is pushed.
    """
    return tuple(_sides(change))


def is_undone(change: Change) -> bool:
    """Whether pushing the file would only undo the changes on the server.

    Then the two comparisons of a change mirror each other, and one of them is enough.
    """
    if not (change.preset and change.entry and change.live):
        return False
    if change.applied is None:
        return change.preset.digest == change.entry.snapshot.digest
    file = change.preset.content
    applied = settled(file, normal_content(change.applied), change.known)
    return same_json(applied.to_json(), file.to_json())


def _sides(change: Change) -> Iterator[Sides]:
    file = change.preset.content if change.preset else None
    if change.action in BLOCKED or change.overwrites:
        if change.live is None:
            return
        if change.entry:
            yield since_applied(change.entry, change.applied, change.live, change.known)
        if file:
            live = settled(file, normal_content(change.live), change.known)
            yield Sides(Between.LIVE_AND_FILE, live, file)
    elif file and change.action is not Action.ADOPT:
        yield Sides(
            Between.SENT_AND_FILE,
            normal_content(change.entry.snapshot.content) if change.entry else None,
            file,
        )


def sides_of_status(status: PresetStatus) -> Sides | None:
    """The comparison if another version is live than the applied one; otherwise None."""
    if status.live is None:
        return None
    return since_applied(status.entry, status.applied, status.live, status.entry.receipt)


def since_applied(
    entry: LockEntry, applied: Version | None, live: Version, known: Receipt
) -> Sides:
    """What was applied, and what is live; ``applied`` is None if the server no longer has it."""
    if applied:
        return Sides(Between.APPLIED_AND_LIVE, normal_content(applied), normal_content(live))
    sent = normal_content(entry.snapshot.content)
    return Sides(Between.APPLIED_AND_LIVE, sent, settled(sent, normal_content(live), known))
