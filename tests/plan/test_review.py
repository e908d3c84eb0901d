from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given

from presetsync.api.wire import RemotePreset
from presetsync.diff.fields import ABSENT
from presetsync.diff.tools import ToolChangeKind
from presetsync.plan.model import Action, Change
from presetsync.plan.planner import PlanOptions, make_plan
from presetsync.plan.review import Comparison, Review, compare, review
from presetsync.plan.risks import Kind
from presetsync.plan.sides import Between, Sides
from presetsync.presets.canonical import digest
from presetsync.presets.model import Content, Preset
from presetsync.state.lock import Lock
from tests.builders import CONFIGS, make_lock, make_preset, make_remote


def compared(before: dict[str, Any], after: dict[str, Any]) -> Comparison:
    return compare(Sides(Between.SENT_AND_FILE, Content(before, None), Content(after, None)))


def only_change(
    files: list[Preset],
    lock: Lock,
    remote: Mapping[str, RemotePreset | None] | None = None,
    **options: Any,
) -> Change:
    [change] = make_plan(files, lock, remote, PlanOptions(**options)).changes
    return change


@given(CONFIGS, CONFIGS)
def test_a_comparison_is_empty_exactly_where_the_contents_are_the_same(
    before: dict[str, Any], after: dict[str, Any]
) -> None:
    assert compared(before, after).is_empty is (digest(before) == digest(after))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({}, {"tools": []}),
        ({"tools": [{"name": "a", "n": 1}]}, {"tools": [{"name": "a", "n": True}]}),
        ({"tools": [{"name": "a"}, {"name": "b"}]}, {"tools": [{"name": "b"}, {"name": "a"}]}),
        ({"tools": ["a"]}, {"tools": ["b"]}),
        ({"a": "[" + "1," * 90 + "1]"}, {"a": [1] * 91}),
        ({"a": "one\ntwo"}, {"a": "one\r\ntwo"}),
        ({"a": "x" * 100}, {"a": "x" * 100 + "\n"}),
    ],
)
def test_every_difference_is_seen(before: dict[str, Any], after: dict[str, Any]) -> None:
    comparison = compared(before, after)

    assert not comparison.is_empty
    for field in comparison.fields:
        assert field.text is None or any(row.kind != "same" for row in field.text.diff.rows)


def test_fields_stand_in_the_order_of_the_file() -> None:
    comparison = compared({"a": 1, "z": 1, "gone": 1}, {"z": 2, "new": 1, "a": 2})

    assert [field.pointer for field in comparison.fields] == ["/z", "/new", "/a", "/gone"]


def test_models_and_routing_are_the_risky_part() -> None:
    comparison = compared(
        {"model": "a", "provider": {"sort": "price"}, "temperature": 0},
        {"model": "b", "provider": {"sort": "latency"}, "temperature": 1, "models": ["c"]},
    )

    assert {field.pointer: field.risk for field in comparison.fields} == {
        "/model": Kind.MODEL,
        "/models": Kind.MODEL,
        "/provider/sort": Kind.ROUTING,
        "/temperature": None,
    }


def test_a_field_whose_name_only_looks_like_a_risky_one_is_not() -> None:
    assert compared({}, {"model/x": 1}).fields[0].risk is None


def test_long_values_and_values_of_several_lines_are_compared_as_text() -> None:
    long = {"name": "a" * 90}
    fields = {
        field.pointer: field
        for field in compared(
            {"short": "a", "stop": "one\ntwo\n", "metadata": long}, {"short": "b", "stop": "one\n"}
        ).fields
    }

    assert fields["/short"].text is None
    stop, metadata = fields["/stop"].text, fields["/metadata"].text
    assert stop
    assert [row.kind for row in stop.diff.rows] == ["same", "removed"]
    assert metadata
    assert [row.before and row.before.text for row in metadata.diff.rows] == [
        "{",
        f'  "name": "{"a" * 90}"',
        "}",
    ]
    assert fields["/metadata"].after is ABSENT


def test_tools_are_told_by_name_and_not_as_fields() -> None:
    comparison = compared(
        {"tools": [{"type": "function", "name": "a", "description": "x"}]},
        {"tools": [{"type": "function", "name": "b"}, {"type": "function", "name": "a"}]},
    )

    assert comparison.fields == ()
    assert [(tool.name, tool.kind) for tool in comparison.tools] == [
        ("b", ToolChangeKind.ADDED),
        ("a", ToolChangeKind.CHANGED),
    ]
    assert comparison.tools[0].text
    assert comparison.tools[1].fields[0].pointer == "/description"


def test_the_system_prompt_is_compared_where_it_differs() -> None:
    before, after = Content({}, "Be brief.\n"), Content({}, None)

    assert compare(Sides(Between.SENT_AND_FILE, before, before)).system is None
    system = compare(Sides(Between.SENT_AND_FILE, before, after)).system
    assert system
    assert (system.before.words, system.after.words) == (2, 0)


def test_a_preset_that_is_created_is_compared_with_nothing_and_is_no_risk() -> None:
    created = review(only_change([make_preset(system="Hello.\n")], Lock()))

    assert created.action is Action.CREATE
    [comparison] = created.comparisons
    assert [(field.pointer, field.before) for field in comparison.fields] == [("/model", ABSENT)]
    assert created.risks == ()


def test_an_update_is_compared_with_what_was_applied_last() -> None:
    before, after = make_preset(config={"model": "m/one"}), make_preset(config={"model": "m/two"})
    updated = review(only_change([after], make_lock(before)))

    [comparison] = updated.comparisons
    assert comparison.between is Between.SENT_AND_FILE
    assert updated.kinds == (Kind.MODEL,)


def conflict(**options: Any) -> Review:
    applied, file = make_preset(config={"top_p": 1}), make_preset(config={"top_p": 0.5})
    live = make_remote(make_preset(config={"top_p": 0.1}), 2)
    return review(only_change([file], make_lock(applied), {"a": live}, **options))


@pytest.mark.parametrize("overwrite", [False, True])
def test_a_conflict_shows_what_became_live_and_what_pushing_would_do(*, overwrite: bool) -> None:
    reviewed = conflict(overwrite_drift=overwrite)

    assert reviewed.overwrites is overwrite
    assert (reviewed.applied_version, reviewed.live_version) == (1, 2)
    assert [(c.between, c.fields[0].before, c.fields[0].after) for c in reviewed.comparisons] == [
        (Between.APPLIED_AND_LIVE, 1, 0.1),
        (Between.LIVE_AND_FILE, 0.1, 0.5),
    ]


def test_what_the_server_stored_of_the_last_version_comes_before_what_was_sent() -> None:
    applied, live = make_preset(config={"top_p": 1}), make_remote(make_preset(config={"n": 1}), 2)
    change = only_change([applied], make_lock(applied), {"a": live})
    stored = make_remote(make_preset(config={"n": 1.0}), 1).designated

    [since, _] = review(replace(change, applied=stored)).comparisons

    assert since.is_empty


def test_without_a_live_version_nothing_is_compared() -> None:
    change = only_change([make_preset()], Lock())

    assert review(replace(change, action=Action.CONFLICT)).comparisons == ()


@pytest.mark.parametrize("prune", [False, True])
def test_without_a_file_nothing_is_compared(*, prune: bool) -> None:
    assert review(only_change([], make_lock(make_preset()), prune=prune)).comparisons == ()


def test_another_skin_is_told() -> None:
    before = make_preset(config={"model": "m"}, skin="responses")
    after = make_preset(config={"model": "m"}, skin="messages")

    reviewed = review(only_change([after], make_lock(before)))

    assert (reviewed.former_skin, reviewed.skin) == ("responses", "messages")


def test_secrets_are_redacted_before_anything_is_compared() -> None:
    before = make_preset(config={"model": "m", "k-SECRET": ["SECRET"]}, system="Use SECRET one.\n")
    after = make_preset(config={"model": "m", "user": "SECRET"}, system="Use SECRET two.\n")

    reviewed = review(
        only_change([after], make_lock(before)), lambda text: text.replace("SECRET", "<key>")
    )

    assert "SECRET" not in repr(reviewed)
    assert "SEC" not in repr(reviewed)


def test_drift_without_an_entry_or_without_a_file_is_compared_as_far_as_it_goes() -> None:
    file, live = make_preset(config={"n": 1}), make_remote(make_preset(config={"n": 2}), 2)
    unknown = review(only_change([file], Lock(), {"a": live}))
    gone = review(only_change([], make_lock(file), {"a": live}, prune=True))

    assert [c.between for c in unknown.comparisons] == [Between.LIVE_AND_FILE]
    assert [c.between for c in gone.comparisons] == [Between.APPLIED_AND_LIVE]
