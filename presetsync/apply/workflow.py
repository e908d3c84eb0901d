"""The order of an apply, from the checks before the first request to the results.

Recover, check the origin, refresh, compare with the approval, show, check the share, confirm,
execute. The caller writes the lock afterwards, whatever happens.
"""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from presetsync.apply.approval import check_origin, refusal
from presetsync.apply.recovery import recover, settle_contested
from presetsync.apply.run import check_can_manage, execute
from presetsync.errors import PresetsyncError
from presetsync.git.commits import unchanged
from presetsync.pages import Topic
from presetsync.plan.live import refreshed_plan
from presetsync.plan.promotion import Stage, staged
from presetsync.plan.safety import over_change_limit

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from contextlib import AbstractContextManager
    from pathlib import Path

    from presetsync.apply.approval import ApplyOptions
    from presetsync.apply.context import RunContext
    from presetsync.apply.lost_replies import Resolution
    from presetsync.apply.results import Result
    from presetsync.plan.model import Plan
    from presetsync.presets.model import Preset


@dataclass(frozen=True, slots=True)
class ApplyCallbacks:
    """Functions that an apply calls; none but `confirm` may raise.

    Attributes:
        recovering: called before the pushes of an interrupted apply are resolved.
        recovered: gets the slug of each, and whether it was stored.
        show_plan: gets the plan before it is applied, and an error if it is refused because it is
            not the plan that was reviewed.
        confirm: whether to apply the plan; not called if there is nothing to do.
        executing: returns a context manager that is open while the plan is carried out. Its second
            argument stops the run: nothing new starts, and requests in flight finish.
        report: gets each result as soon as it is final.
        finished: gets all results, in slug order, before the lock is written, which may fail.

    """

    recovering: Callable[[], None] = lambda: None
    recovered: Callable[[str, Resolution], None] = lambda _slug, _resolution: None
    show_plan: Callable[[Plan, PresetsyncError | None], None] = lambda _plan, _refusal: None
    confirm: Callable[[Plan], bool] = lambda _plan: True
    executing: Callable[[Plan, Callable[[], None]], AbstractContextManager[object]] = (
        lambda _plan, _stop: nullcontext()
    )
    report: Callable[[Result], None] = lambda _result: None
    finished: Callable[[tuple[Result, ...]], None] = lambda _results: None


@dataclass(frozen=True, slots=True)
class Inputs:
    """The preset files to apply, and what the repository sets.

    Attributes:
        root: the repository root.
        presets: all of them, each valid.
        unread: folders that were not read; see `presetsync.plan.planner.make_plan`.
        commit: git's HEAD before the files were read; None if there is none.
        max_change_percent: a plan that changes more of the locked presets needs ``force``.
        reviewed: adds the warnings that a reviewer needs to a plan.
        stage: the environment, and what was applied in the previous one.

    """

    root: Path
    presets: Collection[Preset]
    unread: Collection[str]
    commit: str | None
    max_change_percent: int
    reviewed: Callable[[Plan], Plan]
    stage: Stage = field(default_factory=Stage)


async def apply(
    inputs: Inputs,
    run: RunContext,
    options: ApplyOptions,
    callbacks: ApplyCallbacks,
) -> tuple[Result, ...]:
    """Apply the preset files.

    Returns:
        A result for each active or blocked change.

    Raises:
        PresetsyncError: nothing was applied, as a target is unknown, the plan is not the one that
            was reviewed, changes too much or was not confirmed, or the server cannot be read.

    """
    ledger = run.ledger
    if ledger.unresolved:
        callbacks.recovering()
    await settle_contested(ledger.contested, run)
    await recover(tuple(ledger.unresolved.values()), ledger.lock, run, callbacks.recovered)
    slugs = {preset.slug for preset in inputs.presets}
    check_origin(options, ledger.lock, slugs, inputs.stage.environment)
    plan = await refreshed_plan(
        [*inputs.presets], ledger.lock, run.session, options.plan_options, unread=inputs.unread
    )
    plan = staged(plan, inputs.stage)
    # An error found in the review may also block an archive.
    plan = inputs.reviewed(plan)
    stale = refusal(options, plan)
    callbacks.show_plan(plan, stale)
    if stale:
        raise stale
    excess = over_change_limit(plan, ledger.lock, inputs.max_change_percent)
    if excess and not options.force:
        raise PresetsyncError(
            f"refused: {excess}",
            hint="apply it anyway with --force",
            topic=Topic.TOO_MANY_CHANGES,
        )
    check_can_manage(plan, run.api)
    if plan.carried_out and not callbacks.confirm(plan):
        raise PresetsyncError("refused: not confirmed; nothing was applied")
    run = replace(run, source_commits=_source_commits(inputs, plan))
    with callbacks.executing(plan, run.session.stop.set):
        results = await execute(plan, run, callbacks.report)
    callbacks.finished(results)
    return results


def _source_commits(inputs: Inputs, plan: Plan) -> Mapping[str, str]:
    """For each preset that may be pushed, the commit that contains its file and includes."""
    presets = [change.preset for change in plan.carried_out if change.preset]
    if not (inputs.commit and presets):
        return {}
    files = {preset.slug: {preset.path, *preset.included} for preset in presets}
    return unchanged(inputs.root, inputs.commit, files)
