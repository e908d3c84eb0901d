"""``presetsync status``: compare the lock with the server."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from presetsync.cli.options import (
    Command,
    detailed_exitcode_option,
    format_option,
    target_option,
)
from presetsync.console.output import answer, note, redact, width
from presetsync.console.server_messages import observer_of
from presetsync.history.origins import NOWHERE
from presetsync.plan.drift import DRIFT
from presetsync.view.safe import as_line

if TYPE_CHECKING:
    from presetsync.console.command_context import Context


@click.command(
    "status",
    cls=Command,
    examples=[
        "presetsync status",
        "presetsync status --target email-copywriter --format json",
    ],
)
@target_option
@format_option(
    *("text", "markdown", "json"),
    explained="Text for a terminal, markdown for an issue, json for programs.",
)
@detailed_exitcode_option("there is drift")
@click.pass_obj
def command(
    context: Context, *, targets: tuple[str, ...], output: str, detailed_exitcode: bool
) -> int:
    """Show which version of each preset is live, and whether it was applied from here.

    Compares the lock with the server, and lists presets that are in neither the lock nor the files.
    """
    from presetsync.render.machine.json import status_json
    from presetsync.render.markdown.status import status_markdown
    from presetsync.render.terminal.status import status_text
    from presetsync.view.status_view import status_view

    status = context.project.status(targets, observer=observer_of(context))
    for leftover in context.project.leftover_locks():
        note(as_line(f"warning: {leftover.path} is not read: {leftover.why}."), context)
        note(as_line(f"    {leftover.hint}"), context)
    entries = [preset.entry for preset in status if preset.status in DRIFT]
    provenance = context.project.origins(entries) if entries else NOWHERE
    flags = context.project.environment.flags
    if output == "json":
        answer(status_json(status, provenance), context)
    elif output == "markdown":
        answer(status_markdown(status_view(status, redact(), provenance, flags)), context)
    else:
        view = status_view(status, redact(), provenance, flags)
        text = status_text(view, context.style(), full=context.verbose, width=width())
        answer(text, context)
    has_drift = any(preset.status in DRIFT for preset in status)
    return 2 if detailed_exitcode and has_drift else 0
