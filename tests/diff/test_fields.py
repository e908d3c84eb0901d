"""Diffing: every field that differs, by pointer, and nothing that does not."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from presetsync.diff.fields import ABSENT, FieldChange, diff_config
from presetsync.presets.canonical import same_json
from tests.builders import CONFIGS
from tests.strategies import texts

Config = dict[str, Any]

# A few values only, so that lists often share some.
SMALL = st.recursive(
    st.sampled_from([0, 1, True, False, None, "", "0", "x", 1.5]),
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.dictionaries(st.sampled_from(["a", "__b", "/", "~"]), inner, max_size=3)
    ),
    max_leaves=12,
)
SIMILAR = st.dictionaries(st.sampled_from(["a", "b", "__c", "~1"]), SMALL, max_size=3)


@pytest.mark.parametrize(
    ("before", "after", "changes"),
    [
        pytest.param({"a": 1, "b": [2]}, {"b": [2], "a": 1}, [], id="the same"),
        pytest.param({}, {"a": 1}, [("/a", ABSENT, 1)], id="added"),
        pytest.param({"a": 1}, {}, [("/a", 1, ABSENT)], id="removed"),
        pytest.param({"a": 1}, {"a": 2}, [("/a", 1, 2)], id="changed"),
        pytest.param({}, {"a": None}, [("/a", ABSENT, None)], id="null is a value"),
        pytest.param({"a": None}, {"a": 0}, [("/a", None, 0)], id="null is not 0"),
        pytest.param({"a": 1}, {"a": True}, [("/a", 1, True)], id="1 is not true"),
        pytest.param({"a": [1]}, {"a": [True]}, [("/a/0", 1, True)], id="nor in a list"),
        pytest.param(
            {"a": [[0], "x"]}, {"a": [[False], "x"]}, [("/a/0/0", 0, False)], id="nor below"
        ),
        pytest.param({"a": "1"}, {"a": 1}, [("/a", "1", 1)], id="text is no number"),
        pytest.param({"a": {}}, {"a": []}, [("/a", {}, [])], id="an object is no list"),
        pytest.param({"a": {"b": 1}}, {"a": 1}, [("/a", {"b": 1}, 1)], id="an object is no number"),
        pytest.param(
            {"a": {"b": {"c": 1}}}, {"a": {"b": {"c": 2}}}, [("/a/b/c", 1, 2)], id="nested"
        ),
        pytest.param(
            {}, {"a": {"b": [True, None]}}, [("/a", ABSENT, {"b": [True, None]})], id="a tree added"
        ),
        pytest.param(
            {"a/b": {"c~d": 1}}, {"a/b": {"c~d": 2}}, [("/a~1b/c~0d", 1, 2)], id="escaped"
        ),
        pytest.param({"": {"": 1}}, {"": {"": 2}}, [("//", 1, 2)], id="empty keys"),
        pytest.param(
            {"__a__": 1, "b": {"__c": 1}},
            {"__a__": 2, "b": {}},
            [("/__a__", 1, 2), ("/b/__c", 1, ABSENT)],
            id="keys that Python calls private",
        ),
        pytest.param(
            {"a'b": 1, 'c"d': 1, "e.f[0]": 1},
            {"a'b": 2, 'c"d': 2, "e.f[0]": 2},
            [("/a'b", 1, 2), ('/c"d', 1, 2), ("/e.f[0]", 1, 2)],
            id="quotes and brackets",
        ),
        pytest.param(
            {"c": 1, "a": 1, "b": 1},
            {"b": 2, "d": 1, "a": 2},
            [("/a", 1, 2), ("/b", 1, 2), ("/c", 1, ABSENT), ("/d", ABSENT, 1)],
            id="in order",
        ),
        pytest.param(
            {"a": list(range(12))},
            {"a": [*range(2), "x", *range(3, 10), "y", "z"]},
            [("/a/2", 2, "x"), ("/a/10", 10, "y"), ("/a/11", 11, "z")],
            id="indices in order",
        ),
    ],
)
def test_the_fields_that_differ(
    before: Config, after: Config, changes: list[tuple[str, Any, Any]]
) -> None:
    assert diff_config(before, after) == tuple(FieldChange(*change) for change in changes)


@pytest.mark.parametrize(
    ("before", "after", "changes"),
    [
        pytest.param([], ["a"], [("/x/0", ABSENT, "a")], id="first"),
        pytest.param(["a"], ["a", "b"], [("/x/1", ABSENT, "b")], id="appended"),
        pytest.param(["a", "b"], ["x", "a", "b"], [("/x/0", ABSENT, "x")], id="put in front"),
        pytest.param(["a", "b", "c"], ["a", "c"], [("/x/1", "b", ABSENT)], id="taken out"),
        pytest.param(["a", "b", "c"], ["a", "x", "c"], [("/x/1", "b", "x")], id="replaced"),
        pytest.param(
            ["a", "b", "c"],
            ["b", "c", "d"],
            [("/x/0", "a", ABSENT), ("/x/2", ABSENT, "d")],
            id="shifted",
        ),
        pytest.param(
            ["a", "b", "c", "d"],
            ["x", "a", "b", "y", "z"],
            [
                ("/x/0", ABSENT, "x"),
                ("/x/2", "c", "y"),
                ("/x/3", "d", "z"),
            ],
            id="changed after an addition",
        ),
        pytest.param(
            ["a", "b", "c"],
            ["b", "c", "x", "y"],
            [("/x/0", "a", ABSENT), ("/x/2", ABSENT, "x"), ("/x/3", ABSENT, "y")],
            id="one went and two came",
        ),
        pytest.param(
            ["a", "b", "x", "c"],
            ["a", "m", "n", "b", "c"],
            [("/x/1", ABSENT, "m"), ("/x/2", "x", ABSENT), ("/x/2", ABSENT, "n")],
            id="indices of two lists",
        ),
        pytest.param(
            ["b", *["a"] * 250], ["a"] * 250, [("/x/0", "b", ABSENT)], id="many of one kind"
        ),
        pytest.param([], [{"n": []}], [("/x/0", ABSENT, {"n": []})], id="the first object"),
        pytest.param(
            ["a"], [{"n": 1}, "a"], [("/x/0", ABSENT, {"n": 1})], id="an object before text"
        ),
        pytest.param(
            [{"n": 1}, {"n": 2}],
            [{"n": 1}, {"n": 3}, {"n": 4}],
            [("/x/1/n", 2, 3), ("/x/2", ABSENT, {"n": 4})],
            id="objects",
        ),
    ],
)
def test_items_of_lists(
    before: list[Any], after: list[Any], changes: list[tuple[str, Any, Any]]
) -> None:
    found = diff_config({"x": before}, {"x": after})
    assert found == tuple(FieldChange(*change) for change in changes)


def patched(config: Config, changes: tuple[FieldChange, ...]) -> Config:
    """The config with the changes made: what changed, what went (from the end), what came."""
    result = {"": deepcopy(config)}

    def parent(change: FieldChange) -> tuple[Any, Any]:
        steps = [s.replace("~1", "/").replace("~0", "~") for s in change.pointer.split("/")]
        node: Any = result
        for step in steps[:-1]:
            node = node[int(step) if isinstance(node, list) else step]
        return node, int(steps[-1]) if isinstance(node, list) else steps[-1]

    for change in changes:
        if ABSENT not in (change.before, change.after):
            node, key = parent(change)
            assert same_json(node[key], change.before)
            node[key] = change.after
    for change in reversed(changes):
        if change.after is ABSENT:
            node, key = parent(change)
            assert same_json(node.pop(key), change.before)
    for change in changes:
        if change.before is ABSENT:
            node, key = parent(change)
            assert isinstance(node, list) or key not in node
            node.insert(key, change.after) if isinstance(node, list) else node.update(
                {key: change.after}
            )
    return result[""]


@given(SIMILAR, SIMILAR)
def test_the_changes_made_to_what_was_give_what_is(before: Config, after: Config) -> None:
    assert same_json(patched(before, diff_config(before, after)), after)


@settings(max_examples=50)
@given(CONFIGS, CONFIGS)
def test_the_changes_made_to_any_config_give_any_other(before: Config, after: Config) -> None:
    assert same_json(patched(before, diff_config(before, after)), after)


@given(st.lists(st.sampled_from("abcdef"), max_size=12), st.lists(st.sampled_from("abcdef")))
def test_the_changes_made_to_any_list_give_any_other(before: list[str], after: list[str]) -> None:
    assert patched({"x": before}, diff_config({"x": before}, {"x": after})) == {"x": after}


@settings(max_examples=50)
@given(CONFIGS)
def test_a_config_does_not_differ_from_itself(config: Config) -> None:
    assert diff_config(config, deepcopy(config)) == ()


@settings(max_examples=50)
@given(SIMILAR, SIMILAR)
def test_configs_that_differ_always_show_it(before: Config, after: Config) -> None:
    assume(not same_json(before, after))
    assert diff_config(before, after)


@given(texts(), texts())
def test_any_text_may_be_a_key_and_a_value(key: str, value: str) -> None:
    (change,) = diff_config({}, {key: value})
    assert change == FieldChange("/" + key.replace("~", "~0").replace("/", "~1"), ABSENT, value)
