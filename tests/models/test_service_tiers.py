"""Service tiers as /guides/features/service-tiers tells them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.models.catalogue import endpoint
from tests.models.routed import NAME, left, routed, words

ENDPOINTS = (
    endpoint("openai"),
    endpoint("openai/priority"),
    endpoint("openai/flex"),
    endpoint("azure"),
)
DEFAULT = ["openai", "azure"]


@pytest.mark.parametrize(
    ("body", "tags"),
    [
        ({}, DEFAULT),
        ({"service_tier": None}, DEFAULT),
        ({"service_tier": "auto"}, DEFAULT),
        ({"service_tier": "default"}, DEFAULT),
        ({"service_tier": "priority"}, ["openai", "openai/priority", "azure"]),
        ({"service_tier": "fast"}, ["openai", "openai/priority", "azure"]),
        ({"speed": "fast"}, ["openai", "openai/priority", "azure"]),
        ({"speed": "standard", "service_tier": "priority"}, ["openai", "openai/priority", "azure"]),
        ({"service_tier": "flex"}, ["openai/flex"]),
        ({"service_tier": "flex", "provider": {"only": ["openai"]}}, ["openai/flex"]),
        ({"service_tier": "flex", "provider": {"only": ["azure"]}}, ["azure"]),
        ({"provider": {"only": ["openai"]}}, ["openai"]),
        ({"provider": {"only": ["openai/priority"]}}, ["openai/priority"]),
        ({"provider": {"only": ["OpenAI/Priority"]}}, ["openai/priority"]),
        (
            {"service_tier": "priority", "provider": {"only": ["openai"]}},
            ["openai", "openai/priority"],
        ),
        ({"provider": {"order": ["openai/flex"]}}, ["openai", "openai/flex", "azure"]),
        ({"provider": {"order": ["openai/flex"], "allow_fallbacks": False}}, ["openai/flex"]),
        ({"provider": {"ignore": ["openai"]}}, ["azure"]),
        ({"service_tier": "priority", "provider": {"ignore": ["openai/priority"]}}, DEFAULT),
    ],
)
def test_a_tier_is_left_only_where_it_is_asked_for(body: dict[str, Any], tags: list[str]) -> None:
    assert left(body, *ENDPOINTS) == tags


@pytest.mark.parametrize(
    ("variant", "body", "tags"),
    [
        ("nitro", {}, ["openai", "openai/priority", "azure"]),
        ("floor", {}, ["openai", "openai/flex", "azure"]),
        ("exacto", {}, DEFAULT),
        ("online", {}, DEFAULT),
        ("nitro", {"service_tier": "default"}, DEFAULT),
        ("floor", {"provider": {"order": ["azure"]}}, DEFAULT),
        ("nitro", {"provider": {"sort": "throughput"}}, ["openai", "openai/priority", "azure"]),
    ],
)
def test_variants_admit_a_tier(variant: str, body: dict[str, Any], tags: list[str]) -> None:
    assert left(body, *ENDPOINTS, name=f"{NAME}:{variant}") == tags


def test_flex_goes_its_normal_way_where_no_endpoint_has_it() -> None:
    assert left({"service_tier": "flex"}, endpoint("azure")) == ["azure"]


def test_tiers_that_are_not_asked_for_do_not_count() -> None:
    found = routed({}, *ENDPOINTS)
    assert (len(found.left), found.of) == (2, 2)
    assert words({}, *ENDPOINTS) == {
        "openai/priority": ["service_tier"],
        "openai/flex": ["service_tier"],
    }
    assert found.relaxable == ()
    assert routed({"service_tier": "flex"}, *ENDPOINTS).of == 3
