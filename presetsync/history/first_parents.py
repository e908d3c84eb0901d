"""The lines of first parents of a graph of commits, and where files change on them. Pure."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from presetsync.history.commit_graph import Commit

UNCHANGED, MISSING = "unchanged", "missing"
"""In place of an id: no commit changed a file, and a parent is not in the graph."""


class FirstParents:
    """Each commit on one line, which goes from parent to first parent.

    A file is looked for among the commits that change it alone: a repository has as many commits
    as files, or more, and nearly none of them changes a given file.
    """

    def __init__(self, commits: Mapping[str, Commit]) -> None:
        """Begin; children come before their parents."""
        self._lines: list[list[str]] = []
        self._places: dict[str, tuple[int, int]] = {}
        self._ends: list[str] = []
        self._changes: dict[tuple[str, int], list[int]] = {}
        for each in commits:
            if each not in self._places:
                self._add_line(each, commits)

    def changed_at(self, tip: str, path: str) -> str:
        """The first commit from ``tip`` on, from parent to first parent, that changes a file."""
        here = tip
        while here in self._places:
            line, place = self._places[here]
            changes = self._changes.get((path, line), [])
            following = bisect_left(changes, place)
            if following < len(changes):
                return self._lines[line][changes[following]]
            here = self._ends[line]
        return here if here == UNCHANGED else MISSING

    def _add_line(self, tip: str, commits: Mapping[str, Commit]) -> None:
        number, line, here = len(self._lines), list[str](), tip
        while here in commits and here not in self._places:
            commit = commits[here]
            self._places[here] = number, len(line)
            for path in commit.changes:
                self._changes.setdefault((path, number), []).append(len(line))
            line.append(here)
            here = commit.parents[0] if commit.parents else UNCHANGED
        self._lines.append(line)
        self._ends.append(here)
