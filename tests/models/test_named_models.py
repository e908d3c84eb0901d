"""Names that cannot be OpenRouter's, and bodies without one: found without a model lock."""

from __future__ import annotations

import pytest

from tests.models.catalogue import model, model_lock
from tests.models.judged import CHAT, MESSAGES, RESPONSES, one, reported

LOCK = model_lock({"anthropic/claude-sonnet-4.6": model()})


@pytest.mark.parametrize("skin", [CHAT, MESSAGES, RESPONSES])
def test_a_name_without_an_author_is_a_warning(skin: str) -> None:
    found = one({"model": "claude-sonnet-4-6"}, None, skin)
    assert (found.code, found.pointer, found.stops_push) == ("model-name", "/body/model", False)
    assert "`author/name`" in found.message
    assert "presetsync models update" in found.hint


def test_a_model_lock_knows_which_model_is_meant_by_a_name_without_an_author() -> None:
    found = one({"model": "claude-sonnet-4-6"}, LOCK)
    assert (found.code, found.stops_push) == ("unknown-model", True)
    assert "`anthropic/claude-sonnet-4.6`" in found.hint


@pytest.mark.parametrize("name", ["openrouter/openai/gpt-5", "openrouter:openai/gpt-5"])
def test_the_prefix_of_another_tool_is_an_error(name: str) -> None:
    found = one({"models": ["openai/gpt-5", name]}, None)
    assert (found.code, found.pointer) == ("model-name", "/body/models/1")
    assert found.stops_push
    assert found.hint == "Write `openai/gpt-5`."


def test_what_follows_the_prefix_is_held_against_the_catalogue_and_said_once() -> None:
    found = one({"model": "openrouter/anthropic/claude-4.6-sonnet"}, LOCK)
    assert found.code == "model-name"
    assert found.hint == "Write `anthropic/claude-sonnet-4.6`."


@pytest.mark.parametrize(
    "name",
    ["openai/gpt-5", "openrouter/auto", "~openai/gpt-latest", "openai/gpt-5:nitro",
     "@preset/writer", "openai/gpt-5@preset/writer", "openrouter/openai/x@preset/writer"],
)  # fmt: skip
def test_other_names_are_none_of_its_business(name: str) -> None:
    assert reported({"model": name}, None) == []


def test_fallbacks_of_messages_are_anthropics() -> None:
    body = {"model": "anthropic/claude-sonnet-4.6", "fallbacks": [{"model": "claude-opus-4-8"}]}
    assert reported(body, None, MESSAGES) == []
    assert reported(body, LOCK, MESSAGES) == []
    body["fallbacks"] = [{"model": "openrouter:anthropic/claude-sonnet-4.6"}]
    assert reported(body, LOCK, MESSAGES) == [("model-name", "/body/fallbacks/0/model")]


@pytest.mark.parametrize("body", [{}, {"temperature": 1}, {"model": None, "models": None}])
def test_a_body_without_a_model_is_a_warning_at_its_key(body: dict[str, object]) -> None:
    for lock in (None, LOCK):
        found = one(body, lock)
        assert (found.code, found.pointer, found.at_key) == ("no-model", "/body", True)
        assert not found.stops_push


def test_one_of_the_two_ways_to_name_a_model_is_enough() -> None:
    assert reported({"models": ["openai/gpt-5"]}, None) == []
