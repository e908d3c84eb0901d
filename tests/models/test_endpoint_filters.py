"""Provider options that leave no endpoint: which one did it, and what the endpoints have."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.models.catalogue import endpoint, model, model_lock
from tests.models.judged import NAME, lock_of, one, reported

CHEAP = endpoint(
    "deepinfra/fp8", quantization="fp8", prompt=Decimal("0.1"), completion=Decimal("0.4"), zdr=True
)
LOCK = lock_of(CHEAP, endpoint("together"), endpoint("azure", max_completion_tokens=8_000))


@pytest.mark.parametrize(
    ("provider", "option", "hint"),
    [
        (
            {"only": ["openai"]},
            "only",
            "is served by `deepinfra/fp8`, `together` and `azure`, which `only` leaves out.",
        ),
        ({"order": ["openai"], "allow_fallbacks": False}, "order", "is served by `deepinfra/fp8`"),
        ({"ignore": ["deepinfra", "together", "azure"]}, "ignore", "is served by `deepinfra/fp8`"),
        ({"quantizations": ["int4"]}, "quantizations", "has `fp8` and `unknown`."),
        ({"max_price": {"prompt": 0.05}}, "max_price", "costs from 0.10 and 0.40 USD"),
    ],
)
def test_the_option_is_named_and_what_the_endpoints_have(
    provider: dict[str, Any], option: str, hint: str
) -> None:
    found = one({"model": NAME, "provider": provider}, LOCK)
    assert (found.code, found.pointer) == ("no-endpoints", f"/body/provider/{option}")
    assert (found.stops_push, found.at_key) == (True, True)
    assert found.message == (
        f"According to the catalogue, `{option}` leaves no endpoint of `{NAME}`."
    )
    assert f"`{NAME}` {hint}" in found.hint
    assert "Your own provider keys and account settings are not considered here." in found.hint
    assert "presetsync models update" in found.hint


def test_zero_retention_names_those_that_have_it() -> None:
    lock = lock_of(endpoint("together"))
    found = one({"model": NAME, "provider": {"zdr": True}}, lock)
    assert "has zero data retention at no endpoint." in found.hint
    found = one({"model": NAME, "provider": {"zdr": True, "only": ["together"]}}, LOCK)
    assert "has zero data retention at `deepinfra/fp8`." in found.hint


def test_the_price_of_a_service_tier_that_is_not_asked_for_is_not_told() -> None:
    cheap = {"prompt": Decimal("0.05"), "completion": Decimal("0.2")}
    lock = lock_of(endpoint("openai"), endpoint("openai/flex", **cheap))
    provider = {"max_price": {"prompt": 0.01}, "quantizations": ["fp8"]}
    assert "costs from 2.50 and 15.00 USD" in one({"model": NAME, "provider": provider}, lock).hint


def test_options_that_leave_none_together_are_all_named() -> None:
    provider = {"only": ["together"], "max_price": {"prompt": 1}}
    found = one({"model": NAME, "provider": provider}, LOCK)
    assert found.pointer == "/body/provider/only"
    assert "`only` and `max_price` together leave no endpoint" in found.message


def test_a_provider_that_is_allowed_and_ignored_is_told_from_the_others() -> None:
    found = one({"model": NAME, "provider": {"only": ["azure"], "ignore": ["azure"]}}, LOCK)
    assert f"`{NAME}` is served by `azure`, which `ignore` takes out." in found.hint
    assert "`together`, which `only` leaves out." in found.hint


def test_what_lacks_the_least_of_required_parameters_is_named() -> None:
    lock = lock_of(
        endpoint("together", parameters=("seed", "top_p")),
        endpoint("azure", parameters=("temperature", "stop")),
        endpoint("openai", parameters=("top_p", "seed", "stop")),
    )
    asked = {"temperature": 0, "top_p": 1, "seed": 1, "stop": ["a"]}
    body = {"model": NAME, **asked, "provider": {"require_parameters": True}}
    found = one(body, lock)
    assert (found.code, found.pointer) == ("no-endpoints", "/body/provider/require_parameters")
    assert found.hint.startswith("`openai` lacks only `temperature`. ")


def test_what_another_rule_says_is_not_said_again() -> None:
    lock = lock_of(endpoint(parameters=("max_tokens",)))
    tools = [{"type": "function", "function": {"name": "f"}}]
    required = {"provider": {"require_parameters": True}}
    for body, code in (
        ({"tools": tools, **required}, "no-tool-support"),
        ({"top_k": 5, **required}, "unsupported-parameter"),
        ({"max_tokens": 10**6}, "above-limit"),
        ({"provider": {"only": ["opnai"]}}, "unknown-provider"),
        ({"provider": {"only": ["OpenAI"]}}, "unknown-provider"),
    ):
        assert [found for found, _ in reported({"model": NAME, **body}, lock)] == [code]


def test_what_is_left_besides_is_said() -> None:
    provider = {"require_parameters": True, "only": ["azure", "opnai", "Opnai"]}
    assert reported({"model": NAME, "top_k": 5, "provider": provider}, lock_of(CHEAP)) == [
        ("unsupported-parameter", "/body/top_k"),
        ("unknown-provider", "/body/provider/only/1"),
        ("unknown-provider", "/body/provider/only/2"),
        ("no-endpoints", "/body/provider/only"),
    ]


def test_a_fallback_that_never_answers_is_found() -> None:
    lock = model_lock(
        {"a/b": model(endpoint("azure")), "a/c": model(CHEAP), "a/d": model(endpoint("together"))}
    )
    body = {"model": "a/b", "models": ["a/c", "a/d"], "provider": {"only": ["azure"]}}
    assert "leaves no endpoint of `a/c` or `a/d`." in one(body, lock).message


def test_service_tiers_that_nobody_asks_for_are_no_option_of_the_body() -> None:
    lock = lock_of(endpoint("openai"), endpoint("openai/priority"))
    found = one({"model": NAME, "provider": {"only": ["azure"]}}, lock)
    assert found.message == f"According to the catalogue, `only` leaves no endpoint of `{NAME}`."


def test_an_order_with_fallbacks_leaves_all() -> None:
    assert reported({"model": NAME, "provider": {"order": ["openai"]}}, LOCK) == []
