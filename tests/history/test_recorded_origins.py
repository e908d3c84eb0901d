"""Where the versions in entries of the lock come from: no state of the lock in git is needed."""

from __future__ import annotations

from pathlib import Path

import pytest

from presetsync.history import provenance
from presetsync.history.origins import Gap, Origin, OriginKind, Provenance
from tests.clones import counted_processes
from tests.history.world import World


def recorded(world: World) -> Provenance:
    return provenance.recorded_origins(world.top, [*world.entries.values()])


def origin(world: World, number: int) -> Origin:
    return recorded(world).of(f"bot-v{number}")


def test_a_lock_that_is_not_committed_says_where_a_version_comes_from(world: World) -> None:
    head = world.edit("one", "Add the bot (#4)")
    world.record(head, 1)
    processes, counted = counted_processes()

    with counted:
        found = recorded(world)

    assert found.of("bot-v1") == Origin(OriginKind.COMMIT, head, head, "Ada", "Add the bot (#4)", 4)
    assert found.gaps == ()
    assert processes.started == 3


def test_a_version_without_a_commit_needs_no_git(world: World) -> None:
    world.edit("one")
    world.record(None, 1)
    processes, counted = counted_processes()

    with counted:
        assert origin(world, 1) == Origin(OriginKind.NO_COMMIT)

    assert processes.started == 0


def test_a_commit_that_this_clone_lacks_is_named(world: World) -> None:
    world.edit("one")
    world.record("f" * 40, 1)

    assert origin(world, 1) == Origin(OriginKind.NOT_IN_CLONE, "f" * 40)


def test_without_git_the_commit_of_the_lock_is_named(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.record("f" * 40, 1)

    found = recorded(world)

    assert found.of("bot-v1") == Origin(OriginKind.NOT_IN_CLONE, "f" * 40)
    assert found.gaps == (Gap.NO_GIT,)


def test_a_shallow_clone_names_no_author_that_it_cannot_know(world: World, tmp_path: Path) -> None:
    world.edit("one", author="Ada")
    world.write("x", "unrelated")
    head = world.commit("Unrelated (#9)", author="Eve")
    world.git("clone", "--quiet", "--depth=1", world.root.as_uri(), str(tmp_path / "clone"))
    clone = World(tmp_path / "clone")
    clone.record(head, 1)

    found = recorded(clone)

    assert found.of("bot-v1") == Origin(OriginKind.SHALLOW, head)
    assert found.gaps == (Gap.SHALLOW,)


@pytest.mark.parametrize(
    ("most", "kind"), [(5, OriginKind.COMMIT), (4, OriginKind.OLDER), (1, OriginKind.OLDER)]
)
def test_a_change_before_the_newest_commits_is_not_known(
    world: World, monkeypatch: pytest.MonkeyPatch, most: int, kind: OriginKind
) -> None:
    """The merge has the file's change from a side that may not be looked at."""
    world.commit("Begin")
    world.git("checkout", "--quiet", "-b", "work")
    edited = world.edit("two", author="Grace")
    world.git("checkout", "--quiet", "main")
    world.write("x", "meanwhile")
    world.commit("Meanwhile")
    world.merge("work", "Merge pull request #7 from grace/work")
    world.write("y", "later")
    world.commit("Later")
    world.write("z", "last")
    head = world.commit("Last")
    world.record(head, 1)
    monkeypatch.setattr(provenance, "MOST_COMMITS", most)

    known = Origin(OriginKind.COMMIT, head, edited, "Grace", "Edit", 7, merged_by="Ada")
    assert origin(world, 1) == (
        known if kind is OriginKind.COMMIT else Origin(OriginKind.OLDER, head)
    )


def test_a_file_that_git_does_not_have_is_of_the_commit_that_was_applied(world: World) -> None:
    world.edit("one")
    world.write("x", "behind a linked folder")
    head = world.commit("Link a folder")
    world.record(head, 1, "other")

    assert recorded(world).of("other-v1").commit == head
