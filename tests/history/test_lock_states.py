"""States of the lock in real repositories: renamed, rebuilt, conflicted, waiting."""

from __future__ import annotations

from pathlib import Path
from unittest import mock

from presetsync.history.lock_records import LockRecords
from presetsync.history.origins import UNRECORDED, Gap, Origin, OriginKind
from tests.history.world import BOT, LOCK, PROMPT, World, source


def test_a_lock_that_is_not_committed_yet_counts(world: World) -> None:
    commit = world.edit("one")
    world.record(commit, 1)

    assert world.origin(1).commit == commit


def test_a_version_without_a_commit_is_one_and_a_rebuilt_lock_takes_no_commit_away(
    world: World,
) -> None:
    commit = world.edit("one")
    world.record(None, 1)
    world.commit("Adopt")
    assert world.origin(1) == Origin(OriginKind.NO_COMMIT)

    world.edit("two")
    second = world.apply(2)
    world.entries.clear()
    world.record(None, 2)
    world.commit("Rebuild the lock")
    assert world.origin(2).source_commit == second
    assert world.origin(2).commit != commit


def test_a_lock_that_was_renamed_is_followed(world: World) -> None:
    first = world.edit("one")
    world.apply(1)
    world.git("mv", LOCK, "presets.production.lock.json")
    world.lock = "presets.production.lock.json"
    world.commit("Rename the lock")
    second = world.edit("two")
    world.apply(2)

    found = world.found(1, 2)

    assert [found.of(each).commit for each in ("bot-v1", "bot-v2")] == [first, second]


def test_each_lock_has_a_history_of_its_own(world: World) -> None:
    first = world.edit("one")
    world.apply(1)
    world.entries.clear()
    world.lock = "presets.staging.lock.json"
    second = world.edit("two")
    world.apply(2)

    world.entries.clear()
    assert world.origin(2).commit == second
    world.lock = LOCK
    assert world.origin(1).commit == first
    assert world.origin(2) == UNRECORDED


def test_a_lock_in_a_folder_of_the_repository_is_found(tmp_path: Path) -> None:
    world = World(tmp_path, folder="llm/prod/")
    world.init()
    world.write(f"llm/prod/{BOT}", source())
    commit = world.edit("one")
    world.write(PROMPT, "of another root")
    world.commit()
    world.apply(1)

    assert world.origin(1).commit == commit


def test_a_lock_that_waits_on_its_branch_counts(world: World, tmp_path: Path) -> None:
    commit = world.edit("one")
    world.git("checkout", "--quiet", "-b", "presetsync/lock")
    world.apply(1)
    world.git("checkout", "--quiet", "main")
    other = tmp_path / "clone"
    world.git("clone", "--quiet", str(world.root), str(other))
    clone = World(other)

    assert clone.origin(1).commit == commit


def test_states_of_the_lock_that_cannot_be_read_are_passed_over(world: World) -> None:
    commit = world.edit("one")
    world.apply(1)
    world.write(LOCK, '{"presets": {\n    "bot": {\n      "version_id": \n    }\n')
    world.commit("Break the lock")
    world.write(LOCK, "\0\xff" * 100)
    world.commit("Break it more")

    found = world.found(1, 2)
    assert found.of("bot-v1").commit == commit
    assert found.gaps == (Gap.UNREAD,)
    assert world.found(1).gaps == ()


def test_both_sides_of_a_committed_conflict_count(world: World) -> None:
    commit = world.edit("one")
    world.apply(1)
    world.git("checkout", "--quiet", "-b", "work")
    theirs = world.edit("two")
    world.apply(2)
    world.git("checkout", "--quiet", "main")
    world.record(None, 3)
    world.commit("Adopt")
    world.git("merge", "--quiet", "work", check=False)
    assert "<<<<<<<" in (world.root / LOCK).read_text(encoding="utf-8")
    world.commit("Commit a conflict")
    world.git("branch", "--quiet", "-D", "work")
    # Only the state with the conflict is left.
    world.git("checkout", "--quiet", "--orphan", "alone")
    world.commit("Squash everything")
    world.entries.clear()

    found = world.found(2, 3)

    assert found.of("bot-v2").source_commit == theirs != commit
    assert found.of("bot-v3").kind is OriginKind.NO_COMMIT


def test_without_git_the_lock_alone_is_known(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.record("a" * 40, 1)

    found = world.found(1, 2)

    assert found.of("bot-v1") == Origin(OriginKind.NOT_IN_CLONE, "a" * 40)
    assert found.of("bot-v2") == UNRECORDED
    assert found.gaps == (Gap.NO_GIT,)


def test_without_a_commit_only_the_lock_is_known(world: World) -> None:
    world.record(None, 1)

    assert world.origin(1) == Origin(OriginKind.NO_COMMIT)


def test_a_lock_that_was_renamed_on_a_branch_is_followed_through_the_merge(world: World) -> None:
    first = world.edit("one")
    world.apply(1)
    world.git("checkout", "--quiet", "-b", "work")
    world.git("mv", LOCK, "new.lock.json")
    world.commit("Rename the lock")
    world.git("checkout", "--quiet", "main")
    second = world.edit("two")
    world.apply(2)
    world.merge("work", "Merge pull request #3 from ada/work")
    world.lock = "new.lock.json"
    third = world.edit("three")
    world.apply(3)
    world.entries.clear()

    found = world.found(1, 2, 3)

    assert [found.of(f"bot-v{n}").commit for n in (1, 2, 3)] == [first, second, third]


def test_a_lock_that_was_removed_and_made_again_has_both_pasts(world: World) -> None:
    first = world.edit("one")
    world.apply(1)
    world.git("rm", "--quiet", LOCK)
    world.commit("Remove the lock")
    world.entries.clear()
    second = world.edit("two")
    world.apply(2)

    found = world.found(1, 2, 3)

    assert [found.of(f"bot-v{n}").commit for n in (1, 2)] == [first, second]
    assert found.gaps == ()


def test_states_are_read_until_all_versions_are_known(world: World) -> None:
    commits = []
    for number in range(1, 11):
        commits.append(world.edit(f"text {number}"))
        world.apply(number)
    world.entries.clear()
    read = LockRecords.read
    with mock.patch.object(LockRecords, "read", autospec=True, side_effect=read) as reading:
        found = world.found(8, 9, 10)
        newest = reading.call_count
        world.found(*range(1, 11))

    assert [found.of(f"bot-v{n}").commit for n in (8, 9, 10)] == commits[7:]
    assert (newest, reading.call_count - newest) == (3, 10)
