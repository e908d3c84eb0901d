"""``presetsync capture``: write a preset file from a working request."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from presetsync.cli.options import FILE, NEW_SLUG, Command, prompts_over_option, skin_option
from presetsync.console.output import can_ask, folded, note, problem, read_input, report, width
from presetsync.errors import UsageError
from presetsync.repository.text_files import MAX_FILE_BYTES
from presetsync.view.phrases import counted
from presetsync.view.safe import as_line, lines, sanitize_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from presetsync.capture.request_capture import Captured
    from presetsync.console.command_context import Context

_STDIN = "-"
_TERMINAL_LINE = 4095
"""The longest line, in bytes, that a Linux terminal passes on; the rest is lost."""


@click.command(
    "capture",
    cls=Command,
    examples=[
        "presetsync capture support-reply request.sh",
        "presetsync capture support-reply < request.json",
    ],
)
@click.argument("slug", type=NEW_SLUG)
@click.argument("file", default=_STDIN, metavar="[FILE|-]", type=FILE)
@skin_option
@prompts_over_option
@click.pass_obj
def command(context: Context, slug: str, file: str, *, skin: str | None, prompts_over: int) -> int:
    """Write a preset file from a working request.

    FILE contains a JSON or YAML body, or a curl command as copied from documentation or a browser.
    Without FILE, the request is read from standard input. Headers are dropped, and no file is
    overwritten.
    """
    from presetsync.capture.request_capture import CaptureOptions, RequestInput

    name = "<stdin>" if file == _STDIN else file
    given = RequestInput(lambda: _data(file, context), name, context.here)
    captured = context.project.capture(slug, given, CaptureOptions(skin, prompts_over))
    report(lines(sanitize_line(f"wrote {path}") for path in captured.paths), context)
    note(folded(lines(map(sanitize_line, _remarks(captured))), err=True), context)
    if captured.warnings:
        from presetsync.render.terminal.diagnostics import WIDTH, diagnostics_text

        columns = width(err=True) or WIDTH
        note(diagnostics_text(captured.warnings, context.style(err=True), width=columns), context)
    note(as_line(context.advice("Next: presetsync plan shows what apply would do.")), context)
    return 0


def _data(file: str, context: Context) -> bytes:
    """The bytes of a file or of standard input: one more than the limit, to detect excess."""
    if file == _STDIN:
        return _pasted(context) if can_ask() else read_input(MAX_FILE_BYTES + 1)
    try:
        with (context.here / file).open("rb") as stream:
            return stream.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise UsageError(f"{file}: {error.strerror}", hint="check the path") from error


def _pasted(context: Context) -> bytes:
    """What is typed or pasted into the terminal; raises `UsageError` if a line may be truncated."""
    problem(as_line("Paste the request, then press Ctrl-D on an empty line."), context)
    data = read_input(MAX_FILE_BYTES + 1)
    if any(len(line) == _TERMINAL_LINE for line in data.split(b"\n")):
        raise UsageError(
            f"the terminal truncates lines after {_TERMINAL_LINE} bytes",
            hint="save the request as a file, and pass that file",
        )
    return data


def _remarks(captured: Captured) -> Iterator[str]:
    """What was done with the request, one sentence per line."""
    yield f"The skin is {captured.skin}, {captured.reason}."
    if captured.headers:
        yield f"Dropped {counted(captured.headers, 'header')}: a preset has none."
    if captured.left_out:
        yield f"Omitted fields that only concern one request: {', '.join(captured.left_out)}."
    if captured.readers:
        yield f"Ignored commands that read curl's output: {', '.join(captured.readers)}."
