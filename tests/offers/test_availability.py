"""Why no endpoint can answer a request."""

from __future__ import annotations

from typing import Any

import pytest

from presetsync.offers.availability import UnavailableModelError
from presetsync.offers.chosen_endpoint import candidates

GPT, GROK = "openai/gpt-4.1", "x-ai/grok-4"
ZDR, ONLY = "data_policy:zdr", "allowed_providers"


def failure(*names: str, **config: Any) -> UnavailableModelError:
    with pytest.raises(UnavailableModelError) as raised:
        candidates(config, names)
    return raised.value


@pytest.mark.parametrize(
    ("provider", "code", "excluded_by"),
    [
        ({"only": ["groq"]}, "no_endpoints", [ONLY]),
        ({"order": ["groq"], "allow_fallbacks": False}, "no_endpoints", [ONLY]),
        ({"ignore": ["openai", "azure"]}, "no_endpoints", None),
        ({"zdr": True}, "privacy_restricted", [ZDR]),
        ({"max_price": {"prompt": 1}}, "constraint_filtered", ["max_price"]),
        ({"quantizations": ["int4"]}, "constraint_filtered", ["quantization"]),
        ({"only": ["groq"], "zdr": True}, "privacy_restricted", [ONLY, ZDR]),
    ],
)
def test_the_code_says_which_kind_of_option_leaves_none(
    provider: dict[str, Any], code: str, excluded_by: list[str] | None
) -> None:
    error = failure(GPT, provider=provider)

    assert (error.status, error.availability["code"]) == (404, code)
    assert error.availability.get("excluded_by") == excluded_by
    assert error.availability["affected_providers"] == ["openai", "azure"]
    assert error.availability["retryable"] is False
    assert error.availability["docs_url"].endswith(f"/docs/errors#{code}")
    assert GPT in str(error)


@pytest.mark.parametrize(
    ("config", "field"),
    [
        ({"provider": {"max_price": {"prompt": 1}}}, "max_price"),
        ({"max_tokens": 2_000_000}, "context_length"),
        ({"min_p": 0.1, "provider": {"require_parameters": True}}, "require_parameters"),
    ],
)
def test_a_constraint_is_named(config: dict[str, Any], field: str) -> None:
    constraint = failure(GPT, **config).availability["constraint"]

    assert constraint["field"] == field
    assert constraint["detail"]


def test_what_the_catalogue_lacks_is_not_found() -> None:
    error = failure("acme/fake")

    assert (error.status, str(error)) == (400, "acme/fake is not a valid model ID")
    assert "fallback_models" not in error.availability
    assert failure("openai/gpt-5.4:free").availability["code"] == "model_not_found"
    # A preset is named in `model` alone.
    assert failure("@preset/a").availability["code"] == "model_not_found"


def test_for_a_legacy_name_the_model_is_suggested() -> None:
    error = failure("anthropic/claude-sonnet-4-6")

    assert error.availability["code"] == "model_not_found"
    assert error.availability["fallback_models"] == ["anthropic/claude-sonnet-4.6"]


def test_a_model_that_does_not_write_is_at_another_endpoint() -> None:
    error = failure("openai/text-embedding-3-small")

    assert (error.status, error.availability["code"]) == (400, "wrong_endpoint")
    assert "/api/v1/embeddings" in error.availability["constraint"]["detail"]


def test_a_router_without_a_model_has_no_endpoint() -> None:
    plugins = [{"id": "auto-router", "allowed_models": ["nobody/*"]}]
    error = failure("openrouter/auto", plugins=plugins)

    assert (error.status, error.availability["code"]) == (404, "no_endpoints")


def test_the_error_is_the_last_fallback_s() -> None:
    assert failure(GROK, "a/gone", provider={"zdr": True}).availability["code"] == "model_not_found"
    assert failure("a/gone", GROK, provider={"zdr": True}).availability["code"] == (
        "privacy_restricted"
    )
