"""``presetsync import``: import presets from the server into files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from presetsync.cli.options import (
    SLUG,
    Command,
    format_option,
    prompts_over_option,
    skin_option,
)
from presetsync.console.execution import Execution
from presetsync.console.interrupts import sigterm_as_ctrl_c
from presetsync.console.output import answer, note, redact, report, width
from presetsync.console.server_messages import observer_of
from presetsync.diff.merge_chunks import Side
from presetsync.errors import InterruptedRunError, UsageError
from presetsync.imports.outcomes import ImportOutcome, is_complete
from presetsync.view.phrases import counted
from presetsync.view.safe import NOTHING, as_line, joined

if TYPE_CHECKING:
    from collections.abc import Sequence

    from presetsync.console.command_context import Context
    from presetsync.imports.import_workflow import ImportCallbacks
    from presetsync.imports.outcomes import Imported

_NEXT = "Review the changes, and commit them with the lock."


@click.command(
    "import",
    cls=Command,
    examples=[
        "presetsync import  # lists what only the server has",
        "presetsync import --all",
        "presetsync import email-copywriter --take server",
    ],
    exit_codes={1: "Some or all presets failed, were refused or are in conflict."},
)
@click.argument("slugs", metavar="[SLUG]...", nargs=-1, type=SLUG)
@click.option("--all", "everything", is_flag=True, help="Import every preset on the server.")
@skin_option
@prompts_over_option
@click.option(
    "--take",
    type=click.Choice([side.value for side in Side]),
    help="Which side wins if the file and the server changed the same field.",
)
@click.option("--dry-run", is_flag=True, help="Show what would be written, without writing it.")
@format_option("text", "json", explained="Text for people; json for programs.")
@click.pass_obj
def command(
    context: Context,
    *,
    slugs: tuple[str, ...],
    everything: bool,
    skin: str | None,
    prompts_over: int,
    take: str | None,
    dry_run: bool,
    output: str,
) -> int:
    """Write preset files for presets on the server, or import dashboard edits.

    A preset without a file gets one. If it has a file, the changes on the server since the last
    apply are merged into it; comments and all other lines stay as they are. Without SLUG and --all,
    lists the presets that exist only on the server.
    """
    if slugs and everything:
        raise UsageError("SLUG and --all cannot be combined", hint="pass one of them")
    if not slugs and not everything:
        if take:
            raise UsageError("--take needs a SLUG or --all", hint="without them nothing is written")
        return _list(context, output)
    from presetsync.imports.preset_import import ImportOptions

    options = ImportOptions(slugs, skin, prompts_over, Side(take) if take else None, dry_run)
    execution = Execution(context)
    callbacks = _callbacks(execution, context, output, dry_run=dry_run)
    observer = observer_of(context, execution.progress)
    with sigterm_as_ctrl_c():
        results = context.project.import_presets(options, callbacks, observer)
    if execution.interrupts:
        return InterruptedRunError.exit_code
    return 0 if is_complete(results) else 1


def _list(context: Context, output: str) -> int:
    """List what an import would write."""
    slugs = context.project.untracked(observer=observer_of(context))
    if output == "json":
        from presetsync.render.machine.json import untracked_json

        answer(untracked_json(slugs), context)
        return 0
    answer(joined(as_line(slug) for slug in slugs), context)
    text = "Every preset on the server has a file or is in the lock. "
    text += "presetsync status shows which were edited in the dashboard."
    if slugs:
        text = f"{counted(len(slugs), 'preset')} without a file. "
        text += "Write files with presetsync import --all, or presetsync import SLUG."
    note(as_line(context.advice(text)), context)
    return 0


def _callbacks(
    execution: Execution, context: Context, output: str, *, dry_run: bool
) -> ImportCallbacks:
    """The output of an import."""
    from presetsync.imports.import_workflow import ImportCallbacks
    from presetsync.render.machine.json import imports_json
    from presetsync.render.terminal.imports import import_text, imported_text
    from presetsync.view.import_view import import_view, imported_view

    def show(result: Imported) -> None:
        text = NOTHING
        if output == "text" and _is_shown(result):
            view = imported_view(result, redact())
            text = imported_text(view, context.style(), width())
        execution.ended(result.slug, text)

    def finish(results: Sequence[Imported]) -> None:
        if output == "json":
            report(imports_json(results), context)
            return
        report(import_text(import_view(results, dry_run=dry_run), context.style()), context)
        if any(result.is_recorded for result in results) and not dry_run:
            note(as_line(_NEXT), context)

    return ImportCallbacks(execution.running, show, finish)


def _is_shown(result: Imported) -> bool:
    """Whether a result has its own line; the last line counts all others."""
    return result.outcome is not ImportOutcome.UNCHANGED or bool(result.reason)
