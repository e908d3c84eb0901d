"""The files of a repository that presetsync itself reads and writes. The one module that writes.

A repository is not to be trusted: it can bring a link that leads out of it, and an archive of one a
FIFO or a device where a file should be. Nothing here is written through a link that leaves the
root, and only regular files are opened, so nothing waits for another process. A file is written
whole or not at all, unless it is appended to.
"""

from __future__ import annotations

import errno
import os
import stat
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from presetsync.errors import UnsafePathError

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_BYTES = 1024**3
"""The largest file that is read here: ten times what GitHub takes."""

_CHUNK_BYTES = 1024 * 1024
_RANDOM_BYTES = 8

_HAS_NOFOLLOW = hasattr(os, "O_NOFOLLOW")
"""Windows has not; there, what was opened is compared with what was looked at."""

_SAFELY = 0
for _name in ("O_BINARY", "O_CLOEXEC", "O_NOCTTY", "O_NOFOLLOW", "O_NONBLOCK"):
    _SAFELY |= getattr(os, _name, 0)
_FOLDER = os.O_RDONLY | _SAFELY | getattr(os, "O_DIRECTORY", 0)

_HAS_DESCRIPTORS = {os.open, os.stat, os.mkdir, os.unlink, os.rename} <= os.supports_dir_fd
"""Whether files can be opened relative to an open folder, which nobody can then exchange."""

_REPLACE_LINK = "remove the link, or put what it leads to in its place"


@dataclass(frozen=True, slots=True)
class RootedPath:
    """A path inside a root, as ``str`` says it to people.

    Attributes:
        root: the folder that a link in the path may not leave.
        path: relative to the root, POSIX style, without ``..``.
        shown: what the user called it, where that is not ``path``.

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
        """The file beside this one whose name is longer by the suffix."""
        return replace(self, path=self.path + suffix, shown=self.shown and self.shown + suffix)

    @property
    def absolute(self) -> Path:
        """Where it is, links unresolved."""
        return self.root / self.path


def given_path(root: Path, name: str) -> RootedPath:
    """A file that the user names, relative to the root or absolute, inside it or not.

    Outside the root, links in its folder are the user's own, and count.
    """
    full = Path(os.path.normpath(root / name))
    for folder in full.parents:
        with suppress(OSError):
            if folder.samefile(root):
                return RootedPath(root, full.relative_to(folder).as_posix(), name)
    return RootedPath(full.parent, full.name, name)


def read(path: RootedPath, limit: int = MAX_BYTES, *, follow: bool = False) -> bytes:
    """A regular file's bytes.

    Args:
        path: the file.
        limit: the most bytes that it may have.
        follow: whether the file itself may be a link, to a place inside the root.

    Raises:
        OSError: it is not there, or cannot be read, or is larger (EFBIG).
        UnsafePathError: it is none, or a link leads to it that may not.

    """
    folder, name = os.path.split(_resolved(path, follow=follow)[1])
    descriptor = _open_regular(_Folder(folder, None), name, os.O_RDONLY, path)
    with open(descriptor, "rb", buffering=0) as stream:  # noqa: PTH123 - a descriptor
        data = bytearray()
        while len(data) <= limit and (chunk := stream.read(_CHUNK_BYTES)):
            data += chunk
    if len(data) > limit:
        raise OSError(errno.EFBIG, os.strerror(errno.EFBIG))
    return bytes(data)


def exists(path: RootedPath) -> bool:
    """Whether there is anything of that name, a link that leads nowhere included."""
    return os.path.lexists(path.absolute)


def write(path: RootedPath, content: bytes, *, follow: bool = False) -> None:
    """Replace a file or make a new one, so that a crash leaves the old one or the new one, whole.

    The content is on the disk when this returns. An old file's permissions stay.

    Args:
        path: the file; its folder is there.
        content: all of it.
        follow: whether the file itself may be a link, to a place inside the root, which is then
            the file that is replaced.

    Raises:
        OSError: it cannot be written; the old file is still in place.
        UnsafePathError: it is no regular file, or a link leads to it that may not.

    """
    with _opened_folder(path, follow=follow) as (folder, name):
        before = _status(folder, name, path)
        temporary = f"{_temporary_prefix(name)}{os.urandom(_RANDOM_BYTES).hex()}.tmp"
        try:
            _create(folder, temporary, content, before and before.st_mode & 0o777)
            os.replace(
                folder.at(temporary),
                folder.at(name),
                src_dir_fd=folder.descriptor,
                dst_dir_fd=folder.descriptor,
            )
        except BaseException:
            _unlink(folder, temporary)
            raise
        folder.sync()


def remove_leftovers(path: RootedPath, *, follow: bool = False) -> None:
    """Remove what killed processes left of `write`; to be called while nobody else writes."""
    with suppress(OSError), _opened_folder(path, follow=follow) as (folder, name):
        prefix, length = _temporary_prefix(name), 2 * _RANDOM_BYTES + len(".tmp")
        for other in folder.names():
            if other.startswith(prefix) and len(other) == len(prefix) + length:
                _unlink(folder, other)


def create(path: RootedPath, content: bytes) -> bool:
    """Make a new file, its folders too; False where something of that name is there.

    Raises `OSError` where it cannot be made, and `UnsafePathError`.
    """
    with _opened_folder(path, make=True) as (folder, name):
        # Looked at first, as without O_NOFOLLOW a link that leads nowhere might be followed.
        if os.path.lexists(folder.path + os.sep + name):
            return False
        try:
            _create(folder, name, content, None)
        except FileExistsError:
            return False
        folder.sync()
    return True


def append(path: RootedPath, lines: bytes, *, is_whole: bool) -> None:
    """Append whole lines to a file, which is made where there is none; they are then on the disk.

    Args:
        path: the file.
        lines: what to append.
        is_whole: whether the file is known to be there and to end with a line feed. If not, what a
            crash left after the last one is cut.

    Raises:
        OSError: the lines may not be on the disk, or only in part.
        UnsafePathError: it is no regular file, or a link leads to it that may not.

    """
    with _opened_folder(path) as (folder, name):
        descriptor = _open_regular(folder, name, os.O_RDWR | os.O_APPEND | os.O_CREAT, path)
        try:
            if not is_whole:
                os.ftruncate(descriptor, _whole_length(descriptor))
            _write_all(descriptor, lines)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        if not is_whole:
            folder.sync()


def remove(path: RootedPath) -> None:
    """Remove a file, if there is one; of a link, the link. Raises `OSError`, `UnsafePathError`."""
    with suppress(FileNotFoundError), _opened_folder(path) as (folder, name):
        os.unlink(folder.at(name), dir_fd=folder.descriptor)


def make_folder(path: RootedPath) -> None:
    """Make a folder, and those that it is in, where they are missing.

    Raises `OSError` where that fails, and `UnsafePathError` where the folder itself is a link.
    """
    with _opened_folder(path, make=True) as (folder, name):
        try:
            os.mkdir(folder.at(name), dir_fd=folder.descriptor)
        except FileExistsError:
            status = os.stat(folder.at(name), dir_fd=folder.descriptor, follow_symlinks=False)
            if not stat.S_ISDIR(status.st_mode):
                _check_regular(status, path)
                raise


def guarded(path: RootedPath) -> Path:
    """Where a file is that a library is going to open by itself, if there is no trap in its place.

    Raises `OSError` where its folder is not there, and `UnsafePathError`.
    """
    with _opened_folder(path) as (folder, name):
        _status(folder, name, path)
        return Path(folder.path, name)


@dataclass(frozen=True, slots=True)
class _Folder:
    """A folder without a link in its path; open where the system can work relative to one."""

    path: str
    descriptor: int | None

    def at(self, name: str) -> str:
        """A file in it, as functions take it that are given the descriptor as well."""
        return name if self.descriptor is not None else os.path.join(self.path, name)  # noqa: PTH118

    def names(self) -> list[str]:
        """The names of all that is in it."""
        return os.listdir(self.path if self.descriptor is None else self.descriptor)  # noqa: PTH208

    def sync(self) -> None:
        """Make a rename or a new name in it survive a power cut, where that can be asked for."""
        if self.descriptor is not None:
            os.fsync(self.descriptor)


@contextmanager
def _opened_folder(
    path: RootedPath, *, follow: bool = False, make: bool = False
) -> Iterator[tuple[_Folder, str]]:
    """The folder in which a file is to be written, and the file's name there."""
    root, real = _resolved(path, follow=follow)
    steps = PurePosixPath(Path(real).relative_to(root).as_posix()).parts
    if any(step.casefold().rstrip(" .") in (".git", "git~1") for step in steps):
        raise UnsafePathError(
            f"{path} is in git's own folder", hint="name a place that git does not manage"
        )
    folder, name = os.path.split(real)
    if not _HAS_DESCRIPTORS:
        if make:
            os.makedirs(folder, exist_ok=True)  # noqa: PTH103 - a Path costs as much as the call
        # What was a folder a moment ago may be a link by now.
        if os.path.realpath(folder) != folder:
            raise _leads_outside(path)
        yield _Folder(folder, None), name
        return
    descriptor = os.open(root, _FOLDER)
    try:
        for step in steps[:-1]:
            if make:
                with suppress(FileExistsError):
                    os.mkdir(step, dir_fd=descriptor)
            inner = os.open(step, _FOLDER, dir_fd=descriptor)
            os.close(descriptor)
            descriptor = inner
        yield _Folder(folder, descriptor), name
    finally:
        os.close(descriptor)


def _resolved(path: RootedPath, *, follow: bool) -> tuple[str, str]:
    """The root and the file with links resolved; raises `UnsafePathError` where they lead out.

    Without ``follow`` the file itself may be a link, which opening it then refuses.
    """
    root = os.path.realpath(path.root)
    folder, name = os.path.split(os.path.join(root, path.path))  # noqa: PTH118 - as above
    real = os.path.join(os.path.realpath(folder), name)  # noqa: PTH118 - as above
    if follow:
        real = os.path.realpath(real)
    if not real.startswith(root.rstrip(os.sep) + os.sep):
        raise _leads_outside(path)
    return root, real


def _leads_outside(path: RootedPath) -> UnsafePathError:
    return UnsafePathError(f"{path} leads outside the repository by a link", hint=_REPLACE_LINK)


def _status(folder: _Folder, name: str, path: RootedPath) -> os.stat_result | None:
    """Of the regular file that is there; None where there is nothing."""
    try:
        status = os.stat(folder.at(name), dir_fd=folder.descriptor, follow_symlinks=False)
    except FileNotFoundError:
        return None
    _check_regular(status, path)
    return status


def _open_regular(folder: _Folder, name: str, flags: int, path: RootedPath) -> int:
    """A descriptor of a regular file; raises `OSError` and `UnsafePathError`."""
    before = _status(folder, name, path)
    descriptor = os.open(folder.at(name), flags | _SAFELY, 0o666, dir_fd=folder.descriptor)
    try:
        _check_opened(before, os.fstat(descriptor), path)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def _check_opened(before: os.stat_result | None, after: os.stat_result, path: RootedPath) -> None:
    _check_regular(after, path)
    if before and not _HAS_NOFOLLOW and not os.path.samestat(before, after):
        raise UnsafePathError(f"{path} was replaced while it was opened", hint="run it again")


def _check_regular(status: os.stat_result, path: RootedPath) -> None:
    if stat.S_ISREG(status.st_mode):
        return
    if stat.S_ISDIR(status.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if stat.S_ISLNK(status.st_mode):
        raise UnsafePathError(f"{path} is a link", hint=_REPLACE_LINK)
    raise UnsafePathError(f"{path} is not a regular file", hint="remove it")


def _temporary_prefix(name: str) -> str:
    return f".{name[:40]}."  # a longer name might have no room for more


def _create(folder: _Folder, name: str, content: bytes, mode: int | None) -> None:
    """Make a file that must not be there; None is the usual mode. What fails is removed."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _SAFELY
    # Nobody reads what others may not, not even while it is being written.
    initial = 0o666 if mode is None else 0o600
    descriptor = os.open(folder.at(name), flags, initial, dir_fd=folder.descriptor)
    try:
        try:
            if mode is not None and hasattr(os, "fchmod"):
                os.fchmod(descriptor, mode)
            _write_all(descriptor, content)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except BaseException:
        _unlink(folder, name)
        raise


def _write_all(descriptor: int, content: bytes) -> None:
    view = memoryview(content)
    while view:
        view = view[os.write(descriptor, view) :]


def _whole_length(descriptor: int) -> int:
    """The length of a file up to and with its last line feed."""
    end = os.fstat(descriptor).st_size
    while end:
        start = max(0, end - _CHUNK_BYTES)
        os.lseek(descriptor, start, os.SEEK_SET)
        if found := os.read(descriptor, end - start).rfind(b"\n") + 1:
            return start + found
        end = start
    return 0


def _unlink(folder: _Folder, name: str) -> None:
    with suppress(OSError):
        os.unlink(folder.at(name), dir_fd=folder.descriptor)
