from __future__ import annotations

from typing import Any

import pytest

from presetsync.presets.skins import SKINS
from tests.validation.linting import CHAT, MESSAGES, RESPONSES, reported, server_tool


def test_deferred_tools_need_something_that_finds_them() -> None:
    deferred = {"name": "f", "input_schema": {}, "defer_loading": True}
    other = {"name": "g", "input_schema": {}}
    expected = [("missing-companion", "/body/tools/0/defer_loading")]
    assert reported(MESSAGES, tools=[deferred]) == expected
    assert reported(MESSAGES, tools=[deferred, other]) == []
    assert reported(RESPONSES, tools=[deferred, other]) == expected
    assert reported(MESSAGES, tools=[deferred, {"type": "openrouter:tool_search"}]) == []


def test_a_subagent_inherits_functions_that_are_there() -> None:
    tools = [
        {"type": "function", "name": "f"},
        server_tool("subagent", inherited_function_names=["f", " f ", "g"]),
    ]
    place = "/body/tools/1/parameters/inherited_function_names/2"
    assert reported(RESPONSES, tools=tools) == [("missing-companion", place)]


@pytest.mark.parametrize("beside", [{"tools": [{"type": "openrouter:datetime"}]}, {}])
def test_rounds_of_calls_count_where_there_is_something_to_call(beside: dict[str, Any]) -> None:
    tool = server_tool("subagent", max_tool_calls=3, **beside)
    assert (reported(RESPONSES, tools=[tool]) == []) == bool(beside)


def test_log_probabilities_are_asked_for_with_their_alternatives() -> None:
    expected = [("missing-companion", "/body/top_logprobs")]
    assert reported(CHAT, top_logprobs=0, logprobs=False) == expected
    assert (
        reported(CHAT, top_logprobs=0, logprobs=True) == reported(RESPONSES, top_logprobs=2) == []
    )


CHOICES: dict[str, Any] = {
    CHAT: {"type": "function", "function": {"name": "g"}},
    MESSAGES: {"type": "tool", "name": "g"},
    RESPONSES: {"type": "function", "name": "g"},
}


@pytest.mark.parametrize("skin", SKINS)
def test_a_chosen_tool_is_one_of_the_tools(skin: str) -> None:
    def tool(name: str) -> dict[str, Any]:
        if skin == CHAT:
            return {"type": "function", "function": {"name": name}}
        return {"name": name, "input_schema": {}} if skin == MESSAGES else {"name": name}

    step = "/function" if skin == CHAT else ""
    expected = [("missing-companion", f"/body/tool_choice{step}/name")]
    assert reported(skin, tools=[tool("f")], tool_choice=CHOICES[skin]) == expected
    assert reported(skin, tools=[tool("f"), tool("g")], tool_choice=CHOICES[skin]) == []
    assert reported(skin, tool_choice=CHOICES[skin]) == []
