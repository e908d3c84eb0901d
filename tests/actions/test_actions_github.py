"""The scripts that speak to GitHub, against a stand-in on loopback."""

from __future__ import annotations

from typing import TYPE_CHECKING

import drift_issue
import github_api
import pytest
import sticky_comment
from github_api import ApiError, GitHub
from starlette.responses import Response

from tests.actions.github_stand_in import (
    BOT,
    PERSON,
    REPOSITORY,
    TOKEN,
    GitHubStandIn,
    github_stand_in,
)
from tests.servers import served

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from starlette.types import Receive, Scope, Send

PLAN = "<!-- presetsync:plan -->\n## Plan\n"


@pytest.fixture
def github(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[GitHubStandIn]:
    """An empty repository, and the environment of a step that has something to say there."""
    monkeypatch.setenv("GITHUB_REPOSITORY", REPOSITORY)
    monkeypatch.setenv("GITHUB_SERVER_URL", "https://github.com")
    monkeypatch.setenv("GITHUB_RUN_ID", "42")
    monkeypatch.setenv("ACTION_TOKEN", TOKEN)
    monkeypatch.setenv("ACTION_NUMBER", "7")
    monkeypatch.setenv("ACTION_CHANGES", "1")
    monkeypatch.setenv("ACTION_SHA", "0123abc")
    monkeypatch.setenv("ACTION_FILE", str(tmp_path / "plan.md"))
    (tmp_path / "plan.md").write_text(PLAN + "First.\n", encoding="utf-8")
    with github_stand_in() as github:
        monkeypatch.setenv("GITHUB_API_URL", github.url)
        yield github


def bodies(github: GitHubStandIn) -> list[str]:
    return [comment["body"] for comment in github.comments.values()]


def test_the_first_plan_begins_the_comment_and_the_next_updates_it(
    github: GitHubStandIn, tmp_path: Path
) -> None:
    sticky_comment.main()
    (tmp_path / "plan.md").write_text(PLAN + "Second.\n", encoding="utf-8")
    sticky_comment.main()

    (body,) = bodies(github)
    assert body == PLAN + (
        "Second.\n\n<sub>[Run, with the plan as a page]"
        "(https://github.com/acme/prompts/actions/runs/42) for 0123abc</sub>\n"
    )


def test_a_plan_without_the_marker_gets_it(github: GitHubStandIn, tmp_path: Path) -> None:
    (tmp_path / "plan.md").write_text("## Plan\n", encoding="utf-8")

    sticky_comment.main()

    assert bodies(github)[0].startswith(PLAN)


def test_a_comment_that_a_person_forged_is_left_alone(github: GitHubStandIn) -> None:
    github.comment(7, PLAN + "Nothing changes.", PERSON)
    github.comment(8, PLAN + "Of another pull request.", BOT)

    sticky_comment.main()

    assert len(github.comments) == 3
    assert "First." in bodies(github)[2]


def test_our_comment_is_found_behind_a_hundred_others(github: GitHubStandIn) -> None:
    for number in range(205):
        github.comment(7, f"Comment {number}")
    sticky_comment.main()
    sticky_comment.main()

    assert len(github.comments) == 206


@pytest.mark.parametrize("changes", ["0", ""])
def test_without_changes_no_comment_is_begun_but_one_is_updated(
    github: GitHubStandIn, monkeypatch: pytest.MonkeyPatch, changes: str
) -> None:
    monkeypatch.setenv("ACTION_CHANGES", changes)
    sticky_comment.main()
    assert bodies(github) == []
    github.comment(7, PLAN + "It did.", BOT)
    sticky_comment.main()
    assert "First." in bodies(github)[0]


def test_a_pull_request_that_changes_the_configuration_gets_a_comment_without_a_change_of_presets(
    github: GitHubStandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ACTION_CHANGES", "0")
    github.files[7] = [{"filename": f"docs/{n}.md"} for n in range(150)]
    sticky_comment.main()
    assert bodies(github) == []

    github.files[7].append({"filename": "presetsync.yaml"})
    sticky_comment.main()

    (body,) = bodies(github)
    assert body.startswith(PLAN.partition("\n")[0])
    assert "**This pull request changes `presetsync.yaml`**" in body
    assert "First." in body


def test_a_renamed_configuration_and_one_of_another_root(
    github: GitHubStandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ACTION_CHANGES", "0")
    github.files[7] = [{"filename": "old.yaml", "previous_filename": "team/presetsync.yaml"}]
    sticky_comment.main()
    assert bodies(github) == []

    monkeypatch.setenv("ACTION_ROOT", "team")
    sticky_comment.main()
    assert "`team/presetsync.yaml`" in bodies(github)[0]


def test_each_root_has_a_comment_and_an_issue_of_its_own(
    github: GitHubStandIn, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for root in (".", "team", "te/am", "te-am", "./team/"):
        monkeypatch.setenv("ACTION_ROOT", root)
        sticky_comment.main()
        report(monkeypatch, tmp_path, "! drifted a\n", drift=True)

    comments = [body for body in bodies(github) if body.startswith("<!-- presetsync:plan")]
    assert len({body.partition("\n")[0] for body in comments}) == len(comments) == 4
    assert len(github.issues) == 4


def test_without_a_plan_the_comment_says_so_where_there_is_one(
    github: GitHubStandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ACTION_FILE", "")
    sticky_comment.main()
    assert bodies(github) == []
    github.comment(7, PLAN + "Older.", BOT)
    sticky_comment.main()
    assert "There is no plan for the last push" in bodies(github)[0]


def test_a_plan_that_is_too_long_is_named_rather_than_cut(
    github: GitHubStandIn, tmp_path: Path
) -> None:
    (tmp_path / "plan.md").write_text(PLAN + "x" * 65_536, encoding="utf-8")

    sticky_comment.main()

    (body,) = bodies(github)
    assert len(body) < 500
    assert "too long for a comment" in body


def test_a_token_that_may_not_write_is_a_warning(
    github: GitHubStandIn, capsys: pytest.CaptureFixture[str]
) -> None:
    github.may_write = False

    sticky_comment.main()

    assert capsys.readouterr().out.startswith("::warning::the plan is not commented")


@pytest.mark.usefixtures("github")
def test_any_other_refusal_fails_in_words_and_without_the_token(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ACTION_TOKEN", "wrong-token-of-somebody")

    with pytest.raises(SystemExit):
        sticky_comment.main()

    out = capsys.readouterr().out
    assert out.startswith("::error::the comment could not be written: GET /pulls/7/files")
    assert "401 Bad credentials" in out
    assert "wrong-token" not in out


def test_what_is_no_pull_request_is_refused(
    github: GitHubStandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ACTION_NUMBER", "")

    with pytest.raises(SystemExit):
        sticky_comment.main()

    assert github.requests == []


def test_a_server_that_cannot_be_asked_is_an_api_error() -> None:
    with pytest.raises(ApiError) as caught:
        GitHub("http://127.0.0.1:9", REPOSITORY, TOKEN).get("/issues")

    assert caught.value.status == 0


@pytest.mark.parametrize("status", [302, 307, 502])
def test_a_redirect_is_not_followed_with_the_token_and_no_json_is_no_crash(status: int) -> None:
    asked = []

    async def elsewhere(scope: Scope, receive: Receive, send: Send) -> None:
        asked.append(scope["path"])
        headers = {"location": "/elsewhere"} if status < 400 else {}
        await Response("<html>", status, headers)(scope, receive, send)

    with served(elsewhere) as url, pytest.raises(ApiError) as caught:
        GitHub(url, REPOSITORY, TOKEN).get("/issues")

    assert caught.value.status == status
    assert asked == [f"/api/v1/repos/{REPOSITORY}/issues"]


def test_the_token_is_not_in_the_representation() -> None:
    assert TOKEN not in repr(GitHub("u", REPOSITORY, TOKEN))


def report(monkeypatch: pytest.MonkeyPatch, folder: Path, text: str, *, drift: bool) -> None:
    (folder / "status.txt").write_text(text, encoding="utf-8")
    monkeypatch.setenv("ACTION_REPORT", str(folder / "status.txt"))
    monkeypatch.setenv("ACTION_DRIFT", str(drift).lower())
    drift_issue.main()


def test_drift_opens_one_issue_updates_it_and_closes_it(
    github: GitHubStandIn, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    github.issue(github_api.marker("drift") + "\nOpened by a person.", PERSON)
    github.issue(github_api.marker("drift") + "\nA pull request.", BOT, pull_request={})

    report(monkeypatch, tmp_path, "! drifted a\n", drift=True)
    report(monkeypatch, tmp_path, "! drifted a\n! drifted b\n", drift=True)

    assert len(github.issues) == 3
    assert github.issues[3]["title"] == drift_issue.TITLE
    assert "drifted b" in github.issues[3]["body"]

    report(monkeypatch, tmp_path, "Status: 2 in sync.\n", drift=False)

    assert [issue["state"] for issue in github.issues.values()] == ["open", "open", "closed"]
    assert "The drift is gone" in bodies(github)[0]

    report(monkeypatch, tmp_path, "Status: 2 in sync.\n", drift=False)
    assert len(github.comments) == 1


@pytest.mark.usefixtures("github")
def test_a_report_cannot_break_out_of_its_place() -> None:
    body = drift_issue.issue_body("</pre> <img src=x> @everyone & | `a`\n")

    assert "&lt;/pre&gt; &lt;img src=x&gt; @everyone &amp; | `a`\n</pre>" in body
    assert body.count("</pre>") == 1


@pytest.mark.usefixtures("github")
@pytest.mark.parametrize("line", ["<" * 100, "<" * 20_000], ids=len)
def test_a_long_report_is_cut_at_a_line_and_says_so(line: str) -> None:
    body = drift_issue.issue_body(f"{line}\n" * 200)

    assert len(body) <= github_api.MAX_BODY
    assert "the run has all of it\n</pre>" in body


def test_an_issue_that_cannot_be_written_fails_in_words(
    github: GitHubStandIn,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    github.may_write = False

    with pytest.raises(SystemExit):
        report(monkeypatch, tmp_path, "! drifted a\n", drift=True)

    assert "::error::the issue could not be written" in capsys.readouterr().out


def test_outputs_and_annotations_stay_on_their_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GITHUB_OUTPUT", str(tmp_path / "output"))

    github_api.set_output("name", "50%\nother=1")
    github_api.tell("notice", "50%\n::error::no")

    assert (tmp_path / "output").read_text() == "name=50% other=1\n"
    assert capsys.readouterr().out == "::notice::50%25 ::error::no\n"
