"""The lock file on disk: read whole and replaced whole."""

from __future__ import annotations

import json
import os
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from presetsync import files
from presetsync.errors import BusyError, LockError, UnsafePathError
from presetsync.state.conflict import conflict_line
from presetsync.state.lock import Lock, dump, parse, parse_sides

if TYPE_CHECKING:
    from collections.abc import Iterator

    from presetsync.files import RootedPath

UNREADABLE_HINT = "fix the file or its permissions; git has what was committed"

_LONGEST_NOTE = 4096


def read(path: RootedPath) -> Lock:
    """The lock; an empty one where there is no file. Never touches the file.

    Raises `LockError`, and `presetsync.errors.UnsafePathError`.
    """
    return read_sides(path, conflicts=False)[0]


def read_sides(path: RootedPath, *, conflicts: bool = True) -> tuple[Lock, ...]:
    """The lock, or both sides of one that git could not merge, as far as they can be read.

    Without ``conflicts`` such a lock is refused. Never touches the file; raises as `read` does.
    """
    text = _text(path)
    if text is None:
        return (Lock(),)
    try:
        if conflicts and conflict_line(text):
            return parse_sides(text)
        return (parse(text),)
    except LockError as error:
        raise LockError(f"{path}: {error.message}", hint=error.hint) from error


def _text(path: RootedPath) -> str | None:
    """The file's text, None where there is none; raises as `read` does."""
    try:
        return files.read(path, follow=True).decode("utf-8")
    except FileNotFoundError:
        return None
    except UnicodeDecodeError as error:
        raise LockError(f"{path} is not UTF-8", hint="restore it from git") from error
    except OSError as error:
        raise LockError(f"{path} cannot be read: {error.strerror}", hint=UNREADABLE_HINT) from error


def is_conflicted(path: RootedPath) -> bool:
    """Whether git could not merge the lock; raises as `read` does."""
    return bool(conflict_line(_text(path) or ""))


def write(path: RootedPath, lock: Lock) -> None:
    """Replace the lock file; if it is a link, the file that it leads to.

    Raises `LockError` if the disk refuses; the old file is then still in place.
    """
    try:
        files.write(path, dump(lock), follow=True)
    except OSError as error:
        raise not_written(path, error) from error
    files.remove_leftovers(path, follow=True)


def not_written(path: RootedPath, error: OSError) -> LockError:
    """The error for a lock or a journal that cannot be written."""
    return LockError(
        f"{path} cannot be written: {error.strerror}",
        hint="nothing is lost: what the lock and its journal hold is still there; fix the "
        "disk and run apply again",
    )


@contextmanager
def exclusive(
    folder: RootedPath,
    holder: str,
    *,
    name: str = "apply",
    running: str = "another apply is running",
) -> Iterator[None]:
    """Hold one of the checkout's OS locks, kept in ``folder``.

    The operating system frees it when the process ends, however it ends.

    Args:
        folder: see `state_folder`.
        holder: the command, for whoever is refused.
        name: which lock.
        running: what holds it, in words.

    Raises:
        BusyError: somebody holds it; names the holder.
        LockError: there can be none.
        UnsafePathError: the folder leads out of the root.

    """
    from filelock import FileLock, Timeout

    state_folder(folder)
    note = folder / f"{name}.holder.json"
    try:
        # filelock opens the path by itself.
        guard = FileLock(files.guarded(folder / f"{name}.lock"))
        guard.acquire(timeout=0)
    except Timeout as error:
        raise BusyError(
            f"{running} on this checkout: {_holder(note)}",
            hint="wait for it, or end it; its lock goes with it",
        ) from error
    except OSError as error:
        raise _not_written(folder, error) from error
    try:
        # The note is for whoever is refused; the lock holds without it.
        with suppress(OSError):
            files.write(note, json.dumps({"pid": os.getpid(), "command": holder}).encode())
            files.remove_leftovers(note)
        yield
    finally:
        with suppress(OSError, UnsafePathError):
            files.remove(note)
        guard.release()


def state_folder(folder: RootedPath) -> RootedPath:
    """The folder for what belongs to one checkout; it tells git to ignore it.

    Raises `LockError` where it cannot be made, and `presetsync.errors.UnsafePathError`.
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
    """The holder as its note says; what a repository may have put there is not told."""
    try:
        record = json.loads(files.read(note, _LONGEST_NOTE))
        pid, command = record["pid"], record["command"]
    except (OSError, UnsafePathError, ValueError, KeyError, TypeError, RecursionError):
        pid = command = None
    if type(pid) is int and isinstance(command, str) and command.isprintable():
        return f"process {pid} ({command})"
    return "its process left no name"
