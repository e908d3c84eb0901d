"""What a request comes to with its preset."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from presetsync.sandbox.inference import (
    MissingModelError,
    UnknownModelError,
    answer_to,
    preset_named,
)
from presetsync.sandbox.records import StoredVersion
from tests.strategies import bodies

TOOL = {"type": "function", "function": {"name": "refund", "description": "old"}}
OTHER = {"type": "web_search"}


def stored(**config: Any) -> StoredVersion:
    return StoredVersion("id", "preset", 3, "You write well.", config, "", "")


PRESET = stored(model="openai/gpt-5.4", temperature=0.7, tools=[TOOL])
USER = [{"role": "user", "content": "Hello"}]


@pytest.mark.parametrize(
    ("body", "slug"),
    [
        ({"model": "@preset/a"}, "a"),
        ({"model": "openai/gpt-4.1@preset/a"}, "a"),
        ({"preset": "a", "model": "openai/gpt-4.1"}, "a"),
        ({"model": "openai/gpt-4.1"}, None),
        ({"preset": 1}, None),
        ({}, None),
    ],
)
def test_a_preset_is_named_in_three_ways(body: dict[str, Any], slug: str | None) -> None:
    assert preset_named(body) == slug


@pytest.mark.parametrize(
    ("body", "model"),
    [
        ({"model": "@preset/a"}, "openai/gpt-5.4"),
        ({"model": "openai/gpt-4.1@preset/a"}, "openai/gpt-4.1"),
        ({"preset": "a"}, "openai/gpt-5.4"),
        ({"preset": "a", "model": "openai/gpt-4.1"}, "openai/gpt-4.1"),
    ],
)
def test_the_model_is_the_requests_else_the_presets(body: dict[str, Any], model: str) -> None:
    answer = answer_to("responses", body, PRESET)

    assert answer.model == model
    assert f"as {model} with temperature 0.7, tools " in answer.text
    assert answer.text.endswith("The system prompt begins: You write well.")


def test_fields_of_the_request_win_and_tools_are_united() -> None:
    changed = {"type": "function", "function": {"name": "refund", "description": "new"}}
    body = {"model": "@preset/a", "temperature": 0, "tools": [changed, OTHER], "messages": USER}

    answer = answer_to("chat/completions", body, PRESET)

    assert answer.parameters == {"temperature": 0, "tools": [changed, OTHER]}


def test_a_system_prompt_of_the_request_wins() -> None:
    body = {"model": "@preset/a", "system": "Be brief.", "messages": USER}

    assert answer_to("messages", body, PRESET).text.endswith("begins: Be brief.")


def test_without_a_preset_the_request_is_all() -> None:
    answer = answer_to("responses", {"models": ["openai/gpt-4.1"]}, None)

    assert answer.model == "openai/gpt-4.1"
    assert answer.text.endswith("There is no system prompt.")


def test_a_request_without_a_model_is_refused() -> None:
    with pytest.raises(MissingModelError):
        answer_to("responses", {"preset": "a"}, stored())


@pytest.mark.parametrize(
    ("body", "model"),
    [
        ({"model": "openai/gpt-5.4-20260305"}, "openai/gpt-5.4"),
        ({"model": "openai/gpt-5.4:nitro"}, "openai/gpt-5.4"),
        ({"model": "openai/gpt-oss-120b:free"}, "openai/gpt-oss-120b:free"),
        ({"model": "openai/gpt-oss-120b:free:online"}, "openai/gpt-oss-120b:free"),
        ({"model": "~openai/gpt-latest"}, "openai/gpt-5.5"),
        ({"model": "a/gone", "models": ["a/gone-too", "x-ai/grok-4"]}, "x-ai/grok-4"),
        ({"model": "a/gone", "fallbacks": [{"model": "x-ai/grok-4"}]}, "x-ai/grok-4"),
    ],
)
def test_the_model_that_answers_is_the_first_that_the_catalogue_has(
    body: dict[str, Any], model: str
) -> None:
    assert answer_to("responses", body, None).model == model


@pytest.mark.parametrize(
    ("body", "requested"),
    [
        ({"model": "a/gone", "models": ["b/gone", 3], "fallbacks": "x"}, ("a/gone", "b/gone")),
        ({"model": "openai/gpt-5.4:free"}, ("openai/gpt-5.4:free",)),
        ({"model": "anthropic/claude-sonnet-4-6"}, ("anthropic/claude-sonnet-4-6",)),
    ],
)
def test_models_that_the_catalogue_lacks_are_refused(
    body: dict[str, Any], requested: tuple[str, ...]
) -> None:
    with pytest.raises(UnknownModelError) as raised:
        answer_to("responses", body, None)

    assert raised.value.requested == requested


@given(bodies())
def test_the_same_request_gets_the_same_answer_in_words_that_make_it_up(
    body: dict[str, Any],
) -> None:
    body = {**body, "model": "@preset/a"}
    answer = answer_to("responses", body, PRESET)

    assert answer == answer_to("responses", body, PRESET)
    assert "".join(answer.words) == answer.text
    assert answer.cost > 0
