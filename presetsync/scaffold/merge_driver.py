"""The merge driver for the lock, in the git configuration of one clone.

``.gitattributes`` names it for everybody, but git does not run commands from a repository, so each
clone must be configured once. Without it git merges the lock like any text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from presetsync.git import git

if TYPE_CHECKING:
    from pathlib import Path

# If presetsync is missing or cannot merge the lock, git's own merge leaves its markers.
COMMAND = "presetsync lock merge %O %A %B || git merge-file %A %O %B"
KEY = "merge.presetsync.driver"


def configure(root: Path) -> bool:
    """Have git know the driver in this clone; says whether it did not before, and does now."""
    if git.output(root, "config", "--local", "--get", KEY) == f"{COMMAND}\n".encode():
        return False
    return git.output(root, "config", "--local", KEY, COMMAND) is not None
