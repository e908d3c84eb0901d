"""The results of an apply, one for each preset."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from presetsync.diagnostics import located
from presetsync.pages import Topic
from presetsync.state.receipt import Receipt

if TYPE_CHECKING:
    from collections.abc import Iterable

    from presetsync.errors import PresetsyncError
    from presetsync.plan.model import Action, Change
    from presetsync.state.lock import LockEntry


class Outcome(StrEnum):
    """How one change ended."""

    APPLIED = "applied"
    ADOPTED = "adopted"
    ARCHIVED = "archived"
    RESTORED = "restored"
    FAILED = "failed"
    CONFLICT = "conflict"
    WAITING = "waiting"
    NOT_ATTEMPTED = "not_attempted"


DONE = frozenset({Outcome.APPLIED, Outcome.ADOPTED, Outcome.ARCHIVED, Outcome.RESTORED})
"""The outcomes of changes that succeeded."""


@dataclass(frozen=True, slots=True)
class Result:
    """The result of one change.

    Attributes:
        slug: the preset.
        action: the plan's.
        outcome: see `Outcome`.
        version: the number of the version that the lock records now; None for none.
        version_id: its id.
        receipt: how the stored content differs from what was sent.
        error: why the change failed, in one sentence; "" where it succeeded.
        hint: what to do; may be "".
        entry: what the lock records now; None if the change was not carried out.
        former_version: the number of the version before; None if there was none, or where the
            version is the same.
        topic: further reading; None for none.
        rule: the code of the rule whose error stopped the push; "" for none.

    """

    slug: str
    action: Action
    outcome: Outcome
    version: int | None = None
    version_id: str | None = None
    receipt: Receipt = field(default_factory=Receipt)
    error: str = ""
    hint: str = ""
    entry: LockEntry | None = None
    former_version: int | None = None
    topic: Topic | None = None
    rule: str = ""


def done(change: Change, outcome: Outcome, entry: LockEntry) -> Result:
    """The result of a change that succeeded; ``entry`` is what the lock records."""
    return Result(
        *(change.slug, change.action, outcome),
        *(entry.version, entry.version_id, entry.receipt),
        entry=entry,
        former_version=_former(change, entry),
    )


def _former(change: Change, entry: LockEntry) -> int | None:
    """The version that was live before, else the one that was applied before."""
    numbers = (change.base_version, change.entry.version if change.entry else None)
    return next((number for number in numbers if number and number != entry.version), None)


def conflict(
    change: Change,
    reason: str,
    entry: LockEntry | None = None,
    *,
    topic: Topic = Topic.CONFLICT,
) -> Result:
    """The result of a change that another client's version prevents or supersedes.

    ``entry`` is what the lock records of ours, where it was stored.
    """
    return Result(
        change.slug,
        change.action,
        Outcome.CONFLICT,
        entry.version if entry else None,
        entry.version_id if entry else None,
        entry.receipt if entry else Receipt(),
        error=reason,
        hint="run plan --refresh to see the live version and how to resolve the conflict",
        entry=entry,
        former_version=_former(change, entry) if entry else None,
        topic=topic,
    )


def stopped(change: Change) -> Result:
    """The result of a change that was not sent because of an error."""
    first, *others = change.errors
    more = f" (and {len(others)} more)" if others else ""
    return Result(
        change.slug,
        change.action,
        Outcome.FAILED,
        error=f"not pushed: {located(first)}{more}",
        hint=first.hint,
        rule=first.code,
    )


def waiting(change: Change) -> Result:
    """The result of a change that waits for the previous environment."""
    return Result(
        change.slug,
        change.action,
        Outcome.WAITING,
        error=f"{change.waits_for} does not have this content yet",
        hint=f"apply it there first (--env {change.waits_for}), or pass --skip-promotion",
        topic=Topic.WAITING,
    )


def failed(change: Change, error: PresetsyncError) -> Result:
    """The result of a change that raised an error."""
    return Result(
        change.slug,
        change.action,
        Outcome.FAILED,
        error=error.message,
        hint=error.hint,
        topic=error.topic,
    )


def not_attempted(change: Change, reason: str) -> Result:
    """The result of a change that was not attempted.

    ``reason`` is "" where the run was interrupted.
    """
    return Result(
        change.slug,
        change.action,
        Outcome.NOT_ATTEMPTED,
        error=reason or "the run was interrupted",
        topic=None if reason else Topic.INTERRUPTED,
    )


def is_complete(results: Iterable[Result]) -> bool:
    """Whether every change succeeded."""
    return all(result.outcome in DONE for result in results)


def summary(results: Iterable[Result]) -> dict[str, int]:
    """How many results have each outcome; leaves out outcomes that none has."""
    counts = Counter(result.outcome for result in results)
    return {outcome.value: counts[outcome] for outcome in Outcome if counts[outcome]}
