"""``presetsync plan``: what apply would do, as a reviewer wants to read it."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from presetsync.cli.options import Command
from presetsync.cli.output import answer, as_html, note, note_interrupted, redact, width
from presetsync.errors import UsageError
from presetsync.plan import planfile
from presetsync.plan.planfile import PlanOptions, saved
from presetsync.plan.planner import make_plan, shown_of
from presetsync.render.markdown.sizes import LARGEST_COMMENT, SMALLEST
from presetsync.render.safe import as_line
from presetsync.repository.preset_files import load_bodies

if TYPE_CHECKING:
    from presetsync.cli.context import Context
    from presetsync.plan.model import Plan
    from presetsync.render.safe import Safe
    from presetsync.repository.preset_files import PresetFiles
    from presetsync.state.ledger import Ledger


@click.command("plan", cls=Command)
@click.option("--refresh", is_flag=True, help="Ask the server too, so that drift is seen.")
@click.option("--prune", is_flag=True, help="Plan to archive what has no file any more.")
@click.option(
    "--target", "targets", multiple=True, metavar="SLUG", help="Only this preset; repeatable."
)
@click.option(
    "--overwrite-drift",
    is_flag=True,
    help="Plan to push over what was not applied from here; with --refresh.",
)
@click.option(
    "--out", metavar="FILE", help="Save the plan, for apply FILE to do exactly that or refuse."
)
@click.option(
    "--format",
    "output",
    type=click.Choice(["text", "markdown", "json", "html"]),
    default="text",
    show_default=True,
    help="Text for a terminal, markdown for a comment, html for a browser, json for programs.",
)
@click.option(
    "--full", is_flag=True, help="Fold nothing, neither unchanged lines nor long prompts."
)
@click.option(
    "--max-size",
    type=click.IntRange(min=SMALLEST),
    default=LARGEST_COMMENT,
    show_default=True,
    metavar="CHARACTERS",
    help="The longest Markdown; it says what it leaves out.",
)
@click.option(
    "--detailed-exitcode", is_flag=True, help="Exit with 2 where there is something to do."
)
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
    """Compare the preset files with what was applied last.

    Reads files and the lock only: no network, no key, the same result on a fork as on main.
    """
    if overwrite_drift and not refresh:
        raise UsageError(
            "--overwrite-drift needs --refresh", hint="without it no drift is seen to overwrite"
        )
    options = PlanOptions(targets, prune, overwrite_drift)
    ledger = context.ledger()
    found = context.preset_files(cached=not refresh)
    note_interrupted(ledger.unresolved, context)
    plan = _make(context, ledger, options, found, refresh=refresh)
    if out:
        _refuse_own(context, out, found)
        document = saved(plan, options, ledger.workspace_id)
        context.refuse_secret(planfile.dump(document).decode())
        planfile.write(context.given(out), document)
        told = f"Saved to {out}; apply with it does exactly this plan, or refuses."
        note(as_line(told), context)
    answer(_rendered(plan, context, output, max_size, full=full or context.verbose), context)
    return 2 if detailed_exitcode and plan.has_changes else 0


def _refuse_own(context: Context, name: str, found: PresetFiles) -> None:
    """Raise `UsageError` for a plan file in the place of something that presetsync reads."""
    from presetsync.cli.ownfiles import purpose

    if whose := purpose(context, name, [*found.presets, *found.summaries]):
        raise UsageError(f"--out {name} is {whose}", hint="name another file")


def _rendered(plan: Plan, context: Context, output: str, max_size: int, *, full: bool) -> Safe:
    """The plan in the format that was asked for."""
    if output == "json":
        from presetsync.render.machine.json import plan_json

        return plan_json(plan)
    if output == "markdown":
        from presetsync.render.markdown.plan import plan_markdown

        return plan_markdown(plan, limit=max_size, full=full, redact=redact())
    if output == "html":
        from presetsync.render.html.plan import plan_html

        return as_html(plan_html(plan, full=full, redact=redact()))
    from presetsync.render.terminal.plan import plan_text

    return plan_text(plan, context.style(), full=full, width=width(), redact=redact())


def _make(
    context: Context, ledger: Ledger, options: PlanOptions, found: PresetFiles, *, refresh: bool
) -> Plan:
    if not refresh:
        shown = shown_of(found.summaries, ledger.lock, options.targets)
        found = load_bodies(found, shown)
        plan = make_plan(
            found.presets,
            ledger.lock,
            unread=found.unread,
            unloaded=found.summaries,
            **asdict(options),
        )
        return context.as_reviewed(plan, found)
    import asyncio

    from presetsync.cli.world import open_world
    from presetsync.plan.live import refreshed_plan

    async def ask() -> Plan:
        async with open_world(context, ledger) as run:
            return await refreshed_plan(
                found.presets, ledger.lock, run.session, unread=found.unread, **asdict(options)
            )

    return context.as_reviewed(asyncio.run(ask()), found)
