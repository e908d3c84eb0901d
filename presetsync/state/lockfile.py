"""The lock file on disk: read whole, replaced whole, written by one run at a time."""

from __future__ import annotations

import json
import os
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from presetsync.errors import BusyError, LockError
from presetsync.state.lock import Lock, dump, parse

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


MEND = "mend the file or its permissions; git has what was committed"


def read(path: Path) -> Lock:
    """The lock; an empty one where there is no file. Raises `LockError`; never touches the file."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Lock()
    except UnicodeDecodeError as error:
        raise LockError(f"{path.name} is not UTF-8", hint="restore it from git") from error
    except OSError as error:
        raise LockError(f"{path.name} cannot be read: {error.strerror}", hint=MEND) from error
    try:
        return parse(text)
    except LockError as error:
        raise LockError(f"{path.name}: {error.message}", hint=error.hint) from error


def write(path: Path, lock: Lock) -> None:
    """Write the lock; raises `LockError` when the disk refuses, the old file still in place."""
    replace_file(path, dump(lock))


def replace_file(path: Path, content: bytes) -> None:
    """Replace a file, so that a crash leaves the old one or the new one, whole.

    Raises `LockError` when the disk refuses; the old file is then still in place.
    """
    # Always the same name: what a crash leaves of it is overwritten the next time.
    temporary = path.with_name(f".{path.name}.tmp")
    try:
        with temporary.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(temporary, path)  # noqa: PTH105 - the call whose atomicity is documented
        sync_folder(path.parent)
    except OSError as error:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise LockError(
            f"{path.name} cannot be written: {error.strerror}",
            hint="nothing is lost: what the lock and its journal hold is still there; mend the "
            "disk and run apply again",
        ) from error


def sync_folder(folder: Path) -> None:
    """Make a rename or a new name in a folder survive a power cut (POSIX only)."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def exclusive(folder: Path, holder: str) -> Iterator[None]:
    """Hold the checkout's OS lock, kept in ``folder``; raises `BusyError` naming the holder.

    The operating system frees it when the process ends, however it ends. Raises `LockError`
    where there can be none.
    """
    from filelock import FileLock, Timeout

    state_folder(folder)
    note = folder / "apply.holder.json"
    guard = FileLock(folder / "apply.lock")
    try:
        guard.acquire(timeout=0)
    except Timeout as error:
        raise BusyError(
            f"another apply is running on this checkout: {_holder(note)}",
            hint="wait for it, or end it; its lock goes with it",
        ) from error
    except OSError as error:
        raise _no_folder(folder, error) from error
    try:
        # The note is for whoever is refused; the lock holds without it.
        with suppress(OSError):
            note.write_text(json.dumps({"pid": os.getpid(), "command": holder}), encoding="utf-8")
        yield
    finally:
        with suppress(OSError):
            note.unlink(missing_ok=True)
        guard.release()


def state_folder(folder: Path) -> Path:
    """The folder for what belongs to one checkout; it tells git to ignore it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        ignore = folder / ".gitignore"
        if not ignore.exists():
            ignore.write_text("*\n", encoding="utf-8")
    except OSError as error:
        raise _no_folder(folder, error) from error
    return folder


def _no_folder(folder: Path, error: OSError) -> LockError:
    return LockError(
        f"{folder.name} cannot be written: {error.strerror}",
        hint="mend the disk, or the permissions of the folder",
    )


def _holder(note: Path) -> str:
    try:
        record = json.loads(note.read_text(encoding="utf-8"))
        return f"process {record['pid']} ({record['command']})"
    except (OSError, ValueError, KeyError, TypeError):
        return "its process left no name"
