"""``presetsync blame``: which version introduced each line of the live prompt."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from presetsync.cli.options import SLUG, Command, format_option
from presetsync.console.output import answer, redact, width
from presetsync.console.server_messages import observer_of

if TYPE_CHECKING:
    from presetsync.console.command_context import Context


@click.command(
    "blame",
    cls=Command,
    examples=["presetsync blame email-copywriter"],
)
@click.argument("slug", type=SLUG)
@format_option("text", "json", explained="Text for people; json for programs.")
@click.pass_obj
def command(context: Context, *, slug: str, output: str) -> int:
    """Show which version introduced each line of the live system prompt, and each field.

    A line that moved keeps its version. A line that was removed and restored has the version that
    restored it.
    """
    blame = context.project.blame(slug, observer=observer_of(context))
    if output == "json":
        from presetsync.render.machine.history_json import blame_json

        answer(blame_json(blame), context)
    else:
        from presetsync.render.terminal.blame import blame_text
        from presetsync.view.blame_view import blame_view

        view = blame_view(blame, redact())
        answer(blame_text(view, context.style(), width=width()), context)
    return 0
