"""The state of one checkout: its state folder, and the OS locks in it."""

from __future__ import annotations

import json
import os
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from presetsync.errors import BusyError, LockError, UnsafePathError
from presetsync.filesystem import files

if TYPE_CHECKING:
    from collections.abc import Iterator

    from presetsync.filesystem.files import RootedPath

_LONGEST_NOTE = 4096


@contextmanager
def exclusive(
    folder: RootedPath,
    holder: str,
    *,
    name: str = "apply",
    running: str = "another apply is running",
) -> Iterator[None]:
    """Hold one of the checkout's OS locks, in ``folder``.

    The operating system releases it when the process ends, however it ends.

    Args:
        folder: see `ensure_state_folder`.
        holder: the command, for the error message of others.
        name: which of the locks.
        running: the start of that message.

    Raises:
        BusyError: another process holds it; names that one.
        LockError: the folder or the lock cannot be written.
        UnsafePathError: the folder leads out of the root.

    """
    from filelock import FileLock, Timeout

    ensure_state_folder(folder)
    note = folder / f"{name}.holder.json"
    try:
        # filelock opens the path by itself.
        guard = FileLock(files.guarded(folder / f"{name}.lock"))
        guard.acquire(timeout=0)
    except Timeout as error:
        raise BusyError(
            f"{running} on this checkout: {_holder(note)}",
            hint="wait for it to finish, or stop it",
        ) from error
    except OSError as error:
        raise _not_written(folder, error) from error
    try:
        # The note is for the error message of other processes; the lock works without it.
        with suppress(OSError):
            files.write(note, json.dumps({"pid": os.getpid(), "command": holder}).encode())
            files.remove_leftovers(note)
        yield
    finally:
        with suppress(OSError, UnsafePathError):
            files.remove(note)
        guard.release()


def ensure_state_folder(folder: RootedPath) -> RootedPath:
    """Create the folder for the state of this checkout; git ignores it.

    Raises `LockError` if that fails, and `presetsync.errors.UnsafePathError`.
    """
    try:
        if not files.exists(folder / ".gitignore") or folder.absolute.is_symlink():
            files.make_folder(folder)
            files.create(folder / ".gitignore", b"*\n")
    except OSError as error:
        raise _not_written(folder, error) from error
    return folder


def _not_written(folder: RootedPath, error: OSError) -> LockError:
    return LockError(
        f"{folder} cannot be written: {error.strerror}",
        hint="fix the disk, or the permissions of the folder",
    )


def _holder(note: RootedPath) -> str:
    """The holder from its note, which may come from the repository: only a valid one is shown."""
    try:
        record = json.loads(files.read(note, _LONGEST_NOTE))
        pid, command = record["pid"], record["command"]
    except (OSError, UnsafePathError, ValueError, KeyError, TypeError, RecursionError):
        pid = command = None
    if type(pid) is int and isinstance(command, str) and command.isprintable():
        return f"process {pid} ({command})"
    return "an unknown process"
