"""Merging two locks, or two entries of one preset. Pure.

A lock records what runs learned from the server, so a newer record wins even with a lower version
number, as after a rollback. If two runs changed the same preset, only the server knows which of the
two versions is live. This module cannot check; the rule below is correct unless someone rolled back
in between, and the next apply sees the live version in any case.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from presetsync.errors import LockError
from presetsync.state.lock import Lock

if TYPE_CHECKING:
    from presetsync.state.lock import LockEntry


class Numbered(Protocol):
    """A version of a preset as a lock records it: an entry, or a `Start`."""

    @property
    def version(self) -> int:
        """The version number."""
        ...

    @property
    def version_id(self) -> str:
        """The server's id of that version."""
        ...


@dataclass(frozen=True, slots=True)
class Start:
    """The version that a lock had of a preset when a run began."""

    version: int
    version_id: str

    def to_json(self) -> dict[str, Any]:
        """As the journal records it."""
        return {"version": self.version, "version_id": self.version_id}


def merge(base: Lock, ours: Lock, theirs: Lock) -> Lock:
    """Both locks merged, as git merges two branches.

    Args:
        base: the lock that both sides started from; an empty one if there is none.
        ours: one side; its entry wins if neither side's is known to be later.
        theirs: the other side.

    Raises:
        LockError: they belong to different workspaces.

    """
    if ours.workspace_id and theirs.workspace_id not in (None, ours.workspace_id):
        raise LockError(
            f"one lock belongs to workspace {ours.workspace_id}, "
            f"the other one to {theirs.workspace_id}",
            hint="give each workspace its own lockfile",
        )
    merged = {
        slug: merged_entry(base.presets.get(slug), ours.presets.get(slug), theirs.presets.get(slug))
        for slug in {**ours.presets, **theirs.presets}
    }
    return Lock(
        ours.workspace_id or theirs.workspace_id,
        {slug: entry for slug, entry in merged.items() if entry},
    )


def merged_entry(
    base: LockEntry | None, ours: LockEntry | None, theirs: LockEntry | None
) -> LockEntry | None:
    """The entry of one preset: that of the side that changed it; if both did, see `later`."""
    if theirs in (ours, base):
        return ours
    if ours == base:
        return theirs
    # A change on one side wins over a removal on the other.
    return later(base, ours, theirs) if ours and theirs else ours or theirs


def later(base: Numbered | None, ours: LockEntry, theirs: LockEntry) -> LockEntry:
    """The later of two entries that differ; ours if that is not known.

    The server only counts up, so of two versions pushed since the base, the higher one is later. A
    side that still has the base's version, or the other side's, pushed nothing: if its number
    differs, it was edited manually.
    """
    start = base.version_id if base else None
    if theirs.version_id in (ours.version_id, start):
        return ours
    if ours.version_id == start:
        return theirs
    were_pushed = theirs.version > ours.version > (base.version if base else 0)
    return theirs if were_pushed else ours


def are_rivals(base: Numbered | None, ours: LockEntry, theirs: LockEntry) -> bool:
    """Whether both sides have another version than the base, and not the same one."""
    start = base.version_id if base else None
    return ours.version_id != theirs.version_id and start not in (
        ours.version_id,
        theirs.version_id,
    )
