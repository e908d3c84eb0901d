"""Which commit the lock names for a version, through clones, merges and recoveries.

`tests/cli/test_true_lock.py` has what an apply records.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from presetsync.scaffold.merge_driver import COMMAND, KEY
from tests.clones import Clone
from tests.faults.server import FaultServer
from tests.repositories import JOURNAL, LOCK, Repository


@pytest.fixture
def clone(checkout: Repository) -> Clone:
    """The repository with two presets, applied from its first commit."""
    clone = Clone(checkout.root).init()
    clone.write(".gitignore", f".presetsync/\n{JOURNAL}\n")
    for slug in "ab":
        checkout.write_preset(slug, "one")
    clone.commit("Add presets")
    assert checkout.apply().code == 0
    clone.commit("Record")
    return clone


def commits(repository: Repository) -> dict[str, str | None]:
    return {slug: entry["source_commit"] for slug, entry in repository.locked.items()}


def apply(repository: Repository, clone: Clone, slug: str, prompt: str) -> str:
    """Commit a change of one preset, apply it, and commit the lock."""
    repository.write_preset(slug, prompt)
    commit = clone.commit(f"Change {slug}")
    assert repository.apply("--target", slug).code == 0
    clone.commit("Record")
    return commit


def test_an_apply_of_one_preset_leaves_the_commits_of_the_others(
    checkout: Repository, clone: Clone
) -> None:
    first = clone.git("rev-parse", "HEAD~1")
    second = apply(checkout, clone, "a", "two")

    assert commits(checkout) == {"a": second, "b": first}


def test_a_shallow_clone_knows_the_commit_that_it_has(
    checkout: Repository, clone: Clone, tmp_path: Path
) -> None:
    checkout.write_preset("a", "two")
    commit = clone.commit("Change a")
    shallow = tmp_path / "shallow"
    clone.git("clone", "--quiet", "--depth", "1", checkout.root.as_uri(), str(shallow))
    other = Repository(shallow, checkout.environment)

    assert other.apply().code == 0

    assert commits(other)["a"] == commit


def test_where_git_cannot_tell_there_is_no_commit(checkout: Repository, clone: Clone) -> None:
    checkout.write_preset("a", "two")
    clone.commit("Change a")
    # A clone may lack objects: neither files nor folders of this commit can be listed then.
    tree = clone.git("rev-parse", "HEAD^{tree}")
    (checkout.root / f".git/objects/{tree[:2]}/{tree[2:]}").unlink()

    assert checkout.apply().code == 0

    assert commits(checkout)["a"] is None


@pytest.mark.skipif(os.name != "posix", reason="the driver is a command of a shell")
@pytest.mark.parametrize("has_driver", [True, False])
def test_locks_of_two_branches_keep_both_commits(
    checkout: Repository,
    clone: Clone,
    monkeypatch: pytest.MonkeyPatch,
    has_driver: bool,  # noqa: FBT001
) -> None:
    if has_driver:
        monkeypatch.setenv(
            "PATH", os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
        )
        clone.git("config", KEY, COMMAND)
        clone.write(".gitattributes", f"{LOCK} merge=presetsync\n")
        clone.commit("Merge locks")
    clone.git("checkout", "--quiet", "-b", "work")
    theirs = apply(checkout, clone, "a", "two")
    clone.git("checkout", "--quiet", "main")
    ours = apply(checkout, clone, "b", "two")
    clone.git("merge", "--quiet", "-m", "Merge", "work", check=False)
    if not has_driver:
        # Adjacent entries conflict, and both sides are read.
        assert checkout.run("lock", "rebuild").code == 0

    assert commits(checkout) == {"a": theirs, "b": ours}


def test_a_lock_with_conflict_markers_keeps_the_commit_of_what_is_live(
    checkout: Repository, clone: Clone
) -> None:
    clone.git("checkout", "--quiet", "-b", "work")
    apply(checkout, clone, "a", "two")
    clone.git("checkout", "--quiet", "main")
    checkout.write_preset("a", "three")
    ours = clone.commit("Change a")
    assert checkout.run("apply", "--yes", "--overwrite-drift").code == 0
    clone.commit("Record")
    clone.git("merge", "--quiet", "work", check=False)
    assert "<<<<<<<" in (checkout.root / LOCK).read_text(encoding="utf-8")
    checkout.write_preset("a", "three")

    assert checkout.run("lock", "rebuild").code == 0

    assert commits(checkout)["a"] == ours


@pytest.mark.usefixtures("clone")
def test_a_restored_preset_keeps_its_commit(checkout: Repository) -> None:
    before = commits(checkout)["a"]
    checkout.remove_preset("a")
    assert checkout.apply("--prune", "--force").code == 0
    checkout.write_preset("a", "one")

    assert checkout.apply().outcomes == {"a": "restored"}

    assert commits(checkout)["a"] == before


def test_a_lock_that_waited_for_its_merge_keeps_its_commits(
    checkout: Repository, clone: Clone
) -> None:
    base = (checkout.root / LOCK).read_text(encoding="utf-8")
    checkout.write_preset("a", "two")
    commit = clone.commit("Change a")
    assert checkout.apply().code == 0
    clone.write("waiting.json", (checkout.root / LOCK).read_text(encoding="utf-8"))
    clone.write("base.json", base)
    clone.write(LOCK, base)

    admitted = checkout.run("lock", "admit", LOCK, "waiting.json", "base.json", commit)

    assert (admitted.code, admitted.stderr) == (0, "")
    assert commits(checkout)["a"] == commit


def test_an_import_keeps_the_commit_of_the_version_in_the_lock_alone(
    checkout: Repository, clone: Clone, remote: FaultServer
) -> None:
    first = clone.git("rev-parse", "HEAD~1")
    for slug in "ab":
        checkout.remove_preset(slug)
    remote.dashboard_edit("b", "theirs")

    assert checkout.run("import", "a", "b").code == 0

    assert commits(checkout) == {"a": first, "b": None}
