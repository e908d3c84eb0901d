"""git, as presetsync asks it: never a program of the repository's own, and with an end to it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from subprocess import CompletedProcess

_TIMEOUT_SECONDS = 60


def run(folder: Path, *arguments: str, **environment: str) -> CompletedProcess[bytes] | None:
    """Run git in a folder, with variables besides those of this process.

    Arguments that come from a file have to stand behind ``--``, or to be checked.
    None where git is not installed, or does not end within a minute.
    """
    # Only here: most commands ask nothing of git.
    import subprocess

    program = _program()
    if program is None:
        return None
    try:
        return subprocess.run(  # noqa: S603 - no shell
            # A repository's configuration may name a program for git to run.
            [program, "-c", "core.fsmonitor=false", "-C", str(folder), *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=_TIMEOUT_SECONDS,
            env={**os.environ, "GIT_OPTIONAL_LOCKS": "0", **environment},
        )
    except (OSError, subprocess.SubprocessError):
        return None


def output(folder: Path, *arguments: str, **environment: str) -> bytes | None:
    """What git prints, run as by `run`; None where it fails, too."""
    ran = run(folder, *arguments, **environment)
    return None if ran is None or ran.returncode else ran.stdout


def _program() -> str | None:
    """The program, from absolute folders of PATH alone: the current one may be the repository."""
    name = "git.exe" if os.name == "nt" else "git"
    found = (Path(folder, name) for folder in os.get_exec_path() if Path(folder).is_absolute())
    return next((str(file) for file in found if os.access(file, os.X_OK) and file.is_file()), None)
