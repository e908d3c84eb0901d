"""Versions that were stored before their content was committed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from presetsync.history.origins import Origin, OriginKind
from tests.history.world import BOT, PROMPT, World, source

NO_COMMIT = Origin(OriginKind.NO_COMMIT)


def record(world: World, number: int) -> None:
    """Record what the files say, as an apply of files that differ from git does."""
    world.record(None, number)
    entry = world.entries["bot"]
    made = world.preset("bot")
    snapshot = replace(entry.snapshot, content=made.content, digest=made.digest)
    world.entries["bot"] = replace(entry, snapshot=snapshot)
    world.write_lock()


@pytest.fixture
def rolled_back(world: World) -> World:
    """Version 1 is of a commit; version 2 was pushed on a branch, from files not yet committed."""
    world.edit("one", "Add the bot (#1)")
    world.apply(1)
    world.git("checkout", "--quiet", "-b", "rollback")
    world.write(PROMPT, "before")
    record(world, 2)
    return world


def test_before_it_is_committed_there_is_nothing_to_say(rolled_back: World) -> None:
    assert rolled_back.origin(2) == NO_COMMIT


def test_the_commit_that_brought_file_and_lock_is_named_with_the_merge(rolled_back: World) -> None:
    commit = rolled_back.commit("Go back", author="Grace")
    rolled_back.git("checkout", "--quiet", "main")
    rolled_back.merge("rollback", "Merge pull request #4 from acme/rollback")

    assert rolled_back.origin(2) == Origin(
        OriginKind.SAME_CONTENT, None, commit, "Grace", "Go back", 4, merged_by="Ada"
    )


def test_a_later_change_of_the_file_does_not_count(rolled_back: World) -> None:
    commit = rolled_back.commit("Go back (#4)")
    rolled_back.edit("three")
    rolled_back.apply(3)

    assert rolled_back.origin(2).commit == commit
    assert rolled_back.origin(3).kind is OriginKind.COMMIT


def test_an_adoption_by_the_main_branch_has_the_commit_of_the_file(rolled_back: World) -> None:
    rolled_back.git("stash", "--quiet")
    rolled_back.git("checkout", "--quiet", "main")
    edited = rolled_back.edit("before", "Go back (#4)")
    record(rolled_back, 2)
    rolled_back.commit("Record applied preset versions")

    origin = rolled_back.origin(2)

    assert (origin.kind, origin.commit, origin.pull_request) == (
        *(OriginKind.SAME_CONTENT, edited, 4),
    )


def test_an_adoption_whose_lock_is_not_committed_has_the_commit_of_the_file(
    rolled_back: World,
) -> None:
    rolled_back.git("checkout", "--quiet", "HEAD", "--", "presets.lock.json")
    edited = rolled_back.commit("Go back (#4)")
    record(rolled_back, 2)

    assert rolled_back.origin(2).commit == edited


@pytest.mark.parametrize(
    "text", [source("none.md"), source("../../../x"), "", "body: 1", "skin: [", "\0", "- 1"]
)
def test_a_file_that_does_not_say_the_same_proves_nothing(rolled_back: World, text: str) -> None:
    rolled_back.write(BOT, text)
    rolled_back.commit("Go back, but write something else (#4)")

    assert rolled_back.origin(2) == NO_COMMIT


def test_a_file_that_is_not_committed_proves_nothing(rolled_back: World) -> None:
    rolled_back.git("add", "presets.lock.json")
    rolled_back.git("commit", "--quiet", "-m", "Only the lock")

    assert rolled_back.origin(2) == NO_COMMIT


def test_in_a_shallow_clone_nothing_is_guessed(rolled_back: World, tmp_path: Path) -> None:
    rolled_back.commit("Go back")
    shallow = tmp_path / "shallow"
    rolled_back.git("clone", "--quiet", "--depth", "1", rolled_back.root.as_uri(), str(shallow))
    clone = World(shallow, entries=rolled_back.entries)

    assert clone.origin(2) == NO_COMMIT


def test_the_lock_may_wait_on_its_branch(rolled_back: World, tmp_path: Path) -> None:
    commit = rolled_back.commit("Go back (#4)")
    rolled_back.git("branch", "--quiet", "presetsync/lock")
    rolled_back.git("checkout", "--quiet", "main")
    other = tmp_path / "clone"
    rolled_back.git("clone", "--quiet", str(rolled_back.root), str(other))

    assert World(other).origin(2).commit == commit
