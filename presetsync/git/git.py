"""Running git with a time limit, and never a program from the repository."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from subprocess import CompletedProcess

TIMEOUT_SECONDS = 60


def run(
    folder: Path, *arguments: str, given: bytes = b"", **environment: str
) -> CompletedProcess[bytes] | None:
    """Run git in a folder, with additional environment variables.

    Put arguments from a file after ``--``, or check them. ``given`` is its standard
    input. None if git is not installed, or does not end within a minute.
    """
    # Imported here, because most commands do not run git.
    import subprocess

    command = command_line(folder, *arguments)
    if command is None:
        return None
    try:
        return subprocess.run(  # noqa: S603 - no shell
            command,
            input=given,
            capture_output=True,
            check=False,
            timeout=TIMEOUT_SECONDS,
            env=variables(**environment),
        )
    except (OSError, subprocess.SubprocessError):
        return None


def output(folder: Path, *arguments: str, given: bytes = b"", **environment: str) -> bytes | None:
    """What git prints; None if it fails or `run` returns None."""
    ran = run(folder, *arguments, given=given, **environment)
    return None if ran is None or ran.returncode else ran.stdout


def command_line(folder: Path, *arguments: str) -> list[str] | None:
    """The command that runs git in a folder; None if git is not installed."""
    program = _program()
    if program is None:
        return None
    # A repository's configuration may contain a program for git to run.
    return [program, "-c", "core.fsmonitor=false", "-C", str(folder), *arguments]


def variables(**environment: str) -> dict[str, str]:
    """The environment for git without optional locks, with more variables."""
    return {**os.environ, "GIT_OPTIONAL_LOCKS": "0", **environment}


def _program() -> str | None:
    """The program, only from absolute folders in PATH: the current one may be the repository."""
    name = "git.exe" if os.name == "nt" else "git"
    found = (Path(folder, name) for folder in os.get_exec_path() if Path(folder).is_absolute())
    return next((str(file) for file in found if os.access(file, os.X_OK) and file.is_file()), None)
