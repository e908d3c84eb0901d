"""The lock comes true again: after rollbacks, crashes, merges, and numbers written by hand."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.clones import Clone
from tests.faults.kinds import Fault
from tests.processes import Forked
from tests.repositories import JOURNAL, LOCK, Repository

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.faults.server import FaultServer


LATER = "2026-02-03T04:05:06.789Z"


@pytest.fixture
def clone(checkout: Repository) -> Clone:
    clone = Clone(checkout.root).init()
    (checkout.root / ".gitignore").write_text(f".presetsync/\n{JOURNAL}\n", encoding="utf-8")
    return clone


def apply(checkout: Repository, **texts: str) -> None:
    for slug, text in texts.items():
        checkout.write_preset(slug, text)
    assert checkout.apply().code == 0


def edit_lock(checkout: Repository, change: Callable[[Any], object]) -> None:
    path = checkout.root / LOCK
    document = json.loads(path.read_bytes())
    change(document["presets"])
    path.write_text(json.dumps(document, sort_keys=True, indent=2) + "\n", encoding="utf-8")


def test_the_commit_of_a_push_is_in_the_lock(checkout: Repository, clone: Clone) -> None:
    (checkout.root / "p.md").write_text("included", encoding="utf-8")
    checkout.write_preset("a", "one")
    (checkout.root / "presets/b.yaml").write_text(
        "skin: chat/completions\nbody: {model: m/one, messages: "
        "[{role: system, content: !file ../p.md}]}\n",
        encoding="utf-8",
    )
    commit = clone.commit()
    checkout.write_preset("c", "not committed")
    (checkout.root / "p.md").write_text("changed", encoding="utf-8")

    checkout.apply()

    commits = {slug: entry["source_commit"] for slug, entry in checkout.locked.items()}
    assert commits == {"a": commit, "b": None, "c": None}
    clone.git("add", "--all")
    assert checkout.apply().code == 0
    apply(checkout, a="two")
    assert checkout.locked["a"]["source_commit"] is None, "a staged file is in no commit"


def test_a_linked_file_counts_with_its_link(checkout: Repository, clone: Clone) -> None:
    (checkout.root / "real.md").write_text("one", encoding="utf-8")
    (checkout.root / "link.md").symlink_to("real.md")
    (checkout.root / "presets/a.yaml").write_text(
        "skin: chat/completions\nbody: {model: m/one, messages: "
        "[{role: system, content: !file ../link.md}]}\n",
        encoding="utf-8",
    )
    first = clone.commit()
    checkout.apply()
    assert checkout.locked["a"]["source_commit"] == first

    (checkout.root / "real.md").write_text("two", encoding="utf-8")
    checkout.apply()
    assert checkout.locked["a"]["source_commit"] is None

    (checkout.root / "other.md").write_text("three", encoding="utf-8")
    clone.commit()
    (checkout.root / "link.md").unlink()
    (checkout.root / "link.md").symlink_to("other.md")
    checkout.apply()
    assert checkout.locked["a"]["source_commit"] is None


def test_without_git_there_is_no_commit(checkout: Repository) -> None:
    apply(checkout, a="one")
    assert checkout.locked["a"]["source_commit"] is None


def test_a_push_that_a_crash_left_open_keeps_its_commit(
    forked: Forked, clone: Clone, remote: FaultServer
) -> None:
    forked.write_preset("a", "one")
    commit = clone.commit()
    remote.choose = lambda request: Fault.KILL_AFTER if request.method == "POST" else None
    started = forked.start("apply", "--yes")
    remote.victim = started.pid
    started.wait()
    remote.choose = lambda _: None

    assert forked.apply().code == 0

    assert forked.locked["a"]["version"] == 1
    assert forked.locked["a"]["source_commit"] == commit


def test_what_is_adopted_or_rebuilt_has_a_commit_only_where_the_lock_knew_that_version(
    checkout: Repository, clone: Clone
) -> None:
    checkout.write_preset("a", "one")
    commit = clone.commit()
    checkout.apply()

    assert checkout.run("lock", "rebuild").code == 0
    assert checkout.locked["a"]["source_commit"] == commit
    (checkout.root / LOCK).unlink()
    assert checkout.run("lock", "rebuild").code == 0
    assert checkout.locked["a"]["source_commit"] is None
    (checkout.root / LOCK).unlink()
    assert checkout.apply().outcomes == {"a": "adopted"}
    assert checkout.locked["a"]["source_commit"] is None


def test_a_rollback_that_the_files_follow_is_adopted_whatever_its_number(
    checkout: Repository, remote: FaultServer
) -> None:
    apply(checkout, a="one")
    apply(checkout, a="two")
    assert remote.roll_back("a")
    checkout.write_preset("a", "one")

    assert checkout.apply().outcomes == {"a": "adopted"}

    assert checkout.locked["a"]["version"] == 1
    assert checkout.run("plan", "--detailed-exitcode").code == 0
    assert checkout.run("status", "--detailed-exitcode").code == 0


def test_an_adoption_whose_run_is_killed_before_it_writes_the_lock_is_in_the_next_plan(
    checkout: Repository, remote: FaultServer
) -> None:
    apply(checkout, a="one")
    apply(checkout, a="two")
    before = (checkout.root / LOCK).read_bytes()
    assert remote.roll_back("a")
    checkout.write_preset("a", "one")
    checkout.apply()
    # The journal of that run, left over beside the lock that it began with.
    entry = checkout.locked["a"]
    (checkout.root / LOCK).write_bytes(before)
    start = {key: json.loads(before)["presets"]["a"][key] for key in ("version", "version_id")}
    record = {"slug": "a", "outcome": entry, "workspace_id": None, "start": start}
    (checkout.root / JOURNAL).write_text(json.dumps(record) + "\n", encoding="utf-8")

    assert checkout.run("plan", "--detailed-exitcode").code == 0
    assert checkout.run("status", "--detailed-exitcode").code == 0


@pytest.mark.parametrize("is_live", ["ours", "theirs"])
def test_of_a_journal_and_a_lock_from_git_the_live_version_wins(
    checkout: Repository, remote: FaultServer, is_live: str
) -> None:
    apply(checkout, a="one")
    first = checkout.locked["a"]
    apply(checkout, a="two")
    second = checkout.locked["a"]
    apply(checkout, a="three")
    third, lock = checkout.locked["a"], (checkout.root / LOCK).read_bytes()
    start = {key: first[key] for key in ("version", "version_id")}
    record = {"slug": "a", "outcome": second, "workspace_id": None, "start": start}
    (checkout.root / LOCK).write_bytes(lock)
    (checkout.root / JOURNAL).write_text(json.dumps(record) + "\n", encoding="utf-8")
    expected = second if is_live == "ours" else third
    remote.store.edit("a", now=LATER, designated=expected["version"])
    # Neither side's text: only the lock can know that what is live was applied from here.
    checkout.write_preset("a", "four")

    assert checkout.apply().outcomes == {"a": "applied"}
    assert checkout.locked["a"]["version"] == 4


def test_a_number_written_by_hand_goes_with_the_next_push_and_with_a_rebuild(
    checkout: Repository,
) -> None:
    apply(checkout, a="one", b="one")
    edit_lock(checkout, lambda presets: presets["a"].update(version=99))
    edit_lock(checkout, lambda presets: presets["b"].update(version=99))

    apply(checkout, a="two")
    assert checkout.locked["a"]["version"] == 2
    assert checkout.run("lock", "rebuild").code == 0
    assert checkout.locked["b"]["version"] == 1


def test_a_number_written_by_hand_does_not_hide_what_a_crash_left_open(
    forked: Forked, remote: FaultServer
) -> None:
    apply(forked, a="one")
    forked.write_preset("a", "two")
    remote.choose = lambda request: Fault.KILL_AFTER if request.method == "POST" else None
    started = forked.start("apply", "--yes")
    remote.victim = started.pid
    started.wait()
    remote.choose = lambda _: None
    edit_lock(forked, lambda presets: presets["a"].update(version=99))
    forked.write_preset("a", "three")

    assert forked.apply().outcomes == {"a": "applied"}
    assert forked.locked["a"]["version"] == 3


def two_branches(
    checkout: Repository, clone: Clone, ours: Mapping[str, str], theirs: Mapping[str, str]
) -> None:
    """Presets a and m; then the prompts that each branch writes, applied and committed."""
    apply(checkout, a="one", m="one")
    clone.commit()
    clone.git("switch", "--quiet", "-c", "x")
    apply(checkout, **theirs)
    clone.commit()
    clone.git("switch", "--quiet", "main")
    for slug, prompt in ours.items():
        checkout.write_preset(slug, prompt)
    checkout.apply("--overwrite-drift")
    clone.commit()


@pytest.mark.parametrize("style", ["merge", "diff3", "zdiff3"])
def test_rebuild_makes_a_conflicted_lock_true(
    checkout: Repository, clone: Clone, style: str
) -> None:
    two_branches(checkout, clone, {"c": "one"}, {"b": "one"})
    clone.git("-c", f"merge.conflictStyle={style}", "merge", "x", check=False)
    for command in ("plan", "status", "apply"):
        refused = checkout.run(command)
        assert refused.code == 1
        assert "is a git conflict marker" in refused.stderr
        assert "presetsync lock rebuild" in refused.stderr

    assert checkout.run("lock", "rebuild").code == 0

    assert sorted(checkout.locked) == ["a", "b", "c", "m"]
    assert checkout.plan() == {}
    assert checkout.run("status", "--detailed-exitcode").code == 0


def test_rebuild_finds_the_live_one_of_two_that_both_sides_pushed_though_no_file_says_it(
    checkout: Repository, clone: Clone, remote: FaultServer
) -> None:
    two_branches(checkout, clone, {"a": "ours"}, {"a": "theirs"})
    assert remote.live_prompt("a") == (3, "ours")
    remote.store.edit("a", now=LATER, designated=2)
    clone.git("merge", "x", check=False)
    checkout.write_preset("a", "merged by hand")

    assert checkout.run("lock", "rebuild").code == 0

    assert checkout.locked["a"]["version"] == 2
    assert checkout.plan() == {"a": "update"}


def test_rebuild_keeps_what_both_sides_have_of_presets_without_a_file(
    checkout: Repository, clone: Clone
) -> None:
    two_branches(checkout, clone, {"c": "one"}, {"b": "one"})
    clone.git("merge", "x", check=False)
    checkout.remove_preset("b")
    checkout.remove_preset("c")

    assert checkout.run("lock", "rebuild").code == 0

    assert sorted(checkout.locked) == ["a", "b", "c", "m"]


def test_rebuild_if_conflicted_leaves_a_whole_lock_alone_and_asks_nobody(
    checkout: Repository, remote: FaultServer
) -> None:
    apply(checkout, a="one")
    before = (checkout.root / LOCK).read_bytes()
    asked = len(remote.requests)

    assert checkout.run("lock", "rebuild", "--if-conflicted").code == 0

    assert (checkout.root / LOCK).read_bytes() == before
    assert len(remote.requests) == asked


def driver(clone: Clone) -> None:
    (clone.root / ".gitattributes").write_text(f"{LOCK} merge=presetsync\n", encoding="utf-8")
    command = f"'{sys.executable}' -m presetsync lock merge %O %A %B || git merge-file %A %O %B"
    clone.git("config", "merge.presetsync.driver", command)


def test_the_merge_driver_merges_two_additions_between_the_same_neighbours(
    checkout: Repository, clone: Clone
) -> None:
    driver(clone)
    two_branches(checkout, clone, {"c": "one"}, {"b": "one"})

    clone.git("merge", "--no-edit", "x")

    assert sorted(checkout.locked) == ["a", "b", "c", "m"]
    assert checkout.plan() == {}


def test_where_the_driver_cannot_merge_git_does(checkout: Repository, clone: Clone) -> None:
    driver(clone)
    two_branches(checkout, clone, {"c": "one"}, {"b": "one"})
    path = checkout.root / LOCK
    path.write_text(path.read_text().replace('"workspace_id": "', '"workspace_id": "other-'))
    clone.commit()

    clone.git("merge", "--no-edit", "x", check=False)

    assert "<<<<<<<" in path.read_text()
