"""A rollback at night, what main's apply says of it, and the merge of its pull request."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.clones import Clone
from tests.faults.server import FaultServer
from tests.repositories import JOURNAL, LOCK, Repository

FILE = "presets/a.yaml"


class Story:
    """A bare repository, main's checkout, and Ada's clone; prompt three of three is live."""

    def __init__(self, checkout: Repository, folder: Path) -> None:
        self.origin = folder / "origin.git"
        self.main = checkout
        self.main_git = Clone(checkout.root).init()
        self.main_git.git("init", "--quiet", "--bare", "-b", "main", str(self.origin))
        self.main_git.git("remote", "add", "origin", str(self.origin))
        self.main_git.write(".gitignore", f".presetsync/\n{JOURNAL}\norigin.git\nada\n")
        for prompt in ("one", "two", "three"):
            checkout.write_preset("a", prompt)
            self.main_git.commit(f"Say {prompt}")
            self.apply_main()
        self.main_git.git("clone", "--quiet", str(self.origin), str(folder / "ada"))
        self.ada = Repository(folder / "ada", checkout.environment)
        self.ada_git = Clone(self.ada.root)

    def apply_main(self) -> int:
        """What the job of the main branch does; returns the exit code."""
        code = self.main.apply().code
        self.main_git.commit("Record applied preset versions")
        self.main_git.git("push", "--quiet", "origin", "main")
        return code

    def merge(self, *paths: str) -> None:
        """Commit some files of Ada's on a branch, and merge it into main."""
        self.ada_git.git("switch", "--quiet", "-c", "rollback")
        self.ada_git.git("add", *paths)
        self.ada_git.git("commit", "--quiet", "-m", "Go back to version 2")
        self.ada_git.git("push", "--quiet", "origin", "rollback")
        self.main_git.git("fetch", "--quiet")
        self.main_git.merge("origin/rollback", "Merge pull request #4 from acme/rollback")


@pytest.fixture
def story(checkout: Repository, tmp_path: Path) -> Story:
    return Story(checkout, tmp_path)


def check_main_overwrites_nothing(story: Story, remote: FaultServer) -> None:
    assert story.main.plan() == {"a": "drifted"}
    applied = story.main.apply()
    assert (applied.code, applied.outcomes) == (1, {"a": "conflict"})
    assert remote.live_prompt("a") == (4, "two")
    text = story.main.run("apply", "--yes").stdout
    assert "version 4 was stored by user_sandbox at " in text
    assert "presetsync import a" in text


@pytest.mark.parametrize("merged", [(FILE, LOCK), (FILE,)])
def test_after_the_merge_all_is_in_sync_with_no_further_version(
    story: Story, remote: FaultServer, merged: tuple[str, ...]
) -> None:
    ran = story.ada.run("rollback", "a", "--apply", "--yes")
    assert (ran.code, remote.live_prompt("a")) == (0, (4, "two"))
    assert "! main is checked out; for a pull request, make a branch" in ran.stdout
    check_main_overwrites_nothing(story, remote)

    story.merge(*merged)
    assert story.apply_main() == 0

    assert len(remote.versions("a")) == 4
    assert story.main.plan() == {}
    assert story.main.locked["a"]["version"] == 4
    assert story.main.run("status", "--detailed-exitcode").code == 0


def test_other_changes_of_main_are_applied_meanwhile(story: Story, remote: FaultServer) -> None:
    assert story.ada.run("rollback", "a", "--apply", "--yes").code == 0
    story.main.write_preset("b", "new")
    story.main_git.commit("Add b")

    assert story.apply_main() == 1

    assert remote.live_prompt("b") == (1, "new")
    story.merge(FILE)
    assert story.apply_main() == 0
    assert (story.main.plan(), len(remote.versions("a"))) == ({}, 4)


def test_a_change_of_main_for_the_same_preset_is_a_conflict(
    story: Story, remote: FaultServer
) -> None:
    assert story.ada.run("rollback", "a", "--apply", "--yes").code == 0
    story.main.write_preset("a", "four")

    assert story.main.apply().outcomes == {"a": "conflict"}

    assert remote.live_prompt("a") == (4, "two")


def test_without_apply_the_merge_makes_the_version(story: Story, remote: FaultServer) -> None:
    assert story.ada.run("rollback", "a").code == 0
    assert remote.live_prompt("a") == (3, "three")
    assert story.main.plan() == {}

    story.merge(FILE)
    assert story.apply_main() == 0

    assert remote.live_prompt("a") == (4, "two")
    versions = story.main.run("history", "a", "--format", "json").json["versions"]
    assert (versions[0]["same_as"], versions[0]["pull_request"]) == (2, 4)


def test_on_a_branch_there_is_no_hint_to_make_one(story: Story) -> None:
    story.ada_git.git("switch", "--quiet", "-c", "night")

    assert "make a branch" not in story.ada.run("rollback", "a").stdout


def test_a_dirty_work_tree_is_no_reason_to_refuse(story: Story) -> None:
    story.ada.edit(FILE, "skin:", "# not committed\nskin:")

    assert story.ada.run("rollback", "a").code == 0

    text = (story.ada.root / FILE).read_text(encoding="utf-8")
    assert text.startswith("# not committed\n")
    assert '"two"' in text
