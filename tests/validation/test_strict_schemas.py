from __future__ import annotations

from typing import Any

import pytest

from presetsync.validation.lint.linter import lint
from tests.validation.linting import RESPONSES, reported


def strict(schema: Any, **beside: Any) -> list[tuple[str, str]]:
    tool = {"type": "function", "strict": True, "parameters": schema, **beside}
    return reported(RESPONSES, instructions="Hi.", tools=[tool])


CLOSED = {
    "type": "object",
    "properties": {"a": {}},
    "required": ["a"],
    "additionalProperties": False,
}


@pytest.mark.parametrize(
    "schema",
    [
        CLOSED,
        {},
        None,
        {"type": "string", "enum": [{"properties": {}}]},
        {**CLOSED, "properties": {"a": CLOSED}},
        {"$defs": {"a": CLOSED}, "anyOf": [CLOSED]},
        {"type": "string", "properties": {}},
    ],
)
def test_a_strict_schema_that_is_closed_is_fine(schema: Any) -> None:
    assert strict(schema) == []


@pytest.mark.parametrize(
    ("schema", "pointer"),
    [
        ({**CLOSED, "additionalProperties": True}, ""),
        ({**CLOSED, "required": []}, ""),
        ({**CLOSED, "required": None}, ""),
        ({**CLOSED, "properties": {"a": {"properties": {}}}}, "/properties/a"),
        ({"anyOf": [{"type": ["object", "null"], "properties": {}}]}, "/anyOf/0"),
    ],
)
def test_a_strict_schema_that_is_open_is_reported(schema: Any, pointer: str) -> None:
    assert strict(schema) == [("not-strict", f"/body/tools/0/parameters{pointer}")]


def test_a_schema_that_is_not_strict_may_be_open() -> None:
    assert strict({"properties": {"a": {}}}, strict=False) == []


def test_of_many_properties_that_are_not_required_some_are_named() -> None:
    schema = {**CLOSED, "properties": {f"p{number}": {} for number in range(9)}, "required": []}
    (finding,) = lint(
        {"skin": RESPONSES, "body": {"instructions": "Hi.", "tools": [
            {"strict": True, "parameters": schema}]}}
    )  # fmt: skip
    assert "`p0`, `p1`, `p2`, `p3`, `p4` and 4 more" in finding.message
