"""``presetsync rollback``: return to an older version of a preset."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import click

from presetsync.cli.options import SLUG, VERSION, Command
from presetsync.console.interrupts import sigterm_as_ctrl_c
from presetsync.console.output import is_approved, note, problem, redact, report, width
from presetsync.console.server_messages import observer_of
from presetsync.errors import InterruptedRunError, PresetsyncError, UsageError
from presetsync.history.at import parse_at
from presetsync.view.phrases import counted
from presetsync.view.safe import as_line

if TYPE_CHECKING:
    from presetsync.console.command_context import Context
    from presetsync.history.rollback import Rollback


def _version(value: str) -> int:
    number = parse_at(value).version
    if number is None:
        raise click.BadParameter(f"{value} is not the number of a version, such as 3 or v3.")
    return number


@click.command(
    "rollback",
    cls=Command,
    examples=[
        "presetsync rollback email-copywriter",
        "presetsync rollback email-copywriter --to 3 --apply",
    ],
)
@click.argument("slug", type=SLUG)
@click.option(
    "--to",
    metavar="N",
    type=_version,
    shell_complete=VERSION.shell_complete,
    help=(
        "The version to restore. By default, the newest one with different content that was not "
        "rolled back."
    ),
)
@click.option(
    "--apply",
    "pushes",
    is_flag=True,
    help="Also replace the live version now, even if it was not applied from here.",
)
@click.option("--yes", is_flag=True, help="With --apply, do not ask for confirmation.")
@click.pass_obj
def command(context: Context, *, slug: str, to: int | None, pushes: bool, yes: bool) -> int:
    """Restore the files of a preset from an older version.

    Only the lines that differ change; comments stay. The API cannot make an older version live
    again: the next apply stores a new version with the old content. With --apply, this happens
    immediately, for this preset only.
    """
    if yes and not pushes:
        raise UsageError("--yes needs --apply", hint="without it, there is no confirmation")
    from presetsync.render.terminal.rollback import rollback_text, written_text
    from presetsync.view.rollback_view import rollback_view

    rollback = context.project.rollback(slug, to, observer=observer_of(context))
    flags = context.project.environment.flags
    view, asks = rollback_view(rollback, redact(), flags), pushes and not yes
    if asks or not context.quiet:
        text = rollback_text(view, context.style(), full=context.verbose, width=width())
        report(text, context)
    with sigterm_as_ctrl_c():
        if asks and not is_approved(_question(rollback, context), context):
            raise PresetsyncError("refused: not confirmed; nothing was written")
        context.project.write_rollback(rollback)
        report(written_text(view, context.style(), width()), context)
        if pushes:
            return _push(rollback, context)
    _tell_next(rollback, context)
    return 0


def _question(rollback: Rollback, context: Context) -> str:
    url = context.project.environment.custom_base_url
    where = f" at {url}" if url else ""
    replaced = f"version {rollback.live} of {rollback.slug}{where}"
    if not rollback.changes:
        return f"Replace {replaced}?"
    return f"Write {counted(len(rollback.changes), 'file')}, and replace {replaced}?"


def _push(rollback: Rollback, context: Context) -> int:
    """Push the preset, and print the next step, whatever the result."""
    from presetsync.apply.results import is_complete
    from presetsync.console.reporter import Reporter

    reporter = Reporter(context, "text", asks=False)
    # The change was shown and confirmed.
    callbacks = replace(reporter.callbacks(), show_plan=lambda _plan, _refusal: None)
    observer = observer_of(context, reporter.execution.progress)
    was_applied = False
    try:
        results = context.project.apply_rollback(rollback, callbacks, observer)
        was_applied = is_complete(results)
    finally:
        _tell_next(rollback, context, was_applied=was_applied)
    if reporter.execution.interrupts:
        return InterruptedRunError.exit_code
    return 0 if was_applied else 1


def _tell_next(rollback: Rollback, context: Context, *, was_applied: bool | None = None) -> None:
    from presetsync.view.rollback_view import next_step

    tell = problem if was_applied is False else note
    flags = context.project.environment.flags
    tell(as_line("".join(next_step(rollback, was_applied=was_applied, flags=flags))), context)
