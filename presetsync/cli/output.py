"""Where output goes; the last place before it, where keys are masked."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from presetsync.cli.context import Context

KEY_VARIABLES = ("OPENROUTER_API_KEY", "OPENROUTER_MANAGEMENT_KEY")
_SHORTEST_SECRET = 8  # masking a shorter value, "sandbox" say, would garble harmless text


def masked(text: str) -> str:
    """The text without the keys of the environment, wherever they came into it from."""
    for variable in KEY_VARIABLES:
        key = os.environ.get(variable, "").strip()
        if len(key) >= _SHORTEST_SECRET:
            text = text.replace(key, f"<{variable}>")
    return text


def conceal() -> Callable[[str], str]:
    """What masks keys, for who has many texts: nothing where there is no key to mask."""
    has_key = any(os.environ.get(variable) for variable in KEY_VARIABLES)
    return masked if has_key else str


def answer(text: str, context: Context) -> None:
    """Print what was asked for, to stdout."""
    click.echo(masked(text), nl=False, color=context.style().color)


def note(text: str, context: Context) -> None:
    """Print what is for people besides the answer, to stderr; not with ``-q``."""
    if not context.quiet:
        problem(text, context)


def note_interrupted(unresolved: Iterable[str], context: Context) -> None:
    """Say what an interrupted apply left open, where a command looks that does not resolve it."""
    if slugs := ", ".join(sorted(unresolved)):
        note(
            f"An apply was interrupted, or is at work; whether it stored {slugs} is not known. "
            "The next apply finds out.\n",
            context,
        )


def problem(text: str, context: Context) -> None:
    """Print what is wrong, to stderr; also with ``-q``."""
    click.echo(masked(text), nl=False, err=True, color=context.style(err=True).color)


def width(*, err: bool = False) -> int | None:
    """The columns of the terminal that stdout, or stderr, is; None where it is none."""
    if not is_terminal(err=err):
        return None
    import shutil

    return shutil.get_terminal_size().columns


def is_terminal(*, err: bool = False) -> bool:
    """Whether a person is looking at stdout, or at stderr."""
    stream = sys.stderr if err else sys.stdout
    return stream is not None and stream.isatty()
