"""The call that a choice of tools forces, and its arguments."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest

from presetsync.sandbox.inference.forced_calls import forced_call

FIRST = {"type": "function", "function": {"name": "first"}}
SECOND = {"type": "function", "name": "second", "parameters": {"type": "object"}}
THIRD = {"name": "third", "input_schema": {"type": "object"}}
SEARCH = {"type": "openrouter:web_search"}
TOOLS = [SEARCH, FIRST, SECOND, THIRD]


@pytest.mark.parametrize(
    ("choice", "name"),
    [
        ("required", "first"),
        ({"type": "any"}, "first"),
        ({"type": "function", "function": {"name": "second"}}, "second"),
        ({"type": "function", "name": "third"}, "third"),
        ({"type": "tool", "name": "second"}, "second"),
        ({"type": "allowed_tools", "mode": "required", "tools": [SEARCH, SECOND]}, "second"),
    ],
)
def test_a_choice_forces_the_call_of_a_function(choice: Any, name: str) -> None:
    call = forced_call({"tools": TOOLS, "tool_choice": choice})

    assert call
    assert call.name == name


@pytest.mark.parametrize(
    "choice",
    [
        *(None, "auto", "none", "x", 1, {}, []),
        *({"type": "auto"}, {"type": "none"}),
        {"type": "openrouter:web_search"},
        {"type": "tool", "name": "advisor"},
        {"type": "allowed_tools", "mode": "auto", "tools": [SECOND]},
        {"type": "allowed_tools", "mode": "required", "tools": [SEARCH]},
        {"type": "allowed_tools", "mode": "required", "tools": None},
    ],
)
def test_other_choices_force_none(choice: Any) -> None:
    assert forced_call({"tools": TOOLS, "tool_choice": choice}) is None


@pytest.mark.parametrize("tools", [None, [], [SEARCH], "x"])
def test_server_tools_are_not_called(tools: Any) -> None:
    assert forced_call({"tools": tools, "tool_choice": "required"}) is None


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
        {
            "type": "object",
            "properties": {
                "unit": {"enum": ["celsius", "fahrenheit"]},
                "days": {"type": "integer", "minimum": 3},
                "exact": {"type": ["boolean", "null"]},
                "note": {"type": "null"},
                "kind": {"const": "x"},
                "tags": {"type": "array", "items": {"type": "string"}},
                "where": {"anyOf": [{"type": "object", "properties": {"a": {"default": 2}}}]},
                "left": {"type": "string"},
            },
            "required": ["unit", "days", "exact", "note", "kind", "tags", "where"],
        },
        {},
    ],
)
def test_arguments_are_what_the_schema_describes(schema: dict[str, Any]) -> None:
    tool = {"name": "f", "input_schema": schema}
    call = forced_call({"tools": [tool], "tool_choice": "required"})

    assert call
    jsonschema.validate(call.arguments, schema)
    assert call.arguments.keys() == {*schema.get("required", [])}


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string"},
        {"type": "object", "properties": 1, "required": [{}, "x", None]},
        {"type": {}, "anyOf": [], "enum": []},
    ],
)
def test_a_schema_that_describes_no_object_gives_no_arguments(schema: dict[str, Any]) -> None:
    tool = {"name": "f", "input_schema": schema}
    call = forced_call({"tools": [tool], "tool_choice": "required"})

    assert call
    assert call.arguments == {}


def test_a_deep_schema_ends() -> None:
    schema: dict[str, Any] = {"type": "string"}
    for _ in range(100):
        schema = {"type": "object", "properties": {"a": schema}, "required": ["a"]}
    call = forced_call(
        {"tools": [{"name": "f", "input_schema": schema}], "tool_choice": "required"}
    )

    assert call
    assert call.text.count("{") < 20
