"""The ``presetsync`` command: options that all commands share, and the one error boundary."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import NoReturn

import click

from presetsync import __version__
from presetsync.errors import InterruptedRunError, InvalidFilesError, PresetsyncError, UsageError

COMMANDS = {
    "init": "lay down a first preset, the GitHub workflows and settings",
    "validate": "check preset files; no network, no key",
    "plan": "show what apply would do; no network, no key",
    "apply": "push what changed, and record the versions that come back",
    "status": "show which presets have something live that was not applied from here",
    "lock": "rebuild a lost lock from the files and the server",
    "schema": "print the JSON Schema of a preset file or of a skin's body",
    "sandbox": "serve or reset the embedded server",
}


class _LazyGroup(click.Group):
    """Commands that are imported when they are used, so that ``--version`` imports none."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        command = import_module(f"presetsync.cli.{cmd_name}").command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(
    cls=_LazyGroup,
    # Only their names count here, for click's hint at the nearest.
    commands={name: click.Command(name) for name in COMMANDS},
    context_settings={
        "auto_envvar_prefix": "PRESETSYNC",
        "help_option_names": ["-h", "--help"],
        "max_content_width": 100,
    },
)
@click.version_option(__version__, message="presetsync %(version)s")
@click.option(
    "-C",
    "directory",
    default=".",
    metavar="DIR",
    help="The repository root; the current folder by default.",
)
@click.option(
    "--config",
    "config_file",
    metavar="FILE",
    help="The configuration; presetsync.yaml in the root by default.",
)
@click.option("--sandbox", is_flag=True, help="Use the embedded server, with a lock of its own.")
@click.option(
    "--color/--no-color",
    default=None,
    help="Colours; by default on a terminal, unless NO_COLOR is set.",
)
@click.option("-q", "--quiet", is_flag=True, help="Print only results and errors.")
@click.option("-v", "--verbose", is_flag=True, help="Print details.")
@click.pass_context
def cli(
    ctx: click.Context,
    *,
    directory: str,
    config_file: str | None,
    sandbox: bool,
    color: bool | None,
    quiet: bool,
    verbose: bool,
) -> None:
    """Presets as code for OpenRouter: YAML files, planned, reviewed and applied."""
    # Here, as --version and --help need neither.
    from pathlib import Path

    from presetsync.cli.context import Context

    if quiet and verbose:
        raise UsageError("-q and -v exclude each other", hint="give one of them")
    root = Path(directory)
    if not root.is_dir():
        raise UsageError(f"-C {directory}: there is no such folder", hint="check the path")
    ctx.obj = Context(
        root=root.resolve(),
        config_file=config_file,
        sandbox=sandbox,
        color=color,
        quiet=quiet,
        verbose=verbose,
    )


def main() -> NoReturn:
    """Run the command line and exit; every failure becomes words and an exit code here."""
    sys.exit(_run())


def _run() -> int:
    verbose = _is_verbose()
    try:
        # Commands return their exit code; click's own --help and --version return 0.
        code = cli.main(standalone_mode=False)
        return code if isinstance(code, int) else 0
    except click.UsageError as error:
        error.show()
        if isinstance(error, click.NoSuchOption) and error.option_name in _shared_options():
            _tell(
                f"{error.option_name} stands before the command: presetsync {error.option_name} …"
            )
        return UsageError.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("\nInterrupted.", err=True)
        return InterruptedRunError.exit_code
    except PresetsyncError as error:
        if verbose and error.__cause__:
            _tell(f"caused by {type(error.__cause__).__name__}: {error.__cause__}")
        _tell_error(error)
        return error.exit_code
    except BrokenPipeError:
        # Whoever read the output has gone; Python would complain once more at exit.
        sys.stdout = None
        return PresetsyncError.exit_code
    except Exception as error:  # noqa: BLE001 - the boundary: the user reads words
        if verbose:
            import traceback

            _tell(traceback.format_exc())
        _tell(
            f"presetsync: a defect of presetsync: {type(error).__name__}: {error}",
            "please report it, with the output of the same command and -v",
        )
        return PresetsyncError.exit_code


def _shared_options() -> set[str]:
    return {name for parameter in cli.params for name in parameter.opts}


def _is_verbose() -> bool:
    """Whether details are wanted, also where click could not come to read the options."""
    said = os.environ.get("PRESETSYNC_VERBOSE", "").lower()
    return bool({"-v", "--verbose"} & set(sys.argv)) or said in ("1", "true", "t", "yes", "y", "on")


def _tell_error(error: PresetsyncError) -> None:
    if isinstance(error, InvalidFilesError):
        from presetsync.render.diagnostics import diagnostics_text
        from presetsync.render.style import Style

        _tell(diagnostics_text(error.diagnostics, Style()).rstrip())
    _tell(f"presetsync: {error.message}", error.hint)


def _tell(message: str, hint: str = "") -> None:
    from presetsync.cli.output import masked
    from presetsync.render.neutral import neutral

    click.echo(neutral(masked(message)), err=True)
    if hint:
        click.echo(f"    {neutral(masked(hint))}", err=True)
