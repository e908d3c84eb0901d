"""Which config brought each field."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presetsync.history.field_origins import field_origins
from tests.builders import CONFIGS

SEARCH = {"type": "function", "function": {"name": "search", "parameters": {"a": 1}}}
FETCH = {"type": "function", "function": {"name": "fetch"}}


def origins(*configs: dict[str, Any]) -> dict[str, int]:
    return {field.pointer: place for field, place in field_origins(configs)}


@pytest.mark.parametrize(
    ("configs", "expected"),
    [
        ([{"a": 1, "b": 1}, {"a": 1, "b": 2}], {"/a": 0, "/b": 1}),
        ([{"a": 1}, {"a": 2}, {"a": 1}], {"/a": 2}),
        ([{"a": 1}, {}, {"a": 1}], {"/a": 2}),
        ([{"a": 1}, {"a": True}], {"/a": 1}),
        ([{"a": {"x": 1, "y": 1}}, {"a": {"x": 1, "y": 2}}], {"/a/x": 0, "/a/y": 1}),
        ([{"a": {"x": 1}}, {"a": {}}], {"/a": 1}),
        ([{"a": [1, 2]}, {"a": [1, 3]}], {"/a": 1}),
        ([{"a/b": 1}, {"a/b": 1, "c": None}], {"/a~1b": 0, "/c": 1}),
        ([], {}),
    ],
)
def test_a_field_has_the_config_that_brought_it(
    configs: list[dict[str, Any]], expected: dict[str, int]
) -> None:
    assert origins(*configs) == expected


def test_a_tool_keeps_its_origin_where_it_moves_in_its_list() -> None:
    changed = {**SEARCH, "function": {"name": "search", "parameters": {"a": 2}}}

    assert origins({"tools": [SEARCH]}, {"tools": [FETCH, SEARCH]}) == {
        "/tools/0": 1,
        "/tools/1": 0,
    }
    assert origins({"tools": [SEARCH, FETCH]}, {"tools": [changed, FETCH]}) == {
        "/tools/0": 1,
        "/tools/1": 0,
    }
    assert origins({"tools": [SEARCH]}, {"plugins": [SEARCH]}) == {"/plugins/0": 1}


@given(st.lists(CONFIGS, max_size=5))
def test_each_field_of_the_last_config_has_an_origin(configs: list[dict[str, Any]]) -> None:
    found = field_origins(configs)

    assert len({field.pointer for field, _ in found}) == len(found)
    assert bool(found) is bool(configs and configs[-1])
    again = field_origins([*configs, *configs[-1:]])
    assert again == found
