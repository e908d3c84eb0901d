"""Branches of git: the one that pull requests go to."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from presetsync.git import git

if TYPE_CHECKING:
    from pathlib import Path

_USUAL = ("main", "master")
"""The names of such a branch where the clone does not know the remote's."""


def main_branch(root: Path) -> str | None:
    """The branch that is checked out, if it is the default one of a remote; else None.

    Where the clone has a remote but does not know its default branch, the name decides.
    """
    head = _line(root, "symbolic-ref", "--quiet", "--short", "HEAD")
    if not head:
        return None
    known = _line(root, "for-each-ref", "--format=%(symref:lstrip=3)", "refs/remotes/*/HEAD")
    defaults = known.split("\n") if known else _USUAL
    return head if head in defaults and _line(root, "remote") else None


def _line(root: Path, *arguments: str) -> str:
    """What git prints, without the line feed at its end; "" where it fails."""
    return os.fsdecode(git.output(root, *arguments) or b"").removesuffix("\n")
