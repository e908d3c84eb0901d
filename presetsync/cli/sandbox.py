"""``presetsync sandbox``: the embedded server, which ``--sandbox`` talks to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from presetsync.cli.options import Group
from presetsync.cli.output import answer, note
from presetsync.credentials import SANDBOX_KEYS
from presetsync.environment import SANDBOX_LOCK, state_path
from presetsync.errors import PresetsyncError, UsageError
from presetsync.sandbox import embedded
from presetsync.view.safe import as_line

if TYPE_CHECKING:
    from presetsync.cli.context import Context


@click.group("sandbox", cls=Group)
def command() -> None:
    """The embedded server that --sandbox uses."""


@command.command("serve")
@click.option("--port", type=click.IntRange(0, 65535), default=8765, show_default=True)
@click.pass_obj
def serve(context: Context, *, port: int) -> int:
    """Serve the sandbox on loopback for other clients, until Ctrl-C.

    The keys are `sandbox` and, for archive and restore, `sandbox-management`.
    """
    from presetsync.sandbox.server import serve

    def ready(url: str) -> None:
        answer(as_line(f"OPENROUTER_BASE_URL={url}"), context)
        keys = f"{SANDBOX_KEYS.api}, {SANDBOX_KEYS.management}"
        note(as_line(f"Keys: {keys}. Ctrl-C stops it."), context)

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


@command.command("reset")
@click.pass_obj
def reset(context: Context) -> int:
    """Delete the sandbox's presets and its lock."""
    embedded.reset(state_path(context.root), SANDBOX_LOCK, "presetsync sandbox reset")
    note(as_line("The sandbox is empty."), context)
    return 0
