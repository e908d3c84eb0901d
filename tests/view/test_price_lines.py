from __future__ import annotations

from typing import Any

import pytest

from presetsync.models.prices import Quotes
from presetsync.plan.routing_change import routing_change
from presetsync.view.phrases import Words
from presetsync.view.price_lines import price_lines
from tests.plan.test_routing_change import ALIAS, AUTO, CHEAP, DEAR, LOCK, UNCHECKED, ZDR

UNKNOWN = "not checked: the model lock does not have a/unchecked"
CHEAP_SIDE = "prompt 2.50, completion 15.00 USD/M; 2 endpoints"


def lines(before: dict[str, Any] | None, after: dict[str, Any]) -> list[str]:
    found = routing_change(before, after, Quotes(LOCK))
    return ["".join(line) for line in price_lines(found)] if found else []


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        (None, {"model": CHEAP}, [f"price: {CHEAP_SIDE}"]),
        (
            {"model": CHEAP},
            {"model": DEAR},
            ["price: prompt 2.50, completion 15.00 → 22.50 USD/M; 2 endpoints"],
        ),
        (
            {"model": CHEAP},
            {"model": CHEAP, **ZDR},
            ["price: prompt 2.50, completion 15.00 USD/M; endpoints 2 → 1 of 2"],
        ),
        (
            {"model": CHEAP},
            {"model": CHEAP, "provider": {"sort": "price"}},
            [f"price: {CHEAP_SIDE}"],
        ),
        (
            {"model": CHEAP},
            {"model": DEAR, **ZDR},
            [f"price: none: no endpoint of 2 is left; before: {CHEAP_SIDE}"],
        ),
        (
            {"model": CHEAP},
            {"model": AUTO},
            [f"price: that of the model that openrouter/auto chooses; before: {CHEAP_SIDE}"],
        ),
        (
            {"model": UNCHECKED},
            {"model": CHEAP},
            [
                f"price: {CHEAP_SIDE}; before: {UNKNOWN}",
            ],
        ),
        ({}, {"model": CHEAP}, [f"price: {CHEAP_SIDE}"]),
        ({"model": CHEAP}, {}, ["price: the preset no longer names a model"]),
        ({"model": CHEAP}, {"model": ALIAS}, [f"price of a/cheap: {CHEAP_SIDE}"]),
        (
            {"model": CHEAP, "models": [DEAR]},
            {"model": CHEAP, "models": [DEAR, UNCHECKED]},
            [
                f"price: {CHEAP_SIDE}",
                f"fallback a/unchecked: {UNKNOWN}",
            ],
        ),
        (
            {"model": CHEAP, "models": [CHEAP]},
            {"model": CHEAP, "models": [CHEAP], **ZDR},
            [
                "price: prompt 2.50, completion 15.00 USD/M; endpoints 2 → 1 of 2",
                "fallback a/cheap: prompt 2.50, completion 15.00 USD/M; endpoints 2 → 1 of 2",
            ],
        ),
    ],
)
def test_price_and_endpoints_before_and_after(before: Any, after: Any, shown: list[str]) -> None:
    assert lines(before, after) == shown


def test_names_are_not_our_words() -> None:
    found = routing_change(None, {"model": ALIAS, "models": [UNCHECKED]}, Quotes(LOCK))
    assert found
    for line in price_lines(found):
        for part in line:
            assert isinstance(part, Words) is ("a/" not in part)
