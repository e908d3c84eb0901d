"""The step of `lock_sync` that a workflow runs: its settings, its words, and what it refuses."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import git_cli
import github_api
import lock_sync
import pytest
from git_cli import GitError
from lock_sync import LockError

from tests.actions.git_remote import (
    BOT,
    LOCKFILE,
    PROTECTED,
    Remote,
    apply,
    bring_back,
    git,
    lock,
)
from tests.actions.github_stand_in import REPOSITORY, TOKEN, GitHubStandIn

if TYPE_CHECKING:
    pass


NO_BOT = {"ACTION_BOT_BRANCH": ""}


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
    monkeypatch.setattr(lock_sync, "subprocess", subprocess)  # the program itself
    step(monkeypatch, tmp_path / "output", ACTION_COMMAND="take")
    apply(a=2, b=1)
    step(monkeypatch, tmp_path / "output", ACTION_COMMAND="commit")

    assert (tmp_path / "output").read_text() == "outcome=committed\n"
    assert remote.lock_on("main") == {"a": 2, "b": 1}


def test_several_locks_are_taken_and_committed_each_on_its_own(
    remote: Remote, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    names = "presets.staging.lock.json\n presets.lock.json\n"
    waiting = lock_sync.bot_branch("presets.staging.lock.json")
    assert waiting != lock_sync.bot_branch(LOCKFILE)
    step(monkeypatch, tmp_path / "o", ACTION_COMMAND="take", ACTION_LOCKFILE=names, **NO_BOT)
    apply(a=2, b=1)
    Path("presets.staging.lock.json").write_bytes(lock(a=7))
    step(monkeypatch, tmp_path / "o", ACTION_COMMAND="commit", ACTION_LOCKFILE=names, **NO_BOT)

    assert (tmp_path / "o").read_text() == "outcome=committed\n" * 2
    assert remote.lock_on("main") == {"a": 2, "b": 1}
    assert git("show", "main:presets.staging.lock.json", cwd=remote.bare)


@pytest.mark.usefixtures("remote")
def test_one_branch_is_not_for_several_locks(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        step(monkeypatch, tmp_path / "o", ACTION_COMMAND="take", ACTION_LOCKFILE="a\nb")
    assert "bot-branch is for one lock" in capsys.readouterr().out


@pytest.mark.usefixtures("remote")
@pytest.mark.parametrize(
    ("branch", "base", "expected"),
    [
        ("7/merge", "main", "main"),
        ("gh-readonly-queue/main/pr-7-0a1b", "refs/heads/main", "main"),
        ("main", "", "main"),
        ("release/1", "", "release/1"),
    ],
)
def test_take_compares_with_the_base_of_a_pull_request_or_merge_group(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, branch: str, base: str, expected: str
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(lock_sync, "take", lambda _lockfile, name, _bot: asked.append(name))

    step(
        monkeypatch,
        tmp_path / "output",
        ACTION_COMMAND="take",
        ACTION_BRANCH=branch,
        ACTION_BASE=base,
    )

    assert asked == [expected]


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
def test_a_checkout_of_another_owner_is_an_error_with_a_hint(
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


def test_a_tip_that_is_there_keeps_its_history(
    remote: Remote, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for number in range(4):
        remote.write("x", str(number).encode())
    shallow = tmp_path / "shallow"
    git("clone", "--quiet", "--depth=3", remote.bare.as_uri(), str(shallow), cwd=tmp_path)
    monkeypatch.chdir(shallow)

    tip = git_cli.fetch("main")

    assert tip == git("rev-parse", "HEAD", cwd=shallow)
    assert git("rev-list", "--count", "HEAD", cwd=shallow) == "3"
    remote.write("x", b"later")
    assert git_cli.fetch("main") == git("rev-parse", "main", cwd=remote.bare)
    assert git("rev-list", "--count", "HEAD", cwd=shallow) == "3"
