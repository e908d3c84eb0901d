"""``presetsync sandbox``: the embedded server, which ``--sandbox`` talks to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from presetsync.cli.options import CommandGroup
from presetsync.config.environment import state_path
from presetsync.console.output import answer, note
from presetsync.errors import PresetsyncError, UsageError
from presetsync.keys.credentials import SANDBOX_KEYS, sandbox_keys
from presetsync.view.safe import as_line

if TYPE_CHECKING:
    from presetsync.console.command_context import Context


@click.group("sandbox", cls=CommandGroup)
def command() -> None:
    """The embedded server that --sandbox uses."""


@command.command(
    "serve",
    short_help="serve it on loopback, for other clients",
    examples=["presetsync sandbox serve --port 9000"],
    exit_codes={0: "Stopped by Ctrl-C or SIGTERM."},
)
@click.option(
    "--port",
    metavar="N",
    type=click.IntRange(0, 65535),
    default=8765,
    show_default=True,
    help="The port; 0 selects a free one.",
)
@click.pass_obj
def serve(context: Context, *, port: int) -> int:
    """Serve the sandbox on loopback for other clients, until Ctrl-C.

    The keys are `sandbox` and, for archive and restore, `sandbox-management`. Append a name for a
    separate workspace: `sandbox:staging`, `sandbox-management:staging`. Each environment of
    presetsync.yaml uses the workspace with its name.
    """
    from presetsync.sandbox import embedded
    from presetsync.sandbox.server import serve

    def ready(url: str) -> None:
        answer(as_line(f"OPENROUTER_BASE_URL={url}"), context)
        keys = f"{SANDBOX_KEYS.api}, {SANDBOX_KEYS.management}"
        named = sandbox_keys("staging")
        note(
            as_line(f"Keys: {keys}; for a named workspace: {named.api}, {named.management}."),
            context,
        )
        note(as_line("Ctrl-C stops it."), context)

    folder = state_path(context.root)
    name = f"presetsync sandbox serve --port {port}"
    try:
        with embedded.served(folder, name), embedded.open_app(folder) as app:
            serve(app, port, on_ready=ready)
    except ModuleNotFoundError as error:
        raise UsageError(
            "serving the sandbox needs uvicorn", hint="pip install 'presetsync[serve]'"
        ) from error
    except OSError as error:
        raise PresetsyncError(
            f"port {port} is not available: {error.strerror}", hint="choose another one with --port"
        ) from error
    return 0


@command.command(
    "reset",
    short_help="delete its presets and its locks",
    examples=["presetsync sandbox reset"],
)
@click.pass_obj
def reset(context: Context) -> int:
    """Delete the sandbox's presets and its locks, of every environment."""
    from presetsync.sandbox import embedded

    embedded.reset(state_path(context.root), "presetsync sandbox reset")
    note(as_line("The sandbox is empty."), context)
    return 0
