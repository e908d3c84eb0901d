"""``presetsync plan``: what apply would do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from presetsync.cli.options import (
    FILE,
    Command,
    detailed_exitcode_option,
    format_option,
    skip_promotion_option,
    target_option,
)
from presetsync.console.output import answer, note
from presetsync.console.plan_documents import PlanDocuments, report_paths
from presetsync.errors import UsageError
from presetsync.plan.planner import PlanOptions
from presetsync.render.markdown.sizes import LARGEST_COMMENT, SMALLEST
from presetsync.view.safe import as_line

if TYPE_CHECKING:
    from presetsync.console.command_context import Context
    from presetsync.plan.model import Plan


@click.command(
    "plan",
    cls=Command,
    examples=[
        "presetsync plan",
        "presetsync plan --refresh --target email-copywriter",
        "presetsync plan --out plan.json  # for apply plan.json",
        "presetsync plan --report plan.md --report plan.html",
    ],
)
@click.option("--refresh", is_flag=True, help="Also check the server for drift.")
@click.option("--prune", is_flag=True, help="Plan to archive presets that have no file.")
@target_option
@click.option(
    "--overwrite-drift",
    is_flag=True,
    help="Plan to replace live versions that were not applied from here; needs --refresh.",
)
@skip_promotion_option("Plan to also push content that the previous environment does not have yet.")
@click.option(
    "--out",
    metavar="FILE",
    type=FILE,
    help="Save the plan to FILE. apply FILE applies exactly this plan, or refuses.",
)
@click.option(
    "--report",
    "reports",
    multiple=True,
    metavar="FILE",
    type=FILE,
    help="Also write the plan to FILE, as text, Markdown, HTML or JSON: .txt, .md, .html or .json; "
    "repeatable. Replaces the file.",
)
@format_option(
    *("text", "markdown", "json", "html"),
    explained="Text for a terminal, markdown for a comment, html for a browser, json for programs.",
)
@click.option(
    "--full", is_flag=True, help="Show everything: do not fold unchanged lines or long prompts."
)
@click.option(
    "--max-size",
    type=click.IntRange(min=SMALLEST),
    default=LARGEST_COMMENT,
    show_default=True,
    metavar="CHARACTERS",
    help="Maximum length of the Markdown; omissions are reported.",
)
@detailed_exitcode_option("there are changes")
@click.pass_obj
def command(
    context: Context,
    *,
    refresh: bool,
    prune: bool,
    targets: tuple[str, ...],
    overwrite_drift: bool,
    skip_promotion: bool,
    out: str | None,
    reports: tuple[str, ...],
    output: str,
    full: bool,
    max_size: int,
    detailed_exitcode: bool,
) -> int:
    """Compare the preset files with the lock, and show what apply would do.

    It needs no network and no key, unless you pass --refresh.
    """
    if out is not None and len(context.project.environment_names) > 1:
        environment = context.project.environment_names[0]
        hint = f"pass the environment of the plan, as in --env {environment}"
        raise UsageError("--out saves the plan of one environment", hint=hint)
    paths = report_paths(reports, out, context)
    options = PlanOptions(targets, prune, overwrite_drift, skip_promotion)
    plans = _planned(context, options, refresh=refresh)
    documents = PlanDocuments(context, plans, full or context.verbose, max_size)
    for path in paths:
        context.project.check_output("--report", path, plans.values())
    if out is not None:
        [plan] = plans.values()
        context.project.save_plan(plan, context.given(out))
        text = f"Saved to {out}. Run apply {out} to apply exactly this plan."
        note(as_line(text), context)
    for path in paths:
        documents.write(path)
    if paths:
        note(as_line(f"Wrote {', '.join(map(str, paths))}."), context)
    answer(documents.answer(output), context)
    return 2 if detailed_exitcode and any(plan.has_changes for plan in plans.values()) else 0


def _planned(context: Context, options: PlanOptions, *, refresh: bool) -> dict[str, Plan]:
    from presetsync.console.server_messages import observer_of, offline_observer

    observer = observer_of(context) if refresh else offline_observer(context)
    return context.project.plans(options, refresh=refresh, observer=observer)
