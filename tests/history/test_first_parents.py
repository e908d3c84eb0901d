"""Lines of first parents: they say what a walk from parent to parent says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from unittest import mock

from hypothesis import given
from hypothesis import strategies as st

from presetsync.history.commit_graph import Commit, CommitGraph
from presetsync.history.first_parents import MISSING, UNCHANGED, FirstParents

GRAPHS = st.lists(
    st.tuples(
        st.lists(st.integers(1, 5), max_size=3),
        st.dictionaries(st.sampled_from("xy"), st.sampled_from("12")),
    ),
    max_size=12,
)
"""For each commit how many places further its parents are, and what it changes."""


def commits_of(graph: list[tuple[list[int], dict[str, str]]]) -> dict[str, Commit]:
    """The commits, children first; a parent beyond the last one is missing."""
    found = {}
    for place, (steps, changes) in enumerate(graph):
        parents = tuple(str(place + step) for step in steps)
        found[str(place)] = Commit(str(place), parents, "Ada", "", changes)
    return found


def walked(commits: Mapping[str, Commit], tip: str, path: str) -> str:
    commit = commits.get(tip)
    if commit is None:
        return MISSING
    if path in commit.changes:
        return tip
    return walked(commits, commit.parents[0], path) if commit.parents else UNCHANGED


@given(GRAPHS)
def test_the_first_change_is_that_of_a_walk(
    graph: list[tuple[list[int], dict[str, str]]],
) -> None:
    commits = commits_of(graph)
    lines = FirstParents(commits)

    for tip in [*commits, "elsewhere"]:
        for path in "xyz":
            assert lines.changed_at(tip, path) == walked(commits, tip, path)


def last_change(commits: Mapping[str, Commit], tip: str, path: str) -> tuple[str, str] | str | None:
    """The last change by following each merge; `MISSING` where it is beyond the graph."""
    here = walked(commits, tip, path)
    if here in (MISSING, UNCHANGED):
        return MISSING if here == MISSING else None
    commit = commits[here]
    blob = commit.changes[path]
    answers = [last_change(commits, each, path) for each in commit.parents[1:]]
    same = (each for each in answers if isinstance(each, tuple) and each[1] == blob)
    return next(same, MISSING if MISSING in answers else (here, blob))


@given(GRAPHS)
def test_the_last_change_is_that_of_a_walk_through_merges(
    graph: list[tuple[list[int], dict[str, str]]],
) -> None:
    commits = commits_of(graph)
    found = CommitGraph(commits.values())

    for tip in [*commits, "elsewhere"]:
        for path in "xyz":
            expected = last_change(commits, tip, path)
            changed = found.last_change(tip, [path])
            assert (changed.id if changed else None) == (
                expected[0] if isinstance(expected, tuple) else None
            )
            assert found.is_cut_off(tip, [path]) is (expected == MISSING)


class Changes(dict[str, str]):
    """What a commit changes; counts how often somebody asks of a file."""

    asked = 0

    def get(self, path: str, default: Any = None) -> Any:
        Changes.asked += 1
        return super().get(path, default)

    def __getitem__(self, path: str) -> str:
        Changes.asked += 1
        return super().__getitem__(path)

    def __contains__(self, path: object) -> bool:
        Changes.asked += 1
        return super().__contains__(path)


def test_a_file_is_looked_for_among_the_commits_that_change_it_alone() -> None:
    count = 300
    tip = f"c{count - 1}"
    commits = [
        Commit(f"c{n}", (f"c{n - 1}",) if n else (), "Ada", "", Changes({f"file{n}": "1"}))
        for n in range(count - 1, -1, -1)
    ]
    graph = CommitGraph(commits)
    with mock.patch.object(Changes, "asked", 0):
        changed = [graph.last_change(tip, [f"file{n}"]) for n in range(count)]
        asked = Changes.asked

    assert changed == commits[::-1]
    assert asked <= 4 * count  # and not for each file of each commit
