"""Output of commands: results go to stdout, messages to stderr."""

from __future__ import annotations

import codecs
import os
import sys
from typing import TYPE_CHECKING

import click

from presetsync.console.interrupts import at_once
from presetsync.console.streams import Stream, redactor
from presetsync.errors import PresetsyncError
from presetsync.view.safe import Safe, joined, sanitize

if TYPE_CHECKING:
    from collections.abc import Callable

    from presetsync.console.command_context import Context

_HANG = "    "


def redact() -> Callable[[str], str]:
    """A function that redacts keys, to call before a text is compared, cut or wrapped."""
    return redactor() or str


def answer(text: Safe, context: Context) -> None:
    """Print a result to stdout."""
    click.echo(text, nl=False, color=context.style().color)


def report(text: Safe, context: Context) -> None:
    """Print a report of completed work to stdout; losing it does not fail the command."""
    if isinstance(sys.stdout, Stream):
        sys.stdout.is_report = True
    answer(text, context)


def note(text: Safe, context: Context) -> None:
    """Print a message to stderr, except with ``-q``."""
    if not context.quiet:
        problem(text, context)


def problem(text: Safe, context: Context) -> None:
    """Print a problem to stderr, even with ``-q``."""
    tell(text, color=context.style(err=True).color)


def tell(text: Safe, *, color: bool = False) -> None:
    """Print to stderr; wrap lines at words on a terminal."""
    click.echo(folded(text, err=True), nl=False, err=True, color=color)


def is_approved(question: str, context: Context) -> bool:
    """Ask for confirmation; raises `PresetsyncError` if there is no terminal."""
    if not can_ask():
        raise PresetsyncError(
            "refused: there is no terminal for the confirmation",
            hint="pass --yes to skip the confirmation",
        )
    with at_once():
        return _is_confirmed(question, context)


def _is_confirmed(question: str, context: Context) -> bool:
    """Ask on stderr, and read ``y`` or ``n`` from standard input."""
    while True:
        problem(sanitize(f"{question} [y/N]: "), context)
        line = sys.stdin.readline()
        if not line:
            raise click.Abort
        if isinstance(sys.stderr, Stream):
            sys.stderr.answered()
        match line.strip().lower():
            case "y" | "yes":
                return True
            case "" | "n" | "no":
                return False


def can_ask() -> bool:
    """Whether standard input is a terminal."""
    return sys.stdin is not None and not sys.stdin.closed and sys.stdin.isatty()


def read_input(limit: int) -> bytes:
    """At most this many bytes of standard input."""
    if sys.stdin is None or sys.stdin.closed:
        return b""
    return sys.stdin.buffer.read(limit)


def is_lost() -> bool:
    """Whether standard output can no longer be written: its reader has gone, or a disk is full.

    This is known from earlier writes.
    """
    sys.stdout.flush()
    return isinstance(sys.stdout, Stream) and sys.stdout.failure is not None


def as_html(text: Safe) -> Safe:
    """A UTF-8 HTML document in the encoding of stdout."""
    if codecs.lookup(sys.stdout.encoding or "utf-8").name == "utf-8":
        return text
    return Safe(text.encode("ascii", "xmlcharrefreplace").decode("ascii"))


def width(*, err: bool = False) -> int | None:
    """The columns of the terminal that stdout, or stderr, is; None if it is none."""
    if not is_terminal(err=err):
        return None
    try:
        # Not shutil's: it checks standard output, which may be a file while stderr is a terminal.
        columns = os.get_terminal_size((sys.stderr if err else sys.stdout).fileno()).columns
    except (OSError, ValueError):
        columns = 0
    said = os.environ.get("COLUMNS", "")
    return int(said) if said.isdecimal() and int(said) else columns or columns_of_stdout()


def columns_of_stdout(default: int = 80) -> int:
    """The columns that `shutil` finds; ``default`` if there is no terminal to ask."""
    import shutil  # it loads three compression libraries

    return shutil.get_terminal_size((default, 0)).columns


def is_terminal(*, err: bool = False) -> bool:
    """Whether stdout, or stderr, is a terminal."""
    stream = sys.stderr if err else sys.stdout
    return stream is not None and stream.isatty()


def folded(text: Safe, *, err: bool = False) -> Safe:
    """The text in lines that fit the terminal, if stdout, or stderr, is one.

    A word, which may be a path or a URL, is never broken.
    """
    columns = width(err=err)
    if columns is None:
        return text
    from presetsync.render.terminal.layout import at_words

    lines = map(Safe, text.splitlines(keepends=True))
    return joined(at_words(line, columns, _HANG) for line in lines)
