"""Commits as git prints them, and what their graph says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presetsync.history.commit_graph import Commit, CommitGraph, read_log

FIELDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\n"), max_size=20)
IDS = st.text("0123456789abcdef", min_size=40, max_size=40)


def commit(name: str, *parents: str, subject: str = "", **changes: str) -> Commit:
    return Commit(name, parents, "Ada", subject, changes)


@given(
    st.lists(
        st.builds(
            Commit,
            IDS,
            st.lists(IDS, max_size=2).map(tuple),
            FIELDS,
            FIELDS,
            st.dictionaries(FIELDS.filter(bool), IDS, max_size=3),
        )
    )
)
def test_whatever_names_and_subjects_say_a_log_is_read_as_it_was_written(
    commits: list[Commit],
) -> None:
    log = ""
    for each in commits:
        log += "\0".join([each.id, " ".join(each.parents), each.author, each.subject, ""])
        for number, (path, blob) in enumerate(each.changes.items()):
            begin = "" if number else "\n"
            log += f"{begin}:100644 100644 {'1' * 40} {blob} M\0{path}\0"

    assert [*read_log(log.encode())] == commits


def test_a_renamed_file_has_its_new_name() -> None:
    log = b"a\0\0Ada\0s\0\n:100644 100644 1 2 R087\0old\0new\0"

    [renamed] = read_log(log)

    assert renamed.changes == {"new": "2"}


def test_no_log_has_no_commits() -> None:
    assert [*read_log(b"")] == []


@pytest.mark.parametrize(
    ("subject", "number"),
    [
        ("Soften the tone (#12)", 12),
        ("Merge pull request #7 from ada/work", 7),
        ("Revert (#3) at once (#4)", 4),
        ("See (#12) for more", None),
        ("Fix #12", None),
        ("Then Merge pull request #7 from ada/work", None),
        ("Merge pull request #7x", None),
        ("(#٣)", None),
        ("(#1234567890)", None),
        ("", None),
    ],
)
def test_a_subject_names_a_pull_request(subject: str, number: int | None) -> None:
    assert commit("a", subject=subject).pull_request == number


def test_the_last_change_of_several_files_is_the_newest() -> None:
    graph = CommitGraph(
        [commit("d", "c"), commit("c", "b", y="2"), commit("b", "a", x="1"), commit("a", y="1")]
    )

    assert graph.last_change("d", ["x"]) == graph.get("b")
    assert graph.last_change("d", ["x", "y"]) == graph.get("c")
    assert graph.last_change("b", ["x", "y"]) == graph.get("b")
    assert graph.last_change("d", ["z"]) is None
    assert graph.last_change("z", ["x"]) is None


def test_a_merge_is_followed_to_the_side_that_the_file_comes_from() -> None:
    graph = CommitGraph(
        [
            commit("m", "main", "work", x="2"),
            commit("main", "root", y="1"),
            commit("work", "root", x="2"),
            commit("root", x="1"),
        ]
    )

    assert graph.last_change("m", ["x"]) == graph.get("work")
    assert graph.last_change("m", ["y"]) == graph.get("main")
    assert graph.last_change("main", ["x"]) == graph.get("root")


def test_a_merge_with_a_text_of_its_own_is_the_last_change() -> None:
    graph = CommitGraph(
        [
            commit("m", "main", "work", x="3"),
            commit("main", "root", x="1"),
            commit("work", "root", x="2"),
            commit("root", x="0"),
        ]
    )

    assert graph.last_change("m", ["x"]) == graph.get("m")


def test_a_long_line_and_many_merges_take_no_recursion_and_little_time() -> None:
    count = 20_000
    commits = [
        commit(str(n), str(n - 1), f"side{n}" if n % 2 else str(n - 1)) for n in range(count, 0, -1)
    ]
    graph = CommitGraph([*commits, commit("0", x="1")])

    assert graph.last_change(str(count), ["x"]) == graph.get("0")
    assert all(graph.pull_request(str(n), commits[-1]) is None for n in range(count, 0, -100))


def test_a_commit_came_by_the_oldest_merge_that_has_it() -> None:
    graph = CommitGraph(
        [
            commit("tip", "m2"),
            commit("m2", "m1", "more", subject="Merge pull request #2 from x/y"),
            commit("m1", "root", "work", subject="Merge pull request #1 from x/y"),
            commit("more", "work"),
            commit("work", "base"),
            commit("base", "root"),
            commit("root", subject="Begin"),
        ]
    )
    numbers = {}
    for name in ("root", "base", "work", "more", "m1"):
        found = graph.get(name)
        assert found
        numbers[name] = graph.pull_request("tip", found)

    assert numbers == {"root": None, "base": 1, "work": 1, "more": 2, "m1": 1}
    work = graph.get("work")
    assert work
    assert graph.pull_request("more", work) is None, "no merge on the way to that tip"


def test_what_lies_behind_the_end_of_the_graph_is_not_known() -> None:
    graph = CommitGraph(
        [
            commit("tip", "m"),
            commit("m", "main", "work", x="2"),
            commit("main", "cut", y="2"),
        ]
    )

    for path in ("x", "z"):
        assert graph.last_change("tip", [path]) is None
        assert graph.is_cut_off("tip", [path])
    assert graph.last_change("tip", ["x", "y"]) == graph.get("main"), "the older one is cut off"
    assert not graph.is_cut_off("tip", ["y"])


@given(st.data())
def test_whatever_the_graph_is_the_last_change_explains_the_file(data: st.DataObject) -> None:
    """From the commit that is found, the file reaches the tip along equal blobs."""
    blobs = [data.draw(st.sampled_from("123"), "root")]
    commits = [commit("0", x=blobs[0])]
    for number in range(1, data.draw(st.integers(1, 12), "count") + 1):
        parents = data.draw(
            st.lists(st.integers(0, number - 1), min_size=1, max_size=2, unique=True), "parents"
        )
        # A merge mostly takes the file of one of its sides.
        choices = [blobs[parent] for parent in parents] * 2 + ["1", "2", "3"]
        blobs.append(data.draw(st.sampled_from(choices), "blob"))
        changes = {} if blobs[-1] == blobs[parents[0]] else {"x": blobs[-1]}
        commits.append(commit(str(number), *map(str, parents), **changes))
    graph = CommitGraph(reversed(commits))

    found = graph.last_change(str(len(commits) - 1), ["x"])

    assert found
    here = commits[-1]
    while here != found:
        blob = blobs[int(here.id)]
        same = [parent for parent in here.parents if blobs[int(parent)] == blob]
        assert same, "the file changed in a commit after the one that was found"
        here = commits[int(same[0])]
    assert all(blobs[int(parent)] != blobs[int(found.id)] for parent in found.parents)
