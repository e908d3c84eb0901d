"""``presetsync sandbox``, and the sandbox as the server of any other command."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from presetsync import files
from presetsync.api.presets import Keys
from presetsync.cli.context import SANDBOX_LOCK, Context
from presetsync.cli.options import Group
from presetsync.cli.output import answer, note
from presetsync.errors import PresetsyncError, UsageError
from presetsync.render.safe import as_line
from presetsync.state.tracking import is_tracked

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    import httpx
    from starlette.applications import Starlette

    from presetsync.files import RootedPath

DATABASE = "sandbox.sqlite3"
SQLITE_SUFFIXES = ("", "-journal", "-wal", "-shm")
"""Of the database and of what SQLite has beside it."""

BASE_URL = "http://127.0.0.1/api/v1"
KEYS = Keys(api="sandbox", management="sandbox-management")


@contextmanager
def _open_app(context: Context) -> Iterator[Starlette]:
    from presetsync.presets.skins import SKINS
    from presetsync.sandbox.app import create_app
    from presetsync.sandbox.store import Store
    from presetsync.schemas import kept_fields
    from presetsync.state.lockfile import state_folder

    folder = state_folder(context.state_folder)
    database, *_ = [_own(folder / f"{DATABASE}{suffix}") for suffix in SQLITE_SUFFIXES]
    try:
        with Store(database) as store:
            yield create_app(store, kept_fields={skin: kept_fields(skin) for skin in SKINS})
    except sqlite3.Error as error:
        raise PresetsyncError(
            f"the sandbox's database cannot be used: {error}", hint="run presetsync sandbox reset"
        ) from error


def _own(path: RootedPath) -> Path:
    """A file that SQLite opens by itself, if it is none that came with a clone.

    A journal can name any file for SQLite to delete. Raises `PresetsyncError`.
    """
    file = files.guarded(path)
    if files.exists(path) and is_tracked(path):
        raise PresetsyncError(
            f"git tracks {path}, which belongs to one checkout", hint=f"git rm {path} removes it"
        )
    return file


@contextmanager
def open_transport(context: Context) -> Iterator[httpx.AsyncBaseTransport]:
    """The sandbox in this process, as httpx's transport: no port, no account."""
    import httpx

    with _open_app(context) as app:
        # What fails in it is a 500, as from any server; raised, it would be a defect of ours.
        yield httpx.ASGITransport(app=app, raise_app_exceptions=False)


def _served(context: Context, command: str) -> AbstractContextManager[None]:
    """Hold what a server of the sandbox holds; raises `BusyError` where there is one."""
    from presetsync.state.lockfile import exclusive

    return exclusive(
        context.state_folder, command, name="serve", running="sandbox serve is running"
    )


@click.group("sandbox", cls=Group)
def command() -> None:
    """The embedded server: what --sandbox talks to."""


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
        note(as_line("Keys: sandbox, sandbox-management. Ctrl-C stops it."), context)

    try:
        with _served(context, f"presetsync sandbox serve --port {port}"), _open_app(context) as app:
            serve(app, port, on_ready=ready)
    except ModuleNotFoundError as error:
        raise UsageError(
            "serving the sandbox needs uvicorn", hint="pip install 'presetsync[serve]'"
        ) from error
    except OSError as error:
        raise PresetsyncError(
            f"port {port} cannot be had: {error.strerror}", hint="name another with --port"
        ) from error
    return 0


@command.command("reset")
@click.pass_obj
def reset(context: Context) -> int:
    """Delete the sandbox's presets and its lock."""
    from presetsync.state.lockfile import exclusive

    # SQLite's own journal too: it would be played into the next database.
    databases = [f"{DATABASE}{suffix}" for suffix in SQLITE_SUFFIXES]
    # A server that goes on would keep the files that are removed here, and answer from them.
    command = "presetsync sandbox reset"
    with exclusive(context.state_folder, command), _served(context, command):
        for name in (*databases, SANDBOX_LOCK, f"{SANDBOX_LOCK}.journal"):
            try:
                files.remove(context.state_folder / name)
            except OSError as error:
                raise PresetsyncError(
                    f"{context.state_folder / name} cannot be removed: {error.strerror}",
                    hint="mend the disk, or the permissions of the folder",
                ) from error
    note(as_line("The sandbox is empty."), context)
    return 0
