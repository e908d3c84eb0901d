from __future__ import annotations

from typing import Any

import pytest

from presetsync.plan.risks import RiskKind, risks
from tests.builders import make_lock, make_preset, make_remote
from tests.plan.planned import only, plan_of

OVERRIDE = "U+202E RIGHT-TO-LEFT OVERRIDE"


def of_update(before: dict[str, Any], after: dict[str, Any], **prompts: str) -> list[str]:
    """The risks of an update, as texts."""
    old = make_preset(config=before, system=prompts.get("old"))
    new = make_preset(config=after, system=prompts.get("new"))
    return [risk.text for risk in risks(only(plan_of(new, lock=make_lock(old))))]


def tool(name: str, description: str = "") -> dict[str, Any]:
    return {"type": "function", "function": {"name": name, "description": description}}


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ({"model": "a"}, {"model": "b"}, ['model: /model "a" → "b"']),
        ({}, {"models": ["a"]}, ['model: /models none → ["a"]']),
        (
            {"provider": {"sort": "price"}},
            {"provider": {"sort": "latency"}},
            ['provider routing: /provider/sort "price" → "latency"'],
        ),
        (
            {"provider": {"order": ["x" * 90]}},
            {},
            ["provider routing: /provider a value of 105 characters → none"],
        ),
        ({"n": 1}, {"n": 2}, []),
        ({"model": "a", "n": 1}, {"n": 1.0, "model": "a"}, []),
    ],
)
def test_who_answers_is_a_risk(
    before: dict[str, Any], after: dict[str, Any], told: list[str]
) -> None:
    assert of_update(before, after) == told


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ({}, {"tools": [tool("a")]}, ["tools: added a"]),
        ({"tools": [tool("a")]}, {}, ["tools: removed a"]),
        ({"tools": [tool("a", "A.")]}, {"tools": [tool("b", "A.")]}, ["tools: renamed a → b"]),
        (
            {"tools": [tool("a"), tool("b"), tool("z", "Z.")]},
            {"tools": [tool("b"), tool("c"), tool("d"), tool("y", "Z.")]},
            ["tools: added c, d; removed a; renamed z → y"],
        ),
        ({"tools": [tool("a", "A.")]}, {"tools": [tool("a", "B.")]}, []),
        ({"tools": [tool("a"), tool("b")]}, {"tools": [tool("b"), tool("a")]}, []),
        (
            {"tools": ["a"]},
            {"tools": ["b"]},
            ["tools: the list changed, and its tools have no names"],
        ),
    ],
)
def test_what_the_model_may_call_is_a_risk(
    before: dict[str, Any], after: dict[str, Any], told: list[str]
) -> None:
    assert of_update(before, after) == told


@pytest.mark.parametrize(
    ("config", "system", "place"),
    [
        ({}, "One.\ntwo\u202e", "the system prompt, line 2"),
        ({"stop": "a\u202e"}, "", "/stop"),
        ({"stop": ["a", "b\n\u202e"]}, "", "/stop/1, line 2"),
        ({"tools": [tool("a", "b\u202e")]}, "", "/tools/0/function/description"),
        ({"metadata": {"a\u202e": 1}}, "", "a name in /metadata"),
    ],
)
def test_an_invisible_character_is_a_risk_by_name_and_place(
    config: dict[str, Any], system: str, place: str
) -> None:
    created = only(plan_of(make_preset(config=config, system=system)))

    assert [risk.text for risk in risks(created)] == [
        f"invisible characters: {OVERRIDE} in {place}"
    ]
    assert f"invisible characters: {OVERRIDE} in {place}" in of_update({}, config, new=system)


def test_an_invisible_character_that_was_there_already_is_no_risk() -> None:
    assert of_update({}, {}, old="a\u202e\nOne.", new="a\u202e\nTwo.") == []
    assert of_update({}, {}, old="a\u202e\nOne.", new="a\u202eb\nOne.") != []


def test_invisible_characters_of_many_places_are_one_risk() -> None:
    [told] = of_update({}, {}, new="a\u202e\n" * 9)

    assert told.endswith("line 5 and 4 more places")


def test_what_somebody_else_made_live_is_looked_at_too() -> None:
    file, live = make_preset(config={"n": 1}), make_preset(config={"n": 2}, system="a\u202e")
    change = only(plan_of(file, lock=make_lock(file), remote={"a": make_remote(live, 2)}))

    assert [risk.text for risk in risks(change)] == [
        f"invisible characters: the live version has {OVERRIDE} in the system prompt, line 1"
    ]


def test_what_is_created_changes_neither_model_nor_tools_of_anybody() -> None:
    created = make_preset(config={"model": "a", "tools": [tool("b")], "provider": {}})
    assert risks(only(plan_of(created))) == ()


def test_archiving_says_what_will_fail() -> None:
    lock = make_lock(make_preset())

    [risk] = risks(only(plan_of(lock=lock, prune=True)))

    assert (risk.kind, risk.text) == (RiskKind.ARCHIVE, "calls of `@preset/a` will fail")
    assert risks(only(plan_of(lock=lock))) == ()


def renamed(**options: Any) -> dict[str, list[str]]:
    """The risks where b.yaml was a.yaml, by slug."""
    plan = plan_of(make_preset("b"), lock=make_lock(make_preset("a")), **options)
    return {change.slug: [risk.text for risk in risks(change)] for change in plan.changes}


def test_a_rename_is_shown_at_both_slugs_with_its_effect_on_callers() -> None:
    stays = "calls of `@preset/a` still get the old preset until --prune archives it"
    fails = "calls of `@preset/a` will fail"
    new = "renamed from `a`, which has the same content and no file"
    old = "renamed to `b`, which has the same content"
    is_new = "`@preset/b` is the new one"

    assert renamed() == {
        "a": [f"{old}: {stays}; {is_new}"],
        "b": [f"{new}: {stays}; {is_new}"],
    }
    assert renamed(prune=True) == {
        "a": [f"{old}: {is_new}", fails],
        "b": [f"{new}: this plan archives `a`, and {fails}; {is_new}"],
    }
    assert renamed(targets=["b"], prune=True) == {"b": [f"{new}: {stays}; {is_new}"]}


def test_a_rename_of_a_protected_preset_archives_nothing() -> None:
    lock = make_lock(make_preset("a", protect=True))
    for prune in (False, True):
        plan = plan_of(make_preset("b"), lock=lock, prune=prune)
        for change in plan.changes:
            [risk] = risks(change)
            assert "`@preset/a` still get the old preset; `@preset/b` is" in risk.text
