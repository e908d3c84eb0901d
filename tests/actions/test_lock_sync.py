"""The lock between a run and the repository, with real git and a bare remote."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import git_cli
import lock_sync
import pytest
from git_cli import GitError
from github_api import GitHub
from hypothesis import given
from hypothesis import strategies as st
from lock_sync import LockError, merged

from presetsync.state.lock import Lock, dump
from tests.actions.github_stand_in import REPOSITORY, TOKEN, GitHubStandIn, github_stand_in
from tests.builders import make_entry, make_preset

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

LOCKFILE = "presets.lock.json"
BOT = "presetsync/lock"


def lock(**versions: int) -> bytes:
    return lock_of("workspace-1", versions)


def lock_of(workspace_id: str | None, versions: Mapping[str, int]) -> bytes:
    presets = {slug: make_entry(make_preset(slug), n) for slug, n in versions.items()}
    return dump(Lock(workspace_id, presets))


def versions(data: bytes) -> dict[str, int]:
    return {slug: entry["version"] for slug, entry in json.loads(data)["presets"].items()}


def git(*arguments: str, cwd: Path) -> str:
    person = ("-c", "user.name=Ada", "-c", "user.email=ada@example.com")
    finished = subprocess.run(
        ["git", *person, *arguments], cwd=cwd, check=True, capture_output=True, text=True
    )
    return finished.stdout.strip()


class Remote:
    """A bare repository with a main, and the clone that the script runs in."""

    def __init__(self, folder: Path) -> None:
        self.bare, self.clone = folder / "origin.git", folder / "clone"
        git("init", "--quiet", "--bare", "-b", "main", str(self.bare), cwd=folder)
        self.write(LOCKFILE, lock(a=1, b=1))
        git("clone", "--quiet", str(self.bare), str(self.clone), cwd=folder)

    def write(self, path: str, content: bytes, branch: str = "main") -> None:
        """Somebody commits a file on a branch."""
        other = self.bare.parent / "other"
        if not other.exists():
            git("clone", "--quiet", str(self.bare), str(other), cwd=self.bare.parent)
        git("fetch", "--quiet", "origin", cwd=other)
        start = [f"origin/{branch}"] if self.has(branch) else []
        git("checkout", "--quiet", "-B", branch, *start, cwd=other)
        (other / path).parent.mkdir(parents=True, exist_ok=True)
        (other / path).write_bytes(content)
        git("add", "--all", cwd=other)
        git("commit", "--quiet", "-m", f"Write {path}", cwd=other)
        git("push", "--quiet", "origin", branch, cwd=other)

    def has(self, branch: str) -> bool:
        """Whether there is such a branch."""
        return bool(git("for-each-ref", f"refs/heads/{branch}", cwd=self.bare))

    def hook(self, script: str) -> None:
        """Have the remote run a script before each branch is updated."""
        hook = self.bare / "hooks/update"
        hook.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        hook.chmod(0o755)

    def lock_on(self, branch: str) -> dict[str, int]:
        """The lock's versions on a branch."""
        return versions(git("show", f"{branch}:{LOCKFILE}", cwd=self.bare).encode())

    def message(self, branch: str) -> str:
        """The last commit's message on a branch."""
        return git("log", "-1", "--format=%B", branch, cwd=self.bare)


PROTECTED = '[ "$1" != refs/heads/main ] || { echo GH006; exit 1; }'


@pytest.fixture
def github() -> Iterator[GitHubStandIn]:
    with github_stand_in() as github:
        yield github


@pytest.fixture
def remote(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Remote:
    remote = Remote(tmp_path)
    monkeypatch.chdir(remote.clone)
    monkeypatch.setattr("lock_sync.time.sleep", lambda _: None)
    return remote


def bring_back(github: GitHubStandIn | None = None) -> str:
    api = GitHub(github.url if github else "http://127.0.0.1:9", REPOSITORY, TOKEN)
    return lock_sync.bring_back(LOCKFILE, "main", BOT, api)


def apply(**numbers: int) -> None:
    """What an apply leaves behind."""
    Path(LOCKFILE).write_bytes(lock(**numbers))


def test_a_new_lock_is_committed_on_top_of_main(remote: Remote) -> None:
    apply(a=2, b=1, c=1)

    assert bring_back() == "committed"

    assert remote.lock_on("main") == {"a": 2, "b": 1, "c": 1}
    title = "Record applied preset versions [skip ci]"
    assert remote.message("main") == f"{title}\n\n- a: version 2\n- c: version 1"
    assert git("status", "--porcelain", cwd=remote.clone) == f"M {LOCKFILE}"


def test_the_first_lock_is_committed(tmp_path: Path, remote: Remote) -> None:
    git("rm", "--quiet", LOCKFILE, cwd=tmp_path / "other")
    git("commit", "--quiet", "-m", "No lock", cwd=tmp_path / "other")
    git("push", "--quiet", "origin", "main", cwd=tmp_path / "other")
    apply(a=1)

    assert bring_back() == "committed"
    assert remote.lock_on("main") == {"a": 1}


def test_a_lock_that_says_nothing_new_is_not_committed(remote: Remote) -> None:
    assert bring_back() == "unchanged"
    Path(LOCKFILE).unlink()
    assert bring_back() == "unchanged"
    assert remote.message("main") == f"Write {LOCKFILE}"


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
    assert "- a: version 2\n" in pull["body"]

    apply(a=1, b=2)
    assert bring_back(github) == "proposed"

    assert remote.lock_on(BOT) == {"a": 2, "b": 2}
    assert len(github.pulls) == 1
    assert "- a: version 2\n- b: version 2\n" in pull["body"]


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
    assert lock_sync.take(LOCKFILE, BOT) == "no other lock is waiting"
    remote.write(LOCKFILE, lock(a=2, b=1), branch=BOT)
    remote.write(LOCKFILE, lock(a=1, b=3))
    git("pull", "--quiet", "origin", "main", cwd=remote.clone)

    assert lock_sync.take(LOCKFILE, BOT) == f"took the lock that waits on {BOT}"

    assert versions(Path(LOCKFILE).read_bytes()) == {"a": 2, "b": 3}


def archived(lock: bytes) -> bytes:
    document = json.loads(lock)
    document["presets"]["a"]["archived"] = True
    return json.dumps(document).encode()


def test_what_was_archived_and_waits_is_archived_for_the_next_run(remote: Remote) -> None:
    remote.write(LOCKFILE, archived(lock(a=1, b=1)), branch=BOT)

    lock_sync.take(LOCKFILE, BOT)

    assert json.loads(Path(LOCKFILE).read_bytes())["presets"]["a"]["archived"]


def test_what_waited_is_taken_no_more_once_a_newer_lock_is_committed(remote: Remote) -> None:
    remote.write(LOCKFILE, lock(a=1), branch=BOT)
    Path(LOCKFILE).write_bytes(archived(lock(a=1, b=1)))

    assert bring_back() == "committed"

    assert git("rev-parse", BOT, cwd=remote.bare) == git("rev-parse", "main", cwd=remote.bare)


def test_a_waiting_branch_without_a_lock_is_no_lock(remote: Remote) -> None:
    git("rm", "--quiet", LOCKFILE, cwd=remote.bare.parent / "other")
    remote.write("something", b"x", branch="other")
    git("push", "--quiet", "origin", f"other:{BOT}", cwd=remote.bare.parent / "other")

    assert lock_sync.take("no.lock.json", BOT) == "no other lock is waiting"


NUMBERS = st.dictionaries(st.sampled_from("abcd"), st.integers(1, 5))


@given(NUMBERS, NUMBERS)
def test_merging_keeps_the_higher_version_whichever_way(
    one: dict[str, int], other: dict[str, int]
) -> None:
    both = merged(lock(**one), lock(**other))

    higher = {slug: max(one.get(slug, 0), other.get(slug, 0)) for slug in {*one, *other}}
    # Byte for byte what presetsync would have written.
    assert both == lock(**higher)
    assert merged(lock(**other), lock(**one)) == both
    assert merged(both, both) == both


def test_merging_knows_a_lock_without_a_workspace() -> None:
    new = lock_of(None, {})
    assert merged(new, lock(a=1)) == merged(lock(a=1), new) == lock(a=1)
    assert merged(None, lock(a=1)) == merged(lock(a=1), None) == lock(a=1)


@pytest.mark.parametrize(
    "other",
    [
        lock_of("workspace-2", {"a": 1}),
        lock(a=1).replace(b'"lock_version": 1', b'"lock_version": 2'),
        b"{",
        b"[]",
        b'{"lock_version": 1, "workspace_id": null, "presets": {"a": {}}}',
        b"<<<<<<< HEAD\n",
    ],
)
def test_what_does_not_belong_together_is_not_merged(other: bytes) -> None:
    with pytest.raises(LockError):
        merged(lock(a=1), other)


def step(monkeypatch: pytest.MonkeyPatch, output: Path, **environment: str) -> None:
    settings = {
        "ACTION_LOCKFILE": LOCKFILE,
        "ACTION_BOT_BRANCH": BOT,
        "ACTION_BRANCH": "main",
        "ACTION_TOKEN": TOKEN,
        "GITHUB_REPOSITORY": REPOSITORY,
        "GITHUB_OUTPUT": str(output),
        "GITHUB_SERVER_URL": "https://github.com",
    }
    for name, value in (settings | environment).items():
        monkeypatch.setenv(name, value)
    lock_sync.main()


def test_the_step_takes_and_commits(
    remote: Remote, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    step(monkeypatch, tmp_path / "output", ACTION_COMMAND="take")
    apply(a=2, b=1)
    step(monkeypatch, tmp_path / "output", ACTION_COMMAND="commit")

    assert (tmp_path / "output").read_text() == "outcome=committed\n"
    assert remote.lock_on("main") == {"a": 2, "b": 1}


@pytest.mark.usefixtures("remote")
def test_the_step_fails_in_words(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        step(monkeypatch, tmp_path / "output", ACTION_COMMAND="commit", ACTION_BRANCH="nowhere")

    assert "::error::the lock: origin has no branch nowhere" in capsys.readouterr().out


def test_the_token_is_git_configuration_for_github_alone(
    remote: Remote, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ACTION_TOKEN", "secret")
    monkeypatch.setenv("GITHUB_SERVER_URL", "https://github.com")

    def header(url: str) -> str:
        try:
            return git_cli.git("config", "--get-urlmatch", "http.extraheader", url).decode()
        except GitError:
            return ""

    assert header(f"https://github.com/{REPOSITORY}").startswith("AUTHORIZATION: basic ")
    assert header("https://example.com/x") == ""
    assert header("https://github.com.example.com/x") == ""
    assert "secret" not in git("config", "--list", cwd=remote.clone)


def test_git_that_fails_says_what_git_said(remote: Remote) -> None:
    with pytest.raises(GitError, match="git rev-parse: fatal: "):
        git_cli.git("rev-parse", "--verify", "nonsense")
    assert remote.has("main")
