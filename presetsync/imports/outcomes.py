"""The results of an import, one for each preset."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from presetsync.errors import PresetsyncError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from presetsync.diff.three_way import MergeConflict
    from presetsync.presets.model import Content


class ImportOutcome(StrEnum):
    """How the import of one preset ended.

    ``imported``: it has a new file. ``updated``: the server's edit is in the file. ``merged``: the
    same, together with the file's own changes. ``unchanged``: the file already has everything.
    ``conflict``: both changed the same field. ``refused``: nothing is written.
    """

    IMPORTED = "imported"
    UPDATED = "updated"
    MERGED = "merged"
    UNCHANGED = "unchanged"
    CONFLICT = "conflict"
    REFUSED = "refused"


UNFINISHED = frozenset({ImportOutcome.CONFLICT, ImportOutcome.REFUSED})
"""The outcomes that need a decision."""


@dataclass(frozen=True, slots=True)
class Effect:
    """The effect of an edit in an environment other than its own.

    Attributes:
        environment: its name.
        before, after: the content there.

    """

    environment: str
    before: Content
    after: Content


@dataclass(frozen=True, slots=True)
class Imported:
    """The result for one preset.

    Attributes:
        slug: the preset.
        outcome: see `ImportOutcome`.
        files: what was written, or would be, relative to the root; the preset file last.
        version: the live version that the lock records now, or would; None for none.
        reason: why nothing was written, or what is to know; "" for nothing.
        hint: what to do; may be "".
        is_recorded: the lock has a new entry, or would have.
        conflicts: what both sides changed.
        before: what the file says, where it is changed; else None.
        after: what it says then.
        environment: the one that the presets are of; "" where there are none.
        overlaid: pointers of what its overlay sets, deletes or no longer sets.
        effects: the changes in other environments.

    """

    slug: str
    outcome: ImportOutcome
    files: tuple[str, ...] = ()
    version: int | None = None
    reason: str = ""
    hint: str = ""
    is_recorded: bool = False
    conflicts: tuple[MergeConflict, ...] = ()
    before: Content | None = field(default=None, repr=False)
    after: Content | None = field(default=None, repr=False)
    environment: str = ""
    overlaid: tuple[str, ...] = ()
    effects: tuple[Effect, ...] = field(default=(), repr=False)


class ImportRefusedError(PresetsyncError):
    """A preset cannot be imported into a file; nothing was written for it."""


def refused(slug: str, error: PresetsyncError) -> Imported:
    """The result for a preset that raised an error."""
    return Imported(slug, ImportOutcome.REFUSED, reason=error.message, hint=error.hint)


def is_complete(results: Iterable[Imported]) -> bool:
    """Whether nothing is left to decide."""
    return not any(result.outcome in UNFINISHED for result in results)


def summary(results: Iterable[Imported]) -> dict[str, int]:
    """How many results have each outcome; leaves out outcomes that none has."""
    counts = Counter(result.outcome for result in results)
    return {outcome.value: counts[outcome] for outcome in ImportOutcome if counts[outcome]}
