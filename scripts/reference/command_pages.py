"""The reference of the commands: what `--help` says about each."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from presetsync.cli.help import DOCUMENTATION
from presetsync.cli.main import cli
from scripts.reference.help_formatter import sections_of

if TYPE_CHECKING:
    from collections.abc import Iterator

INTRODUCTION = """# Commands

This is what `presetsync --help` and `presetsync COMMAND --help` say. The
[shared options](#shared-options) go before or after the command. Every option has an
[environment variable](environment-variables.md). [Exit codes](exit-codes.md) are on a page of their
own.
"""

_SHARED = "Shared options"
_ELSEWHERE = {_SHARED, "Completion in the shell"}
_PAGE = re.compile(r"docs/([\w/-]+\.md)")


def commands_page() -> str:
    """All commands, each with its subcommands."""
    ctx = root_context()
    parts = [INTRODUCTION, *_root(ctx)]
    for name in cli.list_commands(ctx):
        command = cli.get_command(ctx, name)
        assert command
        parts += _command(command, child_context(command, name, ctx))
    return "\n".join(part.strip("\n") + "\n" for part in parts)


def root_context() -> click.Context:
    """The context of the program, as if it had been called."""
    return click.Context(
        cli,
        info_name="presetsync",
        auto_envvar_prefix="PRESETSYNC",
        help_option_names=["-h", "--help"],
    )


def child_context(command: click.Command, name: str, parent: click.Context) -> click.Context:
    """The context of a command of it."""
    return click.Context(command, info_name=name, parent=parent)


def _root(ctx: click.Context) -> Iterator[str]:
    sections = sections_of(cli, ctx)
    yield sections.pop("")
    yield f"## {_SHARED}\n{sections.pop('Options')}"
    for title, text in sections.items():
        if title not in {"Exit codes", DOCUMENTATION}:
            yield f"## {title}\n{_with_links(title, text)}"


def _with_links(title: str, text: str) -> str:
    """A list of commands with links to their sections."""
    if title.startswith("Completion"):
        return text
    linked = re.sub(r"^\| `(\w+)`", r"| [\1](#\1)", text, flags=re.MULTILINE)
    return linked.replace("| option |", "| command |") if linked != text else text


def _command(command: click.Command, ctx: click.Context, level: int = 2) -> Iterator[str]:
    if command.hidden:
        return
    path = ctx.command_path.removeprefix("presetsync ")
    yield f"{'#' * level} {path}\n"
    sections = sections_of(command, ctx, ["-h, --help", "--help"])
    yield sections.pop("")
    is_group = isinstance(command, click.Group)
    for title, text in sections.items():
        if not text or title in _ELSEWHERE or (is_group and title != DOCUMENTATION):
            continue
        if title == "Exit codes":
            continue
        if title == DOCUMENTATION:
            if page := _PAGE.search(text):
                yield f"More: [{_title(page[1])}](../{page[1]})\n"
            continue
        yield f"**{title}**\n{text}"
    if isinstance(command, click.Group):
        for name in command.list_commands(ctx):
            child = command.get_command(ctx, name)
            assert child
            yield from _command(child, child_context(child, name, ctx), level + 1)


def _title(page: str) -> str:
    """The title of a page of the documentation."""
    text = (Path(__file__).parents[2] / "docs" / page).read_text(encoding="utf-8")
    return text.partition("\n")[0].removeprefix("# ")
