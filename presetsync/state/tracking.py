"""Whether git tracks a file: then it came with a clone, and is not this checkout's own."""

from __future__ import annotations

import os
from pathlib import Path

from presetsync import files
from presetsync.errors import LockError
from presetsync.files import RootedPath


def is_tracked(path: RootedPath) -> bool:
    """Whether git's index has a file, upper and lower case regardless.

    Where there is no repository, no program is started. Raises `LockError` where there is one and
    it cannot be told.
    """
    file = Path(os.path.realpath(path.absolute.parent), path.absolute.name)
    top = next((folder for folder in file.parents if os.path.lexists(folder / ".git")), None)
    if top is None:
        return False
    inside = file.relative_to(top).as_posix()
    program = _git()
    if program is None:
        return _is_in_index(top, inside, path)
    import subprocess

    listed = subprocess.run(  # noqa: S603 - no shell, and the path is no option
        # A repository's own configuration may name a program for git to run.
        [
            *(program, "-c", "core.fsmonitor=false", "-C", str(top), "ls-files"),
            *("--error-unmatch", "--", f":(icase,literal){inside}"),
        ],
        capture_output=True,
        check=False,
    )
    if listed.returncode not in (0, 1):
        said = listed.stderr.decode(errors="replace").strip().partition("\n")[0]
        raise _unknown(path, f"git says: {said}")
    return listed.returncode == 0


def _git() -> str | None:
    """The program, from absolute folders alone: the current one may be the repository."""
    name = "git.exe" if os.name == "nt" else "git"
    found = (Path(folder, name) for folder in os.get_exec_path() if Path(folder).is_absolute())
    return next((str(file) for file in found if os.access(file, os.X_OK)), None)


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
    raise _unknown(path, "git is not installed")


def _unknown(path: RootedPath, reason: str) -> LockError:
    return LockError(
        f"whether git tracks {path} is not known: {reason}",
        hint="one that came with a clone must not be used: make git work here, or remove the file",
    )
