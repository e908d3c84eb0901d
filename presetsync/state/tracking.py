"""Whether git tracks a file, which means that it came with a clone."""

from __future__ import annotations

import os
import struct
from pathlib import Path
from typing import TYPE_CHECKING

from presetsync.errors import LockError
from presetsync.filesystem import files
from presetsync.filesystem.files import RootedPath
from presetsync.git import git

if TYPE_CHECKING:
    from collections.abc import Iterator

# An entry of git's index: 40 bytes of `stat`, a SHA-1 of 20, and the flags: gitformat-index.
_ENTRY_FLAGS = 60
_EXTENDED = 0x4000
_LENGTH = 0x0FFF


def is_tracked(path: RootedPath) -> bool:
    """Whether git's index has a file, ignoring case.

    Outside a repository no program is started. Raises `LockError` if the index cannot be read.
    """
    file = Path(os.path.realpath(path.absolute.parent), path.absolute.name)
    top = next((folder for folder in file.parents if os.path.lexists(folder / ".git")), None)
    if top is None:
        return False
    inside = file.relative_to(top).as_posix()
    pathspec = f":(icase,literal){inside}"
    listed = git.run(top, "ls-files", "--error-unmatch", "--", pathspec)
    if listed is None:
        return _is_in_index(top, inside, path)
    if listed.returncode not in (0, 1):
        said = listed.stderr.decode(errors="replace").strip().partition("\n")[0]
        raise _unknown(path, f"git says: {said}")
    return listed.returncode == 0


def _is_in_index(top: Path, inside: str, path: RootedPath) -> bool:
    """Without git: whether its index, in a version with uncompressed paths, has this one."""
    folder = RootedPath(top, ".git")
    if folder.absolute.is_dir() and not [*folder.absolute.glob("sharedindex.*")]:
        try:
            paths = {*_index_paths(files.read(folder / "index"))}
        except FileNotFoundError:
            return False
        except (OSError, ValueError, struct.error):
            pass
        else:
            return os.fsencode(inside).lower() in {listed.lower() for listed in paths}
    raise _unknown(path, "git is not installed, or does not answer")


def _index_paths(index: bytes) -> Iterator[bytes]:
    """The paths in an index of version 2 or 3 with SHA-1 (gitformat-index).

    Raises `ValueError` or `struct.error` at anything else.
    """
    signature, version, entries = struct.unpack_from(">4sLL", index)
    if signature != b"DIRC" or version not in (2, 3):
        raise ValueError(version)
    start = struct.calcsize(">4sLL")
    for _ in range(entries):
        (flags,) = struct.unpack_from(">H", index, start + _ENTRY_FLAGS)
        begin = start + _ENTRY_FLAGS + (4 if flags & _EXTENDED else 2)
        end = index.index(b"\0", begin)
        if flags & _LENGTH != min(end - begin, _LENGTH):
            raise ValueError(flags)
        yield index[begin:end]
        start += (end - start) // 8 * 8 + 8  # one to eight NULs end an entry, and align the next


def _unknown(path: RootedPath, reason: str) -> LockError:
    return LockError(
        f"cannot tell whether git tracks {path}: {reason}",
        hint="a file from a clone must not be used: make git work here, or remove the file",
    )
