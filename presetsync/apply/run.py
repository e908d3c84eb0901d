"""The executor: carries out a plan's active changes, several at once.

Each change stands alone: one that fails does not stop the others. A wrong key, another workspace,
a journal that cannot be written, or a server that wants to be left alone does.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from presetsync.apply.change import carry_out, settle
from presetsync.apply.push import Deferred
from presetsync.apply.results import conflict, failed, not_attempted
from presetsync.errors import (
    ApiAuthError,
    ApiThrottledError,
    InterruptedRunError,
    LockError,
    PresetsyncError,
    UsageError,
    WrongWorkspaceError,
)
from presetsync.plan.model import BLOCKED, Action

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from presetsync.apply.context import RunContext
    from presetsync.apply.results import Result
    from presetsync.plan.model import Change, Plan

_MANAGED = frozenset({Action.ARCHIVE, Action.RESTORE})


async def execute(
    plan: Plan, run: RunContext, report: Callable[[Result], None] = lambda _: None
) -> tuple[Result, ...]:
    """Carry out a plan; ``report`` is told each result once, as soon as it is final.

    Returns a result for each change that does something or needs a decision, in slug order.
    Raises `UsageError` before the first request where a key is missing that the plan needs, and
    `LockError`, likewise, where what the files say of unchanged presets cannot be recorded.
    """
    if not run.api.can_manage and any(change.action in _MANAGED for change in plan.active):
        raise UsageError(
            "archive and restore need a management key", hint="set OPENROUTER_MANAGEMENT_KEY"
        )
    await _record_settings(plan, run)
    execution = _Execution(run, report, iter(plan.active))
    for change in plan.changes:
        if change.action in BLOCKED:
            execution.finish(conflict(change, _blocked_reason(change)))
    # The session bounds the requests. A few more workers than that keep the server busy while
    # others wait for the disk.
    at_once = run.session.parallelism
    await asyncio.gather(*(execution.work() for _ in range(at_once + at_once // 4)))
    await execution.settle()
    for change in plan.active:
        if change.slug not in execution.results:
            reason = execution.stopped_by or "the run was interrupted"
            execution.finish(not_attempted(change, reason))
    return tuple(execution.results[slug] for slug in sorted(execution.results))


async def _record_settings(plan: Plan, run: RunContext) -> None:
    """See that the lock knows path and protection of unchanged presets, which outlive the file."""
    records = []
    for change in plan.changes:
        if change.action is Action.UNCHANGED and change.preset and change.entry:
            before, file = change.entry.snapshot, change.preset
            snapshot = replace(before, path=file.path, protect=file.protect)
            if snapshot != before:
                entry = replace(change.entry, snapshot=snapshot)
                records.append(run.ledger.outcome(change.slug, entry))
    await asyncio.gather(*records)


@dataclass
class _Execution:
    """One execution under way."""

    run: RunContext
    report: Callable[[Result], None]
    queue: Iterator[Change]
    results: dict[str, Result] = field(default_factory=dict)
    deferred: list[tuple[Change, Deferred]] = field(default_factory=list)
    stopped_by: str = ""

    async def work(self) -> None:
        """Take changes off the queue until it is empty or the run is to stop."""
        while not self.run.session.stop.is_set():
            change = next(self.queue, None)
            if change is None:
                return
            try:
                result = await carry_out(change, self.run)
            except InterruptedRunError:
                return  # before anything of it was sent
            except PresetsyncError as error:
                if _stops_the_run(error):
                    self.stopped_by = f"the run was stopped: {error.message}"
                    self.run.session.stop.set()
                result = failed(change, error)
            if isinstance(result, Deferred):
                self.deferred.append((change, result))
            else:
                self.finish(result)

    async def settle(self) -> None:
        """See what became of every preset whose reply was unknown."""
        for change, told in self.deferred:
            try:
                result = await settle(change, told, self.run)
            except PresetsyncError as error:
                result = failed(change, error)
            self.finish(result)

    def finish(self, result: Result) -> None:
        """Record a result and tell it."""
        self.results[result.slug] = result
        self.report(result)


def _stops_the_run(error: PresetsyncError) -> bool:
    """Whether none of the other changes could fare better."""
    if isinstance(error, ApiThrottledError):
        # The server named a wait that is out of all proportion, and named it for everybody.
        return error.retry_after is not None
    return isinstance(error, ApiAuthError | LockError | WrongWorkspaceError)


def _blocked_reason(change: Change) -> str:
    live = f"version {change.live.version}" if change.live else "nothing"
    if change.entry is None:
        return f"the server has {live} of it, which was not applied from here"
    return f"the server has {live} live, and version {change.entry.version} was applied from here"
