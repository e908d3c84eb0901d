"""Whether git tracks a file: one that it tracks came with a clone."""

from __future__ import annotations

import os
from pathlib import Path

from presetsync import files, git
from presetsync.errors import LockError
from presetsync.files import RootedPath


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
    """Without git: versions 2 and 3 of its index (gitformat-index) hold each path as it is."""
    folder = RootedPath(top, ".git")
    if folder.absolute.is_dir() and not [*folder.absolute.glob("sharedindex.*")]:
        try:
            index = files.read(folder / "index")
        except FileNotFoundError:
            return False
        except OSError:
            index = b""
        if index[:4] == b"DIRC" and index[4:8] in (b"\0\0\0\2", b"\0\0\0\3"):
            return os.fsencode(inside).lower() + b"\0" in index.lower()
    raise _unknown(path, "git is not installed, or does not answer")


def _unknown(path: RootedPath, reason: str) -> LockError:
    return LockError(
        f"cannot tell whether git tracks {path}: {reason}",
        hint="one that came with a clone must not be used: make git work here, or remove the file",
    )
