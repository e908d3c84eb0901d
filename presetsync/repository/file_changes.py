"""Writing several files of a repository together: all or none."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from presetsync.errors import PresetsyncError, UnsafePathError
from presetsync.filesystem.files import RootedPath, exchange, sync_folder

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_CHECK = "check the disk and the path"


@dataclass(frozen=True, slots=True)
class FileChange:
    """A file to create or to change.

    Attributes:
        path: POSIX style, relative to the root.
        before: its expected content; None for a file that must not exist.
        after: its new content.

    """

    path: str
    before: bytes | None
    after: bytes


def write_together(root: Path, changes: Sequence[FileChange]) -> None:
    """Write files in this order; if one fails, the earlier ones are restored.

    A process that is killed in between leaves complete files, the first of which are new: write
    included files first.

    Raises:
        PresetsyncError: a file changed since it was read, or cannot be written.

    """
    [error] = write_sets(root, [changes])
    if error:
        raise error


def write_sets(root: Path, sets: Sequence[Sequence[FileChange]]) -> list[PresetsyncError | None]:
    """Write each set of files as `write_together` does, and return its error; None for none.

    Writing many sets together costs less: each folder is synced once.
    """
    errors = [_error(root, changes) for changes in sets]
    written = [changes for changes, error in zip(sets, errors, strict=True) if error is None]
    unsafe = _unsafe_folders(root, [change for changes in written for change in changes])
    for number, changes in enumerate(sets):
        failed = [unsafe[folder] for change in changes if (folder := _folder(change)) in unsafe]
        if failed and errors[number] is None:
            errors[number] = _not_written(root, changes, failed[0], _CHECK)
    return errors


def _error(root: Path, changes: Sequence[FileChange]) -> PresetsyncError | None:
    """Write a set of files; returns the error, or None."""
    written: list[FileChange] = []
    for change in changes:
        try:
            if not exchange(RootedPath(root, change.path), change.before, change.after):
                changed = "changed" if change.before is not None else "was created"
                reason = f"{change.path} {changed} in the meantime"
                return _not_written(root, written, reason, "run the command again")
        except OSError as error:
            return _not_written(root, written, _reason(change, error), _CHECK)
        except UnsafePathError as error:
            return _not_written(root, written, error.message, error.hint)
        written.append(change)
    return None


def _unsafe_folders(root: Path, changes: Sequence[FileChange]) -> dict[str, str]:
    """The folders whose new names may not survive a power cut, with the errors."""
    unsafe = {}
    for folder, change in {_folder(change): change for change in changes}.items():
        try:
            sync_folder(RootedPath(root, change.path))
        except OSError as error:
            unsafe[folder] = _reason(change, error)
        except UnsafePathError as error:
            unsafe[folder] = error.message
    return unsafe


def _folder(change: FileChange) -> str:
    return change.path.rpartition("/")[0]


def _reason(change: FileChange, error: OSError) -> str:
    return f"{change.path} cannot be written: {error.strerror}"


def _not_written(
    root: Path, written: Sequence[FileChange], reason: str, hint: str
) -> PresetsyncError:
    """The error, once the files that were written have been restored."""
    if left := restore(root, written):
        reason += f"; {', '.join(left)} could not be restored"
        hint += "; restore the others from git, or delete those that are new"
    return PresetsyncError(reason, hint=hint)


def restore(root: Path, written: Sequence[FileChange]) -> list[str]:
    """Restore the files, the last one first; returns those that could not be restored."""
    return [each.path for each in reversed(written) if not _is_undone(root, each)]


def _is_undone(root: Path, change: FileChange) -> bool:
    path, before = RootedPath(root, change.path), change.before
    with suppress(OSError, UnsafePathError):
        return exchange(path, change.after, before) or exchange(path, before, before)
    return False
