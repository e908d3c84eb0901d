"""RFC 7396, with the examples of its appendix, and where a value of the result comes from."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presetsync.presets.merge_patch import is_from_patch, merged, values_of, without_effect

KEYS = st.sampled_from("abc")
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(0, 2) | st.sampled_from(["", "x"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)
OBJECTS = st.dictionaries(KEYS, VALUES, max_size=3)


@pytest.mark.parametrize(
    ("target", "patch", "result"),
    [
        ({"a": "b"}, {"a": "c"}, {"a": "c"}),
        ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
        ({"a": "b"}, {"a": None}, {}),
        ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
        ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
        ({"a": "c"}, {"a": ["b"]}, {"a": ["b"]}),
        ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
        ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
        (["a", "b"], ["c", "d"], ["c", "d"]),
        ({"a": "b"}, ["c"], ["c"]),
        ({"a": "foo"}, None, None),
        ({"a": "foo"}, "bar", "bar"),
        ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
        ([1, 2], {"a": "b", "c": None}, {"a": "b"}),
        ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
    ],
)
def test_the_examples_of_the_rfc(target: Any, patch: Any, result: Any) -> None:
    assert merged(target, patch) == result


@given(OBJECTS, OBJECTS)
def test_a_value_that_the_patch_did_not_set_is_the_targets(target: Any, patch: Any) -> None:
    result = merged(target, patch)

    def compare(value: Any, below: Any, path: tuple[str, ...]) -> None:
        if is_from_patch(path, patch):
            return
        if isinstance(value, dict):
            for key, member in value.items():
                compare(member, below.get(key) if isinstance(below, dict) else None, (*path, key))
        else:
            assert value == below
            assert type(value) is type(below)

    compare(result, target, ())


@given(OBJECTS, OBJECTS)
def test_values_without_effect_can_be_left_out(target: Any, patch: Any) -> None:
    dead = without_effect(target, patch)
    assert merged(target, _without(patch, {*dead})) == merged(target, patch)
    if len(dead) == len([*values_of(patch)]):
        assert merged(target, patch) == target


def _without(patch: Any, paths: set[Any], path: tuple[str, ...] = ()) -> Any:
    if not isinstance(patch, dict):
        return patch
    return {
        key: _without(value, paths, (*path, key))
        for key, value in patch.items()
        if (*path, key) not in paths
    }


def test_true_is_not_one() -> None:
    assert without_effect({"a": 1, "b": 1.0}, {"a": True, "b": 1}) == (("b",),)
