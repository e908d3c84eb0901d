"""A root's file in the user's cache folder, readable and writable only by its owner.

If there can be none, for example without a home folder, or others have access, nothing is read or
written. That is not an error: the cache only saves time.
"""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

import platformdirs

from presetsync.filesystem.files import opened
from presetsync.filesystem.folders import SAFELY
from presetsync.filesystem.root import git_top

MAX_BYTES = 8 * 1024 * 1024
"""The largest cache of one root: about 20 000 presets."""

MAX_FILES = 64
"""The most files in the folder; the oldest are removed."""

_RANDOM_BYTES = 8


def path_for(root: Path) -> Path | None:
    """The path of a root's cache; None if there can be none.

    A cache inside the repository does not count: a pull request could contain one.
    """
    try:
        real = Path(os.path.realpath(root))
        folder = Path(platformdirs.user_cache_dir("presetsync", appauthor=False))
        is_absolute = folder.is_absolute()  # without a home folder it may be relative
        folder = Path(os.path.realpath(folder))
        if not is_absolute or folder.is_relative_to(git_top(real) or real):
            return None
    except (OSError, RuntimeError, ValueError):
        return None
    return folder / f"{sha256(os.fsencode(real)).hexdigest()}.json"


def read(path: Path) -> bytes:
    """The content; b"" if there is none, or others have access."""
    try:
        if not _is_private(path.parent.lstat(), folder=True) or not _is_private(path.lstat()):
            return b""
        with os.fdopen(opened(str(path)), "rb") as stream:
            # The file may have been replaced since it was checked.
            status = os.fstat(stream.fileno())
            if not _is_private(status) or status.st_size > MAX_BYTES:
                return b""
            return stream.read(MAX_BYTES)
    except OSError:
        return b""


def write(path: Path, content: bytes) -> None:
    """Replace the content, if it is not too large, and remove the oldest files of other roots."""
    if len(content) > MAX_BYTES:
        return
    with suppress(OSError):
        for folder in (path.parent.parent, path.parent):
            with suppress(FileExistsError):
                folder.mkdir(0o700)
        if not _is_private(path.parent.lstat(), folder=True):
            return
        temporary = path.with_name(f".{os.urandom(_RANDOM_BYTES).hex()}.tmp")
        try:
            _create(temporary, content)
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
        _remove_oldest(path.parent)


def _create(path: Path, content: bytes) -> None:
    # Nobody else can read it, not even while it is being written.
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | SAFELY, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)


def _remove_oldest(folder: Path) -> None:
    """Remove files above `MAX_FILES`, temporary ones of killed processes included."""
    with os.scandir(folder) as entries:
        by_age = sorted(
            (entry.stat(follow_symlinks=False).st_mtime_ns, entry.path) for entry in entries
        )
    for _, path in by_age[:-MAX_FILES]:
        Path(path).unlink()


def _is_private(status: os.stat_result, *, folder: bool = False) -> bool:
    """Whether it is a regular file or folder of this user, without access for others.

    On Windows there is neither owner nor mode to check; its cache folder is the user's own.
    """
    is_kind = stat.S_ISDIR if folder else stat.S_ISREG
    if not hasattr(os, "geteuid"):
        return is_kind(status.st_mode)
    is_own = status.st_uid == os.geteuid() and not status.st_mode & 0o077
    return is_kind(status.st_mode) and is_own
