"""Git branches: the one that pull requests are merged into."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from presetsync.git import git

if TYPE_CHECKING:
    from pathlib import Path

_USUAL = ("main", "master")
"""Common names of that branch, if the clone does not know the remote's."""


def main_branch(root: Path) -> str | None:
    """The checked-out branch, if it is the default branch of a remote; otherwise None.

    If the clone has a remote but does not know its default branch, the name decides.
    """
    head = _line(root, "symbolic-ref", "--quiet", "--short", "HEAD")
    if not head:
        return None
    known = _line(root, "for-each-ref", "--format=%(symref:lstrip=3)", "refs/remotes/*/HEAD")
    defaults = known.split("\n") if known else _USUAL
    return head if head in defaults and _line(root, "remote") else None


def _line(root: Path, *arguments: str) -> str:
    """Git's output, without the trailing line feed; "" if it fails."""
    return os.fsdecode(git.output(root, *arguments) or b"").removesuffix("\n")
