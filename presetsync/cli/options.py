"""Options of several commands; the shared ones can be before or after the command."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.core import ParameterSource

from presetsync.cli import variables
from presetsync.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from click.shell_completion import CompletionItem

FC = TypeVar("FC", bound="Callable[..., Any] | click.Command")
"""What a click decorator takes and returns."""


_ENVIRONMENT = "environment"


# Not generic before click 8.5.
class TextType(click.ParamType):  # type: ignore[type-arg]
    """Text that is not empty: an unset shell variable must not disable an option.

    ``kind`` is how the shell completes it; see `presetsync.cli.completion`.
    """

    name = "text"

    def __init__(self, kind: str = "") -> None:
        """Create the type; without a kind, nothing is completed."""
        self.kind = kind

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The value; fails if it is empty."""
        return value or self.fail("the value is empty.", param, ctx)

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """What a shell offers."""
        from presetsync.cli.completion import complete

        return complete(self.kind, ctx, param, incomplete) if self.kind else []


TEXT = TextType()
FILE, FOLDER = TextType("file"), TextType("folder")
SLUG, FILE_SLUG, NEW_SLUG = TextType("slug"), TextType("file-slug"), TextType("new-slug")
ENVIRONMENT = TextType("environment")
STATE, AGAINST = TextType("state"), TextType("against")
VERSION = TextType("version")
RULE = TextType("rule")


class Given(dict[str, Any]):
    """The given shared options, by name; the last one wins."""


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
            type=FOLDER,
            help="Repository root. By default, the nearest one at or above the current folder.",
        ),
        _option(
            "--config",
            "config_file",
            metavar="FILE",
            type=FILE,
            help="Configuration file. By default, presetsync.yaml in the root.",
        ),
        _option(
            "--env",
            _ENVIRONMENT,
            metavar="NAME",
            type=ENVIRONMENT,
            help="Environment of presetsync.yaml. By default, the only one.",
        ),
        _option(
            "--sandbox",
            is_flag=True,
            help="Use the embedded server and its own lock; needs no account.",
        ),
        _option(
            "--color/--no-color",
            default=None,
            help="Color output. By default only on a terminal; honors NO_COLOR and FORCE_COLOR.",
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
"""Before the command; the environment can also set them."""

AFTER = _shared()
"""After the command; they override the environment."""


class DocumentedCommand(click.Command):
    """The end of a command's help."""

    def __init__(
        self,
        *arguments: Any,
        examples: Sequence[str] = (),
        exit_codes: Mapping[int, str] | None = None,
        **settings: Any,
    ) -> None:
        """Make a command.

        Args:
            arguments: passed to click.
            examples: lines for a shell, each with a comment after ``  # `` or without one.
            exit_codes: their meaning, if it differs from the general one.
            settings: passed to click.

        """
        super().__init__(*arguments, **settings)
        self.examples = tuple(examples)
        self.exit_codes = dict(exit_codes or {})

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the command line; an error knows the command, which the hint names."""
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            error.ctx = error.ctx or ctx
            raise

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples, the exit codes and further reading."""
        from presetsync.cli.help import write_end

        write_end(ctx.command, ctx, formatter)


class Command(DocumentedCommand):
    """A command that takes the shared options after its name."""

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """The command's own parameters and the shared options."""
        return [*super().get_params(ctx), *self.shared()]

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the command line, then the environment."""
        variables.attach(self, ctx)
        return super().parse_args(ctx, args)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the command's own options, then the shared ones."""
        own = super().get_params(ctx)
        _write(formatter, "Options", [option for option in own if option not in AFTER], ctx)
        _write(formatter, "Shared options", self.shared(), ctx)

    def shared(self) -> list[click.Option]:
        """The shared options that the command takes."""
        return AFTER

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; raises `presetsync.errors.UsageError` for a wrong environment."""
        from presetsync.console.command_context import Context

        variables.check(ctx)
        ctx.obj = Context(**ctx.ensure_object(Given))
        ctx.obj.check()
        return super().invoke(ctx)


class EnvironmentsCommand(Command):
    """A command with its own ``--env``: the shared option does not apply to it."""

    def shared(self) -> list[click.Option]:
        """All but ``--env``."""
        return [option for option in AFTER if option.name != _ENVIRONMENT]

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; raises `presetsync.errors.UsageError` for ``--env`` before it."""
        parent = ctx.parent
        if parent and parent.get_parameter_source(_ENVIRONMENT) is ParameterSource.COMMANDLINE:
            raise UsageError(
                f"--env before {ctx.info_name} has another meaning",
                hint=f"write it after the command: {ctx.info_name} --env NAME",
            )
        ctx.ensure_object(Given).pop(_ENVIRONMENT, None)
        return super().invoke(ctx)


class CommandGroup(DocumentedCommand, click.Group):
    """A command with subcommands; the shared options may be written anywhere."""

    command_class = Command

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """The subcommands, in the order of their definitions."""
        return list(self.commands)

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """The command's own parameters and the shared options."""
        return [*super().get_params(ctx), *AFTER]

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the shared options, then the commands."""
        _write(formatter, "Options", super().get_params(ctx), ctx)
        _write(formatter, "Shared options", AFTER, ctx)
        rows = [(name, its.short_help or "") for name, its in self.commands.items()]
        with formatter.section("Commands"):
            formatter.write_dl([row for row in rows if not self.commands[row[0]].hidden])


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
        "--target",
        "targets",
        multiple=True,
        metavar="SLUG",
        type=SLUG,
        help="Only this preset; repeatable.",
    )
    return option(function)


def skip_promotion_option(explained: str) -> Callable[[FC], FC]:
    """``--skip-promotion``, as the argument ``skip_promotion``."""
    return click.option("--skip-promotion", is_flag=True, help=explained)


def skin_option(function: FC) -> FC:
    """``--skin SKIN``, as the argument ``skin``."""
    from presetsync.presets.skins import SKINS

    option = click.option(
        "--skin",
        type=click.Choice(list(SKINS)),
        help="The skin of new files. By default, the first one that fits.",
    )
    return option(function)


def prompts_over_option(function: FC) -> FC:
    """``--prompts-over N``, as the argument ``prompts_over``."""
    from presetsync.imports import PROMPTS_OVER

    option = click.option(
        "--prompts-over",
        metavar="N",
        type=click.IntRange(0),
        default=PROMPTS_OVER,
        show_default=True,
        help="Write a system prompt of more than N characters to its own file.",
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


def detailed_exitcode_option(when: str) -> Callable[[FC], FC]:
    """``--detailed-exitcode``; ``when`` is the condition for exit code 2."""
    from presetsync.cli.help import detailed_exitcode_help

    return click.option("--detailed-exitcode", is_flag=True, help=detailed_exitcode_help(when))
