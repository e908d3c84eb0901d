from __future__ import annotations

from typing import Any

from presetsync.diff.content_difference import compare
from presetsync.plan.risks import RiskKind
from presetsync.presets.model import Content
from presetsync.view.difference_view import DifferenceView, difference_view


def compared(before: dict[str, Any], after: dict[str, Any], **options: bool) -> DifferenceView:
    return difference_view(compare(Content(before, None), Content(after, None)), **options)


def test_models_and_routing_are_the_risky_part() -> None:
    difference = compared(
        {"model": "a", "provider": {"sort": "price"}, "temperature": 0},
        {"model": "b", "provider": {"sort": "latency"}, "temperature": 1, "models": ["c"]},
    )

    assert {field.pointer: field.risk for field in difference.fields} == {
        "/model": RiskKind.MODEL,
        "/models": RiskKind.MODEL,
        "/provider/sort": RiskKind.ROUTING,
        "/temperature": None,
    }


def test_a_field_whose_name_only_looks_like_a_risky_one_is_not() -> None:
    assert compared({"n": 1}, {"n": 1, "model/x": 1}).fields[0].risk is None


def test_nothing_of_a_preset_that_is_new_is_a_risk() -> None:
    assert compared({}, {"model": "a"}, is_new=True).fields[0].risk is None
