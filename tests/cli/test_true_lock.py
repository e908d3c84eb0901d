"""The lock comes true again: after rollbacks, crashes, merges, and numbers written by hand."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from tests.faults.kinds import Fault
from tests.forked import JOURNAL, LOCK, Forked, live, outcomes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.faults.server import FaultServer


LATER = "2026-02-03T04:05:06.789Z"


@dataclass
class Clone:
    """The presets' folder as a git repository."""

    root: Path

    def git(self, *arguments: str, check: bool = True) -> str:
        person = ("-c", "user.name=Ada", "-c", "user.email=ada@example.com")
        finished = subprocess.run(
            ["git", *person, *arguments], cwd=self.root, check=False, capture_output=True, text=True
        )
        assert not check or finished.returncode == 0, finished.stderr + finished.stdout
        return finished.stdout.strip()

    def commit(self, message: str = "x") -> str:
        self.git("add", "--all")
        self.git("commit", "--quiet", "-m", message)
        return self.git("rev-parse", "HEAD")


@pytest.fixture
def clone(forked: Forked) -> Clone:
    clone = Clone(forked.root)
    clone.git("init", "--quiet", "-b", "main")
    (forked.root / ".gitignore").write_text(f".presetsync/\n{JOURNAL}\n", encoding="utf-8")
    return clone


def apply(forked: Forked, **texts: str) -> None:
    for slug, text in texts.items():
        forked.write(slug, text)
    assert forked.apply().code == 0


def edit_lock(forked: Forked, change: Callable[[Any], object]) -> None:
    path = forked.root / LOCK
    document = json.loads(path.read_bytes())
    change(document["presets"])
    path.write_text(json.dumps(document, sort_keys=True, indent=2) + "\n", encoding="utf-8")


def test_the_commit_of_a_push_is_in_the_lock(forked: Forked, clone: Clone) -> None:
    (forked.root / "p.md").write_text("included", encoding="utf-8")
    forked.write("a", "one")
    (forked.root / "presets/b.yaml").write_text(
        "skin: chat/completions\nbody: {model: m/one, messages: "
        "[{role: system, content: !file ../p.md}]}\n",
        encoding="utf-8",
    )
    commit = clone.commit()
    forked.write("c", "not committed")
    (forked.root / "p.md").write_text("changed", encoding="utf-8")

    forked.apply()

    commits = {slug: entry["source_commit"] for slug, entry in forked.lock.items()}
    assert commits == {"a": commit, "b": None, "c": None}
    clone.git("add", "--all")
    assert forked.apply().code == 0
    apply(forked, a="two")
    assert forked.lock["a"]["source_commit"] is None, "a staged file is in no commit"


def test_a_linked_file_counts_with_its_link(forked: Forked, clone: Clone) -> None:
    (forked.root / "real.md").write_text("one", encoding="utf-8")
    (forked.root / "link.md").symlink_to("real.md")
    (forked.root / "presets/a.yaml").write_text(
        "skin: chat/completions\nbody: {model: m/one, messages: "
        "[{role: system, content: !file ../link.md}]}\n",
        encoding="utf-8",
    )
    first = clone.commit()
    forked.apply()
    assert forked.lock["a"]["source_commit"] == first

    (forked.root / "real.md").write_text("two", encoding="utf-8")
    forked.apply()
    assert forked.lock["a"]["source_commit"] is None

    (forked.root / "other.md").write_text("three", encoding="utf-8")
    clone.commit()
    (forked.root / "link.md").unlink()
    (forked.root / "link.md").symlink_to("other.md")
    forked.apply()
    assert forked.lock["a"]["source_commit"] is None


def test_without_git_there_is_no_commit(forked: Forked) -> None:
    apply(forked, a="one")
    assert forked.lock["a"]["source_commit"] is None


def test_a_push_that_a_crash_left_open_keeps_its_commit(
    forked: Forked, clone: Clone, remote: FaultServer
) -> None:
    forked.write("a", "one")
    commit = clone.commit()
    remote.choose = lambda request: Fault.KILL_AFTER if request.method == "POST" else None
    started = forked.start("apply", "--yes")
    remote.victim = started.pid
    started.wait()
    remote.choose = lambda _: None

    assert forked.apply().code == 0

    assert forked.lock["a"]["version"] == 1
    assert forked.lock["a"]["source_commit"] == commit


def test_what_is_adopted_or_rebuilt_has_a_commit_only_where_the_lock_knew_that_version(
    forked: Forked, clone: Clone
) -> None:
    forked.write("a", "one")
    commit = clone.commit()
    forked.apply()

    assert forked.run("lock", "rebuild").code == 0
    assert forked.lock["a"]["source_commit"] == commit
    (forked.root / LOCK).unlink()
    assert forked.run("lock", "rebuild").code == 0
    assert forked.lock["a"]["source_commit"] is None
    (forked.root / LOCK).unlink()
    assert outcomes(forked.apply()) == {"a": "adopted"}
    assert forked.lock["a"]["source_commit"] is None


def test_a_rollback_that_the_files_follow_is_adopted_whatever_its_number(
    forked: Forked, remote: FaultServer
) -> None:
    apply(forked, a="one")
    apply(forked, a="two")
    assert remote.roll_back("a")
    forked.write("a", "one")

    assert outcomes(forked.apply()) == {"a": "adopted"}

    assert forked.lock["a"]["version"] == 1
    assert forked.run("plan", "--detailed-exitcode").code == 0
    assert forked.run("status", "--detailed-exitcode").code == 0


def test_an_adoption_whose_run_is_killed_before_it_writes_the_lock_is_in_the_next_plan(
    forked: Forked, remote: FaultServer
) -> None:
    apply(forked, a="one")
    apply(forked, a="two")
    before = (forked.root / LOCK).read_bytes()
    assert remote.roll_back("a")
    forked.write("a", "one")
    forked.apply()
    # The journal of that run, left over beside the lock that it began with.
    entry = forked.lock["a"]
    (forked.root / LOCK).write_bytes(before)
    start = {key: json.loads(before)["presets"]["a"][key] for key in ("version", "version_id")}
    record = {"slug": "a", "outcome": entry, "workspace_id": None, "start": start}
    (forked.root / JOURNAL).write_text(json.dumps(record) + "\n", encoding="utf-8")

    assert forked.run("plan", "--detailed-exitcode").code == 0
    assert forked.run("status", "--detailed-exitcode").code == 0


@pytest.mark.parametrize("is_live", ["ours", "theirs"])
def test_of_a_journal_and_a_lock_from_git_the_live_version_wins(
    forked: Forked, remote: FaultServer, is_live: str
) -> None:
    apply(forked, a="one")
    first = forked.lock["a"]
    apply(forked, a="two")
    second = forked.lock["a"]
    apply(forked, a="three")
    third, lock = forked.lock["a"], (forked.root / LOCK).read_bytes()
    start = {key: first[key] for key in ("version", "version_id")}
    record = {"slug": "a", "outcome": second, "workspace_id": None, "start": start}
    (forked.root / LOCK).write_bytes(lock)
    (forked.root / JOURNAL).write_text(json.dumps(record) + "\n", encoding="utf-8")
    expected = second if is_live == "ours" else third
    remote.store.edit("a", now=LATER, designated=expected["version"])
    # Neither side's text: only the lock can know that what is live was applied from here.
    forked.write("a", "four")

    assert outcomes(forked.apply()) == {"a": "applied"}
    assert forked.lock["a"]["version"] == 4


def test_a_number_written_by_hand_goes_with_the_next_push_and_with_a_rebuild(
    forked: Forked,
) -> None:
    apply(forked, a="one", b="one")
    edit_lock(forked, lambda presets: presets["a"].update(version=99))
    edit_lock(forked, lambda presets: presets["b"].update(version=99))

    apply(forked, a="two")
    assert forked.lock["a"]["version"] == 2
    assert forked.run("lock", "rebuild").code == 0
    assert forked.lock["b"]["version"] == 1


def test_a_number_written_by_hand_does_not_hide_what_a_crash_left_open(
    forked: Forked, remote: FaultServer
) -> None:
    apply(forked, a="one")
    forked.write("a", "two")
    remote.choose = lambda request: Fault.KILL_AFTER if request.method == "POST" else None
    started = forked.start("apply", "--yes")
    remote.victim = started.pid
    started.wait()
    remote.choose = lambda _: None
    edit_lock(forked, lambda presets: presets["a"].update(version=99))
    forked.write("a", "three")

    assert outcomes(forked.apply()) == {"a": "applied"}
    assert forked.lock["a"]["version"] == 3


def two_branches(forked: Forked, clone: Clone, ours: Callable[[], object], theirs: Any) -> None:
    """Presets a and m; what each branch does, applied and committed; then a merge."""
    apply(forked, a="one", m="one")
    clone.commit()
    clone.git("switch", "--quiet", "-c", "x")
    theirs()
    forked.apply()
    clone.commit()
    clone.git("switch", "--quiet", "main")
    ours()
    forked.apply("--overwrite-drift")
    clone.commit()


@pytest.mark.parametrize("style", ["merge", "diff3", "zdiff3"])
def test_rebuild_makes_a_conflicted_lock_true(forked: Forked, clone: Clone, style: str) -> None:
    two_branches(forked, clone, lambda: forked.write("c", "one"), lambda: forked.write("b", "one"))
    clone.git("-c", f"merge.conflictStyle={style}", "merge", "x", check=False)
    for command in ("plan", "status", "apply"):
        refused = forked.run(command)
        assert refused.code == 1
        assert "is a git conflict marker" in refused.stderr
        assert "presetsync lock rebuild" in refused.stderr

    assert forked.run("lock", "rebuild").code == 0

    assert sorted(forked.lock) == ["a", "b", "c", "m"]
    assert forked.plan() == {}
    assert forked.run("status", "--detailed-exitcode").code == 0


def test_rebuild_finds_the_live_one_of_two_that_both_sides_pushed_though_no_file_says_it(
    forked: Forked, clone: Clone, remote: FaultServer
) -> None:
    two_branches(
        forked,
        clone,
        lambda: forked.write("a", "ours"),
        lambda: forked.write("a", "theirs"),
    )
    assert live(remote, "a") == (3, "ours")
    remote.store.edit("a", now=LATER, designated=2)
    clone.git("merge", "x", check=False)
    forked.write("a", "merged by hand")

    assert forked.run("lock", "rebuild").code == 0

    assert forked.lock["a"]["version"] == 2
    assert forked.plan() == {"a": "update"}


def test_rebuild_keeps_what_both_sides_have_of_presets_without_a_file(
    forked: Forked, clone: Clone
) -> None:
    two_branches(forked, clone, lambda: forked.write("c", "one"), lambda: forked.write("b", "one"))
    clone.git("merge", "x", check=False)
    forked.remove("b")
    forked.remove("c")

    assert forked.run("lock", "rebuild").code == 0

    assert sorted(forked.lock) == ["a", "b", "c", "m"]


def test_rebuild_if_conflicted_leaves_a_whole_lock_alone_and_asks_nobody(
    forked: Forked, remote: FaultServer
) -> None:
    apply(forked, a="one")
    before = (forked.root / LOCK).read_bytes()
    asked = len(remote.requests)

    assert forked.run("lock", "rebuild", "--if-conflicted").code == 0

    assert (forked.root / LOCK).read_bytes() == before
    assert len(remote.requests) == asked


def driver(clone: Clone) -> None:
    (clone.root / ".gitattributes").write_text(f"{LOCK} merge=presetsync\n", encoding="utf-8")
    command = f"'{sys.executable}' -m presetsync lock merge %O %A %B || git merge-file %A %O %B"
    clone.git("config", "merge.presetsync.driver", command)


def test_the_merge_driver_merges_two_additions_between_the_same_neighbours(
    forked: Forked, clone: Clone
) -> None:
    driver(clone)
    two_branches(forked, clone, lambda: forked.write("c", "one"), lambda: forked.write("b", "one"))

    clone.git("merge", "--no-edit", "x")

    assert sorted(forked.lock) == ["a", "b", "c", "m"]
    assert forked.plan() == {}


def test_where_the_driver_cannot_merge_git_does(forked: Forked, clone: Clone) -> None:
    driver(clone)
    two_branches(
        forked,
        clone,
        lambda: forked.write("c", "one"),
        lambda: forked.write("b", "one"),
    )
    path = forked.root / LOCK
    path.write_text(path.read_text().replace('"workspace_id": "', '"workspace_id": "other-'))
    clone.commit()

    clone.git("merge", "--no-edit", "x", check=False)

    assert "<<<<<<<" in path.read_text()
