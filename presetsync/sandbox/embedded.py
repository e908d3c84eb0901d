"""The sandbox of one checkout: a database in its state folder, served in this process."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

import httpx

from presetsync.config.environment import is_sandbox_lock
from presetsync.config.environment_settings import JOURNAL
from presetsync.errors import PresetsyncError
from presetsync.filesystem import files
from presetsync.presets.skins import SKINS
from presetsync.sandbox.app import create_app
from presetsync.sandbox.records import BrokenRowError
from presetsync.sandbox.store import Store
from presetsync.schemas import kept_fields
from presetsync.state.checkout import ensure_state_folder, exclusive
from presetsync.state.tracking import is_tracked

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from starlette.applications import Starlette

    from presetsync.filesystem.files import RootedPath

BASE_URL = "http://127.0.0.1/api/v1"

_DATABASE = "sandbox.sqlite3"
# The database, and what SQLite keeps next to it.
_FILES = tuple(f"{_DATABASE}{suffix}" for suffix in ("", "-journal", "-wal", "-shm"))


@contextmanager
def open_app(folder: RootedPath) -> Iterator[Starlette]:
    """The sandbox as an ASGI app; ``folder`` is the checkout's state folder.

    Raises `PresetsyncError` if the database cannot be used, or is not this checkout's own.
    """
    folder = ensure_state_folder(folder)
    database, *_ = [_own(folder / name) for name in _FILES]
    try:
        with Store(database) as store:
            yield create_app(store, kept_fields={skin: kept_fields(skin) for skin in SKINS})
    except (sqlite3.Error, BrokenRowError) as error:
        raise PresetsyncError(
            f"the sandbox's database cannot be used: {error}", hint="run presetsync sandbox reset"
        ) from error


@contextmanager
def open_transport(folder: RootedPath) -> Iterator[httpx.AsyncBaseTransport]:
    """The sandbox as a transport of httpx: no port, no account; raises as `open_app` does."""
    with open_app(folder) as app:
        # A failure inside it is a 500, as from any server; raised, it would be an internal error.
        yield httpx.ASGITransport(app=app, raise_app_exceptions=False)


def served(folder: RootedPath, command: str) -> AbstractContextManager[None]:
    """Hold the lock of ``sandbox serve``; raises `presetsync.errors.BusyError` where it is held."""
    return exclusive(folder, command, name="serve", running="sandbox serve is running")


def reset(folder: RootedPath, command: str) -> None:
    """Delete the sandbox's database, its lock in each environment, and the journals of those.

    Args:
        folder: the checkout's state folder.
        command: who holds the folder meanwhile.

    Raises:
        PresetsyncError: a file cannot be removed.
        BusyError: an apply or a served sandbox uses them.

    """
    # SQLite's own journal too: it would be played into the next database. A served sandbox would
    # keep the removed files, and answer from them.
    with exclusive(folder, command), served(folder, command):
        # An environment that the configuration no longer has may have left its lock.
        for name in (*_FILES, *_locks(folder)):
            try:
                files.remove(folder / name)
            except OSError as error:
                raise PresetsyncError(
                    f"{folder / name} cannot be removed: {error.strerror}",
                    hint="fix the disk, or the permissions of the folder",
                ) from error


def _locks(folder: RootedPath) -> list[str]:
    """The names of the sandbox's locks and their journals in the state folder."""
    names = {each.name for each in ensure_state_folder(folder).absolute.iterdir()}
    # After an interrupted first apply there is a journal and no lock.
    return sorted(name for name in names if is_sandbox_lock(name.removesuffix(JOURNAL)))


def _own(path: RootedPath) -> Path:
    """A file that SQLite opens by itself, if it did not come with a clone.

    A journal can name any file for SQLite to delete. Raises `PresetsyncError`.
    """
    file = files.guarded(path)
    if files.exists(path) and is_tracked(path):
        raise PresetsyncError(
            f"git tracks {path}, which belongs to one checkout", hint=f"git rm {path} removes it"
        )
    return file
