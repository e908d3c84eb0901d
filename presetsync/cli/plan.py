"""``presetsync plan``: what apply would do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from presetsync.cli.options import (
    Command,
    detailed_exitcode_option,
    format_option,
    not_empty,
    target_option,
)
from presetsync.cli.output import answer, as_html, note, redact, width
from presetsync.plan.planner import PlanOptions
from presetsync.render.markdown.sizes import LARGEST_COMMENT, SMALLEST
from presetsync.view.plan_view import plan_view
from presetsync.view.safe import as_line

if TYPE_CHECKING:
    from presetsync.cli.context import Context
    from presetsync.plan.model import Plan
    from presetsync.view.safe import Safe


@click.command("plan", cls=Command)
@click.option("--refresh", is_flag=True, help="Also ask the server, to detect drift.")
@click.option("--prune", is_flag=True, help="Plan to archive presets that have no file.")
@target_option
@click.option(
    "--overwrite-drift",
    is_flag=True,
    help="Plan to replace live versions that were not applied from here; needs --refresh.",
)
@click.option(
    "--out",
    metavar="FILE",
    type=not_empty,
    help="Save the plan to FILE; apply FILE carries out exactly this plan or refuses.",
)
@format_option(
    *("text", "markdown", "json", "html"),
    explained="Text for a terminal, markdown for a comment, html for a browser, json for programs.",
)
@click.option(
    "--full", is_flag=True, help="Show everything: fold neither unchanged lines nor long prompts."
)
@click.option(
    "--max-size",
    type=click.IntRange(min=SMALLEST),
    default=LARGEST_COMMENT,
    show_default=True,
    metavar="CHARACTERS",
    help="Maximum length of the Markdown; omissions are named.",
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
    out: str | None,
    output: str,
    full: bool,
    max_size: int,
    detailed_exitcode: bool,
) -> int:
    """Compare the preset files with the lock, and show what apply would do.

    It needs no network and no key unless --refresh asks the server.
    """
    options = PlanOptions(targets, prune, overwrite_drift)
    plan = _planned(context, options, refresh=refresh)
    if out is not None:
        context.project.save_plan(plan, context.given(out))
        text = f"Saved to {out}. Run apply {out} to carry out exactly this plan."
        note(as_line(text), context)
    answer(_rendered(plan, context, output, max_size, full=full or context.verbose), context)
    return 2 if detailed_exitcode and plan.has_changes else 0


def _planned(context: Context, options: PlanOptions, *, refresh: bool) -> Plan:
    from presetsync.cli.observer import observer_of, offline_observer

    observer = observer_of(context) if refresh else offline_observer(context)
    return context.project.plan(options, refresh=refresh, observer=observer)


def _rendered(plan: Plan, context: Context, output: str, max_size: int, *, full: bool) -> Safe:
    """The plan in the format that was asked for."""
    entries = [change.entry for change in plan.noteworthy if change.entry]
    provenance = context.project.origins(entries) if entries else None
    if output == "json":
        from presetsync.render.machine.json import plan_json

        return plan_json(plan_view(plan, provenance=provenance))
    view = plan_view(plan, redact(), provenance)
    if output == "markdown":
        from presetsync.render.markdown.plan import plan_markdown

        return plan_markdown(view, limit=max_size, full=full)
    if output == "html":
        from presetsync.render.html.plan import plan_html

        return as_html(plan_html(view, full=full))
    from presetsync.render.terminal.plan import plan_text

    return plan_text(view, context.style(), full=full, width=width())
