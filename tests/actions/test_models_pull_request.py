"""The pull request that brings the model lock up to date, with real git, a bare remote and GitHub's
stand-in."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import bot_pull_request
import git_cli
import github_api
import pytest
from bot_pull_request import News
from git_cli import GitError
from models_pull_request import TOPIC, bot_branch

from tests.actions.git_remote import Remote, git
from tests.actions.github_stand_in import BOT, PERSON, REPOSITORY, TOKEN, GitHubStandIn

if TYPE_CHECKING:
    from collections.abc import Callable

MODELS, SCHEMA, PRESET = "models.lock.json", "presets/.schemas/messages.json", "presets/a.yaml"
BRANCH = "presetsync/models"
NEWS = "- x-ai/grok-4 expires on 2026-05-15, used by a\n"
OTHER = "- openai/gpt-5.4: completion 15.00 → 12.00 USD/M, used by a\n"


@pytest.fixture
def step(
    remote: Remote, github: GitHubStandIn, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[..., None]:
    """A run of the workflow's last step: with news, or with none."""
    for path in (MODELS, SCHEMA, PRESET):
        remote.write(path, b"old\n")
    environment = {
        "ACTION_BRANCH": "main",
        "ACTION_BOT_BRANCH": "",
        "ACTION_FILES": f"{MODELS}\npresets/.schemas\n",
        "ACTION_ROOT": ".",
        "ACTION_REPORT": str(tmp_path / "news.md"),
        "ACTION_TOKEN": TOKEN,
        "GITHUB_API_URL": github.url,
        "GITHUB_REPOSITORY": REPOSITORY,
        "GITHUB_RUN_ID": "42",
        "GITHUB_SERVER_URL": "https://github.com",
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    def run(*news: str, lock: str = "new\n") -> None:
        git("fetch", "--quiet", "origin", "main", cwd=remote.clone)
        git("reset", "--quiet", "--hard", "FETCH_HEAD", cwd=remote.clone)
        if news:
            (remote.clone / MODELS).write_text(lock, encoding="utf-8")
            (remote.clone / SCHEMA).write_text(lock, encoding="utf-8")
        (tmp_path / "news.md").write_text("".join(news), encoding="utf-8")
        monkeypatch.setenv("ACTION_CHANGES", str(len(news)))
        bot_pull_request.main(TOPIC, bot_branch("."))

    return run


def changed_on(remote: Remote, branch: str) -> list[str]:
    return git("diff", "--name-only", f"main...{branch}", cwd=remote.bare).split()


def state_of(github: GitHubStandIn) -> list[str]:
    return [pull["state"] for pull in github.pulls.values()]


def test_news_opens_one_pull_request_with_its_sentences(
    remote: Remote, github: GitHubStandIn, step: Callable[..., None]
) -> None:
    step(NEWS, OTHER)

    (pull,) = github.pulls.values()
    assert (pull["title"], pull["head"], pull["base"]) == (
        f"{TOPIC.title}: 2 changes",
        BRANCH,
        "main",
    )
    assert NEWS in pull["body"]
    assert OTHER.strip() in pull["body"]
    assert "/actions/runs/42" in pull["body"]
    assert changed_on(remote, BRANCH) == [MODELS, SCHEMA]
    assert git("show", f"{BRANCH}:{MODELS}", cwd=remote.bare) == "new"
    assert remote.message(BRANCH) == TOPIC.title


def test_a_second_run_updates_it_and_the_same_news_pushes_nothing(
    remote: Remote, github: GitHubStandIn, step: Callable[..., None]
) -> None:
    step(NEWS)
    first = git("rev-parse", BRANCH, cwd=remote.bare)
    step(NEWS)
    assert git("rev-parse", BRANCH, cwd=remote.bare) == first

    step(OTHER, lock="newer\n")

    (pull,) = github.pulls.values()
    assert NEWS not in pull["body"]
    assert OTHER.strip() in pull["body"]
    assert pull["title"] == f"{TOPIC.title}: 1 change"
    assert git("show", f"{BRANCH}:{MODELS}", cwd=remote.bare) == "newer"
    assert git("rev-list", "--count", f"main..{BRANCH}", cwd=remote.bare) == "1"


def test_the_branch_follows_main(remote: Remote, step: Callable[..., None]) -> None:
    step(NEWS)
    remote.write(PRESET, b"new\n")

    step(NEWS)

    assert git("merge-base", "main", BRANCH, cwd=remote.bare) == git(
        "rev-parse", "main", cwd=remote.bare
    )
    assert changed_on(remote, BRANCH) == [MODELS, SCHEMA]


def test_without_news_it_is_closed_and_its_branch_is_gone(
    remote: Remote, github: GitHubStandIn, step: Callable[..., None]
) -> None:
    step(NEWS)
    step()

    assert state_of(github) == ["closed"]
    assert "The catalogue says what the model lock says" in github.bodies[0]
    assert not remote.has(BRANCH)

    step()
    assert len(github.comments) == 1

    # Nobody declined it, so it is told again.
    step(NEWS)
    assert state_of(github) == ["closed", "open"]


def test_what_main_has_already_is_no_news(
    remote: Remote, github: GitHubStandIn, step: Callable[..., None]
) -> None:
    step(NEWS)
    for path in (MODELS, SCHEMA):
        remote.write(path, b"new\n")
    step(NEWS)

    assert state_of(github) == ["closed"]
    assert not remote.has(BRANCH)


def test_one_that_somebody_closed_is_opened_again_for_other_news_alone(
    github: GitHubStandIn, step: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    step(NEWS)
    (pull,) = github.pulls.values()
    pull.update(state="closed")

    step(NEWS)
    assert state_of(github) == ["closed"]
    assert "somebody closed the pull request for this news" in capsys.readouterr().out

    step(OTHER, lock="newer\n")
    assert state_of(github) == ["closed", "open"]


def test_after_a_merge_the_same_news_is_told_again(
    github: GitHubStandIn, step: Callable[..., None]
) -> None:
    step(NEWS)
    (pull,) = github.pulls.values()
    pull.update(state="closed", merged_at="2026-05-01T00:00:00Z")

    step(NEWS)

    assert state_of(github) == ["closed", "open"]


def test_a_commit_of_somebody_on_the_branch_is_left_alone(
    remote: Remote,
    github: GitHubStandIn,
    step: Callable[..., None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    step(NEWS)
    remote.write(PRESET, b"another model\n", branch=BRANCH)
    theirs = git("rev-parse", BRANCH, cwd=remote.bare)

    step(OTHER, lock="newer\n")

    assert git("rev-parse", BRANCH, cwd=remote.bare) == theirs
    assert "::warning::presetsync/models has a commit of somebody's own" in capsys.readouterr().out
    assert OTHER.strip() in next(iter(github.pulls.values()))["body"]

    step()
    assert remote.has(BRANCH)


def test_a_pull_request_of_somebody_keeps_its_text(
    github: GitHubStandIn, step: Callable[..., None]
) -> None:
    forged = {"head": BRANCH, "base": "main", "body": github_api.marker("models"), "title": "Mine"}
    github.pulls[101] = {"number": 101, "state": "open", "user": PERSON, **forged}

    step(NEWS)
    step()

    (pull,) = github.pulls.values()
    assert (pull["title"], pull["state"]) == ("Mine", "open")


@pytest.mark.parametrize("user", [BOT, PERSON])
def test_only_a_pull_request_of_this_action_counts_as_declined(
    github: GitHubStandIn, step: Callable[..., None], user: dict[str, str]
) -> None:
    body = "A text of somebody's."
    closed = {"number": 101, "state": "closed", "user": user, "head": BRANCH, "base": "main"}
    github.pulls[101] = {**closed, "body": body, "merged_at": None}

    step(NEWS)

    assert state_of(github) == ["closed", "open"]


def test_files_that_nobody_keeps_are_not_added(
    remote: Remote, step: Callable[..., None], tmp_path: Path
) -> None:
    git("rm", "-r", "--quiet", "presets/.schemas", cwd=tmp_path / "other")
    git("commit", "--quiet", "-m", "No schemas", cwd=tmp_path / "other")
    git("push", "--quiet", "origin", "main", cwd=tmp_path / "other")
    (remote.clone / "presets/.schemas").mkdir(parents=True, exist_ok=True)

    step(NEWS)

    assert changed_on(remote, BRANCH) == [MODELS]


def test_in_a_folder_of_the_repository_paths_begin_there(
    remote: Remote,
    github: GitHubStandIn,
    step: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    remote.write(f"team/{MODELS}", b"old\n")
    step()
    monkeypatch.chdir(remote.clone / "team")
    for path in (MODELS, f"../{MODELS}"):
        Path(path).write_text("new\n", encoding="utf-8")

    files = bot_pull_request.written_files([MODELS])
    bot = bot_branch("team")
    api = github_api.GitHub(github.url, REPOSITORY, TOKEN)

    assert bot_pull_request.propose(api, TOPIC, News(1, NEWS), files, "main", bot) == (
        "opened pull request 101"
    )
    assert changed_on(remote, "presetsync/models-team") == [f"team/{MODELS}"]


def test_a_link_is_not_followed(remote: Remote, step: Callable[..., None]) -> None:
    step()
    (remote.clone / "link.json").symlink_to("/etc/hostname")
    git("add", "link.json", cwd=remote.clone)
    git("commit", "--quiet", "-m", "Link", cwd=remote.clone)

    assert bot_pull_request.written_files(["link.json", MODELS]).keys() == {MODELS}

    # Nor one in place of a file: it may lead to what only this step has.
    (remote.clone / MODELS).unlink()
    (remote.clone / MODELS).symlink_to("/proc/self/environ")
    assert bot_pull_request.written_files([MODELS]) == {}


def test_a_long_report_is_cut_at_a_line_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GITHUB_SERVER_URL", "GITHUB_RUN_ID", "GITHUB_REPOSITORY"):
        monkeypatch.setenv(name, "x")
    text = bot_pull_request.body(TOPIC, News(9000, OTHER * 9000))

    assert len(text) <= github_api.MAX_BODY
    assert f"{OTHER.strip()}\n\nThe run has all of it.\n\n<sub>" in text


def test_what_cannot_be_proposed_fails_in_words(
    github: GitHubStandIn, step: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    github.may_write = False

    with pytest.raises(SystemExit):
        step(NEWS)

    assert "::error::the pull request: POST /pulls: 403" in capsys.readouterr().out


def test_a_branch_that_moves_meanwhile_is_not_overwritten(remote: Remote) -> None:
    remote.write("x", b"1\n", branch=BRANCH)
    git("fetch", "--quiet", "origin", BRANCH, cwd=remote.clone)
    seen = git("rev-parse", "FETCH_HEAD", cwd=remote.clone)
    remote.write("x", b"2\n", branch=BRANCH)

    with pytest.raises(GitError, match="git push"):
        git_cli.delete_branch(BRANCH, seen)
    assert remote.has(BRANCH)


def test_each_folder_of_presets_has_a_branch_of_its_own() -> None:
    branches = {bot_branch(root) for root in (".", "team", "te/am", "te-am")}

    assert len(branches) == 4
    for branch in branches:
        command = ["git", "check-ref-format", "--branch", branch]
        assert subprocess.run(command, check=False, capture_output=True).returncode == 0
        assert not branch.startswith(f"{BRANCH}/")
