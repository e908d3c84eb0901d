"""A lock with conflict markers, as git really writes them: both sides are read."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from presetsync.errors import LockError
from presetsync.git.merge_markers import conflict_line
from presetsync.state.lock import Lock, dump, parse_sides
from tests.builders import WORKSPACE, make_entry, make_preset
from tests.state.test_lock import Branches

if TYPE_CHECKING:
    from pathlib import Path

A, M = make_entry(make_preset("a")), make_entry(make_preset("m"))


@pytest.mark.parametrize("style", ["merge", "diff3", "zdiff3"])
def test_two_additions_between_the_same_neighbours_are_both_read(
    tmp_path: Path, style: str
) -> None:
    branches = Branches(tmp_path, "a", "m")
    branches.branch("ours", b="x")
    branches.branch("theirs", c="y")
    assert branches.git("-c", f"merge.conflictStyle={style}", "merge", "ours") == 1
    text = branches.lock.read_text(encoding="utf-8")
    assert conflict_line(text)

    one, other = parse_sides(text)

    assert {*one.presets, *other.presets} == {"a", "b", "c", "m"}
    assert one.workspace_id == other.workspace_id == WORKSPACE
    models = {
        s: e.snapshot.content.config["model"]
        for lock in (one, other)
        for s, e in lock.presets.items()
    }
    assert models == {"a": "m/one", "b": "x", "c": "y", "m": "m/one"}


def conflicted(ours: Lock, theirs: Lock) -> str:
    """As where git finds no line in common."""
    sides = (dump(lock).decode() for lock in (ours, theirs))
    return "<<<<<<< HEAD\n{}=======\n{}>>>>>>> x\n".format(*sides)


def test_an_entry_that_git_put_together_of_both_sides_is_none() -> None:
    torn = replace(A, snapshot=replace(A.snapshot, content=M.snapshot.content, skin="messages"))

    one, other = parse_sides(conflicted(Lock(WORKSPACE, {"a": torn}), Lock(WORKSPACE, {"a": A})))

    assert (one.presets, other.presets) == ({}, {"a": A})


def test_an_entry_that_is_cut_off_does_not_hide_the_others() -> None:
    text = conflicted(Lock(WORKSPACE, {"a": A, "m": M}), Lock(WORKSPACE))

    one, _ = parse_sides(text.replace('"archived', "").replace('"skin"', '"skin', 1))

    assert one.presets == {"m": M}


def test_sides_of_two_workspaces_are_refused() -> None:
    with pytest.raises(LockError, match="different workspaces: one, two"):
        parse_sides(conflicted(Lock("one", {"a": A}), Lock("two", {"a": A})))


def test_a_slug_that_is_none_is_not_read() -> None:
    text = conflicted(Lock(WORKSPACE, {"a": A}), Lock(WORKSPACE)).replace('"a": {', '"..": {')

    assert parse_sides(text)[0].presets == {}
