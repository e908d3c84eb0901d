"""Executing a plan: carries out its active changes, several at once.

Changes are independent: one that fails does not stop the others. A rejected key, another
workspace, a journal that cannot be written, or a server that asks for a long pause stops the run.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from presetsync.apply.change import carry_out, settle
from presetsync.apply.push import Deferred
from presetsync.apply.results import conflict, failed, not_attempted, stopped, waiting
from presetsync.errors import InterruptedRunError, PresetsyncError, UsageError, stops_the_run
from presetsync.pages import Topic
from presetsync.plan.decisions import decisions_about
from presetsync.plan.model import BLOCKED, Action
from presetsync.presets.slugs import slug_argument, target_option

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from presetsync.apply.context import Api, RunContext
    from presetsync.apply.results import Result
    from presetsync.plan.model import Change, Plan

_MANAGED = frozenset({Action.ARCHIVE, Action.RESTORE})
"""The actions that need a management key."""


def check_can_manage(plan: Plan, api: Api) -> None:
    """Raise `UsageError` if the plan needs a management key, and there is none."""
    if not api.can_manage and any(each.action in _MANAGED for each in plan.carried_out):
        raise UsageError(
            "archive and restore need a management key",
            hint=api.management_hint,
            topic=Topic.KEYS,
        )


async def execute(
    plan: Plan, run: RunContext, report: Callable[[Result], None] = lambda _: None
) -> tuple[Result, ...]:
    """Carry out a plan; ``report`` gets each result once, as soon as it is final.

    Nothing is sent for a change that an error stops.

    Returns:
        A result for each active or blocked change, in slug order.

    Raises:
        LockError: the path and protection of unchanged presets cannot be recorded; nothing was
            sent.

    """
    await _record_settings(plan, run)
    execution = _Execution(run, report, iter(plan.carried_out))
    for change in plan.changes:
        if change.waits_for:
            execution.finish(waiting(change))
        elif change.action in BLOCKED:
            execution.finish(_blocked(change, plan.flags))
        elif change.is_stopped:
            execution.finish(stopped(change))
    # The session limits the requests. A few more workers keep the server busy while
    # others wait for the disk.
    at_once = run.session.parallelism
    await asyncio.gather(*(execution.work() for _ in range(at_once + at_once // 4)))
    await execution.settle()
    for change in plan.carried_out:
        if change.slug not in execution.results:
            execution.finish(not_attempted(change, execution.stopped_by))
    return tuple(execution.results[slug] for slug in sorted(execution.results))


async def _record_settings(plan: Plan, run: RunContext) -> None:
    """Record path and protection of unchanged presets: they must outlive the file."""
    records = []
    for change in plan.changes:
        if change.action is Action.UNCHANGED and change.preset and change.entry:
            before, file = change.entry.snapshot, change.preset
            snapshot = replace(before, path=file.path, protect=file.protect)
            if plan.environment:
                # The next environment compares this; the content with the overlay is unchanged.
                snapshot = replace(snapshot, source_digest=file.source_digest)
            if snapshot != before:
                entry = replace(change.entry, snapshot=snapshot)
                records.append(run.ledger.outcome(change.slug, entry))
    await asyncio.gather(*records)


@dataclass
class _Execution:
    """The state of one execution."""

    run: RunContext
    report: Callable[[Result], None]
    queue: Iterator[Change]
    results: dict[str, Result] = field(default_factory=dict)
    deferred: list[tuple[Change, Deferred]] = field(default_factory=list)
    stopped_by: str = ""

    async def work(self) -> None:
        """Apply changes from the queue until it is empty or the run stops."""
        while not self.run.session.stop.is_set():
            change = next(self.queue, None)
            if change is None:
                return
            try:
                result = await carry_out(change, self.run)
            except InterruptedRunError:
                return  # nothing of the change was sent, so it counts as not attempted
            except PresetsyncError as error:
                if stops_the_run(error):
                    self.stopped_by = f"the run was stopped: {error.message}"
                    self.run.session.stop.set()
                result = failed(change, error)
            if isinstance(result, Deferred):
                self.deferred.append((change, result))
            else:
                self.finish(result)

    async def settle(self) -> None:
        """Settle the changes whose result was deferred."""
        for change, deferred in self.deferred:
            try:
                result = await settle(change, deferred, self.run)
            except PresetsyncError as error:
                result = failed(change, error)
            self.finish(result)

    def finish(self, result: Result) -> None:
        """Keep a final result, and report it."""
        self.results[result.slug] = result
        self.report(result)


def _blocked(change: Change, flags: str) -> Result:
    """The result of a blocked change, with the same hints as in the plan."""
    live = f"version {change.live.version}" if change.live else "no version"
    repeats = f", with the content of version {change.live_same_as}" if change.live_same_as else ""
    if change.entry is None:
        reason = f"{live} is live on the server{repeats}, and was not applied from here"
    else:
        version = change.entry.version
        reason = (
            f"{live} is live on the server{repeats}, but version {version} was applied from here"
        )
    result = conflict(change, reason, topic=next(decisions_about(change)))
    if not (change.live and change.preset):
        return result
    take = "" if change.entry else " --take server"
    command = f"presetsync import{flags}{take} {slug_argument(change.slug)}"
    replacing = f"presetsync apply{flags} {target_option(change.slug)} --overwrite-drift"
    hint = f"run {command} to import it into the file, or {replacing}"
    return replace(result, hint=hint)
