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
from presetsync.console.output import answer, as_html, note, redact, width
from presetsync.errors import UsageError
from presetsync.plan.planner import PlanOptions
from presetsync.render.markdown.sizes import LARGEST_COMMENT, SMALLEST
from presetsync.view.plan_view import plan_view
from presetsync.view.safe import as_line, joined

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from presetsync.console.command_context import Context
    from presetsync.plan.model import Plan
    from presetsync.view.plan_view import PlanView
    from presetsync.view.safe import Safe


@click.command(
    "plan",
    cls=Command,
    examples=[
        "presetsync plan",
        "presetsync plan --refresh --target email-copywriter",
        "presetsync plan --out plan.json  # for apply plan.json",
        "presetsync plan --format html > plan.html",
    ],
)
@click.option("--refresh", is_flag=True, help="Also ask the server, to detect drift.")
@click.option("--prune", is_flag=True, help="Plan to archive presets that have no file.")
@target_option
@click.option(
    "--overwrite-drift",
    is_flag=True,
    help="Plan to replace live versions that were not applied from here; needs --refresh.",
)
@skip_promotion_option("Plan to push what the environment before this one does not have, too.")
@click.option(
    "--out",
    metavar="FILE",
    type=FILE,
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
    skip_promotion: bool,
    out: str | None,
    output: str,
    full: bool,
    max_size: int,
    detailed_exitcode: bool,
) -> int:
    """Compare the preset files with the lock, and show what apply would do.

    It needs no network and no key unless --refresh asks the server.
    """
    if out is not None and len(context.project.environment_names) > 1:
        environment = context.project.environment_names[0]
        hint = f"name the environment of the plan, as in --env {environment}"
        raise UsageError("--out saves the plan of one environment", hint=hint)
    options = PlanOptions(targets, prune, overwrite_drift, skip_promotion)
    plans = _planned(context, options, refresh=refresh)
    if out is not None:
        [plan] = plans.values()
        context.project.save_plan(plan, context.given(out))
        text = f"Saved to {out}. Run apply {out} to carry out exactly this plan."
        note(as_line(text), context)
    answer(_rendered(plans, context, output, max_size, full=full or context.verbose), context)
    return 2 if detailed_exitcode and any(plan.has_changes for plan in plans.values()) else 0


def _planned(context: Context, options: PlanOptions, *, refresh: bool) -> dict[str, Plan]:
    from presetsync.console.server_messages import observer_of, offline_observer

    observer = observer_of(context) if refresh else offline_observer(context)
    return context.project.plans(options, refresh=refresh, observer=observer)


def _rendered(
    plans: Mapping[str, Plan], context: Context, output: str, max_size: int, *, full: bool
) -> Safe:
    """The plans in the format that was asked for."""
    # Programs get texts as they are, people without the keys; the stream redacts both.
    redacted = str if output == "json" else redact()
    views = {name: _view(context, name, plan, redacted) for name, plan in plans.items()}
    shown = [*views.values()]
    if output == "json":
        from presetsync.render.machine.json import plan_json, plans_json

        is_one = len(context.project.environment_names) == 1
        return plan_json(shown[0]) if is_one else plans_json(views)
    if output == "markdown":
        from presetsync.render.markdown.plan import plans_markdown

        return plans_markdown(shown, limit=max_size, full=full)
    if output == "html":
        from presetsync.render.html.plan import plans_html

        return as_html(plans_html(shown, full=full))
    from presetsync.render.terminal.plan import plan_text

    style = context.style()
    texts = [plan_text(view, style, full=full, width=width()) for view in shown]
    return joined(texts, as_line(""))


def _view(context: Context, name: str, plan: Plan, redact: Callable[[str], str]) -> PlanView:
    entries = [change.entry for change in plan.noteworthy if change.entry]
    project = context.project.in_environment(name) if name else context.project
    return plan_view(plan, redact, project.origins(entries) if entries else None)
