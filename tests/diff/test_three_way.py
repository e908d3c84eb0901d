"""Merging: both sides' changes where they differ, the conflicts where they do not."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from presetsync.diff.fields import ABSENT
from presetsync.diff.merge_chunks import Side
from presetsync.diff.three_way import MergeConflict, Merged, merge
from presetsync.presets.canonical import same_json
from presetsync.presets.model import Content
from tests.builders import CONFIGS, JSON
from tests.growth import is_about_linear
from tests.strategies import texts

LINES = st.lists(st.sampled_from(["", "a", "b", "c", "\r"]), max_size=8).map("\n".join)
VALUES = st.recursive(
    st.sampled_from([0, 1, True, None, 1.5, "x"]) | LINES,
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.dictionaries(st.sampled_from(["a", "b", "/", "~"]), inner, max_size=3)
    ),
    max_leaves=12,
)
SIMILAR = st.dictionaries(st.sampled_from(["a", "b", "~1"]), VALUES, max_size=3)
CONTENTS = st.builds(Content, SIMILAR, LINES.map(lambda text: text or None))
ANY = st.builds(Content, CONFIGS, texts().map(lambda text: text or None))


def content(config: dict[str, Any] | None = None, system: str | None = None) -> Content:
    return Content(config or {}, system)


def same(one: Content, other: Content) -> bool:
    return same_json(one.to_json(), other.to_json())


def merged_lines(base: list[str], file: list[str], server: list[str]) -> Merged:
    """The merge of three system prompts of these lines."""
    prompts = [content(system="\n".join(lines)) for lines in (base, file, server)]
    return merge(prompts[0], prompts[1], prompts[2])


@pytest.mark.parametrize(
    ("base", "file", "server", "expected"),
    [
        pytest.param({}, {"a": 1}, {"b": 2}, {"a": 1, "b": 2}, id="a field added on each side"),
        pytest.param({"a": 1, "b": 1}, {"a": 2, "b": 1}, {"a": 1}, {"a": 2}, id="one removed"),
        pytest.param({"a": 1}, {}, {}, {}, id="removed on both sides"),
        pytest.param({"a": 1}, {"a": 2}, {"a": 2.0}, {"a": 2}, id="equal changes"),
        pytest.param({"a": 1.0}, {"a": 1}, {"a": True}, {"a": True}, id="true is not 1"),
        pytest.param(
            {"a": {"x": 1, "y": 1}},
            {"a": {"x": 2, "y": 1}},
            {"a": {"x": 1, "y": 2}},
            {"a": {"x": 2, "y": 2}},
            id="within an object",
        ),
        pytest.param(
            {}, {"a": {"x": 1}}, {"a": {"y": 2}}, {"a": {"x": 1, "y": 2}}, id="an object on each"
        ),
        pytest.param(
            {"a": {"x": 1}}, {"a": {"x": 1}, "b": 1}, {"a": None}, {"a": None, "b": 1}, id="kinds"
        ),
        pytest.param(
            {"a": [1, 2, 3]},
            {"a": [0, 1, 2, 3]},
            {"a": [1, 2, 3, 4]},
            {"a": [0, 1, 2, 3, 4]},
            id="items at both ends",
        ),
        pytest.param(
            {"a": [{"n": 1}, {"n": 2}, {"n": 3}]},
            {"a": [{"n": 2}, {"n": 3}]},
            {"a": [{"n": 1}, {"n": 2}, {"n": 9}]},
            {"a": [{"n": 2}, {"n": 9}]},
            id="an item removed and one changed",
        ),
        pytest.param(
            {"a": [1, 2, 0]}, {"a": [1, 2, 9]}, {"a": [True, 2, 0]}, {"a": [True, 2, 9]},
            id="items of true and 1",
        ),
        pytest.param(
            {"a": "one\ntwo\nthree"},
            {"a": "ONE\ntwo\nthree"},
            {"a": "one\ntwo\nTHREE"},
            {"a": "ONE\ntwo\nTHREE"},
            id="lines of a text",
        ),
    ],
)  # fmt: skip
def test_changes_in_different_places_are_both_taken(
    base: dict[str, Any], file: dict[str, Any], server: dict[str, Any], expected: dict[str, Any]
) -> None:
    for one, other in ((file, server), (server, file)):
        merged = merge(content(base), content(one), content(other))

        assert same_json(merged.content.config, expected)
        assert merged.conflicts == ()


@pytest.mark.parametrize(
    ("base", "file", "server", "expected"),
    [
        pytest.param("a\nb\nc", "A\nb\nc", "a\nb\nC", "A\nb\nC", id="two lines"),
        pytest.param("a\nb", "a\nb\nc", "A\nb", "A\nb\nc", id="a line more at the end"),
        pytest.param("a\nb\n", "a\nb\nc\n", "A\nb\n", "A\nb\nc\n", id="before a line feed"),
        pytest.param("a\nb\nc", "a\nb\nc\n", "A\nb\nc", "A\nb\nc\n", id="a line feed at the end"),
        pytest.param("a\nb\nc\n", "b\nc\n", "a\nb\nc\nd\n", "b\nc\nd\n", id="a line less"),
        pytest.param("a\r\nb\nc", "a\nb\nc", "a\r\nb\nC", "a\nb\nC", id="the end of a line"),
        pytest.param("a\u2028b", "a\u2028b\nc", "a\u2028b", "a\u2028b\nc", id="U+2028 ends none"),
        pytest.param(None, "a", None, "a", id="added"),
        pytest.param("a", None, "a", None, id="removed"),
        pytest.param("a", "b", "b", "b", id="equal changes"),
    ],
)
def test_the_system_prompt_is_merged_line_by_line(
    base: str | None, file: str | None, server: str | None, expected: str | None
) -> None:
    for one, other in ((file, server), (server, file)):
        merged = merge(content(system=base), content(system=one), content(system=other))

        assert merged.content.system == expected
        assert merged.conflicts == ()


@pytest.mark.parametrize(
    ("base", "file", "server", "conflict"),
    [
        pytest.param({"a": 1}, {"a": 2}, {"a": 3}, MergeConflict("/a", 1, 2, 3), id="a value"),
        pytest.param({}, {"a": 2}, {"a": 3}, MergeConflict("/a", ABSENT, 2, 3), id="added"),
        pytest.param({"a": 1}, {}, {"a": 3}, MergeConflict("/a", 1, ABSENT, 3), id="removed"),
        pytest.param(
            {"a": {"~/": 1}}, {"a": {"~/": 2}}, {"a": {"~/": 3}},
            MergeConflict("/a/~0~1", 1, 2, 3), id="within an object",
        ),
        pytest.param(
            {"a": {"x": 1}}, {"a": {"x": 2}}, {},
            MergeConflict("/a", {"x": 1}, {"x": 2}, ABSENT), id="changed and removed",
        ),
        pytest.param(
            {"a": 1}, {"a": {"x": 1}}, {"a": {"y": 1}},
            MergeConflict("/a", 1, {"x": 1}, {"y": 1}), id="two objects where none was",
        ),
        pytest.param({}, {"a": [1]}, {"a": [2]}, MergeConflict("/a", ABSENT, [1], [2]), id="lists"),
        pytest.param(
            {"a": [0, 1, 2, 3]}, {"a": [0, 8, 3]}, {"a": [0, 1, 9, 3]},
            MergeConflict("/a", [1, 2], [8], [1, 9], 2), id="items",
        ),
        pytest.param(
            {"a": [0]}, {"a": [0, 1]}, {"a": [0, 2]},
            MergeConflict("/a", ABSENT, [1], [2], 2), id="items added",
        ),
        pytest.param(
            {"a": [1, 2]}, {"a": [3, 2]}, {"a": [1, 4]},
            MergeConflict("/a", [1, 2], [3, 2], [1, 4]), id="items that touch",
        ),
        pytest.param(
            {"a": "x\ny"}, {"a": "x\nA"}, {"a": "x\nB"},
            MergeConflict("/a", "y", "A", "B", 2), id="lines",
        ),
        pytest.param(
            {"a": "x"}, {"a": "y"}, {"a": "z"}, MergeConflict("/a", "x", "y", "z"), id="texts"
        ),
    ],
)  # fmt: skip
def test_changes_in_one_place_conflict(
    base: dict[str, Any], file: dict[str, Any], server: dict[str, Any], conflict: MergeConflict
) -> None:
    assert merge(content(base), content(file), content(server)).conflicts == (conflict,)


@pytest.mark.parametrize(
    ("base", "file", "server", "conflict"),
    [
        pytest.param("a\nb", "a\nB", "a\nC", MergeConflict(None, "b", "B", "C", 2), id="a line"),
        pytest.param("a", "a\n", "a\nb", MergeConflict(None, ABSENT, "", "b", 2), id="a blank one"),
        pytest.param(
            "a\nb", "A\nb", "a\nB", MergeConflict(None, "a\nb", "A\nb", "a\nB"), id="touch"
        ),
        pytest.param("a", None, "b", MergeConflict(None, "a", ABSENT, "b"), id="removed"),
        pytest.param(None, "a", "b", MergeConflict(None, ABSENT, "a", "b"), id="added"),
        pytest.param(
            "a\nb\nc", "0\na\nb", "a\nb\nd",
            MergeConflict(None, "c", ABSENT, "d", 4), id="numbered",
        ),
    ],
)  # fmt: skip
def test_changes_of_the_same_lines_of_the_prompt_conflict(
    base: str | None, file: str | None, server: str | None, conflict: MergeConflict
) -> None:
    merged = merge(content(system=base), content(system=file), content(system=server))

    assert merged.conflicts == (conflict,)


def test_a_side_decides_conflicts_and_nothing_else() -> None:
    base = content({"a": 1, "b": 1, "c": 1, "d": [0, 1, 2]}, "one\ntwo\nthree\nfour")
    file = content({"a": 2, "b": 2, "c": 1, "d": [0, 8, 2]}, "ONE\ntwo\nthree\nFOUR")
    server = content({"a": 3, "b": 1, "c": 3, "d": [0, 9, 2]}, "one\ntwo\nthree\nfive")

    ours = merge(base, file, server, Side.FILE)
    theirs = merge(base, file, server, Side.SERVER)

    assert ours.content == content(
        {"a": 2, "b": 2, "c": 3, "d": [0, 8, 2]}, "ONE\ntwo\nthree\nFOUR"
    )
    assert theirs.content == content(
        {"a": 3, "b": 2, "c": 3, "d": [0, 9, 2]}, "ONE\ntwo\nthree\nfive"
    )
    assert [each.pointer for each in ours.conflicts] == ["/a", "/d", None]
    assert ours.conflicts == theirs.conflicts == merge(base, file, server).conflicts


def test_fields_keep_the_order_of_the_file() -> None:
    merged = merge(content({"a": 1}), content({"b": 1, "a": 1}), content({"c": 1, "a": 1}))

    assert [*merged.content.config] == ["b", "a", "c"]


def test_without_a_base_every_difference_is_a_conflict() -> None:
    file = content({"a": 1, "b": 1, "d": {"x": 1, "y": 1}}, "one\ntwo\nthree")
    server = content({"a": 1, "c": 1, "d": {"x": 1, "y": 2}}, "one\nTWO\nthree")

    merged = merge(None, file, server)

    assert merged.conflicts == (
        MergeConflict("/b", ABSENT, 1, ABSENT, is_base_known=False),
        MergeConflict("/d/y", ABSENT, 1, 2, is_base_known=False),
        MergeConflict("/c", ABSENT, ABSENT, 1, is_base_known=False),
        MergeConflict(None, ABSENT, "two", "TWO", 2, is_base_known=False),
    )
    assert merge(None, file, server, Side.FILE).content == file
    assert same(merge(None, file, server, Side.SERVER).content, server)


def test_where_the_two_sides_started_from_different_contents_there_is_no_base() -> None:
    base = content({"a": 1, "b": {"x": 1, "y": 1}, "c": 1}, "one")
    server_base = content({"a": 1, "b": {"x": 2, "y": 1}, "c": 1}, "one")
    server = content({"a": 5, "b": {"x": 2, "y": 1}, "c": 1}, "one")

    merged = merge(base, base, server, server_base=server_base)

    assert merged.conflicts == (MergeConflict("/b/x", ABSENT, 1, 2, is_base_known=False),)
    assert merged.content.config == {"a": 5, "b": {"x": 1, "y": 1}, "c": 1}


def test_a_conflict_shows_of_its_base_what_is_known() -> None:
    base, server_base = content({"a": {"x": 1, "y": 1}}), content({"a": {"x": 2, "y": 1}})

    merged = merge(base, content(), content({"a": {"x": 2, "y": 3}}), server_base=server_base)

    assert merged.conflicts == (MergeConflict("/a", {"y": 1}, ABSENT, {"x": 2, "y": 3}),)


@given(CONTENTS, CONTENTS)
def test_a_side_without_changes_leaves_the_other_one(base: Content, side: Content) -> None:
    for merged in (merge(base, base, side), merge(base, side, base), merge(base, side, side)):
        assert same(merged.content, side)
        assert merged.conflicts == ()


@given(ANY, ANY, ANY)
def test_any_contents_can_be_merged(base: Content, file: Content, server: Content) -> None:
    merged = merge(base, file, server)

    json.dumps(merged.content.to_json())
    for take in Side:
        assert same(merge(None, file, server, take).content, file if take is Side.FILE else server)


@settings(max_examples=300)
@given(CONTENTS, CONTENTS, CONTENTS)
def test_conflicts_are_the_same_from_both_sides(
    base: Content, file: Content, server: Content
) -> None:
    ours, theirs = merge(base, file, server), merge(base, server, file, Side.SERVER)

    mirrored = [(c.pointer, repr(c.base), repr(c.server), repr(c.file)) for c in theirs.conflicts]
    assert sorted(mirrored, key=repr) == sorted(
        ((c.pointer, repr(c.base), repr(c.file), repr(c.server)) for c in ours.conflicts), key=repr
    )
    assert same(ours.content, theirs.content)


@given(CONTENTS, CONTENTS, CONTENTS)
def test_a_conflict_shows_three_different_values(
    base: Content, file: Content, server: Content
) -> None:
    for conflict in merge(base, file, server).conflicts:
        values = [conflict.base, conflict.file, conflict.server]
        assert not any(same_json(values[n], values[n - 1]) for n in range(3))


@given(st.lists(st.integers(0, 1), min_size=1, max_size=20), st.data())
def test_edits_of_lines_that_do_not_touch_are_both_taken(owners: list[int], data: Any) -> None:
    base = [f"line {number}" for number in range(2 * len(owners))]
    sides = [list(base), list(base)]
    expected = list(base)
    for number, owner in enumerate(owners):
        edit = data.draw(st.sampled_from(["changed", "changed\ntwice"])) + str(number)
        sides[owner][2 * number] = expected[2 * number] = edit

    merged = merged_lines(base, *sides)

    assert merged.conflicts == ()
    assert merged.content.system == "\n".join(expected)


@given(st.integers(2, 30), st.data(), st.sampled_from([["sort"], ["sort", "file"], []]))
def test_a_file_that_has_the_servers_change_of_repeated_lines_already_keeps_its_own(
    times: int, data: Any, change: list[str]
) -> None:
    lines, at = ["triage"] * times, data.draw(st.integers(0, times - 1))
    base = [*lines, "", "never guess", ""]
    server = [*lines[:at], *change, *lines[at + 1 :], "", "never guess", ""]
    file = [line.replace("never", "never, ever") for line in server]

    merged = merged_lines(base, file, server)

    assert merged.conflicts == ()
    assert merged.content.system == "\n".join(file)


@given(st.dictionaries(texts(), JSON, min_size=2, max_size=5), st.data())
def test_edits_of_two_fields_are_both_taken(config: dict[str, Any], data: Any) -> None:
    one, other = data.draw(st.permutations([*config]))[:2]
    value, removed = data.draw(JSON), data.draw(st.booleans())
    assume(not same_json(config[one], value))
    file = {**config, one: value}
    server = {key: member for key, member in config.items() if not (removed and key == other)}

    merged = merge(content(config), content(file), content(server))

    assert same(merged.content, content({key: file[key] for key in server}))


def test_the_time_grows_with_the_text() -> None:
    def work(size: int) -> object:
        base = [f"line {number} of {size}" for number in range(size)]
        file, server = list(base), list(base)
        file[::7] = [f"{line} here" for line in file[::7]]
        server[3::7] = [f"{line} there" for line in server[3::7]]
        return merged_lines(base, file, server)

    assert is_about_linear(work, 2_000)
