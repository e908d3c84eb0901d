"""Prices and endpoints of a plan, in every format."""

from __future__ import annotations

import json
from typing import Any

import pytest

from presetsync.plan.model import Plan
from presetsync.plan.routing_change import with_routing
from presetsync.render.terminal.style import Style
from tests.builders import make_lock, make_preset
from tests.plan.planned import plan_of
from tests.plan.test_routing_change import ALIAS, AUTO, CHEAP, DEAR, FREE, LOCK, ZDR
from tests.render.shown import plan_html, plan_json, plan_markdown, plan_text

LINE = "prompt 2.50, completion 15.00 → 22.50 USD/M; 2 endpoints"


def updates(after: dict[str, Any], count: int = 1, **first: Any) -> Plan:
    """A plan of presets that had the cheap model; ``first`` is of the first one only."""
    slugs = [f"preset-{number}" for number in range(count)]
    old = [make_preset(slug, config={"model": CHEAP}) for slug in slugs]
    configs = [after | (first if not number else {}) for number in range(count)]
    new = [make_preset(s, config=config) for s, config in zip(slugs, configs, strict=True)]
    return with_routing(plan_of(*new, lock=make_lock(*old)), LOCK)


def test_every_format_has_the_line_and_the_risk() -> None:
    plan = updates({"model": DEAR})
    text, markdown, html = plan_text(plan, Style()), plan_markdown(plan), plan_html(plan)
    assert f"    price: {LINE}\n" in text
    assert f"\nPrice: {LINE}.\n" in markdown
    assert f"<p>Price: {LINE}.</p>" in html
    for shown in (text, markdown, html):
        assert "price: completion 1.5 times as much" in shown
    assert "⚠️ model, price" in markdown


def test_json_has_both_sides_as_data() -> None:
    [change] = json.loads(plan_json(updates({"model": DEAR, **ZDR})))["changes"]
    side = {"of": 2, "expires": None}
    assert change["routing"] == {
        "before": {
            "model": CHEAP,
            "endpoints": 2,
            "prompt": {"min": "2.50", "max": "2.50"},
            "completion": {"min": "15.00", "max": "15.00"},
            **side,
        },
        "after": {"model": DEAR, "endpoints": 0, "prompt": None, "completion": None, **side},
    }
    assert "endpoints: none of 2 left for a/dear, by data_policy:zdr" in change["risks"]


@pytest.mark.parametrize(("after", "routing"), [({"model": AUTO}, True), ({"seed": 1}, False)])
def test_json_is_null_for_routers_and_for_what_is_not_about_routing(
    after: dict[str, Any], *, routing: bool
) -> None:
    [change] = json.loads(plan_json(updates({"model": CHEAP} | after)))["changes"]
    assert (change["routing"] is not None) is routing
    if routing:
        assert change["routing"]["before"]["model"] == CHEAP
        assert change["routing"]["after"] is None


def test_equal_changes_show_the_price_once() -> None:
    plan = updates({"model": DEAR}, 200)
    for shown in (plan_text(plan, Style()), plan_markdown(plan), plan_html(plan)):
        assert "200 presets" in shown
        assert shown.count(LINE) == 1
        assert shown.count("1.5 times as much") == 1


def test_a_preset_with_another_price_is_not_shown_with_the_others() -> None:
    """All change the same field; the first keeps to other endpoints since before."""
    slugs = [f"preset-{number}" for number in range(4)]
    configs = [{"provider": {"zdr": True}}, {}, {}, {}]
    old = [make_preset(s, config=c | {"model": FREE}) for s, c in zip(slugs, configs, strict=True)]
    new = [make_preset(s, config=c | {"model": CHEAP}) for s, c in zip(slugs, configs, strict=True)]
    text = plan_text(with_routing(plan_of(*new, lock=make_lock(*old)), LOCK), Style())
    assert "update 3 presets" in text
    assert "update preset-0" in text


def test_names_from_outside_are_code_in_markup() -> None:
    plan = updates({"model": ALIAS})
    assert "Price of `a/cheap`: prompt" in plan_markdown(plan)
    assert "<p>Price of <code>a/cheap</code>: prompt" in plan_html(plan)


def test_a_name_that_acts_on_a_terminal_or_markup_does_not() -> None:
    name = "\x1b[2Ja/<b>@team</b>"
    plan = updates({"model": CHEAP, "models": [name]})
    assert "\x1b" not in plan_text(plan, Style())
    assert "<b>@team" not in plan_html(plan)


@pytest.mark.parametrize("width", [60, 80, 120])
def test_a_line_fits_the_terminal(width: int) -> None:
    text = plan_text(updates({"model": AUTO}), Style(), width=width)
    assert all(len(line) <= width for line in text.splitlines() if "Digest" not in line)
