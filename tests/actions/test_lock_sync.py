"""The lock between a run and the repository, with real git and a bare remote."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import lock_sync
import pytest
from git_cli import GitError
from lock_sync import LockError, merged

from tests.actions.git_remote import (
    BOT,
    LOCKFILE,
    PROTECTED,
    Remote,
    apply,
    bring_back,
    git,
    lock,
    lock_of,
    versions,
)
from tests.actions.github_stand_in import GitHubStandIn

if TYPE_CHECKING:
    pass


def test_a_new_lock_is_committed_on_top_of_main(remote: Remote) -> None:
    apply(a=2, b=1, c=1)

    assert bring_back() == "committed"

    assert remote.lock_on("main") == {"a": 2, "b": 1, "c": 1}
    title = "Record applied preset versions [skip ci]"
    assert remote.message("main") == f"{title}\n\n2 presets."
    assert git("status", "--porcelain", cwd=remote.clone) == f"M {LOCKFILE}"


def test_the_first_lock_is_committed(tmp_path: Path, remote: Remote) -> None:
    git("rm", "--quiet", LOCKFILE, cwd=tmp_path / "other")
    git("commit", "--quiet", "-m", "No lock", cwd=tmp_path / "other")
    git("push", "--quiet", "origin", "main", cwd=tmp_path / "other")
    git("pull", "--quiet", "origin", "main", cwd=remote.clone)
    apply(a=1)

    assert bring_back() == "committed"
    assert remote.lock_on("main") == {"a": 1}


def test_a_lock_that_says_nothing_new_is_not_committed(remote: Remote) -> None:
    assert bring_back() == "unchanged"
    Path(LOCKFILE).unlink()
    assert bring_back() == "unchanged"
    assert remote.message("main") == f"Write {LOCKFILE}"


def test_a_lock_in_a_folder_is_known_to_say_nothing_new_and_waits_as_another_does(
    remote: Remote, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot = f"{BOT}-team"
    remote.write(f"team/{LOCKFILE}", lock(a=1))
    remote.write(f"team/{LOCKFILE}", lock(a=2), branch=bot)
    git("pull", "--quiet", "origin", "main", cwd=remote.clone)
    monkeypatch.chdir(remote.clone / "team")

    assert lock_sync.take(LOCKFILE, "main", bot) != "no other lock is waiting"
    Path(LOCKFILE).write_bytes(lock(a=1))
    assert bring_back() == "unchanged"
    assert remote.message("main") == f"Write team/{LOCKFILE}"


def test_what_was_merged_meanwhile_stays_and_so_does_its_lock(remote: Remote) -> None:
    apply(a=2, b=1)
    remote.write("presets/c.yaml", b"x")
    remote.write(LOCKFILE, lock(a=1, b=5))

    assert bring_back() == "committed"

    assert remote.lock_on("main") == {"a": 2, "b": 5}
    assert git("show", "main:presets/c.yaml", cwd=remote.bare) == "x"


def test_a_push_that_comes_too_late_is_tried_again(remote: Remote) -> None:
    apply(a=2, b=1)
    remote.write("presets/c.yaml", b"x", branch="racer")
    remote.hook('rm "$0"; git update-ref refs/heads/main refs/heads/racer')

    assert bring_back() == "committed"

    assert remote.lock_on("main") == {"a": 2, "b": 1}
    assert git("log", "--format=%s", "-2", "main", cwd=remote.bare).splitlines()[1] == (
        "Write presets/c.yaml"
    )


def test_a_branch_that_never_rests_is_given_up_in_words(remote: Remote) -> None:
    apply(a=2, b=1)
    remote.hook(
        "commit=$(git commit-tree -p main -m race main^{tree}) && "
        "git update-ref refs/heads/main $commit"
    )
    for name in ("GIT_AUTHOR", "GIT_COMMITTER"):
        git("config", f"{name.removeprefix('GIT_').lower()}.name", "Racer", cwd=remote.bare)

    with pytest.raises(GitError, match="main moved 8 times"):
        bring_back()


def test_a_shallow_clone_stays_shallow(remote: Remote) -> None:
    remote.write("more", b"x")
    shallow = remote.bare.parent / "shallow"
    git("clone", "--quiet", "--depth=1", remote.bare.as_uri(), str(shallow), cwd=shallow.parent)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(shallow)
        remote.write("still-more", b"x")
        apply(a=2, b=1)

        assert bring_back() == "committed"

    assert git("rev-parse", "--is-shallow-repository", cwd=shallow) == "true"
    assert remote.lock_on("main") == {"a": 2, "b": 1}
    assert git("rev-list", "--count", "main", cwd=remote.bare) == "4"


def test_a_lock_below_the_root_is_found(remote: Remote) -> None:
    remote.write(f"team/{LOCKFILE}", lock(a=1))
    (remote.clone / "team").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(remote.clone / "team")
        apply(a=2)
        assert bring_back() == "committed"

    assert versions(git("show", f"main:team/{LOCKFILE}", cwd=remote.bare).encode()) == {"a": 2}
    assert remote.lock_on("main") == {"a": 1, "b": 1}


def test_a_protected_branch_gets_one_pull_request_which_is_kept_up_to_date(
    remote: Remote, github: GitHubStandIn
) -> None:
    remote.hook(PROTECTED)
    apply(a=2, b=1)

    assert bring_back(github) == "proposed"

    assert remote.lock_on("main") == {"a": 1, "b": 1}
    assert remote.lock_on(BOT) == {"a": 2, "b": 1}
    assert "[skip ci]" not in remote.message(BOT)
    (pull,) = github.pulls.values()
    assert (pull["title"], pull["head"], pull["base"]) == (lock_sync.TITLE, BOT, "main")
    assert "- `a`: version 2\n" in pull["body"]

    lock_sync.take(LOCKFILE, "main", BOT)
    apply(a=2, b=2)
    assert bring_back(github) == "proposed"

    assert remote.lock_on(BOT) == {"a": 2, "b": 2}
    assert len(github.pulls) == 1
    assert "- `a`: version 2\n- `b`: version 2\n" in pull["body"]


def test_a_branch_that_waits_with_the_same_lock_is_not_pushed_again(
    remote: Remote, github: GitHubStandIn
) -> None:
    remote.hook(PROTECTED)
    apply(a=2, b=1)
    bring_back(github)
    before = git("rev-parse", BOT, cwd=remote.bare)

    assert bring_back(github) == "proposed"
    assert git("rev-parse", BOT, cwd=remote.bare) == before


def test_take_brings_the_lock_that_waits(remote: Remote) -> None:
    assert lock_sync.take(LOCKFILE, "main", BOT) == "no other lock is waiting"
    remote.write(LOCKFILE, lock(a=2, b=1), branch=BOT)
    remote.write(LOCKFILE, lock(a=1, b=3))
    git("pull", "--quiet", "origin", "main", cwd=remote.clone)

    assert lock_sync.take(LOCKFILE, "main", BOT) == f"took the lock that waits on {BOT}"

    assert versions(Path(LOCKFILE).read_bytes()) == {"a": 2, "b": 3}


def test_a_waiting_branch_without_a_lock_is_no_lock(remote: Remote) -> None:
    git("rm", "--quiet", LOCKFILE, cwd=remote.bare.parent / "other")
    remote.write("something", b"x", branch="other")
    git("push", "--quiet", "origin", f"other:{BOT}", cwd=remote.bare.parent / "other")

    assert lock_sync.take("no.lock.json", "main", BOT) == "no other lock is waiting"


def test_merging_knows_what_is_not_there(remote: Remote) -> None:
    new = lock_of(None, {})
    assert merged(None, new, lock(a=1)) == merged(new, lock(a=1), None) == lock(a=1)
    assert remote.has("main")


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(lock_of("workspace-2", {"a": 1}), id="another workspace"),
        pytest.param(lock(a=1).replace(b'"lock_version": 1', b'"lock_version": 2'), id="version"),
        pytest.param(b"{", id="cut off"),
        pytest.param(b"[]", id="list"),
    ],
)
@pytest.mark.usefixtures("remote")
def test_what_does_not_belong_together_is_not_merged(other: bytes) -> None:
    with pytest.raises(LockError, match="presetsync: "):
        merged(lock(a=1), lock(a=1), other)
