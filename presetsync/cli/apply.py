"""``presetsync apply``: push changed presets, and record the new versions."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import click

from presetsync.cli.options import (
    FILE,
    TEXT,
    Command,
    format_option,
    skip_promotion_option,
    target_option,
)
from presetsync.config.settings import MAX_PARALLELISM
from presetsync.console.interrupts import sigterm_as_ctrl_c
from presetsync.console.server_messages import observer_of
from presetsync.errors import InterruptedRunError, UsageError
from presetsync.filesystem.files import exists

if TYPE_CHECKING:
    from presetsync.console.command_context import Context
    from presetsync.filesystem.files import RootedPath


@click.command(
    "apply",
    cls=Command,
    examples=[
        "presetsync apply  # shows the plan and asks",
        "presetsync apply --yes --target email-copywriter",
        "presetsync apply plan.json  # exactly what plan --out saved",
    ],
    exit_codes={1: "Some or all changes failed, were refused, are in conflict or are waiting."},
)
@click.argument("plan_file", metavar="[PLANFILE]", required=False, type=FILE)
@click.option("--yes", is_flag=True, help="Apply without asking for confirmation.")
@click.option("--prune", is_flag=True, help="Archive presets that have no file.")
@target_option
@click.option(
    "--parallelism",
    metavar="N",
    type=click.IntRange(1, MAX_PARALLELISM),
    help="Maximum concurrent requests. By default, parallelism from the configuration (8).",
)
@click.option(
    "--expect-digest",
    metavar="DIGEST",
    type=TEXT,
    help="Refuse any plan with a different digest.",
)
@click.option(
    "--overwrite-drift",
    is_flag=True,
    help="Replace live versions that were not applied from here.",
)
@click.option(
    "--force", is_flag=True, help="Apply even if the plan changes more than max_change_percent."
)
@click.option(
    "--summary",
    metavar="FILE",
    type=FILE,
    help="Also write the results as Markdown to a new file.",
)
@skip_promotion_option("Also push content that the previous environment does not have yet.")
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
    summary: str | None,
    skip_promotion: bool,
    output: str,
) -> int:
    """Push changed presets, and record the new versions in the lock.

    With PLANFILE, saved by plan --out, apply exactly that plan, or refuse if the files, the lock or
    the server have changed since.
    """
    from presetsync.apply.approval import ApplyOptions, check_no_plan_options
    from presetsync.apply.results import is_complete
    from presetsync.console.reporter import Reporter
    from presetsync.plan.planner import PlanOptions

    options = ApplyOptions(
        PlanOptions(targets, prune, overwrite_drift, skip_promotion),
        expect_digest=expect_digest,
        force=force,
        parallelism=parallelism,
    )
    if plan_file is not None:
        from presetsync.plan import planfile

        check_no_plan_options(options.plan)
        options = replace(options, saved=planfile.read(context.given(plan_file)))
    new = None if summary is None else _new_file(context, summary)
    reporter = Reporter(context, output, asks=not yes, summary=new)
    observer = observer_of(context, reporter.execution.progress)
    with sigterm_as_ctrl_c():
        results = context.project.apply(options, reporter.callbacks(), observer)
    if reporter.execution.interrupts:
        return InterruptedRunError.exit_code
    return 0 if is_complete(results) else 1


def _new_file(context: Context, name: str) -> RootedPath:
    """The file for the summary; an existing file is never overwritten."""
    path = context.given(name)
    if exists(path):
        raise UsageError(f"--summary {name} already exists", hint="choose a new file name")
    return path
