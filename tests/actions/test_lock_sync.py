"""The lock between a run and the repository, with real git and a bare remote."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import git_cli
import github_api
import lock_sync
import pytest
from git_cli import GitError
from github_api import GitHub
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


def runner_temp(folder: Path) -> Path:
    """A job's own folder, new for each."""
    made = folder / "runner-temp"
    shutil.rmtree(made, ignore_errors=True)
    made.mkdir()
    return made


PROTECTED = '[ "$1" != refs/heads/main ] || { echo GH006; exit 1; }'


@pytest.fixture
def github() -> Iterator[GitHubStandIn]:
    with github_stand_in() as github:
        yield github


@pytest.fixture
def remote(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Remote:
    remote = Remote(tmp_path)
    monkeypatch.chdir(remote.clone)
    monkeypatch.setenv("ACTION_PRESETSYNC", str(Path(sys.executable).with_name("presetsync")))
    monkeypatch.setenv("RUNNER_TEMP", str(runner_temp(tmp_path)))
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
    monkeypatch.delenv("GITHUB_BASE_REF", raising=False)
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


@pytest.mark.usefixtures("remote")
def test_a_checkout_of_another_owner_is_told_with_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    # As git's own tests have it say so.
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "none"))

    with pytest.raises(GitError, match=r"git config --global --add safe\.directory"):
        lock_sync.take(LOCKFILE, "main", BOT)


def test_the_lock_of_each_root_waits_on_a_branch_of_its_own() -> None:
    places = [LOCKFILE, "team/presets.lock.json", "team/live.json", "te/am/presets.lock.json"]
    places += [
        "te-am/presets.lock.json",
        "presets.staging.lock.json",
        "@team/#12/presets.lock.json",
    ]
    branches = {lock_sync.bot_branch(place) for place in places}

    assert len(branches) == len(places)
    assert lock_sync.bot_branch(LOCKFILE) == BOT
    assert lock_sync.bot_branch("team/presets.lock.json") == f"{BOT}-team"
    for branch in branches:
        assert (
            subprocess.run(["git", "check-ref-format", "--branch", branch], check=False).returncode
            == 0
        )
        # `presetsync/lock` is a file in git's folder of refs, and can be no folder as well.
        assert not branch.startswith(f"{BOT}/")


def test_names_ping_and_link_nobody(remote: Remote, github: GitHubStandIn) -> None:
    remote.hook(PROTECTED)
    slugs = ["GH-12", "deadbeef", "www.example.com", "fixes"]
    apply(a=1, b=1, **dict.fromkeys(slugs, 1))

    assert bring_back(github) == "proposed"

    assert remote.message(BOT) == f"{lock_sync.TITLE}\n\n4 presets."
    (pull,) = github.pulls.values()
    outside = re.sub(r"`[^`]*`", "", pull["body"])
    assert [slug for slug in slugs if slug in outside] == []
    assert [slug for slug in slugs if f"- `{slug}`: version 1\n" not in pull["body"]] == []


def test_more_presets_than_a_pull_request_has_room_for_are_counted(
    remote: Remote, github: GitHubStandIn
) -> None:
    remote.hook(PROTECTED)
    apply(**{f"preset-{'x' * 60}-{number}": 1 for number in range(1000)})

    assert bring_back(github) == "proposed"

    (pull,) = github.pulls.values()
    assert len(pull["body"]) < github_api.MAX_BODY
    listed = pull["body"].count("- `preset-")
    assert f"- and {1000 - listed} more\n" in pull["body"]


@pytest.mark.parametrize("target", ["../outside.json", "/dev/null", "other.json"])
def test_a_lock_that_is_a_link_is_refused_and_nothing_is_written(
    remote: Remote, tmp_path: Path, target: str
) -> None:
    outside = tmp_path / "outside.json"
    outside.write_bytes(b"mine")
    Path(LOCKFILE).unlink()
    Path(LOCKFILE).symlink_to(target)
    remote.write(LOCKFILE, lock(a=2, b=1), branch=BOT)

    with pytest.raises(LockError, match="is a link or no file"):
        lock_sync.take(LOCKFILE, "main", BOT)
    with pytest.raises(LockError, match="is a link or no file"):
        bring_back()
    assert outside.read_bytes() == b"mine"


def test_a_folder_of_the_lock_that_leads_out_is_refused(remote: Remote, tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    Path("state").symlink_to(tmp_path / "outside")

    with pytest.raises(LockError, match="lies outside of the repository"):
        lock_sync.take("state/lock.json", "main", BOT)
    assert [*(tmp_path / "outside").iterdir()] == []
    assert remote.has("main")


def test_a_lock_with_conflict_markers_is_left_for_the_rebuild(remote: Remote) -> None:
    remote.write(LOCKFILE, lock(a=2, b=1), branch=BOT)
    Path(LOCKFILE).write_bytes(
        b"<<<<<<< HEAD\n" + lock(a=1) + b"=======\n" + lock(b=1) + b">>>>>>> x\n"
    )
    before = Path(LOCKFILE).read_bytes()

    assert "has conflict markers" in lock_sync.take(LOCKFILE, "main", BOT)
    assert Path(LOCKFILE).read_bytes() == before

    apply(a=2, b=1)
    assert bring_back() == "committed"
    assert remote.lock_on("main") == {"a": 2, "b": 1}
