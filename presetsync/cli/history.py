"""``presetsync history``: the versions of presets, with the commits that they come from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from presetsync.cli.options import SLUG, Command, format_option
from presetsync.console.output import answer, redact, width
from presetsync.console.server_messages import observer_of

if TYPE_CHECKING:
    from presetsync.console.command_context import Context


@click.command(
    "history",
    cls=Command,
    examples=[
        "presetsync history email-copywriter --limit 5",
        "presetsync history --format json  # of all presets in the lock",
    ],
)
@click.argument("slugs", nargs=-1, metavar="[SLUG]...", type=SLUG)
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    metavar="N",
    help="Show only the newest N versions, across all presets. By default, all versions.",
)
@format_option("text", "json", explained="Text for people; json for programs.")
@click.pass_obj
def command(context: Context, *, slugs: tuple[str, ...], limit: int | None, output: str) -> int:
    """List the versions of presets, newest first, with the commits that they come from.

    Without SLUG, lists those of all presets in the lock. The commits are found through the
    committed states of the lock.
    """
    history = context.project.history(slugs, limit, observer=observer_of(context))
    if output == "json":
        from presetsync.render.machine.history_json import history_json

        answer(history_json(history, is_one=len({*slugs}) == 1), context)
    else:
        from presetsync.render.terminal.history import history_text
        from presetsync.view.history_view import history_view

        view = history_view(history, redact())
        answer(history_text(view, context.style(), width=width()), context)
    return 0
