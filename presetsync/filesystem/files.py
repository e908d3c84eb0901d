"""Reading and writing the files of a repository; nothing else writes.

A repository is not trusted: it may contain links to the outside, or a FIFO or device in place of a
file. Nothing is written through a link that leaves the root, and only regular files are opened, so
nothing blocks on another process. A file is written completely or not at all, unless it is appended
to.
"""

from __future__ import annotations

import errno
import os
import re
import stat
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from presetsync.errors import UnsafePathError
from presetsync.filesystem import folders, system_calls
from presetsync.filesystem.folders import (
    CHUNK_BYTES,
    SAFELY,
    Folder,
    check_regular,
    discard,
    leads_outside,
    open_regular,
    status_of,
    whole_length,
    write_all,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_BYTES = 1024**3
"""The largest file that is read here: ten times GitHub's limit."""

_RANDOM_BYTES = 8

_LEFTOVER = re.compile(rf"\..{{1,40}}\.[0-9a-f]{{{2 * _RANDOM_BYTES}}}\.tmp")


@dataclass(frozen=True, slots=True)
class RootedPath:
    """A path inside a root; ``str`` shows it as the user wrote it.

    Attributes:
        root: no link in the path may leave this folder.
        path: relative to the root, POSIX style, without ``..``.
        shown: how the user wrote it, if not as ``path``.

    """

    root: Path
    path: str
    shown: str = ""

    def __str__(self) -> str:
        return self.shown or self.path

    def __truediv__(self, name: str) -> RootedPath:
        return replace(
            self, path=f"{self.path}/{name}", shown=self.shown and f"{self.shown}/{name}"
        )

    def with_suffix(self, suffix: str) -> RootedPath:
        """The file next to this one, with the suffix added to its name."""
        return replace(self, path=self.path + suffix, shown=self.shown and self.shown + suffix)

    @property
    def absolute(self) -> Path:
        """Its path, with unresolved links."""
        return self.root / self.path


def given_path(root: Path, name: str) -> RootedPath:
    """A file that the user named: absolute or relative to the root, inside it or not.

    Outside the root, links in its folder are the user's own, and are followed.
    """
    full = Path(os.path.normpath(root / name))
    for folder in full.parents:
        with suppress(OSError):
            if folder.samefile(root):
                return RootedPath(root, full.relative_to(folder).as_posix(), name)
    return RootedPath(full.parent, full.name, name)


def write_hint(error: OSError, path: RootedPath, option: str) -> str:
    """What to do if the file that an option names cannot be written."""
    folder = str(path).rpartition("/")[0]
    if isinstance(error, FileNotFoundError) and folder:
        return f"create the folder {folder} first"
    return f"choose another file with {option}"


def read(path: RootedPath, limit: int = MAX_BYTES, *, follow: bool = False) -> bytes:
    """The bytes of a regular file.

    Args:
        path: the file.
        limit: its maximum size in bytes.
        follow: whether the file itself may be a link to a target inside the root.

    Raises:
        OSError: it does not exist, cannot be read, or is larger (EFBIG).
        UnsafePathError: it is not a regular file, or is reached through a forbidden link.

    """
    folder, name = os.path.split(_resolved(path, follow=follow)[1])
    descriptor = open_regular(Folder(folder, None), name, os.O_RDONLY, path)
    with open(descriptor, "rb", buffering=0) as stream:  # noqa: PTH123 - a descriptor
        data = bytearray()
        while len(data) <= limit and (chunk := stream.read(CHUNK_BYTES)):
            data += chunk
    if len(data) > limit:
        raise OSError(errno.EFBIG, os.strerror(errno.EFBIG))
    return bytes(data)


def opened(real: str) -> int:
    """A descriptor to read from whatever is at a path that has no links.

    It never blocks on another process. Where the system supports it, a link that appears in the
    meantime is not followed. Raises `OSError`.
    """
    return os.open(real, os.O_RDONLY | SAFELY)


def exists(path: RootedPath) -> bool:
    """Whether the name exists, even as a broken link."""
    return os.path.lexists(path.absolute)


def write(
    path: RootedPath,
    content: bytes,
    *,
    follow: bool = False,
    make: bool = False,
    is_safe: bool = True,
) -> None:
    """Replace or create a file; a crash leaves either the old file or the new one, whole.

    The content is on the disk when this returns. The permissions of an old file stay.

    Args:
        path: the file.
        content: the complete content.
        follow: whether the file itself may be a link, to a place inside the root, which is then
            the file that is replaced.
        make: whether to create missing folders.
        is_safe: whether its name survives a power cut when this returns; otherwise call
            `sync_folder`.

    Raises:
        OSError: it cannot be written; the old file is still in place.
        UnsafePathError: it is not a regular file, or is reached through a forbidden link.

    """
    with _opened_folder(path, follow=follow, make=make) as (folder, name):
        before = status_of(folder, name, path)
        _replace(folder, name, content, before and before.st_mode & 0o777)
        if is_safe:
            folder.sync()


def _replace(folder: Folder, name: str, content: bytes, mode: int | None) -> None:
    temporary = f"{_temporary_prefix(name)}{os.urandom(_RANDOM_BYTES).hex()}.tmp"
    try:
        folders.create(folder, temporary, content, mode)
        system_calls.system.replace(folder.at(temporary), folder.at(name), folder.descriptor)
    except BaseException:
        discard(folder, temporary)
        raise


def sync_folder(path: RootedPath) -> None:
    """Make the names in a file's folder durable; raises `OSError`."""
    with _opened_folder(path, follow=True) as (folder, _):
        folder.sync()


def exchange(path: RootedPath, before: bytes | None, after: bytes | None) -> bool:
    """Replace the content of a file, unless it has changed; None means no file.

    Its name survives a power cut once `sync_folder` was called.

    The file may be a link to a place inside the root, whose file is then replaced. A change between
    the comparison and the replacement is lost: file systems have no compare-and-swap.

    Returns:
        False if the content is not ``before``; then the file is unchanged.

    Raises:
        OSError: it cannot be read or written.
        UnsafePathError: it is not a regular file, or is reached through a forbidden link.

    """
    if before is None and after is not None:
        return _create_whole(path, after)
    try:
        found = read(path, follow=True)
    except (FileNotFoundError, NotADirectoryError):
        # A broken link also occupies the name.
        if exists(path):
            return False
        found = None
    if found != before:
        return False
    if after != before:
        if after is None:
            remove(path)
        else:
            write(path, after, follow=True, make=True, is_safe=False)
    return True


def _create_whole(path: RootedPath, content: bytes) -> bool:
    """Create a file and its folders like `write`; False if the name exists."""
    with _opened_folder(path, make=True) as (folder, name):
        if status_of(folder, name, path):
            return False
        _replace(folder, name, content, None)
    return True


def remove_leftovers(path: RootedPath, *, follow: bool = False) -> None:
    """Remove temporary files of killed processes; only call it while no other process writes."""
    with suppress(OSError), _opened_folder(path, follow=follow) as (folder, name):
        prefix, length = _temporary_prefix(name), 2 * _RANDOM_BYTES + len(".tmp")
        for other in folder.names():
            if other.startswith(prefix) and len(other) == len(prefix) + length:
                discard(folder, other)


def is_leftover(name: str) -> bool:
    """Whether a file has the name of a temporary file of `write`, possibly of a killed process."""
    return _LEFTOVER.fullmatch(name) is not None


def create(path: RootedPath, content: bytes) -> bool:
    """Create a file and its folders; False if the name exists.

    Raises `OSError` if that fails, and `UnsafePathError`.
    """
    with _opened_folder(path, make=True) as (folder, name):
        # Without O_NOFOLLOW, a broken link might be followed, so check first.
        if os.path.lexists(folder.path + os.sep + name):
            return False
        try:
            folders.create(folder, name, content, None)
        except FileExistsError:
            return False
        folder.sync()
    return True


def append(path: RootedPath, lines: bytes, *, is_whole: bool) -> None:
    """Append complete lines to a file, or create it; the lines are on disk when this returns.

    Args:
        path: the file.
        lines: what to append.
        is_whole: whether the file is known to exist and to end with a line feed. If not, the rest
            after the last line feed, from a crash, is removed.

    Raises:
        OSError: the lines may be missing on disk, completely or partly.
        UnsafePathError: it is not a regular file, or is reached through a forbidden link.

    """
    with _opened_folder(path) as (folder, name):
        descriptor = open_regular(folder, name, os.O_RDWR | os.O_APPEND | os.O_CREAT, path)
        try:
            if not is_whole:
                system_calls.system.truncate(descriptor, whole_length(descriptor))
            write_all(descriptor, lines)
            system_calls.system.sync(descriptor)
        finally:
            os.close(descriptor)
        if not is_whole:
            folder.sync()


def remove(path: RootedPath) -> None:
    """Remove a file or a link, if there is one. Raises `OSError` and `UnsafePathError`."""
    with suppress(FileNotFoundError), _opened_folder(path) as (folder, name):
        system_calls.system.unlink(folder.at(name), folder.descriptor)


def make_folder(path: RootedPath) -> None:
    """Create a folder and its missing parents.

    Raises `OSError` if that fails, and `UnsafePathError` where the folder itself is a link.
    """
    with _opened_folder(path, make=True) as (folder, name):
        try:
            system_calls.system.make_folder(folder.at(name), folder.descriptor)
        except FileExistsError:
            status = os.stat(folder.at(name), dir_fd=folder.descriptor, follow_symlinks=False)
            if not stat.S_ISDIR(status.st_mode):
                check_regular(status, path)
                raise


def guarded(path: RootedPath) -> Path:
    """The location of a file for a library to open, checked to be safe.

    Raises `OSError` if its folder is missing, and `UnsafePathError`.
    """
    with _opened_folder(path) as (folder, name):
        status_of(folder, name, path)
        return Path(folder.path, name)


@contextmanager
def _opened_folder(
    path: RootedPath, *, follow: bool = False, make: bool = False
) -> Iterator[tuple[Folder, str]]:
    """The opened folder of a file, and the file's name in it."""
    root, real = _resolved(path, follow=follow)
    steps = PurePosixPath(Path(real).relative_to(root).as_posix()).parts
    if any(step.casefold().rstrip(" .") in (".git", "git~1") for step in steps):
        raise UnsafePathError(
            f"{path} is in git's own folder", hint="name a place that git does not manage"
        )
    with folders.opened(root, steps[:-1], make=make, shown=path) as folder:
        yield folder, steps[-1]


def _resolved(path: RootedPath, *, follow: bool) -> tuple[str, str]:
    """The root and the file with links resolved; raises `UnsafePathError` if they leave the root.

    Without ``follow``, the file itself may be a link, which is rejected when opened.
    """
    root = os.path.realpath(path.root)
    folder, name = os.path.split(os.path.join(root, path.path))  # noqa: PTH118 - a Path is slow
    real = os.path.join(os.path.realpath(folder), name)  # noqa: PTH118 - as above
    if follow:
        real = os.path.realpath(real)
    if not real.startswith(root.rstrip(os.sep) + os.sep):
        raise leads_outside(path)
    return root, real


def _temporary_prefix(name: str) -> str:
    return f".{name[:40]}."  # longer names might exceed the limit
