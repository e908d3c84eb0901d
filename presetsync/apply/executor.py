"""The executor: carries out a plan's active changes, several at once.

Each change stands alone: look at the preset, classify it again, journal the intent, POST once,
journal the outcome. One that fails does not stop the others; a wrong key, another workspace or a
journal that cannot be written does.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from presetsync.apply.pushing import Overtaken, Pushed, push
from presetsync.apply.receipts import entry_of, intent_of
from presetsync.apply.results import Outcome, Result
from presetsync.errors import (
    ApiAuthError,
    ApiError,
    InterruptedRunError,
    LockError,
    PresetsyncError,
    UsageError,
    WrongWorkspaceError,
)
from presetsync.plan.planning import BLOCKED, Action, classify

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from presetsync.api.wire import RemotePreset
    from presetsync.apply.world import World
    from presetsync.plan.planning import Change, Plan
    from presetsync.presets.model import Preset
    from presetsync.state.lock import LockEntry

_RUN_AGAIN = "run plan --refresh to see what is live"


async def execute(
    plan: Plan, world: World, report: Callable[[Result], None] = lambda _: None
) -> tuple[Result, ...]:
    """Carry out a plan; ``report`` is told each result once, as soon as it is final.

    Returns a result for each change that does something or needs a decision, in slug order.
    """
    run = _Run(world, report, iter(plan.active))
    for change in plan.changes:
        if change.action in BLOCKED:
            run.settle(_clash(change, _blocked_reason(change)))
    await asyncio.gather(*(run.work() for _ in range(world.parallelism)))
    await run.check_resolved()
    for change in plan.active:
        if change.slug not in run.results:
            why = run.stopped_by or "the run was interrupted"
            run.settle(_result(change, Outcome.NOT_ATTEMPTED, error=why))
    return tuple(run.results[slug] for slug in sorted(run.results))


@dataclass
class _Run:
    """One execution under way."""

    world: World
    report: Callable[[Result], None]
    queue: Iterator[Change]
    results: dict[str, Result] = field(default_factory=dict)
    unchecked: list[Result] = field(default_factory=list)
    stopped_by: str = ""

    async def work(self) -> None:
        """Take changes off the queue until it is empty or the run is to stop."""
        while not self.world.stop.is_set() and not self.stopped_by:
            change = next(self.queue, None)
            if change is None:
                return
            result = await self._carry_out(change)
            if result and result.is_provisional:
                self.unchecked.append(result)
            elif result:
                self.settle(result)

    def settle(self, result: Result) -> None:
        """Record a result and tell it."""
        self.results[result.slug] = result
        self.report(result)

    async def _carry_out(self, change: Change) -> Result | None:
        """The result of one change; None where it was interrupted before anything was sent."""
        try:
            return await self._act(change)
        except InterruptedRunError:
            return None
        except (ApiAuthError, LockError, UsageError, WrongWorkspaceError) as error:
            # None of the others could fare better.
            self.stopped_by = f"the run was stopped: {error.message}"
            return _failed(change, error)
        except ApiError as error:
            return _failed(change, error)

    async def _act(self, change: Change) -> Result:
        if change.preset is None:
            return await self._archive(change)
        if change.action is Action.RESTORE:
            await self.world.pacer.read(partial(self.world.api.restore, change.slug))
        for _ in range(self.world.limits.looks):
            result = await self._apply(change, change.preset)
            if result:
                return result
        return _result(
            change,
            Outcome.FAILED,
            error="someone else kept writing this preset",
            hint="run apply again when they are done",
        )

    async def _archive(self, change: Change) -> Result:
        await self.world.pacer.read(partial(self.world.api.archive, change.slug))
        assert change.entry is not None
        entry = replace(change.entry, archived=True)
        self.world.ledger.outcome(change.slug, entry)
        return _done(change, Outcome.ARCHIVED, entry)

    async def _apply(self, change: Change, preset: Preset) -> Result | None:
        """Look, classify and push once; None where someone else was writing: look again."""
        remote = await self.world.pacer.read(partial(self.world.api.get_preset, change.slug))
        if remote:
            self.world.guard.check(remote.workspace_id)
        restored = change.action is Action.RESTORE
        entry = replace(change.entry, archived=False) if change.entry else None
        action = classify(preset, entry, remote, change.known)
        if remote and remote.designated and action in (Action.ADOPT, Action.UNCHANGED):
            adopted = self._adopt(change, preset, remote)
            return _done(change, Outcome.RESTORED if restored else Outcome.ADOPTED, adopted)
        if not _is_approved(change, action, remote):
            return _clash(change, "what is live has changed since the plan was made")
        base_version = remote.designated.version if remote and remote.designated else 0
        intent = intent_of(preset, change.action.value, base_version)
        pushed = await push(intent, preset.body, self.world)
        if isinstance(pushed, Overtaken):
            return _clash(change, f"somebody else stored version {pushed.version} meanwhile")
        if isinstance(pushed, Pushed):
            result = self._applied(change, pushed.entry)
            return replace(result, is_provisional=pushed.was_unknown)
        return None

    def _adopt(self, change: Change, preset: Preset, remote: RemotePreset) -> LockEntry:
        assert remote.designated is not None
        adopted = entry_of(intent_of(preset, change.action.value, 0), remote.designated)
        self.world.ledger.outcome(change.slug, adopted, remote.workspace_id)
        return adopted

    def _applied(self, change: Change, entry: LockEntry) -> Result:
        result = _done(change, Outcome.APPLIED, entry)
        lost = (*entry.receipt.dropped, *entry.receipt.changed)
        if lost and self.world.on_dropped == "error":
            return replace(
                result,
                outcome=Outcome.FAILED,
                error=f"stored, but the server did not keep {', '.join(sorted(lost))}",
                hint="take the fields out of the preset, or set on_dropped: warn",
            )
        return result

    async def check_resolved(self) -> None:
        """See that every preset whose reply was unknown still has our version designated."""
        for result in self.unchecked:
            self.settle(await self._checked(result))

    async def _checked(self, result: Result) -> Result:
        try:
            remote = await self.world.pacer.read(partial(self.world.api.get_preset, result.slug))
        except PresetsyncError as error:
            reason = f"stored, but whether it is live could not be checked: {error.message}"
            return replace(result, outcome=Outcome.FAILED, error=reason, hint=_RUN_AGAIN)
        if remote and remote.designated_version_id == result.version_id:
            return result
        reason = f"stored as version {result.version}, but another one is live now"
        return replace(result, outcome=Outcome.CONFLICT, error=reason, hint=_RUN_AGAIN)


def _is_approved(change: Change, action: Action | None, remote: RemotePreset | None) -> bool:
    """Whether what is to be done now is what the plan said."""
    if change.overwrites:
        live = remote.designated.version if remote and remote.designated else None
        return live == change.base_version
    if change.action is Action.RESTORE:
        return action is Action.UPDATE
    return action is change.action


def _blocked_reason(change: Change) -> str:
    live = f"version {change.live.version}" if change.live else "nothing"
    if change.entry is None:
        return f"the server has {live} of it, which was not applied from here"
    return f"the server has {live} live, and version {change.entry.version} was applied from here"


def _result(change: Change, outcome: Outcome, *, error: str = "", hint: str = "") -> Result:
    return Result(change.slug, change.action, outcome, error=error, hint=hint)


def _failed(change: Change, error: PresetsyncError) -> Result:
    return _result(change, Outcome.FAILED, error=error.message, hint=error.hint)


def _clash(change: Change, reason: str) -> Result:
    return _result(change, Outcome.CONFLICT, error=reason, hint=_RUN_AGAIN)


def _done(change: Change, outcome: Outcome, entry: LockEntry) -> Result:
    return Result(
        change.slug, change.action, outcome, entry.version, entry.version_id, entry.receipt
    )
