"""An environment variable for every option, named like the option: ``PRESETSYNC_PLAN_FORMAT``.

Those of the shared options have no command in their names. White space separates the values of a
repeatable option.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from presetsync.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

PREFIX = "PRESETSYNC"


def attach(command: click.Command, ctx: click.Context) -> None:
    """Make the options of a command that is about to be parsed read their variables."""
    assert ctx.auto_envvar_prefix
    for option in _options(command):
        option.envvar = _names(option, ctx.auto_envvar_prefix)
        # click would take the name of the function's argument.
        option.allow_from_autoenv = False
        for name in option.envvar if option.multiple else ():
            value = os.environ.get(name, "")
            if value and not value.strip():
                raise click.UsageError(f"{name} contains only white space.", ctx)


def check(ctx: click.Context) -> None:
    """Warn about renamed variables.

    Raises `UsageError` for one that belongs to no option.
    """
    given = sorted(
        name for name, value in os.environ.items() if name.startswith(f"{PREFIX}_") and value
    )
    if not given:
        return
    root = ctx.find_root()
    assert isinstance(root.command, click.Group)
    known = dict(_known(root.command, root, PREFIX))
    for name in given:
        if name not in known:
            raise UsageError(
                f"{name} in the environment belongs to no option", hint=_nearest(name, known)
            )
        if known[name] != name:
            from presetsync.console.output import tell
            from presetsync.view.safe import as_line

            renamed = f"warning: {name} was renamed to {known[name]}"
            tell(as_line(f"{renamed}; the old name will not work in the next release"))


def _nearest(name: str, known: Mapping[str, str]) -> str:
    """A hint that suggests the intended variable; ignores the common prefix."""
    from presetsync.spelling import nearest

    names = {present.removeprefix(PREFIX): present for present in known.values()}
    near = nearest(name.removeprefix(PREFIX), names)
    return f"did you mean `{names[near]}`?" if near else "unset it"


def source(option: click.Option) -> str:
    """The variable that currently sets an option."""
    names = [option.envvar] if isinstance(option.envvar, str) else option.envvar or ()
    return next((name for name in names if os.environ.get(name)), "a variable")


def table(root: click.Group, ctx: click.Context) -> dict[str, list[str]]:
    """The variable of every option of every command, with its former names."""
    names: dict[str, list[str]] = {}
    for name, present in _known(root, ctx, PREFIX):
        names.setdefault(present, [])
        if name != present:
            names[present].append(name)
    return names


def _known(command: click.Command, ctx: click.Context, prefix: str) -> Iterator[tuple[str, str]]:
    """Each accepted name, with the current name of the same variable."""
    for option in _options(command):
        present, *others = _names(option, prefix)
        yield present, present
        yield from ((other, present) for other in others)
    if isinstance(command, click.Group):
        for name in command.list_commands(ctx):
            child = command.get_command(ctx, name)
            assert child
            yield from _known(child, ctx, f"{prefix}_{name.upper()}")


def _options(command: click.Command) -> Iterator[click.Option]:
    """The options that a variable can set: all with a value, and all switches."""
    for option in command.params:
        if isinstance(option, click.Option) and not option.is_eager:
            yield option


def _names(option: click.Option, prefix: str) -> list[str]:
    """The variable of an option, followed by its name in former releases if that differs."""
    assert option.name
    long = max(option.opts, key=len).lstrip("-").replace("-", "_")
    return list(dict.fromkeys(f"{prefix}_{name.upper()}" for name in (long, option.name)))
