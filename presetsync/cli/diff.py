"""``presetsync diff``: compare two states of a preset."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from presetsync.cli.options import SLUG, STATE, Command, detailed_exitcode_option, format_option
from presetsync.console.output import answer, as_html, redact, width
from presetsync.console.server_messages import observer_of

if TYPE_CHECKING:
    from presetsync.console.command_context import Context
    from presetsync.history.state_difference import StateDifference
    from presetsync.view.safe import Safe


@click.command(
    "diff",
    cls=Command,
    examples=[
        "presetsync diff email-copywriter  # from live to the file",
        "presetsync diff email-copywriter 3 live",
        "presetsync diff email-copywriter staging production",
    ],
)
@click.argument("slug", type=SLUG)
@click.argument("before", type=STATE, metavar="[A", default="live")
@click.argument("after", type=STATE, metavar="[B]]", default="file")
@format_option(
    *("text", "markdown", "html", "json"),
    explained="Text for a terminal, markdown for a comment, html for a browser, json for programs.",
)
@click.option(
    "--full", is_flag=True, help="Show everything: do not fold unchanged lines or long prompts."
)
@detailed_exitcode_option("the two differ")
@click.pass_obj
def command(
    context: Context,
    *,
    slug: str,
    before: str,
    after: str,
    output: str,
    full: bool,
    detailed_exitcode: bool,
) -> int:
    """Show how state B of a preset differs from state A.

    A state is `file`, `lock` (the content applied last), `live`, a version such as `3`, or the name
    of an environment (its live version). Without A and B, compares the live version with the file.
    Local states need no key. Changes that the server is known to make to such content are omitted
    and reported.
    """
    difference = context.project.difference(slug, before, after, observer=observer_of(context))
    answer(_rendered(difference, context, output, full=full or context.verbose), context)
    return 2 if detailed_exitcode and not difference.is_empty else 0


def _rendered(difference: StateDifference, context: Context, output: str, *, full: bool) -> Safe:
    """The difference in the requested format."""
    if output == "json":
        from presetsync.render.machine.json import difference_json

        return difference_json(difference)
    from presetsync.view.states_view import states_view

    view = states_view(difference, redact())
    if output == "markdown":
        from presetsync.render.markdown.states import states_markdown

        return states_markdown(view, full=full)
    if output == "html":
        from presetsync.render.html.states import states_html

        return as_html(states_html(view, full=full))
    from presetsync.render.terminal.states import states_text

    return states_text(view, context.style(), full=full, width=width())
