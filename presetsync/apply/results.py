"""What came of a plan, preset by preset, as data."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from presetsync.state.receipt import Receipt

if TYPE_CHECKING:
    from collections.abc import Iterable

    from presetsync.errors import PresetsyncError
    from presetsync.plan.model import Action, Change
    from presetsync.state.lock import LockEntry


class Outcome(StrEnum):
    """What came of one change."""

    APPLIED = "applied"
    ADOPTED = "adopted"
    ARCHIVED = "archived"
    RESTORED = "restored"
    FAILED = "failed"
    CONFLICT = "conflict"
    NOT_ATTEMPTED = "not_attempted"


DONE = frozenset({Outcome.APPLIED, Outcome.ADOPTED, Outcome.ARCHIVED, Outcome.RESTORED})


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one change.

    Attributes:
        slug: the preset.
        action: what the plan said.
        outcome: see `Outcome`.
        version: the version number that is recorded now; None where none is.
        version_id: its id.
        receipt: what the server made of what was sent.
        error: why it is not done, one sentence; "" where it is.
        hint: what to do.

    """

    slug: str
    action: Action
    outcome: Outcome
    version: int | None = None
    version_id: str | None = None
    receipt: Receipt = field(default_factory=Receipt)
    error: str = ""
    hint: str = ""


def done(change: Change, outcome: Outcome, entry: LockEntry) -> Result:
    """What is recorded in the lock now."""
    return Result(
        change.slug, change.action, outcome, entry.version, entry.version_id, entry.receipt
    )


def conflict(change: Change, reason: str, entry: LockEntry | None = None) -> Result:
    """Somebody else's version is in the way; ``entry`` is ours, where it was stored."""
    return Result(
        change.slug,
        change.action,
        Outcome.CONFLICT,
        entry.version if entry else None,
        entry.version_id if entry else None,
        entry.receipt if entry else Receipt(),
        error=reason,
        hint="run plan --refresh: it shows what is live, and the ways out",
    )


def failed(change: Change, error: PresetsyncError) -> Result:
    """It could not be done."""
    return Result(change.slug, change.action, Outcome.FAILED, error=error.message, hint=error.hint)


def not_attempted(change: Change, reason: str) -> Result:
    """The run ended before its turn."""
    return Result(change.slug, change.action, Outcome.NOT_ATTEMPTED, error=reason)


def is_complete(results: Iterable[Result]) -> bool:
    """Whether everything was done that was to be done."""
    return all(result.outcome in DONE for result in results)


def summary(results: Iterable[Result]) -> dict[str, int]:
    """How many results each outcome has; outcomes that none has are left out."""
    counts = Counter(result.outcome for result in results)
    return {outcome.value: counts[outcome] for outcome in Outcome if counts[outcome]}
