from __future__ import annotations

from typing import Any

import pytest

from presetsync.diff.fields import ABSENT, FieldChange
from presetsync.diff.tools import (
    ToolChange,
    ToolChangeKind,
    ToolsChange,
    diff_tools,
)


def tool(name: str, **schema: Any) -> dict[str, Any]:
    return {"type": "function", "name": name, "parameters": {"properties": {"limit": schema}}}


def chat_tool(name: str, **schema: Any) -> dict[str, Any]:
    function = tool(name, **schema)
    del function["type"]
    return {"type": "function", "function": function}


def fates(change: ToolsChange | None) -> list[tuple[str, ToolChangeKind]]:
    assert change
    return [(tool.name, tool.kind) for tool in change.tools]


@pytest.mark.parametrize("make", [tool, chat_tool])
def test_tools_are_compared_by_name_and_their_schemas_by_field(make: Any) -> None:
    before = [make("look_up", maximum=10), make("hand_over")]
    after = [make("note"), make("look_up", maximum=20)]

    change = diff_tools(before, after)

    assert change
    assert change.tools == (
        ToolChange("hand_over", ToolChangeKind.REMOVED, before[1]),
        ToolChange("note", ToolChangeKind.ADDED, after[0]),
        ToolChange(
            "look_up",
            ToolChangeKind.CHANGED,
            after[1],
            (FieldChange("/parameters/properties/limit/maximum", 10, 20),),
        ),
    )
    assert change.order is None


@pytest.mark.parametrize("make", [tool, chat_tool])
def test_a_tool_that_differs_in_its_name_alone_is_renamed(make: Any) -> None:
    before, after = make("get"), make("look_up")
    for each in (before, after):
        each.get("function", each)["description"] = "Looks an order up."

    change = diff_tools([make("a"), before], [after, make("a")])

    assert change
    assert change.tools == (
        ToolChange(
            "look_up",
            ToolChangeKind.RENAMED,
            after,
            (FieldChange("/name", "get", "look_up"),),
            "get",
        ),
    )
    after.get("function", after)["description"] = "Looks it up."
    assert fates(diff_tools([before], [after])) == [
        ("get", ToolChangeKind.REMOVED),
        ("look_up", ToolChangeKind.ADDED),
    ]


def test_a_tool_without_a_name_goes_by_its_type() -> None:
    before = [{"type": "openrouter:web_search", "parameters": {"max_results": 5}}]
    after = [{"type": "openrouter:web_search", "parameters": {"max_results": 8}}]

    assert fates(diff_tools(before, after)) == [("openrouter:web_search", ToolChangeKind.CHANGED)]


def test_tools_of_one_name_are_compared_in_their_order() -> None:
    before = [tool("a", maximum=1), tool("a", maximum=2)]

    assert fates(diff_tools(before, before[:1])) == [("a", ToolChangeKind.REMOVED)]
    assert fates(diff_tools(before, before[::-1])) == [("a", ToolChangeKind.CHANGED)] * 2


def test_another_order_is_shown_with_the_names() -> None:
    change = diff_tools([tool("a"), tool("b"), tool("c")], [tool("c"), tool("a"), tool("d")])

    assert change
    assert change.order == (("a", "c"), ("c", "a"))
    assert fates(change) == [("b", ToolChangeKind.REMOVED), ("d", ToolChangeKind.ADDED)]


def test_a_whole_list_of_tools_that_was_added_or_removed_is_compared_by_name() -> None:
    assert fates(diff_tools(ABSENT, [tool("a")])) == [("a", ToolChangeKind.ADDED)]
    assert fates(diff_tools([tool("a")], ABSENT)) == [("a", ToolChangeKind.REMOVED)]


@pytest.mark.parametrize("tools", [None, "all", [], ["a"], [{}], [{"name": 1}], [{"name": ""}]])
def test_what_is_no_list_of_named_tools_is_not_compared_by_name(tools: object) -> None:
    assert diff_tools(ABSENT, tools) is None
    assert diff_tools(tools, ABSENT) is None


def test_the_wrapper_stays_in_a_pointer_that_would_else_be_another_fields() -> None:
    before = {"type": "function", "strict": True, "function": {"name": "a", "strict": True}}
    after = {"type": "function", "strict": True, "function": {"name": "a", "strict": False}}

    change = diff_tools([before], [after])

    assert change
    assert [field.pointer for field in change.tools[0].fields] == ["/function/strict"]
