"""Which endpoint of the sandbox's catalogue answers a request."""

from __future__ import annotations

from typing import Any

import pytest

from presetsync.offers import MODELS
from presetsync.offers.chosen_endpoint import candidates
from presetsync.offers.provider_table import NAMES

GPT, OSS, LLAMA = "openai/gpt-5.4", "openai/gpt-oss-120b", "meta-llama/llama-3.3-70b-instruct"
GROK = "x-ai/grok-4"


def tags(*names: str, **config: Any) -> list[str]:
    return [found.endpoint.tag for found in candidates(config, names)]


def first(*names: str, **config: Any) -> tuple[str, str]:
    found = candidates(config, names)[0]
    return found.model.id, found.endpoint.tag


def test_the_cheapest_answers_first_and_tiers_do_not_unasked() -> None:
    assert tags(GPT) == ["openai", "azure"]
    assert tags(OSS)[:2] == ["deepinfra/bf16", "novita/fp4"]


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ({"provider": {"order": ["groq", "Together"]}}, ["groq", "together", "deepinfra/fp8"]),
        ({"provider": {"order": ["together"], "allow_fallbacks": False}}, ["together"]),
        ({"provider": {"only": ["together", "groq"]}}, ["groq", "together"]),
        ({"provider": {"ignore": ["deepinfra"]}}, ["groq", "together"]),
        ({"provider": {"zdr": True}}, ["groq", "together"]),
        ({"provider": {"max_price": {"prompt": 0.2}}}, ["deepinfra/fp8"]),
        ({"provider": {"quantizations": ["fp8"]}}, ["deepinfra/fp8"]),
        ({"max_tokens": 20_000}, ["groq"]),
        ({"min_p": 0.1, "provider": {"require_parameters": True}}, ["deepinfra/fp8", "together"]),
    ],
)
def test_the_options_of_a_request_decide_where_it_goes(
    config: dict[str, Any], expected: list[str]
) -> None:
    assert tags(LLAMA, **config) == expected


@pytest.mark.parametrize(
    ("name", "config", "tag"),
    [
        (GPT, {"service_tier": "priority"}, "openai/priority"),
        (GPT, {"service_tier": "flex"}, "openai/flex"),
        (f"{GPT}:floor", {}, "openai/flex"),
        (f"{GPT}:nitro", {}, "openai"),
        (GPT, {"provider": {"only": ["openai/priority"]}}, "openai/priority"),
        (f"{OSS}:nitro", {"provider": {"ignore": ["deepinfra"]}}, "novita/fp4"),
        (OSS, {"provider": {"sort": "throughput", "ignore": ["deepinfra"]}}, "novita/fp4"),
    ],
)
def test_a_service_tier_answers_where_it_is_asked_for(
    name: str, config: dict[str, Any], tag: str
) -> None:
    assert first(name, **config)[1] == tag


@pytest.mark.parametrize(
    ("name", "model"),
    [
        ("openai/gpt-5.4-20260305", GPT),
        ("openai/gpt-5.4:nitro", GPT),
        ("openai/gpt-oss-120b:free", "openai/gpt-oss-120b:free"),
        ("openai/gpt-oss-120b:free:online", "openai/gpt-oss-120b:free"),
        ("~openai/gpt-latest", "openai/gpt-5.5"),
        ("openrouter/free", "openai/gpt-oss-120b:free"),
        ("openrouter/auto", GPT),
    ],
)
def test_a_name_stands_for_the_model_that_answers(name: str, model: str) -> None:
    assert first(name)[0] == model


def test_fallbacks_are_tried_in_order_and_each_by_itself() -> None:
    assert first("a/gone", GROK, GPT)[0] == GROK
    assert first(GROK, GPT, provider={"zdr": True}) == (GPT, "azure")
    assert first(GROK, OSS)[0] == GROK


def test_without_a_partition_the_cheapest_of_all_models_answers() -> None:
    sort = {"by": "price", "partition": "none"}

    assert first(GROK, OSS, provider={"sort": sort}) == (OSS, "deepinfra/bf16")
    assert first(GROK, OSS, provider={"sort": {"by": "price"}})[0] == GROK


@pytest.mark.parametrize(
    ("settings", "model"),
    [
        ({"allowed_models": ["anthropic/*"]}, "anthropic/claude-sonnet-5"),
        (
            {"allowed_models": ["*/gpt-4*"], "excluded_models": ["openai/gpt-4.1"]},
            "openai/gpt-4o-mini",
        ),
        ({"excluded_models": ["openai/*"]}, "anthropic/claude-sonnet-5"),
    ],
)
def test_the_auto_router_chooses_among_the_models_that_it_may(
    settings: dict[str, Any], model: str
) -> None:
    assert first("openrouter/auto", plugins=[{"id": "auto-router", **settings}])[0] == model
    other = [{"id": "auto-beta-router", **settings}, "x"]
    assert first("openrouter/auto", plugins=other)[0] == GPT


@pytest.mark.parametrize("model", [each for each in MODELS if "text" in each.gives.split()])
def test_every_model_that_writes_answers(model: Any) -> None:
    found = candidates({}, (model.id,))[0]

    assert found.provider in NAMES.values()
    assert found.offer.tag == found.endpoint.tag
