"""Presets that get a new slug."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presetsync.plan.model import Action, Plan, Rename
from tests.builders import make_entry, make_lock, make_preset, make_remote
from tests.plan.planned import locked, plan_of


def renames(plan: Plan) -> dict[str, str]:
    """The former slug of each new one."""
    found = {change.rename for change in plan.changes if change.rename}
    return {rename.slug: rename.former for rename in found}


def test_back_to_a_slug_that_was_archived_is_a_rename_too() -> None:
    old, new = make_entry(make_preset("a")), make_entry(make_preset("b"), archived=True)
    plan = plan_of(make_preset("b"), lock=locked(old, new))

    assert all(change.rename for change in plan.changes)


@pytest.mark.parametrize(
    "file",
    [
        pytest.param(make_preset("b", {"model": "other"}), id="another content"),
        pytest.param(make_preset("a"), id="the same slug"),
    ],
)
def test_only_equal_content_without_a_file_was_renamed(file: Any) -> None:
    assert not any(
        change.rename for change in plan_of(file, lock=make_lock(make_preset("a"))).changes
    )


def test_of_several_with_the_same_content_each_is_renamed_once_in_order() -> None:
    lock = make_lock(*map(make_preset, "abc"))

    assert renames(plan_of(*map(make_preset, "xy"), lock=lock)) == {"x": "a", "y": "b"}
    assert renames(plan_of(*map(make_preset, "wxyz"), lock=lock)) == {"w": "a", "x": "b", "y": "c"}
    plan = plan_of(*map(make_preset, "xy"), lock=lock, targets=["y"])
    assert renames(plan) == {"y": "b"}


def test_an_adopted_preset_is_renamed_too_and_a_conflict_is_not() -> None:
    lock, file = make_lock(make_preset("a")), make_preset("b")
    other = make_remote(make_preset("b", {"model": "other"}), 2)

    assert renames(plan_of(file, lock=lock, remote={"b": make_remote(file)})) == {"b": "a"}
    assert renames(plan_of(file, lock=lock, remote={"b": other})) == {}


def test_a_preset_whose_file_may_be_in_an_unread_folder_was_not_renamed() -> None:
    lock, file = make_lock(make_preset("a")), make_preset("b")

    assert renames(plan_of(file, lock=lock, unread=["presets/other"])) == {"b": "a"}
    assert renames(plan_of(file, lock=lock, unread=["presets"])) == {}


def test_a_rename_says_whether_the_former_slug_is_archived_or_protected() -> None:
    lock, file = make_lock(make_preset("a", protect=True), make_preset("c", {"n": 1})), "b"
    files = make_preset(file), make_preset("d", {"n": 1})

    found = {
        change.slug: change.rename for change in plan_of(*files, lock=lock, prune=True).changes
    }

    assert found["a"] == found["b"] == Rename("a", "b", archives=False, is_protected=True)
    assert found["c"] == found["d"] == Rename("c", "d", archives=True)


def test_a_rename_back_archives_nothing_that_is_archived() -> None:
    entry = replace(make_entry(make_preset("a")), archived=True)
    assert renames(plan_of(make_preset("b"), lock=locked(entry))) == {}


CONTENTS = st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 1), max_size=6)


@given(CONTENTS, CONTENTS, st.booleans())
def test_a_rename_joins_a_new_preset_and_one_without_a_file_with_equal_content(
    before: dict[str, int],
    after: dict[str, int],
    prune: bool,  # noqa: FBT001 - hypothesis draws it
) -> None:
    def presets(contents: dict[str, int]) -> list[Any]:
        return [make_preset(slug, {"n": number}) for slug, number in contents.items()]

    plan = plan_of(*presets(after), lock=make_lock(*presets(before)), prune=prune)
    changes = {change.slug: change for change in plan.changes}
    found = renames(plan)

    assert len({*found.values()}) == len(found)
    for slug, former in found.items():
        assert (slug in before, former in after) == (False, False)
        assert after[slug] == before[former]
        assert changes[slug].rename == changes[former].rename
        assert changes[former].action is (Action.ARCHIVE if prune else Action.UNMANAGED)
    created, lost = after.keys() - before.keys(), before.keys() - after.keys()
    for number in (0, 1):
        pairs = min(
            sum(after[slug] == number for slug in created),
            sum(before[slug] == number for slug in lost),
        )
        assert sum(after[slug] == number for slug in found) == pairs
