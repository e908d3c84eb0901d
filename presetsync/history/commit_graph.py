"""Commits as ``git log`` prints them, and what their graph says. Pure.

Fields end with NUL, which no commit holds: no subject is read as another field.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING

from presetsync.history.first_parents import MISSING, UNCHANGED, FirstParents

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

FORMAT = "--format=tformat:%H%x00%P%x00%an%x00%s"
"""What `read_log` reads, with ``-z --raw``."""

_MARK = b":"
"""Begins what git prints of a changed file."""

_BEYOND = ("", "")
"""The last change of a file where it is behind a commit that the graph does not have."""

# As GitHub writes them: the subject of a squashed pull request, and that of a merge.
_PULL_REQUEST = re.compile(r"\(#([0-9]{1,9})\)\Z|\AMerge pull request #([0-9]{1,9})\b")


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit.

    Attributes:
        id: 40 or 64 hexadecimal digits.
        parents: the ids of its parents, as far as the clone has them.
        author: the author's name; untrusted.
        subject: the first line of the message; untrusted.
        changes: for each path that it changed, against its first parent, the id of the blob that
            it has since; of zeros where it was removed. Paths are from the top of the repository.

    """

    id: str
    parents: tuple[str, ...]
    author: str
    subject: str
    changes: Mapping[str, str] = field(default_factory=dict)

    @property
    def pull_request(self) -> int | None:
        """The number of the pull request that the subject names."""
        match = _PULL_REQUEST.search(self.subject)
        return int(match[1] or match[2]) if match else None


def read_log(log: bytes, files: Container[str] | None = None) -> Iterator[Commit]:
    """The commits of a log in `FORMAT`, in its order, with what they change of some files.

    ``files`` are their paths; None means all.
    """
    fields = iter(log.split(b"\0"))
    head = next(fields, b"")
    while head:
        parents, author, subject = (_text(next(fields, b"")) for _ in range(3))
        changes: dict[str, str] = {}
        following = next(fields, b"").lstrip(b"\n")
        while following.startswith(_MARK):
            _, _, _, blob, status = following[1:].decode("ascii", "replace").split(" ")
            path = _path(next(fields, b""))
            # Of a file that was renamed both names are there; it is now at the second.
            path = _path(next(fields, b"")) if status[:1] in ("R", "C") else path
            if files is None or path in files:
                changes[path] = blob
            following = next(fields, b"").lstrip(b"\n")
        yield Commit(_text(head), tuple(parents.split()), author, subject, changes)
        head = following


def _text(field: bytes) -> str:
    return field.decode("utf-8", "replace")


def _path(field: bytes) -> str:
    return field.decode("utf-8", "surrogateescape")


class CommitGraph:
    """Commits and their ancestors, with what they change of some files.

    Ancestors may be missing from the end: what depends on one is not known.
    """

    def __init__(self, commits: Iterable[Commit]) -> None:
        """Begin; children come before their parents."""
        self._commits = {commit.id: commit for commit in commits}
        self._order = dict(zip(self._commits, count(), strict=False))
        self._lines = FirstParents(self._commits)
        self._last: dict[str, dict[str, tuple[str, str] | None]] = {}
        self._merges: dict[str, dict[str, str]] = {}

    def get(self, commit: str) -> Commit | None:
        """The commit; None where this clone does not have it."""
        return self._commits.get(commit)

    def last_change(self, tip: str, paths: Iterable[str]) -> Commit | None:
        """The newest commit at or before ``tip`` that changed one of the files.

        At a merge it follows the side that the file comes from. None where no commit in the graph
        is known to be that one.
        """
        found = [self._last_of(tip, path) for path in paths]
        ids = [change[0] for change in found if change and change != _BEYOND]
        return self._commits[min(ids, key=self._order.__getitem__)] if ids else None

    def is_cut_off(self, tip: str, paths: Iterable[str]) -> bool:
        """Whether the last change of one of the files may be behind the end of the graph."""
        return any(self._last_of(tip, path) == _BEYOND for path in paths)

    def pull_request(self, tip: str, commit: Commit) -> int | None:
        """The number of the pull request by which a commit came to ``tip``.

        The merge that brought the commit to the line of first parents that ends at ``tip`` names
        it, else the commit's own subject. Whoever merges makes the first, and its author the other.
        """
        merge = self.merge(tip, commit)
        return merge.pull_request if merge else commit.pull_request

    def merge(self, tip: str, commit: Commit) -> Commit | None:
        """The merge of a pull request by which a commit came to ``tip``; None where none did."""
        merge = self._commits.get(self._brought(tip).get(commit.id, ""))
        is_other = merge is not None and merge != commit and len(merge.parents) > 1
        return merge if merge and is_other and merge.pull_request is not None else None

    def _last_of(self, tip: str, path: str) -> tuple[str, str] | None:
        """The last commit up to ``tip`` that changed a file, and the blob that it has since."""
        known = self._last.setdefault(path, {UNCHANGED: None, MISSING: _BEYOND})
        first = self._lines.changed_at(tip, path)
        waiting = [first]
        while waiting:
            here = waiting[-1]
            merged = () if here in known else self._commits[here].parents[1:]
            # The sides of a merge that the file may come from, unchanged.
            sources = [self._lines.changed_at(each, path) for each in merged]
            missing = [each for each in sources if each not in known]
            if not missing:
                if here not in known:
                    answers = [known[each] for each in sources]
                    known[here] = _change(self._commits[here], path, answers)
                waiting.pop()
            waiting += missing
        return known[first]

    def _brought(self, tip: str) -> Mapping[str, str]:
        """For each commit up to ``tip`` the one by which it came to the line of first parents."""
        if tip not in self._merges:
            line: list[str] = []
            here: str | None = tip
            while here and (commit := self._commits.get(here)):
                line.append(here)
                here = commit.parents[0] if commit.parents else None
            brought: dict[str, str] = {}
            for merge in reversed(line):
                waiting = [merge]
                while waiting:
                    each = waiting.pop()
                    if each not in brought and (commit := self._commits.get(each)):
                        brought[each] = merge
                        waiting += commit.parents
            # A commit on the line came to it at the same place, whatever the tip above it is.
            self._merges |= dict.fromkeys(line, brought)
        return self._merges[tip]


def _change(
    commit: Commit, path: str, answers: Sequence[tuple[str, str] | None]
) -> tuple[str, str] | None:
    """The last change of a file that a commit changed, by that of each side that it merged."""
    blob = commit.changes[path]
    beyond = _BEYOND if _BEYOND in answers else (commit.id, blob)
    return next((answer for answer in answers if answer and answer[1] == blob), beyond)
