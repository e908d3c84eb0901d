"""The merge driver for the lock, in the configuration of one clone.

``.gitattributes`` names it for everybody, but git runs no command that a repository brings: each
clone has to be told of it once. Without it git merges the lock as any text.
"""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

# Where the lock cannot be merged, or presetsync is not there, git's own merge leaves its markers.
COMMAND = "presetsync lock merge %O %A %B || git merge-file %A %O %B"
KEY = "merge.presetsync.driver"


def configure(root: Path) -> bool:
    """Have git know the driver in this clone; says whether it did not before, and does now."""
    if _git(root, "config", "--local", "--get", KEY) == COMMAND:
        return False
    return _git(root, "config", "--local", KEY, COMMAND) is not None


def _git(root: Path, *arguments: str) -> str | None:
    """What git prints; None where it fails or is not there."""
    program = shutil.which("git")
    if program is None:
        return None
    finished = subprocess.run(  # noqa: S603 - no shell, and fixed arguments
        [program, "-C", str(root), *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        check=False,
        text=True,
    )
    return finished.stdout.removesuffix("\n") if finished.returncode == 0 else None
