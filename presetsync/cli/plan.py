"""``presetsync plan``: what apply would do, as a reviewer wants to read it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import click

from presetsync.cli.output import answer, note
from presetsync.plan.planning import Plan, make_plan

if TYPE_CHECKING:
    from presetsync.cli.context import Context


@click.command("plan")
@click.option("--refresh", is_flag=True, help="Ask the server too, so that drift is seen.")
@click.option("--prune", is_flag=True, help="Plan to archive what has no file any more.")
@click.option(
    "--target", "targets", multiple=True, metavar="SLUG", help="Only this preset; repeatable."
)
@click.option(
    "--format",
    "output",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Text for people; json for programs.",
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
    output: str,
    detailed_exitcode: bool,
) -> int:
    """Compare the preset files with what was applied last.

    Reads files and the lock only: no network, no key, the same result on a fork as on main.
    """
    plan = _make(context, refresh=refresh, prune=prune, targets=targets)
    if output == "json":
        from presetsync.render.json import plan_json

        answer(plan_json(plan), context)
    else:
        from presetsync.render.text import plan_text

        answer(plan_text(plan, context.style(), verbose=context.verbose), context)
    return 2 if detailed_exitcode and plan.has_changes else 0


def _make(context: Context, *, refresh: bool, prune: bool, targets: tuple[str, ...]) -> Plan:
    from presetsync.state.ledger import Ledger

    catalog = context.catalog()
    ledger = Ledger(context.lockfile)
    if ledger.unresolved:
        slugs = ", ".join(sorted(ledger.unresolved))
        note(
            f"An apply was interrupted; whether it stored {slugs} is not known. "
            "The next apply finds out.\n",
            context,
        )
    if not refresh:
        return make_plan(catalog.presets, ledger.lock, targets=targets, prune=prune)
    from presetsync.apply.session import refreshed_plan
    from presetsync.cli.world import open_world

    async def ask() -> Plan:
        async with open_world(context, ledger) as world:
            return await refreshed_plan(
                catalog.presets, ledger.lock, world, targets=targets, prune=prune
            )

    return asyncio.run(ask())
