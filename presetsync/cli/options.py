"""Options that several commands have; the shared ones stand before the command or after it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.core import ParameterSource

from presetsync.cli import variables

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

FC = TypeVar("FC", bound="Callable[..., Any] | click.Command")
"""What a decorator of click's takes and gives back."""


class Given(dict[str, Any]):
    """The shared options that were given, by name; the last one given counts."""


def _keep(ctx: click.Context, option: click.Parameter, value: Any) -> None:
    assert option.name
    if ctx.get_parameter_source(option.name) is not ParameterSource.DEFAULT:
        ctx.ensure_object(Given)[option.name] = value


def _option(*names: str, **settings: Any) -> click.Option:
    return click.Option(names, expose_value=False, callback=_keep, **settings)


def _shared() -> list[click.Option]:
    return [
        _option(
            "-C",
            "--directory",
            "directory",
            metavar="DIR",
            help="The root; by default it is found in the current folder or above it.",
        ),
        _option(
            "--config",
            "config_file",
            metavar="FILE",
            help="The configuration; by default presetsync.yaml in the root.",
        ),
        _option(
            "--sandbox",
            is_flag=True,
            help="Use the embedded server, with a lock of its own.",
        ),
        _option(
            "--color/--no-color",
            default=None,
            help="Colours; by default on a terminal. NO_COLOR and FORCE_COLOR count as well.",
        ),
        _option(
            "-q",
            "--quiet",
            is_flag=True,
            help="Print only results and errors.",
        ),
        _option(
            "-v",
            "--verbose",
            is_flag=True,
            help="Print details.",
        ),
    ]


BEFORE = _shared()
"""As they stand before the command: the environment can give them, too."""

AFTER = _shared()
"""As they stand after it, where they go before what the environment says."""


class Command(click.Command):
    """A command that takes the shared options after its name."""

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """Its own parameters, and the shared options."""
        return [*super().get_params(ctx), *AFTER]

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the command line, and the environment where that says nothing."""
        variables.attach(self, ctx)
        return super().parse_args(ctx, args)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write its own options, then the shared ones."""
        own = super().get_params(ctx)
        _write(formatter, "Options", [option for option in own if option not in AFTER], ctx)
        _write(formatter, "Shared options", AFTER, ctx)

    def invoke(self, ctx: click.Context) -> Any:
        """Run it; raises `presetsync.errors.UsageError` for what is wrong with the environment."""
        from presetsync.cli.context import Context

        variables.check(ctx)
        ctx.obj = Context(**ctx.ensure_object(Given))
        ctx.obj.check()
        return super().invoke(ctx)


class Group(click.Group):
    """Commands below a command; the shared options may stand anywhere."""

    command_class = Command

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """Its own parameters, and the shared options."""
        return [*super().get_params(ctx), *AFTER]

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the shared options, then the commands."""
        _write(formatter, "Options", super().get_params(ctx), ctx)
        _write(formatter, "Shared options", AFTER, ctx)
        self.format_commands(ctx, formatter)


def _write(
    formatter: click.HelpFormatter,
    title: str,
    parameters: list[click.Parameter] | list[click.Option],
    ctx: click.Context,
) -> None:
    with formatter.section(title):
        formatter.write_dl(list(_records(parameters, ctx)))


def _records(
    parameters: list[click.Parameter] | list[click.Option], ctx: click.Context
) -> Iterator[tuple[str, str]]:
    for parameter in parameters:
        record = parameter.get_help_record(ctx)
        if record and isinstance(parameter, click.Option):
            yield record


def target_option(function: FC) -> FC:
    """``--target SLUG``, as the argument ``targets``."""
    option = click.option(
        "--target", "targets", multiple=True, metavar="SLUG", help="Only this preset; repeatable."
    )
    return option(function)


def format_option(*formats: str, explained: str) -> Callable[[FC], FC]:
    """``--format``, as the argument ``output``; the first of the formats is the default."""
    return click.option(
        "--format",
        "output",
        type=click.Choice(formats),
        default=formats[0],
        show_default=True,
        help=explained,
    )


def detailed_exitcode_option(where: str) -> Callable[[FC], FC]:
    """``--detailed-exitcode``; ``where`` says when the exit code is 2."""
    return click.option("--detailed-exitcode", is_flag=True, help=f"Exit with 2 where {where}.")
