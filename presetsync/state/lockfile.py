"""The lock file on disk: read completely and replaced completely."""

from __future__ import annotations

from typing import TYPE_CHECKING

from presetsync.errors import LockError
from presetsync.filesystem import files
from presetsync.git.merge_markers import conflict_line
from presetsync.state.lock import Lock, dump, parse, parse_sides, parse_workspace

if TYPE_CHECKING:
    from presetsync.filesystem.files import RootedPath

UNREADABLE_HINT = "fix the file or its permissions; git has what was committed"


def read_sides(path: RootedPath, *, conflicts: bool = True) -> tuple[Lock, ...]:
    """The lock, or both sides of an unmerged one, as far as they can be read.

    Without a file it is an empty lock. Never touches the file. Raises `LockError`, without
    ``conflicts`` also for a lock that git could not merge, and
    `presetsync.errors.UnsafePathError`.
    """
    text = _text(path)
    if text is None:
        return (Lock(),)
    try:
        if conflicts and conflict_line(text):
            return parse_sides(text)
        return (parse(text),)
    except LockError as error:
        raise LockError(f"{path}: {error.message}", hint=error.hint, topic=error.topic) from error


def read_workspace(path: RootedPath) -> str | None:
    """The workspace of the lock; None if there is none, or no lock.

    Raises as `read_sides` does without ``conflicts``.
    """
    text = _text(path)
    try:
        return None if text is None else parse_workspace(text)
    except LockError as error:
        raise LockError(f"{path}: {error.message}", hint=error.hint, topic=error.topic) from error


def _text(path: RootedPath) -> str | None:
    """The text of the file, None if there is none; raises as `read_sides` does."""
    try:
        return files.read(path, follow=True).decode("utf-8")
    except FileNotFoundError:
        return None
    except UnicodeDecodeError as error:
        raise LockError(f"{path} is not UTF-8", hint="restore it from git") from error
    except OSError as error:
        raise LockError(f"{path} cannot be read: {error.strerror}", hint=UNREADABLE_HINT) from error


def is_conflicted(path: RootedPath) -> bool:
    """Whether git could not merge the lock; raises as `read_sides` does."""
    return bool(conflict_line(_text(path) or ""))


def write(path: RootedPath, lock: Lock) -> None:
    """Replace the lock file; if it is a link, its target.

    Raises `LockError` if writing fails; the old file is then still in place.
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
        hint="nothing is lost: what is in the lock and its journal is still there; fix the "
        "disk and run apply again",
    )
