"""The order of an apply, from the checks before the first request to the results.

Recover, check the origin, refresh, compare with the approval, check the share, show, confirm,
execute. Whoever runs it writes the lock afterwards, whatever happens.
"""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from presetsync.apply.approval import check_origin, refusal
from presetsync.apply.recovery import recover, settle_contested
from presetsync.apply.run import execute
from presetsync.commits import unchanged
from presetsync.errors import PresetsyncError
from presetsync.plan.live import refreshed_plan
from presetsync.plan.safety import over_change_limit

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from contextlib import AbstractContextManager
    from pathlib import Path

    from presetsync.apply.approval import ApplyOptions
    from presetsync.apply.context import RunContext
    from presetsync.apply.resolution import Resolution
    from presetsync.apply.results import Result
    from presetsync.plan.model import Plan
    from presetsync.presets.model import Preset
    from presetsync.state.ledger import Ledger


@dataclass(frozen=True, slots=True)
class ApplyCallbacks:
    """Whom an apply asks, and whom it keeps informed; none of them may raise but `confirm`.

    Attributes:
        recovering: an interrupted apply left pushes open, and the server is asked about them.
        recovered: what history says of one of them, by slug.
        show_plan: the plan that is about to be applied; with the error where it is refused because
            it is not what was reviewed.
        confirm: whether to go on; called where there is something to do.
        executing: the plan is carried out while the context manager is open. It gets a function
            that makes the run stop: nothing new starts, and requests under way finish.
        report: one result, as soon as it is final.

    """

    recovering: Callable[[], None] = lambda: None
    recovered: Callable[[str, Resolution], None] = lambda _slug, _resolution: None
    show_plan: Callable[[Plan, PresetsyncError | None], None] = lambda _plan, _refusal: None
    confirm: Callable[[Plan], bool] = lambda _plan: True
    executing: Callable[[Plan, Callable[[], None]], AbstractContextManager[object]] = (
        lambda _plan, _stop: nullcontext()
    )
    report: Callable[[Result], None] = lambda _result: None


@dataclass(frozen=True, slots=True)
class Inputs:
    """The preset files that are applied, and the limits that the repository sets.

    Attributes:
        root: the repository root.
        presets: all presets, each valid.
        unread: folders that were not read; see `presetsync.plan.planner.make_plan`.
        commit: git's HEAD before the files were read; None where there is none.
        max_change_percent: above this share of locked presets an apply needs ``force``.
        reviewed: adds to a plan what a reviewer should know besides.

    """

    root: Path
    presets: Collection[Preset]
    unread: Collection[str]
    commit: str | None
    max_change_percent: int
    reviewed: Callable[[Plan], Plan]


async def apply(
    inputs: Inputs,
    ledger: Ledger,
    run: RunContext,
    options: ApplyOptions,
    callbacks: ApplyCallbacks,
) -> tuple[Result, ...]:
    """Apply what the files say; a result for each change that does something or is blocked.

    Raises `presetsync.errors.PresetsyncError` where nothing was applied: a wrong target, a plan
    that is not what was reviewed or changes too much, a person who says no, a server that cannot
    be asked.
    """
    if ledger.unresolved:
        callbacks.recovering()
    await settle_contested(ledger.applied.contested, run)
    await recover(tuple(ledger.unresolved.values()), ledger.lock, run, callbacks.recovered)
    check_origin(options, ledger.lock, {preset.slug for preset in inputs.presets})
    plan = await refreshed_plan(
        [*inputs.presets], ledger.lock, run.session, options.plan, unread=inputs.unread
    )
    stale = refusal(options, plan)
    plan = inputs.reviewed(plan)
    callbacks.show_plan(plan, stale)
    if stale:
        raise stale
    excess = over_change_limit(plan, ledger.lock, inputs.max_change_percent)
    if excess and not options.force:
        raise PresetsyncError(f"refused: {excess}", hint="--force applies it")
    if plan.active and not callbacks.confirm(plan):
        raise PresetsyncError("refused: nothing was applied")
    run = replace(run, source_commits=_source_commits(inputs, plan))
    with callbacks.executing(plan, run.session.stop.set):
        return await execute(plan, run, callbacks.report)


def _source_commits(inputs: Inputs, plan: Plan) -> Mapping[str, str]:
    """For each preset that may be pushed the commit that holds its file and what it includes."""
    presets = [change.preset for change in plan.active if change.preset]
    if not (inputs.commit and presets):
        return {}
    files = {preset.slug: {preset.path, *preset.included} for preset in presets}
    return unchanged(inputs.root, inputs.commit, files)
