"""Writing several files of a repository together: all of them, or none."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from presetsync.errors import PresetsyncError, UnsafePathError
from presetsync.files import RootedPath, exchange

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class FileChange:
    """A file to create or to change.

    Attributes:
        path: POSIX style, relative to the root.
        before: what it must have; None for a file that must not exist.
        after: what it gets.

    """

    path: str
    before: bytes | None
    after: bytes


def write_together(root: Path, changes: Sequence[FileChange]) -> None:
    """Write files in this order; where one fails, those before it get back what they had.

    A process that is killed in between leaves whole files, of which the first ones are new: write
    first what the others include.

    Raises:
        PresetsyncError: a file is not what it was when it was read, or cannot be written.

    """
    written: list[FileChange] = []
    for change in changes:
        try:
            if not exchange(RootedPath(root, change.path), change.before, change.after):
                changed = "changed" if change.before is not None else "was created"
                reason = f"{change.path} {changed} in the meantime"
                raise _not_written(root, written, reason, "run the command again")
        except OSError as error:
            # Its new name may be in place, and only not safe from a power cut.
            written.append(change)
            reason = f"{change.path} cannot be written: {error.strerror}"
            raise _not_written(root, written, reason, "check the disk and the path") from error
        except UnsafePathError as error:
            raise _not_written(root, written, error.message, error.hint) from error
        written.append(change)


def _not_written(
    root: Path, written: Sequence[FileChange], reason: str, hint: str
) -> PresetsyncError:
    """The error, once the files that were written have been restored."""
    if left := restore(root, written):
        reason += f"; {', '.join(left)} could not be restored"
        hint += "; restore the others from git, or delete those that are new"
    return PresetsyncError(reason, hint=hint)


def restore(root: Path, written: Sequence[FileChange]) -> list[str]:
    """Give files back what they had, the last one first; returns those that could not be."""
    return [each.path for each in reversed(written) if not _is_undone(root, each)]


def _is_undone(root: Path, change: FileChange) -> bool:
    path, before = RootedPath(root, change.path), change.before
    with suppress(OSError, UnsafePathError):
        return exchange(path, change.after, before) or exchange(path, before, before)
    return False
