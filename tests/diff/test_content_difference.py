from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from presetsync.diff.content_difference import Comparison, compare
from presetsync.diff.fields import ABSENT
from presetsync.diff.tools import ToolChangeKind
from presetsync.presets.canonical import digest
from presetsync.presets.model import Content
from tests.builders import CONFIGS


def compared(before: dict[str, Any], after: dict[str, Any]) -> Comparison:
    return compare(Content(before, None), Content(after, None))


@given(CONFIGS, CONFIGS)
def test_a_comparison_is_empty_exactly_where_the_contents_are_the_same(
    before: dict[str, Any], after: dict[str, Any]
) -> None:
    assert compared(before, after).is_empty is (digest(before) == digest(after))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({}, {"tools": []}),
        ({"tools": [{"name": "a", "n": 1}]}, {"tools": [{"name": "a", "n": True}]}),
        ({"tools": [{"name": "a"}, {"name": "b"}]}, {"tools": [{"name": "b"}, {"name": "a"}]}),
        ({"tools": ["a"]}, {"tools": ["b"]}),
        ({"a": "[" + "1," * 90 + "1]"}, {"a": [1] * 91}),
        ({"a": "one\ntwo"}, {"a": "one\r\ntwo"}),
        ({"a": "x" * 100}, {"a": "x" * 100 + "\n"}),
    ],
)
def test_every_difference_is_seen(before: dict[str, Any], after: dict[str, Any]) -> None:
    comparison = compared(before, after)

    assert not comparison.is_empty
    for field in comparison.fields:
        assert field.text is None or any(row.kind != "same" for row in field.text.diff.rows)


def test_fields_have_the_order_of_the_file() -> None:
    comparison = compared({"a": 1, "z": 1, "gone": 1}, {"z": 2, "new": 1, "a": 2})

    assert [field.pointer for field in comparison.fields] == ["/z", "/new", "/a", "/gone"]


def test_long_values_and_values_of_several_lines_are_compared_as_text() -> None:
    long = {"name": "a" * 90}
    fields = {
        field.pointer: field
        for field in compared(
            {"short": "a", "stop": "one\ntwo\n", "metadata": long}, {"short": "b", "stop": "one\n"}
        ).fields
    }

    assert fields["/short"].text is None
    stop, metadata = fields["/stop"].text, fields["/metadata"].text
    assert stop
    assert [row.kind for row in stop.diff.rows] == ["same", "removed"]
    assert metadata
    assert [row.before and row.before.text for row in metadata.diff.rows] == [
        "{",
        f'  "name": "{"a" * 90}"',
        "}",
    ]
    assert fields["/metadata"].after is ABSENT


def test_tools_are_compared_by_name_and_not_as_fields() -> None:
    comparison = compared(
        {"tools": [{"type": "function", "name": "a", "description": "x"}]},
        {"tools": [{"type": "function", "name": "b"}, {"type": "function", "name": "a"}]},
    )

    assert comparison.fields == ()
    assert [(tool.name, tool.kind) for tool in comparison.tools] == [
        ("b", ToolChangeKind.ADDED),
        ("a", ToolChangeKind.CHANGED),
    ]
    assert comparison.tools[0].text
    assert comparison.tools[1].fields[0].pointer == "/description"


def test_the_system_prompt_is_compared_where_it_differs() -> None:
    before, after = Content({}, "Be brief.\n"), Content({}, None)

    assert compare(before, before).system is None
    system = compare(before, after).system
    assert system
    assert (system.before.words, system.after.words) == (2, 0)
