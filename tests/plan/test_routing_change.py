from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from presetsync.models.model import Model
from presetsync.models.prices import Quotes
from presetsync.plan.model import Action, RoutingChange
from presetsync.plan.risks import RiskKind, routing_risks
from presetsync.plan.routing_change import routing_change, with_routing
from tests.builders import make_lock, make_preset, make_remote
from tests.models.catalogue import endpoint, model, model_lock
from tests.plan.planned import only, plan_of

CHEAP, DEAR, FREE, OLD = "a/cheap", "a/dear", "a/cheap:free", "a/old"
ALIAS, AUTO, UNCHECKED = "~a/latest", "openrouter/auto", "a/unchecked"

LOCK = model_lock(
    {
        CHEAP: model(endpoint("openai"), endpoint("azure", zdr=True)),
        DEAR: model(*(endpoint(t, completion=Decimal("22.50")) for t in ("openai", "azure"))),
        FREE: model(*(endpoint(t, prompt=Decimal(0), completion=Decimal(0)) for t in ("x", "y"))),
        OLD: model(endpoint("openai"), endpoint("azure"), expires="2026-12-31"),
        ALIAS: Model(alias_of=CHEAP),
        AUTO: Model(),
    },
    others=[UNCHECKED],
)
ZDR = {"provider": {"zdr": True}}


def change(before: dict[str, Any] | None, after: dict[str, Any]) -> RoutingChange | None:
    return routing_change(before, after, Quotes(LOCK))


def told(before: dict[str, Any] | None, after: dict[str, Any]) -> list[str]:
    found = change(before, after)
    return [risk.text for risk in routing_risks(found)] if found else []


def test_a_change_of_model_is_told_on_both_sides() -> None:
    found = change({"model": CHEAP}, {"model": DEAR})
    assert found is not None
    before, after = found.quotes
    assert before
    assert after
    assert (before.model, after.model) == (CHEAP, DEAR)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"model": CHEAP}, {"model": CHEAP, "temperature": 1}),
        ({"model": CHEAP}, {"model": CHEAP}),
        ({}, {"temperature": 1}),
        (None, {"temperature": 1}),
    ],
)
def test_what_is_not_about_models_or_routing_says_nothing(before: Any, after: Any) -> None:
    assert change(before, after) is None


@pytest.mark.parametrize(
    "after",
    [
        {"model": CHEAP, "provider": {"sort": "price"}},
        {"model": CHEAP, "models": [DEAR]},
        {"model": CHEAP, "max_tokens": 100_000},
        {"model": CHEAP, "service_tier": "default"},
        {"temperature": 1},
    ],
)
def test_what_is_about_routing_or_changes_the_endpoints_is_told(after: dict[str, Any]) -> None:
    assert change({"model": CHEAP}, after) is not None


@pytest.mark.parametrize(
    ("before", "after", "risks"),
    [
        ({"model": CHEAP}, {"model": DEAR}, ["price: completion 1.5 times as much"]),
        ({"model": DEAR}, {"model": CHEAP}, []),
        ({"model": CHEAP}, {"model": FREE}, []),
        (
            {"model": FREE},
            {"model": CHEAP},
            ["price: prompt is no longer free, completion is no longer free"],
        ),
        (
            {"model": CHEAP},
            {"model": CHEAP, **ZDR},
            ["endpoints: 1 of 2 left for a/cheap; before: 2"],
        ),
        ({"model": CHEAP, **ZDR}, {"model": CHEAP, "temperature": 1, **ZDR}, []),
        (
            {"model": DEAR},
            {"model": DEAR, **ZDR},
            ["endpoints: none of 2 left for a/dear, by data_policy:zdr"],
        ),
        ({"model": DEAR, **ZDR}, {"model": DEAR, "seed": 1, **ZDR}, []),
        (
            {"model": CHEAP},
            {"model": CHEAP, "models": [DEAR], **ZDR},
            [
                "endpoints: none of 2 left for a/dear, by data_policy:zdr",
                "endpoints: 1 of 2 left for a/cheap; before: 2",
            ],
        ),
        ({"model": CHEAP}, {"model": OLD}, ["expiry: a/old expires on 2026-12-31"]),
        ({"model": OLD}, {"model": OLD, "provider": {"sort": "price"}}, []),
        (
            {"model": CHEAP},
            {"model": ALIAS},
            [
                (
                    "alias: ~a/latest currently resolves to a/cheap, and may change "
                    "without a change here"
                )
            ],
        ),
        ({"model": ALIAS}, {"model": ALIAS, "provider": {"sort": "price"}}, []),
        ({"model": CHEAP}, {"model": AUTO}, []),
        ({"model": AUTO}, {"model": DEAR}, []),
        ({"model": CHEAP}, {"model": UNCHECKED}, []),
        (None, {"model": DEAR}, []),
        (None, {"model": ALIAS}, []),
        (
            None,
            {"model": DEAR, **ZDR},
            ["endpoints: none of 2 left for a/dear, by data_policy:zdr"],
        ),
    ],
)
def test_risks_of_a_change(before: Any, after: Any, risks: list[str]) -> None:
    assert told(before, after) == risks


@pytest.mark.parametrize(("price", "is_told"), [("14.99", False), ("15", True)])
def test_a_price_is_a_risk_from_half_as_much_again(price: str, *, is_told: bool) -> None:
    lock = model_lock(
        {
            CHEAP: model(endpoint(prompt=Decimal(10)), endpoint("azure", prompt=Decimal(1))),
            DEAR: model(endpoint(prompt=Decimal(price)), endpoint("azure", prompt=Decimal(1))),
        }
    )
    found = routing_change({"model": CHEAP}, {"model": DEAR}, Quotes(lock))
    assert found
    assert bool([*routing_risks(found)]) is is_told


def test_a_plan_compares_with_what_was_applied() -> None:
    old, new = make_preset(config={"model": CHEAP}), make_preset(config={"model": DEAR})
    found = only(with_routing(plan_of(new, lock=make_lock(old)), LOCK))
    assert found.routing == change({"model": CHEAP}, {"model": DEAR})
    created = only(with_routing(plan_of(new), LOCK))
    assert created.routing
    assert created.routing.before is None


def test_where_only_the_catalogue_changed_nothing_is_claimed() -> None:
    preset = make_preset(config={"model": CHEAP})
    for lock in (LOCK, model_lock({CHEAP: model(endpoint(prompt=Decimal(99)))})):
        assert only(with_routing(plan_of(preset, lock=make_lock(preset)), lock)).routing is None


def test_drift_compares_with_what_is_live() -> None:
    preset = make_preset(config={"model": CHEAP})
    live = make_remote(make_preset(config={"model": DEAR}), 2)
    plan = plan_of(preset, lock=make_lock(preset), remote={preset.slug: live})
    drifted = only(with_routing(plan, LOCK))
    assert drifted.action is Action.DRIFTED
    assert drifted.routing == change({"model": DEAR}, {"model": CHEAP})


def test_a_preset_without_a_file_has_no_routing() -> None:
    lock = make_lock(make_preset(config={"model": CHEAP}))
    plan = with_routing(plan_of(lock=lock, prune=True), LOCK)
    assert only(plan).action is Action.ARCHIVE
    assert only(plan).routing is None


def test_the_digest_of_a_plan_does_not_depend_on_the_catalogue() -> None:
    plan = plan_of(make_preset(config={"model": DEAR}), lock=make_lock())
    assert with_routing(plan, LOCK).digest == plan.digest


def test_risks_of_prices_are_those_that_no_field_shows() -> None:
    old, new = make_preset(config={"model": FREE}), make_preset(config={"model": DEAR})
    found = only(with_routing(plan_of(new, lock=make_lock(old)), LOCK))
    assert found.routing
    assert [risk.kind for risk in routing_risks(found.routing)] == [RiskKind.PRICE]


def test_secrets_are_taken_out_of_names() -> None:
    found = change({"model": CHEAP}, {"model": DEAR, "models": [UNCHECKED]})
    assert found
    hidden = found.redacted(lambda text: text.replace("dear", "***").replace("unchecked", "***"))
    assert [model.name for model in hidden.after] == ["a/***", "a/***"]
    assert hidden.quotes[1]
    assert hidden.quotes[1].model == "a/***"
    assert replace(hidden, after=found.after) == found
