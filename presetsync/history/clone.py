"""A clone of a git repository, and how its log is read."""

from __future__ import annotations

import os
import posixpath
from dataclasses import dataclass
from typing import TYPE_CHECKING

from presetsync.git import git

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

# A configuration may change what is printed. Merges are compared with their first parents. What is
# missing has to be ignored before anything is read.
_LOG = (
    *("-c", "log.showRoot=true", "--literal-pathspecs", "log", "--no-show-signature"),
    *("-z", "--raw", "--no-abbrev", "--no-relative", "--no-ext-diff", "--no-textconv"),
    *("--no-color", "--encoding=UTF-8", "--full-history", "--diff-merges=first-parent"),
    "--ignore-missing",
)

_FEW = 8
"""git holds every name in a folder against every pathspec: with a thousand it takes seconds."""


@dataclass(frozen=True, slots=True)
class Clone:
    """A clone of a git repository.

    Attributes:
        top: its top folder.
        prefix: the root of the presets in it, with a slash at its end; "" for the top itself.
        is_shallow: whether it lacks a part of the history.

    """

    top: Path
    prefix: str
    is_shallow: bool

    def log(self, *arguments: str, given: bytes = b"") -> bytes | None:
        """What ``git log`` prints of commits and of the files that they change.

        None where git fails. ``given`` is its standard input.
        """
        return git.output(self.top, *_LOG, *arguments, given=given, GIT_NO_LAZY_FETCH="1")


def clone_of(root: Path) -> Clone | None:
    """The clone that a repository root is in; None for none, or without git."""
    answer = git.output(
        root, "rev-parse", "--is-shallow-repository", "--show-cdup", "--show-prefix"
    )
    if answer is None:
        return None
    shallow, up, prefix = os.fsdecode(answer).split("\n", 2)
    return Clone(root / up, prefix.removesuffix("\n"), shallow == "true")


def pathspecs(files: Collection[str]) -> list[str]:
    """A few paths that have these files in them, for git to look there; none for everywhere."""
    paths = {*files}
    while len(paths) > _FEW:
        deepest = max(path.count("/") for path in paths)
        paths = {posixpath.dirname(p) if p.count("/") == deepest else p for p in paths}
    return [] if "" in paths else sorted(paths)
