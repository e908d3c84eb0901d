"""``presetsync apply``: push changed presets, and record the new versions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from presetsync.apply.approval import ApplyOptions
from presetsync.apply.results import is_complete
from presetsync.cli.interrupts import sigterm_as_ctrl_c
from presetsync.cli.observer import observer_of
from presetsync.cli.options import Command, format_option, not_empty, target_option
from presetsync.cli.output import redact, report
from presetsync.cli.reporter import Reporter
from presetsync.config import MAX_PARALLELISM
from presetsync.errors import InterruptedRunError
from presetsync.plan import planfile
from presetsync.plan.planner import PlanOptions
from presetsync.render.machine.json import results_json
from presetsync.render.markdown.results import results_markdown
from presetsync.render.terminal.results import results_text
from presetsync.view.result_view import results_view

if TYPE_CHECKING:
    from presetsync.apply.results import Result
    from presetsync.cli.context import Context


@click.command("apply", cls=Command)
@click.argument("plan_file", metavar="[PLANFILE]", required=False, type=not_empty)
@click.option("--yes", is_flag=True, help="Apply without asking for confirmation.")
@click.option("--prune", is_flag=True, help="Archive presets that have no file.")
@target_option
@click.option(
    "--parallelism",
    type=click.IntRange(1, MAX_PARALLELISM),
    help="Maximum concurrent requests. By default, parallelism from the configuration (8).",
)
@click.option(
    "--expect-digest",
    metavar="DIGEST",
    type=not_empty,
    help="Refuse any plan that has another digest.",
)
@click.option(
    "--overwrite-drift",
    is_flag=True,
    help="Replace live versions that were not applied from here.",
)
@click.option(
    "--force", is_flag=True, help="Apply even if the plan changes more than max_change_percent."
)
@format_option(
    *("text", "markdown", "json"),
    explained="Text for a terminal, markdown for a comment, json for programs.",
)
@click.pass_obj
def command(
    context: Context,
    *,
    plan_file: str | None,
    yes: bool,
    prune: bool,
    targets: tuple[str, ...],
    parallelism: int | None,
    expect_digest: str | None,
    overwrite_drift: bool,
    force: bool,
    output: str,
) -> int:
    """Push changed presets, and record the new versions in the lock.

    With PLANFILE, as saved by plan --out, carry out exactly that plan, or refuse if the files, the
    lock or the server have changed.
    """
    options = ApplyOptions(
        PlanOptions(targets, prune, overwrite_drift),
        planfile.read(context.given(plan_file)) if plan_file is not None else None,
        expect_digest,
        force,
        parallelism,
    )
    reporter = Reporter(context, output, asks=not yes)
    observer = observer_of(context, reporter.progress)
    with sigterm_as_ctrl_c():
        results = context.project.apply(options, reporter.callbacks(), observer)
    _print(results, output, context)
    if reporter.interrupts:
        return InterruptedRunError.exit_code
    return 0 if is_complete(results) else 1


def _print(results: tuple[Result, ...], output: str, context: Context) -> None:
    if output == "json":
        report(results_json(results), context)
    elif output == "markdown":
        report(results_markdown(results_view(results, redact())), context)
    elif results:
        report(results_text(results_view(results), context.style()), context)
