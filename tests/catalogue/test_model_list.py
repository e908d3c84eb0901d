"""The models in use: what the list counts is what a plan counts."""

from __future__ import annotations

from typing import Any

import pytest

from presetsync.catalogue.model_list import listed_models
from presetsync.catalogue.preset_uses import PresetUse
from presetsync.models.prices import quotes
from presetsync.render.terminal.models import models_text
from presetsync.render.terminal.style import Style
from presetsync.view.models_view import model_rows
from tests.models.catalogue import endpoint, model, model_lock

GPT = "openai/gpt-5.4"
TIERS = model_lock({GPT: model(endpoint("openai"), endpoint("openai/flex"), endpoint("azure"))})


@pytest.mark.parametrize(
    ("changes", "left", "of"),
    [
        ({}, 2, 2),
        ({"provider": {"only": ["azure"]}}, 1, 2),
        ({"service_tier": "flex"}, 1, 3),
        ({"model": f"{GPT}:floor"}, 3, 3),
    ],
)
def test_the_list_counts_endpoints_as_a_plan_does(
    changes: dict[str, Any], left: int, of: int
) -> None:
    body = {"model": GPT} | changes

    [listed] = listed_models([PresetUse("a", (body,))], TIERS)
    [quoted] = quotes(body, TIERS)

    assert quoted.quote
    assert (listed.left["a"], listed.of) == (left, of)
    assert (quoted.quote.endpoints, quoted.quote.of) == (left, of)


def test_the_models_of_tools_are_not_given_the_options_of_the_body() -> None:
    tool = {"type": "openrouter:advisor", "parameters": {"model": GPT}}
    body = {"model": "a/b", "provider": {"only": ["azure"]}, "tools": [tool]}

    [_, listed] = listed_models([PresetUse("a", (body,))], TIERS)

    assert (listed.left["a"], listed.of) == (2, 2)


def test_names_are_broken_between_words_where_the_terminal_is_narrow() -> None:
    names = ["anthropic/claude-haiku-4.5", "google/gemini-3.5-flash", "openai/gpt-oss-120b"]
    lock = model_lock({name: model(endpoint()) for name in names})
    slugs = ["code-reviewer", "email-copywriter", "inbound-classifier"]
    uses = [PresetUse(slug, ({"models": names},)) for slug in slugs]

    text = models_text(model_rows(listed_models(uses, lock)), Style(), 60)

    cells = [line.removeprefix("┆ ").split("  ")[0].strip() for line in text.splitlines()]
    words = {"anthropic/", "claude-", "haiku-4.5", "google/", "gemini-3.5-", "flash"}
    assert {"", "model", "openai/gpt-", "oss-120b", *words} == {*cells}


def test_an_own_name_of_anthropic_is_not_looked_for_where_the_api_takes_one() -> None:
    body = {"model": GPT, "fallbacks": [{"model": "claude-haiku-4-5"}]}
    own = "claude-haiku-4-5"

    known = {each.name: each.is_known for each in listed_models([PresetUse("a", (body,))], TIERS)}
    elsewhere = listed_models([PresetUse("a", (body,)), PresetUse("b", ({"model": own},))], TIERS)

    assert known == {GPT: True, own: None}
    assert {each.name: each.is_known for each in elsewhere}[own] is False
