"""``presetsync apply``: push what changed, and record the versions that come back."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import asdict, replace
from functools import partial
from typing import TYPE_CHECKING

import click

from presetsync.apply.push import stored_as
from presetsync.apply.recovery import recover, settle_contested
from presetsync.apply.resolution import NotStored, OtherVersions, OurVersion
from presetsync.apply.results import is_complete
from presetsync.apply.run import execute
from presetsync.cli.approval import approval, check_origin, refusal
from presetsync.cli.interrupts import at_once, graceful, sigterm_as_ctrl_c
from presetsync.cli.options import Command
from presetsync.cli.output import (
    can_ask,
    is_confirmed,
    note,
    problem,
    redact,
    report,
    width,
)
from presetsync.cli.progress import Progress
from presetsync.cli.world import open_world, tell_where
from presetsync.config import MAX_PARALLELISM
from presetsync.errors import InterruptedRunError, PresetsyncError
from presetsync.plan.live import refreshed_plan
from presetsync.plan.model import ACTIVE, BLOCKED
from presetsync.plan.planfile import PlanOptions
from presetsync.plan.safety import too_much
from presetsync.render.machine.json import results_json
from presetsync.render.markdown.plan import results_markdown
from presetsync.render.phrases import counted
from presetsync.render.safe import as_line, joined
from presetsync.render.terminal.plan import plan_text
from presetsync.render.terminal.results import result_text, results_text
from presetsync.repository.loader import included
from presetsync.state.lockfile import exclusive
from presetsync.state.source_commit import head, unchanged

if TYPE_CHECKING:
    from presetsync.apply.context import RunContext
    from presetsync.apply.resolution import Resolution
    from presetsync.apply.results import Result
    from presetsync.cli.context import Context
    from presetsync.plan.model import Plan
    from presetsync.state.ledger import Ledger


@click.command("apply", cls=Command)
@click.argument("planfile", required=False)
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--prune", is_flag=True, help="Archive what has no file any more.")
@click.option(
    "--target", "targets", multiple=True, metavar="SLUG", help="Only this preset; repeatable."
)
@click.option(
    "--parallelism",
    type=click.IntRange(1, MAX_PARALLELISM),
    help="Requests at once; 8 by default.",
)
@click.option(
    "--expect-digest", metavar="DIGEST", help="Refuse any plan but the one of this digest."
)
@click.option(
    "--overwrite-drift",
    is_flag=True,
    help="Push over what is live although it was not applied from here.",
)
@click.option(
    "--force", is_flag=True, help="Apply a plan that changes more than max_change_percent."
)
@click.option(
    "--format",
    "output",
    type=click.Choice(["text", "markdown", "json"]),
    default="text",
    show_default=True,
    help="Text for a terminal, markdown for a comment, json for programs.",
)
@click.pass_obj
def command(
    context: Context,
    *,
    planfile: str | None,
    yes: bool,
    prune: bool,
    targets: tuple[str, ...],
    parallelism: int | None,
    expect_digest: str | None,
    overwrite_drift: bool,
    force: bool,
    output: str,
) -> int:
    """Carry out what plan shows: push changed presets, and record the new versions in the lock.

    With PLANFILE, which plan --out saved, it does exactly that plan, and refuses where files, lock
    or server have moved since.
    """
    options = PlanOptions(targets, prune, overwrite_drift)
    approved = approval(context, planfile, expect_digest, options)
    # Before the files are read: what is committed meanwhile cannot be where they came from.
    commit = head(context.root)
    found = context.preset_files()
    with exclusive(context.state_folder, "presetsync apply"):
        ledger = context.ledger()

        async def work() -> int:
            progress = Progress(context)
            async with open_world(
                context, ledger, parallelism=parallelism, progress=progress
            ) as run:
                await _recover(context, ledger, run)
                check_origin(approved, ledger.lock, {preset.slug for preset in found.presets})
                plan = await refreshed_plan(
                    found.presets,
                    ledger.lock,
                    run.session,
                    unread=found.unread,
                    **asdict(approved.options),
                )
                stale = refusal(approved, plan)
                plan = context.as_reviewed(plan, found)
                if stale or not (context.quiet and yes):
                    _show(context, plan, output)
                else:
                    tell_where(context)
                if stale:
                    raise stale
                excess = too_much(plan, ledger.lock, context.config.max_change_percent)
                if excess and not force:
                    raise PresetsyncError(f"refused: {excess}", hint="--force applies it")
                if plan.active and not yes:
                    _ask(context, plan)
                commits = {}
                if commit and plan.active:
                    commits = unchanged(context.root, commit, _sources(context, plan))
                with graceful(partial(_stop, context, run)) as interrupts:
                    results = await _execute(
                        plan, replace(run, source_commits=commits), progress, output
                    )
                _show_results(context, results, output)
                if interrupts.count:
                    return InterruptedRunError.exit_code
                return 0 if is_complete(results) else 1

        try:
            with sigterm_as_ctrl_c():
                return asyncio.run(work())
        except asyncio.CancelledError as error:
            raise InterruptedRunError(
                "interrupted; the journal knows what was under way",
                hint="run apply again: it finds out what became of it, and goes on",
            ) from error
        finally:
            ledger.commit()


def _sources(context: Context, plan: Plan) -> dict[str, set[str]]:
    """For each preset that may be pushed its file and what that includes, from the root."""
    return {
        change.slug: {change.preset.path, *included(context.root, change.preset.path)}
        for change in plan.active
        if change.preset
    }


async def _recover(context: Context, ledger: Ledger, run: RunContext) -> None:
    if ledger.unresolved:
        note(as_line("Finding out what became of an interrupted apply …"), context)

    def told(slug: str, resolution: Resolution) -> None:
        match resolution:
            case OurVersion(version, replaced):
                tell = problem if replaced else note
                tell(as_line(f"{slug}: {stored_as(version, replaced)}."), context)
            case OtherVersions():
                told = "not stored, and somebody else stored another version"
                note(as_line(f"{slug}: {told}."), context)
            case NotStored():
                note(as_line(f"{slug}: not stored."), context)

    await settle_contested(ledger.contested, run)
    await recover(tuple(ledger.unresolved.values()), ledger.lock, run, told)


def _stop(context: Context, run: RunContext) -> None:
    run.session.stop.set()
    told = "Interrupted: finishing what is under way. Once more stops at once."
    problem(as_line(told), context)


def _show(context: Context, plan: Plan, output: str) -> None:
    if output == "text":
        text = plan_text(
            plan, context.style(), full=context.verbose, width=width(), redact=redact()
        )
        report(joined([text, as_line("")]), context)
    else:
        text = plan_text(plan, context.style(err=True), width=width(err=True), redact=redact())
        note(text, context)


def _ask(context: Context, plan: Plan) -> None:
    if not can_ask():
        raise PresetsyncError(
            "refused: there is no terminal to ask on",
            hint="give --yes to apply without a question",
        )
    where = f" at {plan.base_url}" if plan.base_url else ""
    with at_once():
        is_wanted = is_confirmed(f"Apply {counted(len(plan.active), 'change')}{where}?", context)
    if not is_wanted:
        raise PresetsyncError("refused: nothing was applied")


async def _execute(
    plan: Plan, run: RunContext, progress: Progress, output: str
) -> tuple[Result, ...]:
    # Changes end in any order; people read them in the plan's, as far as they are there.
    unshown = deque(change.slug for change in plan.changes if change.action in ACTIVE | BLOCKED)
    ended: dict[str, Result] = {}
    context = progress.context

    def ended_with(result: Result) -> None:
        progress.advance()
        ended[result.slug] = result
        while unshown and unshown[0] in ended:
            shown = ended[unshown.popleft()]
            if output == "text":
                report(result_text(shown, context.style(), width(), redact()), context)

    progress.start(len(unshown))
    try:
        return await execute(plan, run, ended_with)
    finally:
        progress.stop()


def _show_results(context: Context, results: tuple[Result, ...], output: str) -> None:
    if output == "json":
        report(results_json(results), context)
    elif output == "markdown":
        report(results_markdown(results, redact=redact()), context)
    elif results:
        report(results_text(results, context.style()), context)
