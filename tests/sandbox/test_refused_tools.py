"""Tools for which a request is refused."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.exceptions import HTTPException

from presetsync.sandbox.inference.effective_request import effective_request
from presetsync.sandbox.inference.refused_tools import refusal_of
from presetsync.sandbox.records import StoredVersion

CHAT, RESPONSES = "chat/completions", "responses"
SEARCH = {"type": "openrouter:web_search"}
FUNCTION = {"type": "function", "function": {"name": "refund"}}


def advisor(name: str | None, kind: str = "advisor", **parameters: Any) -> dict[str, Any]:
    named = {} if name is None else {"name": name}
    return {"type": f"openrouter:{kind}", "parameters": {**named, **parameters}}


@pytest.mark.parametrize(
    ("skin", "tools", "said"),
    [
        (RESPONSES, [advisor(None), SEARCH, advisor(None)], "At most one advisor"),
        (RESPONSES, [advisor("a"), advisor(" a ")], "must be unique"),
        (RESPONSES, [advisor("a", "subagent", tools=[SEARCH, FUNCTION])], "server tools only"),
        (CHAT, [{"type": "openrouter:shell"}], "openrouter:shell is not available"),
        (RESPONSES, [{"type": "openrouter:bash"}], "openrouter:bash is not available"),
    ],
)
def test_what_the_guides_say_is_refused(skin: str, tools: list[Any], said: str) -> None:
    assert said in refusal_of(skin, tools)


@pytest.mark.parametrize(
    ("skin", "tools"),
    [
        (RESPONSES, [advisor(None), advisor("a"), advisor("b")]),
        (RESPONSES, [advisor("a", "subagent"), advisor("a", "subagent"), FUNCTION]),
        (CHAT, [advisor("a", "subagent", tools=[SEARCH]), advisor("b", "subagent", tools=1)]),
        (RESPONSES, [{"type": "openrouter:shell"}, {"type": "openrouter:tool_search"}]),
        ("messages", [{"type": "openrouter:bash"}]),
        (CHAT, ["x", 1, {"type": {}}, {"type": "openrouter:advisor"}]),
        (CHAT, None),
    ],
)
def test_other_tools_are_taken(skin: str, tools: Any) -> None:
    assert refusal_of(skin, tools) == ""


def test_the_tools_of_preset_and_request_count_together() -> None:
    preset = StoredVersion("v", "p", 1, None, {"model": "a/b", "tools": [advisor(None)]}, "", "")
    body = {"preset": "a", "tools": [advisor("a")]}

    assert effective_request(RESPONSES, body, preset).models == ("a/b",)
    with pytest.raises(HTTPException, match="must be unique"):
        effective_request(RESPONSES, {"preset": "a", "tools": [advisor("a"), advisor("a")]}, preset)
