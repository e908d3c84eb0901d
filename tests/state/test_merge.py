"""Merging locks: the later record wins, whatever its version number."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presetsync.errors import LockError
from presetsync.state.lock import Lock, LockEntry
from presetsync.state.merge import are_rivals, merge, merged_entry
from tests.builders import WORKSPACE, make_entry, make_preset

A = make_preset("a")


def version(number: int, *, archived: bool = False) -> LockEntry:
    return make_entry(A, number, archived=archived)


def by_hand(number: int, of: int) -> LockEntry:
    """The entry of one version with the number of another, as after an edit by hand."""
    return replace(version(of), version=number)


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "kept"),
    [
        pytest.param(version(2), version(1), version(2), "ours", id="we adopted an older one"),
        pytest.param(version(2), version(2), version(1), "theirs", id="they adopted an older one"),
        pytest.param(version(1), version(2), version(1), "ours", id="we pushed"),
        pytest.param(version(1), version(1), version(2), "theirs", id="they pushed"),
        pytest.param(version(1), version(2), version(3), "theirs", id="both pushed, they later"),
        pytest.param(version(1), version(3), version(2), "ours", id="both pushed, we later"),
        pytest.param(None, version(1), version(2), "theirs", id="both pushed, from nothing"),
        pytest.param(version(1), version(1, archived=True), version(1), "ours", id="we archived"),
        pytest.param(version(1), version(1), version(1, archived=True), "theirs", id="they did"),
        pytest.param(
            version(1, archived=True), version(1), version(1, archived=True), "ours", id="restored"
        ),
        pytest.param(
            version(1), version(1, archived=True), version(2), "theirs", id="archived, then pushed"
        ),
        pytest.param(version(2), version(3), by_hand(99, of=2), "ours", id="their number by hand"),
        pytest.param(version(2), by_hand(99, of=2), version(3), "theirs", id="our number by hand"),
        pytest.param(by_hand(99, of=2), version(3), by_hand(99, of=2), "ours", id="it was before"),
        pytest.param(
            version(3), version(1), version(4), "ours", id="rolled back here, pushed there"
        ),
        pytest.param(version(1), None, version(1), "ours", id="we removed it"),
        pytest.param(version(1), version(1), None, "theirs", id="they removed it"),
        pytest.param(version(1), None, version(2), "theirs", id="removed here, pushed there"),
        pytest.param(version(1), version(2), None, "ours", id="pushed here, removed there"),
        pytest.param(None, None, version(1), "theirs", id="new there"),
    ],
)
def test_what_a_side_learned_stands(
    base: LockEntry | None, ours: LockEntry | None, theirs: LockEntry | None, kept: str
) -> None:
    assert merged_entry(base, ours, theirs) is (ours if kept == "ours" else theirs)


ENTRIES = st.none() | st.builds(version, st.integers(1, 4), archived=st.booleans())


@given(ENTRIES, ENTRIES, ENTRIES)
def test_only_rivals_depend_on_which_side_is_ours(
    base: LockEntry | None, one: LockEntry | None, other: LockEntry | None
) -> None:
    either, or_so = merged_entry(base, one, other), merged_entry(base, other, one)

    if either != or_so:
        assert one
        assert other
        assert are_rivals(base, one, other) or one.version_id == other.version_id


@given(ENTRIES, ENTRIES)
def test_a_side_that_changed_nothing_gives_way(
    base: LockEntry | None, other: LockEntry | None
) -> None:
    assert merged_entry(base, base, other) == merged_entry(base, other, base) == other


def test_presets_of_both_sides_are_there() -> None:
    base = Lock(WORKSPACE, {"a": version(1)})
    ours = Lock(WORKSPACE, {"a": version(2), "b": make_entry(make_preset("b"))})
    theirs = Lock(WORKSPACE, {"c": make_entry(make_preset("c"))})

    assert merge(base, ours, theirs).presets.keys() == {"a", "b", "c"}


def test_locks_of_two_workspaces_are_not_merged() -> None:
    with pytest.raises(LockError, match="one lock belongs to workspace one, the other one to two"):
        merge(Lock(), Lock("one"), Lock("two"))
    assert merge(Lock(), Lock(None), Lock("two")).workspace_id == "two"
    assert merge(Lock(), Lock("one"), Lock(None)).workspace_id == "one"
