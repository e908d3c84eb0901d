"""``presetsync apply``: push what changed, and record the versions that come back."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections import deque
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import click

from presetsync.apply.executor import execute
from presetsync.apply.recovery import recover
from presetsync.apply.results import is_complete
from presetsync.apply.session import refreshed_plan
from presetsync.cli.output import answer, is_terminal, note, problem
from presetsync.cli.progress import progress
from presetsync.cli.world import open_world
from presetsync.config import MAX_PARALLELISM
from presetsync.errors import InterruptedRunError, PresetsyncError
from presetsync.plan.planning import ACTIVE, BLOCKED
from presetsync.plan.safety import too_much
from presetsync.render.json import results_json
from presetsync.render.results import result_text, results_text
from presetsync.render.text import plan_text
from presetsync.state.ledger import Ledger
from presetsync.state.lockfile import exclusive

if TYPE_CHECKING:
    from collections.abc import Iterator

    from presetsync.apply.results import Result
    from presetsync.apply.world import World
    from presetsync.cli.context import Context
    from presetsync.plan.planning import Plan


@click.command("apply")
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
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Text for people; json for programs.",
)
@click.pass_obj
def command(
    context: Context,
    *,
    yes: bool,
    prune: bool,
    targets: tuple[str, ...],
    parallelism: int | None,
    overwrite_drift: bool,
    force: bool,
    output: str,
) -> int:
    """Carry out what plan shows: push changed presets, and record the new versions in the lock."""
    catalog = context.catalog()
    with exclusive(context.state_folder, "presetsync apply"):
        ledger = Ledger(context.lockfile)

        async def run() -> int:
            async with open_world(context, ledger, parallelism=parallelism) as world:
                await _recover(context, ledger, world)
                plan = await refreshed_plan(
                    catalog.presets,
                    ledger.lock,
                    world,
                    targets=targets,
                    prune=prune,
                    overwrite_drift=overwrite_drift,
                )
                _show(context, plan, output)
                refusal = too_much(plan, ledger.lock, context.config.max_change_percent)
                if refusal and not force:
                    raise PresetsyncError(f"refused: {refusal}", hint="--force applies it")
                if plan.active and not yes:
                    _ask(plan)
                with _interrupts(context, world):
                    results = await _execute(context, plan, world, output)
                _show_results(context, results, output)
                if world.stop.is_set():
                    return InterruptedRunError.exit_code
                return 0 if is_complete(results) else 1

        try:
            return asyncio.run(run())
        except asyncio.CancelledError as error:
            raise InterruptedRunError(
                "interrupted; the journal knows what was under way",
                hint="run apply again: it finds out what became of it, and goes on",
            ) from error
        finally:
            ledger.commit()


async def _recover(context: Context, ledger: Ledger, world: World) -> None:
    if ledger.unresolved:
        note("Finding out what became of an interrupted apply …\n", context)
        for slug in await recover(tuple(ledger.unresolved.values()), world):
            note(f"{slug} was stored; the lock has it now.\n", context)


def _show(context: Context, plan: Plan, output: str) -> None:
    if output == "json":
        note(plan_text(plan, context.style(err=True)), context)
    else:
        answer(plan_text(plan, context.style(), verbose=context.verbose), context)


def _ask(plan: Plan) -> None:
    if not sys.stdin.isatty():
        raise PresetsyncError(
            "refused: there is no terminal to ask on",
            hint="give --yes to apply without a question",
        )
    count = len(plan.active)
    if not click.confirm(f"Apply {count} change{'s' * (count != 1)}?", err=True):
        raise PresetsyncError("refused: nothing was applied")


async def _execute(context: Context, plan: Plan, world: World, output: str) -> tuple[Result, ...]:
    # Changes end in any order; people read them in the plan's, as far as they are there.
    unshown = deque(change.slug for change in plan.changes if change.action in ACTIVE | BLOCKED)
    ended: dict[str, Result] = {}

    with progress(len(unshown), shown=is_terminal(err=True) and not context.quiet) as advance:

        def report(result: Result) -> None:
            advance()
            ended[result.slug] = result
            while unshown and unshown[0] in ended:
                text = result_text(ended[unshown.popleft()], context.style())
                if output == "text":
                    answer(text, context)

        return await execute(plan, world, report)


def _show_results(context: Context, results: tuple[Result, ...], output: str) -> None:
    if output == "json":
        answer(results_json(results), context)
    elif results:
        answer(results_text(results, context.style()), context)


@contextmanager
def _interrupts(context: Context, world: World) -> Iterator[None]:
    """The first Ctrl-C, or SIGTERM, lets what is under way finish; the second ends the run."""
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    assert task is not None

    def interrupted() -> None:
        if world.stop.is_set():
            task.cancel()
            return
        world.stop.set()
        problem("Interrupted: finishing what is under way. Once more stops at once.\n", context)

    signals = (signal.SIGINT, signal.SIGTERM)
    # Windows has no signal handlers in its event loop: there Ctrl-C ends the run at once.
    with suppress(NotImplementedError):
        for number in signals:
            loop.add_signal_handler(number, interrupted)
    try:
        yield
    finally:
        with suppress(NotImplementedError):
            for number in signals:
                loop.remove_signal_handler(number)
