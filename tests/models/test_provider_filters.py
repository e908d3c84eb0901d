"""Every provider option as /guides/routing/provider-selection tells it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.models.catalogue import endpoint
from tests.models.routed import left, routed, words

VERTEX = (endpoint("google-vertex"), endpoint("google-vertex/us-east5"), endpoint("azure"))
DEEPINFRA = (endpoint("deepinfra"), endpoint("deepinfra/turbo"), endpoint("deepinfra-two"))


@pytest.mark.parametrize(
    ("slug", "tags"),
    [
        ("google-vertex", ["google-vertex", "google-vertex/us-east5"]),
        ("google-vertex/us-east5", ["google-vertex/us-east5"]),
        ("Google-Vertex", ["google-vertex", "google-vertex/us-east5"]),
        ("Google", ["google-vertex", "google-vertex/us-east5"]),
        ("google", ["google-vertex", "google-vertex/us-east5"]),
        ("vertex", []),
    ],
)
def test_a_base_slug_matches_all_endpoints_of_its_provider(slug: str, tags: list[str]) -> None:
    assert left({"provider": {"only": [slug]}}, *VERTEX) == tags


def test_a_slug_is_not_the_start_of_another() -> None:
    assert left({"provider": {"only": ["deepinfra"]}}, *DEEPINFRA) == [
        "deepinfra",
        "deepinfra/turbo",
    ]


def test_only_excludes_by_allowed_providers() -> None:
    assert words({"provider": {"only": ["azure"]}}, *VERTEX) == {
        "google-vertex": ["allowed_providers"],
        "google-vertex/us-east5": ["allowed_providers"],
    }


@pytest.mark.parametrize("fallbacks", [True, None, "absent"])
def test_an_order_restricts_nothing_by_itself(fallbacks: Any) -> None:
    options = {"order": ["azure"]} | (
        {} if fallbacks == "absent" else {"allow_fallbacks": fallbacks}
    )
    assert len(left({"provider": options}, *VERTEX)) == 3


def test_an_order_without_fallbacks_restricts() -> None:
    body = {"provider": {"order": ["together", "azure"], "allow_fallbacks": False}}
    assert left(body, *VERTEX) == ["azure"]
    assert routed(body, *VERTEX).relaxable[0].path == ("body", "provider", "order")


def test_no_fallbacks_without_an_order_leaves_all_as_candidates() -> None:
    assert len(left({"provider": {"allow_fallbacks": False}}, *VERTEX)) == 3


def test_only_and_order_without_fallbacks_both_hold() -> None:
    options = {"only": ["google-vertex"], "order": ["azure"], "allow_fallbacks": False}
    found = routed({"provider": options}, *VERTEX)
    assert found.left == ()
    assert {reason.path[-1] for reason in found.relaxable} == {"only", "order"}


def test_ignore_takes_out_what_it_matches() -> None:
    body = {"provider": {"ignore": ["google-vertex"]}}
    assert left(body, *VERTEX) == ["azure"]
    assert words(body, *VERTEX)["google-vertex"] == ["ignored_providers"]


@pytest.mark.parametrize("field", ["only", "order", "ignore", "quantizations"])
@pytest.mark.parametrize("value", [[], None])
def test_an_empty_list_filters_nothing(field: str, value: Any) -> None:
    assert len(left({"provider": {field: value, "allow_fallbacks": False}}, *VERTEX)) == 3


@pytest.mark.parametrize(
    ("levels", "tags"),
    [
        (["fp8"], ["openai", "azure"]),
        (["fp4"], ["together"]),
        (["mxfp8"], ["azure"]),
        (["unknown"], ["deepinfra", "anthropic"]),
        (["bf16", "unknown"], ["deepinfra", "anthropic"]),
        (["int4"], []),
    ],
)
def test_quantizations(levels: list[str], tags: list[str]) -> None:
    endpoints = (
        endpoint("openai", quantization="fp8"),
        endpoint("azure", quantization="mxfp8"),
        endpoint("together", quantization="nvfp4"),
        endpoint("deepinfra", quantization="unknown"),
        endpoint("anthropic", quantization=None),
    )
    body = {"provider": {"quantizations": levels}}
    assert left(body, *endpoints) == tags
    assert {word for by in words(body, *endpoints).values() for word in by} == {"quantization"}


@pytest.mark.parametrize(
    ("bounds", "tags"),
    [
        ({"prompt": 2.5}, ["openai", "azure"]),
        ({"prompt": "2.49"}, ["azure"]),
        ({"completion": 10}, ["azure"]),
        ({"prompt": 1, "completion": "1"}, ["azure"]),
        ({"request": "0.004"}, ["openai"]),
        ({"request": 0.005, "image": 0.1, "audio": 1}, ["openai", "azure"]),
        ({"image": 0}, ["openai", "azure"]),
        ({}, ["openai", "azure"]),
        (None, ["openai", "azure"]),
        ({"prompt": "cheap", "completion": None}, ["openai", "azure"]),
        ({"prompt": "NaN"}, ["openai", "azure"]),
    ],
)
def test_max_price_bounds_each_price_that_is_told(bounds: Any, tags: list[str]) -> None:
    endpoints = (
        endpoint("openai"),
        endpoint("azure", prompt=Decimal(1), completion=None, request=Decimal("0.005")),
    )
    assert left({"provider": {"max_price": bounds}}, *endpoints) == tags


def test_zdr_leaves_endpoints_that_retain_nothing() -> None:
    endpoints = (endpoint("openai"), endpoint("azure", zdr=True))
    assert left({"provider": {"zdr": True}}, *endpoints) == ["azure"]
    assert words({"provider": {"zdr": True}}, *endpoints) == {"openai": ["data_policy:zdr"]}
    assert len(left({"provider": {"zdr": False}}, *endpoints)) == 2


@pytest.mark.parametrize(
    "options",
    [
        {"data_collection": "deny"},
        {"enforce_distillable_text": True},
        {"sort": "price"},
        {"sort": {"by": "throughput", "partition": "none"}},
        {"preferred_min_throughput": 1_000_000},
        {"preferred_max_latency": {"p90": 0.001}},
        {"require_parameters": False},
    ],
)
def test_what_the_catalogue_does_not_tell_and_what_only_sorts_excludes_nothing(
    options: dict[str, Any],
) -> None:
    assert len(left({"top_k": 1, "provider": options}, *VERTEX)) == 3


@pytest.mark.parametrize(
    ("tokens", "tags"),
    [(4096, ["openai", "azure", "together"]), (4097, ["azure", "together"]), (200_000, ["azure"])],
)
@pytest.mark.parametrize("name", ["max_tokens", "max_completion_tokens", "max_output_tokens"])
def test_an_answer_must_fit_as_far_as_that_is_told(name: str, tokens: int, tags: list[str]) -> None:
    endpoints = (
        endpoint("openai", max_completion_tokens=4096),
        endpoint("azure", max_completion_tokens=None, context_length=None),
        endpoint("together", max_completion_tokens=None),
    )
    assert left({name: tokens}, *endpoints) == tags
    assert {w for by in words({name: tokens}, *endpoints).values() for w in by} <= {
        "context_length"
    }


def test_require_parameters_needs_all_that_the_body_sets() -> None:
    endpoints = (
        endpoint("openai", parameters=("temperature", "top_k")),
        endpoint("azure", parameters=("temperature",)),
    )
    body = {"temperature": 0, "top_k": 5, "provider": {"require_parameters": True}}
    assert left(body, *endpoints) == ["openai"]
    assert words(body, *endpoints) == {"azure": ["require_parameters"]}
    assert len(left({"provider": {"require_parameters": True}}, *endpoints)) == 2
