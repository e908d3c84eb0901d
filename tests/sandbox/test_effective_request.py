"""What a request comes to with its preset."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.exceptions import HTTPException

from presetsync.sandbox.inference.effective_request import effective_request, preset_named
from presetsync.sandbox.records import StoredVersion

USER = [{"role": "user", "content": "Hello"}]


def stored(**config: Any) -> StoredVersion:
    return StoredVersion("id", "preset", 3, "You write well.", config, "", "")


PRESET = stored(model="openai/gpt-5.4", temperature=0.7, provider={"sort": "price", "zdr": True})


@pytest.mark.parametrize(
    ("body", "slug"),
    [
        ({"model": "@preset/a"}, "a"),
        ({"model": "openai/gpt-4.1@preset/a"}, "a"),
        ({"preset": "a", "model": "openai/gpt-4.1"}, "a"),
        ({"model": "openai/gpt-4.1"}, None),
        ({"preset": None}, None),
        ({"models": ["@preset/a"]}, None),
        ({}, None),
    ],
)
def test_a_preset_is_named_in_three_ways(body: dict[str, Any], slug: str | None) -> None:
    assert preset_named(body) == slug


def test_a_preset_that_is_no_text_is_refused() -> None:
    with pytest.raises(HTTPException) as raised:
        preset_named({"preset": 1})

    assert raised.value.status_code == 400


@pytest.mark.parametrize(
    ("body", "models"),
    [
        ({"model": "@preset/a"}, ("openai/gpt-5.4",)),
        ({"model": "openai/gpt-4.1@preset/a"}, ("openai/gpt-4.1",)),
        ({"preset": "a"}, ("openai/gpt-5.4",)),
        ({"preset": "a", "model": "openai/gpt-4.1"}, ("openai/gpt-4.1",)),
        ({"preset": "a", "models": ["x-ai/grok-4"]}, ("openai/gpt-5.4", "x-ai/grok-4")),
    ],
)
@pytest.mark.parametrize("skin", ["chat/completions", "messages", "responses"])
def test_the_model_is_the_requests_else_the_presets(
    skin: str, body: dict[str, Any], models: tuple[str, ...]
) -> None:
    request = effective_request(skin, {**body, "messages": USER}, PRESET)

    assert request.models == models
    assert request.system == "You write well."


def test_fields_of_the_request_win_whole() -> None:
    body = {"model": "@preset/a", "temperature": 0, "provider": {"sort": "latency"}}

    request = effective_request("responses", body, PRESET)

    assert request.parameters == {"temperature": 0, "provider": {"sort": "latency"}}


def test_tools_are_united() -> None:
    tools = [{"type": "openrouter:web_search"}, {"type": "openrouter:datetime"}]
    preset = stored(model="openai/gpt-5.4", tools=tools[:1])

    request = effective_request("responses", {"model": "@preset/a", "tools": tools[1:]}, preset)

    assert request.parameters == {"tools": tools}


@pytest.mark.parametrize(
    ("skin", "own"),
    [
        ("chat/completions", {"messages": [{"role": "system", "content": "Be brief."}, *USER]}),
        ("messages", {"system": [{"type": "text", "text": "Be brief."}], "messages": USER}),
        ("responses", {"instructions": "Be brief."}),
    ],
)
def test_a_system_prompt_of_the_request_wins(skin: str, own: dict[str, Any]) -> None:
    request = effective_request(skin, {"model": "@preset/a", **own}, PRESET)

    assert request.system == "Be brief."
    assert request.conversation == (USER if "messages" in own else None)


def test_models_are_tried_in_the_order_in_which_they_are_named() -> None:
    body = {"model": "a/b", "models": ["c/d", 3, "", None, "e/f"]}
    assert effective_request("responses", body, None).models == ("a/b", "c/d", "e/f")

    body = {"model": "a/b", "fallbacks": [{"model": "c/d"}], "messages": USER}
    assert effective_request("messages", body, None).models == ("a/b", "c/d")


@pytest.mark.parametrize(
    ("skin", "body", "said"),
    [
        ("responses", {}, "model: Required"),
        ("responses", {"preset": "a"}, "model: Required"),
        ("messages", {"messages": USER}, "model: Required"),
        ("chat/completions", {"messages": USER}, "model: Required"),
        ("chat/completions", {"model": "a/b"}, "messages: Required"),
        ("chat/completions", {"model": "a/b", "messages": []}, "messages: Required"),
        ("messages", {"model": "a/b"}, "messages: Required"),
        ("responses", {"model": "a/b", "store": True}, "store: "),
        ("responses", {"model": "a/b", "previous_response_id": "x"}, "previous_response_id: "),
        ("messages", {"fallbacks": [{"model": "a/b"}], "models": ["c/d"]}, "fallbacks: "),
        ("messages", {"fallbacks": [{"model": "a/b"}] * 4}, "fallbacks: "),
        ("messages", {"fallbacks": [{"model": "a/b", "speed": "fast"}]}, "fallbacks: "),
        ("messages", {"fallbacks": ["a/b"]}, "fallbacks: "),
    ],
)
def test_what_the_api_refuses_is_refused(skin: str, body: dict[str, Any], said: str) -> None:
    body = {"model": "a/b", "messages": USER, **body} if "fallbacks" in body else body

    with pytest.raises(HTTPException) as raised:
        effective_request(skin, body, stored())

    assert raised.value.status_code == 400
    assert said in raised.value.detail


def test_what_the_api_takes_is_taken() -> None:
    body = {"model": "a/b", "store": False, "previous_response_id": None}
    assert effective_request("responses", body, None).models == ("a/b",)
    # They are refused in their own skin alone: elsewhere they are fields that nobody reads.
    body = {"model": "a/b", "messages": USER, "store": True}
    assert effective_request("chat/completions", body, None).models == ("a/b",)
