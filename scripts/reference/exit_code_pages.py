"""The reference of the exit codes."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

import click

from presetsync import errors
from presetsync.cli.help import exit_codes_of
from presetsync.cli.main import cli
from presetsync.errors import PresetsyncError
from scripts.reference.command_pages import child_context, root_context
from scripts.reference.docstrings import summary_of
from scripts.reference.markdown import code, prose, sentence, table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

INTRODUCTION = """# Exit codes

{codes}
A run that applied some presets and failed on others exits with `1`; run it again, and it continues
from there. The code for wrong usage is that of `sysexits.h`, so that a typo in a script is not
mistaken for "there are changes".

## What else they mean
"""

ERRORS = """## Failures

Each failure is a class of the [Python API](../python.md), and has the exit code of its class.
Subclasses of `ApiError` are about the server.
"""


def exit_codes_page() -> str:
    """All exit codes, and which failure has which."""
    common = exit_codes_of(cli)
    classes = [
        (code(each.__name__), code(str(each.exit_code)), sentence(_said(each)))
        for _, each in inspect.getmembers(errors, inspect.isclass)
        if issubclass(each, PresetsyncError)
    ]
    return "\n".join(
        [
            INTRODUCTION.format(codes=table(("code", "meaning"), _rows(common))),
            table(("command", "code", "meaning"), _others(cli, root_context(), common)),
            ERRORS,
            table(("class", "code", "meaning"), classes),
        ]
    )


def _rows(codes: Mapping[int, str]) -> Iterator[tuple[str, str]]:
    for number, said in codes.items():
        yield code(str(number)), prose(said)


def _said(error: type) -> str:
    return summary_of(error).partition(" (exit code")[0]


def _others(
    command: click.Command, ctx: click.Context, common: Mapping[int, str]
) -> Iterator[tuple[str, str, str]]:
    """What a code means only in one command."""
    is_group = isinstance(command, click.Group)
    for number, said in () if is_group else exit_codes_of(command).items():
        if common.get(number) != said:
            yield code(ctx.command_path), code(str(number)), prose(said)
    if isinstance(command, click.Group):
        for name in command.list_commands(ctx):
            child = command.get_command(ctx, name)
            assert child
            yield from _others(child, child_context(child, name, ctx), common)
