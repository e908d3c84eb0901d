"""Opening a folder without following links in its path, and the regular files in it.

Only used by `presetsync.filesystem.files`. If the system supports it, files are opened relative to
an open folder, which other processes cannot replace; otherwise, they are checked before and
compared after opening.
"""

from __future__ import annotations

import errno
import os
import stat
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from presetsync.errors import UnsafePathError
from presetsync.filesystem import system_calls

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

CHUNK_BYTES = 1024 * 1024
"""The size of one read."""

_HAS_NOFOLLOW = hasattr(os, "O_NOFOLLOW")
"""Windows lacks it; there, the opened file is compared with the checked one."""

SAFELY = 0
for _name in ("O_BINARY", "O_CLOEXEC", "O_NOCTTY", "O_NOFOLLOW", "O_NONBLOCK"):
    SAFELY |= getattr(os, _name, 0)
"""Flags for opening a file without following links, and without blocking."""

_FOLDER = os.O_RDONLY | SAFELY | getattr(os, "O_DIRECTORY", 0)

_HAS_DESCRIPTORS = {os.open, os.stat, os.mkdir, os.unlink, os.rename} <= os.supports_dir_fd
"""Whether files can be opened relative to an open folder."""

_REPLACE_LINK = "remove the link, or put what it leads to in its place"


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder without links in its path, opened if the system supports relative access."""

    path: str
    descriptor: int | None

    def at(self, name: str) -> str:
        """The path of a file in it, for functions that also take the descriptor."""
        return name if self.descriptor is not None else os.path.join(self.path, name)  # noqa: PTH118

    def names(self) -> list[str]:
        """The names of its entries."""
        return os.listdir(self.path if self.descriptor is None else self.descriptor)  # noqa: PTH208

    def sync(self) -> None:
        """Make renames and new names in it durable, if the system supports it."""
        if self.descriptor is not None:
            system_calls.system.sync(self.descriptor)


@contextmanager
def opened(
    root: str, steps: Sequence[str], *, make: bool = False, shown: object
) -> Iterator[Folder]:
    """A folder below a root, opened without following links.

    Args:
        root: absolute, with links resolved.
        steps: the names of the folders below it.
        make: whether to create missing folders.
        shown: the file in it as written by the user, for errors.

    Raises:
        OSError: one of them is missing, or cannot be opened or created.
        UnsafePathError: one of them has become a link.

    """
    folder = os.path.join(root, *steps)  # noqa: PTH118 - a Path costs as much as the call
    if not _HAS_DESCRIPTORS:
        if make:
            _make_folders(root, steps)
        # A folder may have become a link in the meantime.
        if os.path.realpath(folder) != folder:
            raise leads_outside(shown)
        yield Folder(folder, None)
        return
    descriptor = os.open(root, _FOLDER)
    try:
        for step in steps:
            inner = _open_step(step, descriptor, make=make)
            os.close(descriptor)
            descriptor = inner
        yield Folder(folder, descriptor)
    finally:
        os.close(descriptor)


def _open_step(step: str, descriptor: int, *, make: bool) -> int:
    """A descriptor of a folder in another one, which is created if requested."""
    try:
        return os.open(step, _FOLDER, dir_fd=descriptor)
    except FileNotFoundError:
        if not make:
            raise
    with suppress(FileExistsError):
        system_calls.system.make_folder(step, descriptor)
    return os.open(step, _FOLDER, dir_fd=descriptor)


def _make_folders(root: str, steps: Sequence[str]) -> None:
    folder = root.rstrip(os.sep)
    for step in steps:
        folder += os.sep + step
        with suppress(FileExistsError):
            system_calls.system.make_folder(folder, None)


def leads_outside(shown: object) -> UnsafePathError:
    """The error for a path that leaves the root through a link."""
    return UnsafePathError(f"{shown} leads outside the repository by a link", hint=_REPLACE_LINK)


def status_of(folder: Folder, name: str, shown: object) -> os.stat_result | None:
    """The status of a regular file; None if nothing is there.

    Raises `OSError`, and `UnsafePathError` for other types.
    """
    try:
        status = os.stat(folder.at(name), dir_fd=folder.descriptor, follow_symlinks=False)
    except FileNotFoundError:
        return None
    check_regular(status, shown)
    return status


def open_regular(folder: Folder, name: str, flags: int, shown: object) -> int:
    """A descriptor of a regular file; raises `OSError` and `UnsafePathError`."""
    before = status_of(folder, name, shown)
    descriptor = system_calls.system.open(folder.at(name), flags | SAFELY, 0o666, folder.descriptor)
    try:
        _check_opened(before, os.fstat(descriptor), shown)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def _check_opened(before: os.stat_result | None, after: os.stat_result, shown: object) -> None:
    check_regular(after, shown)
    if before and not _HAS_NOFOLLOW and not os.path.samestat(before, after):
        raise UnsafePathError(f"{shown} was replaced while it was opened", hint="run it again")


def check_regular(status: os.stat_result, shown: object) -> None:
    """Raise `IsADirectoryError` or `UnsafePathError` if a status is not of a regular file."""
    if stat.S_ISREG(status.st_mode):
        return
    if stat.S_ISDIR(status.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if stat.S_ISLNK(status.st_mode):
        raise UnsafePathError(f"{shown} is a link", hint=_REPLACE_LINK)
    raise UnsafePathError(f"{shown} is not a regular file", hint="remove it")


def create(folder: Folder, name: str, content: bytes, mode: int | None) -> None:
    """Create a new file; its content is on disk when this returns.

    Args:
        folder: where.
        name: its name.
        content: the complete content.
        mode: its permissions; None for the default.

    Raises:
        FileExistsError: the name exists.
        OSError: it cannot be written; nothing of it remains.

    """
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | SAFELY
    # The permissions apply from the first byte on.
    initial = 0o666 if mode is None else 0o600
    descriptor = system_calls.system.open(folder.at(name), flags, initial, folder.descriptor)
    try:
        try:
            if mode is not None and hasattr(os, "fchmod"):
                os.fchmod(descriptor, mode)
            write_all(descriptor, content)
            system_calls.system.sync(descriptor)
        finally:
            os.close(descriptor)
    except BaseException:
        discard(folder, name)
        raise


def write_all(descriptor: int, content: bytes) -> None:
    """Write all bytes, in as many calls as needed."""
    view = memoryview(content)
    while view:
        view = view[system_calls.system.write(descriptor, view) :]


def whole_length(descriptor: int) -> int:
    """The length of a file up to and including its last line feed."""
    end = os.fstat(descriptor).st_size
    while end:
        start = max(0, end - CHUNK_BYTES)
        os.lseek(descriptor, start, os.SEEK_SET)
        if found := os.read(descriptor, end - start).rfind(b"\n") + 1:
            return start + found
        end = start
    return 0


def discard(folder: Folder, name: str) -> None:
    """Remove a file if possible."""
    with suppress(OSError):
        system_calls.system.unlink(folder.at(name), folder.descriptor)
