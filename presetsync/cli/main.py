"""The ``presetsync`` command: options that all commands share, and the one error boundary."""

from __future__ import annotations

import gc
import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING, NoReturn, TypeGuard

import click
from click.core import ParameterSource

from presetsync import __version__
from presetsync.cli import options, variables
from presetsync.console.streams import streams
from presetsync.errors import InterruptedRunError, InvalidFilesError, PresetsyncError, UsageError

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from presetsync.console.streams import Stream

_OBJECTS_BETWEEN_COLLECTIONS = 1_000_000

COMMANDS = {
    "init": "write a first preset, GitHub workflows and settings",
    "import": "write files for presets on the server, or import dashboard edits",
    "capture": "write a preset file from a request: JSON, YAML or a curl command",
    "validate": "check preset files; no network, no key",
    "plan": "show what apply would do; no network, no key",
    "try": "send presets to their models, and compare the answers",
    "apply": "push changed presets, and record the new versions",
    "status": "show which versions are live, since when and by whom, and drift",
    "show": "print the request body of a preset, or code that calls it",
    "diff": "show how two states of a preset differ",
    "history": "list the versions of presets, with the commits that they come from",
    "blame": "show which version introduced each line of the live prompt",
    "rollback": "restore the files of a preset from an older version",
    "models": "check the models in use against OpenRouter's catalogue; needs no key",
    "export": "print presets as a promptfoo configuration",
    "lock": "rebuild a lost or conflicted lock, or merge two locks",
    "schema": "print the JSON Schema of a preset file or of a request body",
    "sandbox": "serve or reset the embedded server",
}

SECTIONS = {
    "init": "Get started",
    "validate": "Check and apply",
    "status": "Inspect and roll back",
    "models": "More",
}
"""The titles in the list of commands, by the command below each."""

_COMPLETION = "_PRESETSYNC_COMPLETE"
"""Set by a shell that requests completion; click's name for it."""

_MODULES = {"import": "imports", "try": "trials"}
"""The modules whose command name is a Python keyword."""


class _LazyGroup(options.DocumentedCommand, click.Group):
    """Imports commands on demand, so that ``--version`` imports none."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        module = _MODULES.get(cmd_name, cmd_name)
        command = import_module(f"presetsync.cli.{module}").command
        assert isinstance(command, click.Command)
        return command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the options before the command, and from the environment."""
        variables.attach(self, ctx)
        return super().parse_args(ctx, args)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """The commands and options; no command is imported."""
        from click.shell_completion import CompletionItem

        names = (name for name in COMMANDS if name.startswith(incomplete))
        commands = [CompletionItem(name, help=COMMANDS[name]) for name in names]
        return [*commands, *click.Command.shell_complete(self, ctx, incomplete)]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        rows: dict[str, list[tuple[str, str]]] = {}
        title = "Commands"
        for name, text in COMMANDS.items():
            title = SECTIONS.get(name, title)
            rows.setdefault(title, []).append((f"{name:{max(map(len, COMMANDS))}}", text))
        for title, its in rows.items():
            with formatter.section(title):
                formatter.write_dl(its)


@click.group(
    cls=_LazyGroup,
    # click only needs the names here, to suggest the closest one.
    commands={name: click.Command(name) for name in COMMANDS},
    params=[*options.BEFORE],
    examples=[
        "presetsync init",
        "presetsync --sandbox plan  # needs no account",
        "presetsync apply",
    ],
    exit_codes={
        2: "Changes, drift or a difference; only with --detailed-exitcode, and models check."
    },
    context_settings={
        "auto_envvar_prefix": variables.PREFIX,
        "help_option_names": ["-h", "--help"],
        "max_content_width": 100,
    },
)
@click.version_option(__version__, message="presetsync %(version)s")
def cli() -> None:
    """Presets as code for OpenRouter: YAML files, planned, reviewed and applied."""


def main() -> NoReturn:
    """Run the command line and exit; every failure becomes a message and an exit code."""
    if os.environ.get(_COMPLETION):
        from presetsync.cli.completion import answer

        sys.exit(answer(cli))
    # Most objects live until the command ends, so collecting garbage among them wastes time.
    # An apply of a few hundred presets stays below this.
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
    code = _run()
    # At exit, the interpreter collects garbage among all objects again, except frozen ones.
    gc.freeze()
    sys.exit(code)


def _run() -> int:
    with streams() as (out, err):
        code = _ended()
        for stream in (out, err):
            stream.flush()
        return code or _lost(out)


def _ended() -> int:
    """Run the command, and return the exit code."""
    given = options.Given()
    try:
        # Commands return their exit code; click's own --help and --version return 0.
        code = cli.main(prog_name="presetsync", standalone_mode=False, obj=given)
        return code if isinstance(code, int) else 0
    except click.UsageError as error:
        _tell_usage(error)
        return UsageError.exit_code
    except (click.Abort, KeyboardInterrupt):
        return _interrupted()
    except PresetsyncError as error:
        if given.get("verbose") and error.__cause__:
            _tell(f"caused by {type(error.__cause__).__name__}: {error.__cause__}")
        _tell_error(error, is_sandbox=bool(given.get("sandbox")))
        return error.exit_code
    except OSError as error:
        named = f"{error.filename}: " if error.filename else ""
        _tell(f"presetsync: {named}{error.strerror or error}", "check the file and its permissions")
    except Exception as error:  # noqa: BLE001 - the boundary: users read messages
        return _unexpected(error, is_verbose=bool(given.get("verbose")))
    return PresetsyncError.exit_code


def _unexpected(error: Exception, *, is_verbose: bool) -> int:
    # Python 3.11 turns a Ctrl-C during the creation of a class into a RuntimeError.
    if isinstance(error.__cause__, KeyboardInterrupt):
        return _interrupted()
    if is_verbose:
        import traceback

        _tell(traceback.format_exc())
    if _is_missing_package(error):
        return _without_package(error)
    _tell(
        f"presetsync: internal error: {type(error).__name__}: {error}",
        "report it as an issue, with the output of the same command and -v",
    )
    return PresetsyncError.exit_code


def _interrupted() -> int:
    _tell("\nInterrupted.")
    return InterruptedRunError.exit_code


def _lost(out: Stream) -> int:
    """The exit code of a command that succeeded, but whose output may be lost.

    A reader that closed the pipe has read enough.
    """
    if out.failure is None or isinstance(out.failure, BrokenPipeError):
        return 0
    reason = getattr(out.failure, "strerror", None) or out.failure
    _tell(f"presetsync: the output could not be written: {reason}")
    return 0 if out.is_report else PresetsyncError.exit_code


def _tell_usage(error: click.UsageError) -> None:
    message = error.format_message()
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        _tell(message)
        return
    path = "presetsync"
    if error.ctx:
        path = error.ctx.command_path
        _tell(error.ctx.get_usage())
    hint = _variable(error) or _command_of(error) or f"see {path} --help"
    _tell(f"presetsync: {message}", hint)


def _command_of(error: click.UsageError) -> str:
    """A hint that names the commands with an option that was written before the command."""
    if not (isinstance(error, click.NoSuchOption) and error.ctx and error.ctx.command is cli):
        return ""
    commands = {name: cli.get_command(error.ctx, name) for name in COMMANDS}
    having = [
        name
        for name, command in commands.items()
        if command and any(error.option_name in option.opts for option in command.params)
    ]
    if not having:
        return ""
    named = " and ".join(filter(None, (", ".join(having[:-1]), having[-1])))
    return f"it is an option of {named}: write it after the command"


def _variable(error: click.UsageError) -> str:
    """A hint that names the environment variable with the wrong value; "" for none."""
    option = getattr(error, "param", None)
    if not (error.ctx and isinstance(option, click.Option) and option.name):
        return ""
    if error.ctx.get_parameter_source(option.name) is not ParameterSource.ENVIRONMENT:
        return ""
    return f"the value comes from {variables.source(option)} in the environment"


def _is_missing_package(error: Exception) -> TypeGuard[ModuleNotFoundError]:
    """Whether an import failed because a package is missing; never for a module of presetsync."""
    if not isinstance(error, ModuleNotFoundError):
        return False
    return not (error.name or "presetsync").startswith("presetsync")


def _without_package(error: ModuleNotFoundError) -> int:
    # The GitHub action does not install what only the sandbox needs.
    package = (error.name or "").partition(".")[0]
    _tell(
        f"presetsync: this needs the Python package {package}, which is not installed",
        "install presetsync with pip, which installs it; in the GitHub action, "
        f"set version: presetsync=={__version__}",
    )
    return UsageError.exit_code


def _tell_error(error: PresetsyncError, *, is_sandbox: bool) -> None:
    if isinstance(error, InvalidFilesError):
        from presetsync.console.output import width
        from presetsync.render.terminal.diagnostics import WIDTH, diagnostics_text
        from presetsync.render.terminal.style import Style

        columns = width(err=True) or WIDTH
        _tell(diagnostics_text(error.diagnostics, Style(), width=columns).rstrip())
    hint = error.hint
    if is_sandbox:
        from presetsync.config.advice import in_sandbox

        hint = in_sandbox(hint)
    _tell(f"presetsync: {error.message}", hint, *_reading(error))


def _reading(error: PresetsyncError) -> list[str]:
    """Further reading."""
    from presetsync.view.further_reading import FurtherReading, reading_about

    if isinstance(error, InvalidFilesError):
        reading = reading_about(error.diagnostics)
    else:
        reading = FurtherReading((error.topic,) if error.topic else ())
    return ["".join(line) for line in reading.lines]


def _tell(message: str, *hints: str) -> None:
    from presetsync.console.output import tell
    from presetsync.view.safe import lines, sanitize

    more = [sanitize(f"    {hint}") for hint in hints if hint]
    tell(lines([sanitize(message), *more]))
