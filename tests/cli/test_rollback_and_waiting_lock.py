"""A rollback where main takes no pushes, and the lock waits on the branch ``presetsync/lock``."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.clones import Clone
from tests.faults.server import FaultServer
from tests.repositories import JOURNAL, LOCK, Repository

FILE = "presets/a.yaml"
WAITING = "presetsync/lock"


class Story:
    """Prompt three of three is live; the lock of main has version 1, the one that waits has 3."""

    def __init__(self, checkout: Repository, folder: Path) -> None:
        self.origin = folder / "origin.git"
        self.folder = folder
        self.main = checkout
        self.git = Clone(checkout.root).init()
        self.git.git("init", "--quiet", "--bare", "-b", "main", str(self.origin))
        self.git.git("remote", "add", "origin", str(self.origin))
        self.git.write(".gitignore", f".presetsync/\n{JOURNAL}\norigin.git\nada\n*.json.taken\n")
        checkout.write_preset("a", "one")
        self.git.commit("Say one (#1)")
        assert checkout.apply().code == 0
        self.git.commit("Record applied preset versions")
        for number, prompt in ((2, "two"), (3, "three")):
            checkout.write_preset("a", prompt)
            self.git.commit(f"Say {prompt} (#{number})")
            self.git.git("push", "--quiet", "origin", "main")
            assert self.apply_main() == 0
        self.git.git("clone", "--quiet", str(self.origin), str(folder / "ada"))
        self.ada = Repository(folder / "ada", checkout.environment)
        self.ada_git = Clone(self.ada.root)

    def apply_main(self) -> int:
        """What the job of a protected branch does; returns the exit code of its apply."""
        self._take()
        code = self.main.apply().code
        # As the lock step does it: on top of main, in place of what waited.
        self.git.git("checkout", "--quiet", "-B", WAITING)
        self.git.commit("Record applied preset versions")
        self.git.git("push", "--quiet", "--force", "origin", WAITING)
        self.git.git("checkout", "--quiet", "main")
        return code

    def _take(self) -> None:
        """Merge the lock that waits into the one of main."""
        self.git.git("fetch", "--quiet")
        waiting = self.git.git("show", f"origin/{WAITING}:{LOCK}", check=False)
        if not waiting.startswith("{"):
            return
        base = self.git.git("merge-base", "main", f"origin/{WAITING}")
        names = [self.main.root / f"{name}.json.taken" for name in ("waiting", "base")]
        names[0].write_text(waiting + "\n", encoding="utf-8")
        names[1].write_text(self.git.git("show", f"{base}:{LOCK}") + "\n", encoding="utf-8")
        ran = self.main.run(
            "lock", "admit", LOCK, *map(str, names), self.git.git("rev-parse", "HEAD")
        )
        assert (ran.code, ran.stderr) == (0, "")

    def merge(self, *paths: str) -> None:
        """Commit some files of Ada's on a branch, and merge it into main."""
        self.ada_git.git("switch", "--quiet", "-c", "rollback")
        self.ada_git.git("add", *paths)
        self.ada_git.git("commit", "--quiet", "-m", "Go back to version 2")
        self.ada_git.git("push", "--quiet", "origin", "rollback")
        self.git.git("fetch", "--quiet")
        self.git.merge("origin/rollback", "Merge pull request #4 from acme/rollback")
        self.git.git("push", "--quiet", "origin", "main")


@pytest.fixture
def story(checkout: Repository, tmp_path: Path) -> Story:
    return Story(checkout, tmp_path)


def test_history_reads_the_lock_that_waits(story: Story) -> None:
    versions = story.ada.run("history", "a", "--format", "json").json["versions"]

    assert [(each["version"], each["origin"], each["pull_request"]) for each in versions] == [
        # Each lock that waits takes the place of the one before: of version 2 none is left.
        *((3, "commit", 3), (2, "unrecorded", None), (1, "commit", 1)),
    ]
    assert [each["version"] for each in versions if each["locked"]] == [1]


@pytest.mark.parametrize("merged", [(FILE, LOCK), (FILE,)])
def test_main_overwrites_nothing_and_after_the_merge_all_is_in_sync(
    story: Story, remote: FaultServer, merged: tuple[str, ...]
) -> None:
    ran = story.ada.run("rollback", "a", "--apply", "--yes")
    assert (ran.code, remote.live_prompt("a")) == (0, (4, "two"))

    assert story.apply_main() == 1
    assert remote.live_prompt("a") == (4, "two")

    story.merge(*merged)
    assert story.apply_main() == 0
    assert len(remote.versions("a")) == 4
    assert story.main.run("history", "a", "--format", "json").json["versions"][0]["origin"] == (
        "same_content"
    )


def test_without_apply_the_merge_makes_the_version_and_the_text_does_not_deny_it(
    story: Story, remote: FaultServer
) -> None:
    ran = story.ada.run("rollback", "a")

    assert ran.code == 0
    assert "has changes that were not applied" not in ran.stdout
    assert "If a newer lock is pending on a branch, the apply of the main branch" in (ran.stderr)
    story.merge(FILE)
    assert story.apply_main() == 0
    assert remote.live_prompt("a") == (4, "two")
