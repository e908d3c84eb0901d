"""``presetsync validate``: every mistake in the preset files, at its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from presetsync.cli.output import answer
from presetsync.diagnostics import has_errors

if TYPE_CHECKING:
    from presetsync.cli.context import Context


@click.command("validate")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option(
    "--format",
    "output",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Text for people; json for programs.",
)
@click.pass_obj
def command(context: Context, paths: tuple[str, ...], output: str) -> int:
    """Check preset files and the configuration; without PATH the whole presets folder."""
    catalog = context.read_presets(paths)
    if output == "json":
        from presetsync.render.json import diagnostics_json

        answer(diagnostics_json(catalog.diagnostics), context)
    else:
        from presetsync.render.diagnostics import diagnostics_text, validation_summary

        answer(diagnostics_text(catalog.diagnostics, context.style()), context)
        if not context.quiet:
            answer(validation_summary(catalog.diagnostics, catalog.files), context)
    return int(has_errors(catalog.diagnostics))
