"""The issue that tells of drift, and closes when there is none, against a stand-in for GitHub."""

from __future__ import annotations

from typing import TYPE_CHECKING

import drift_issue
import github_api
import pytest
import sticky_comment

from tests.actions.github_stand_in import (
    BOT,
    PERSON,
    GitHubStandIn,
    github_of_a_step,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def github(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[GitHubStandIn]:
    with github_of_a_step(monkeypatch, tmp_path, "") as github:
        yield github


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
    assert "The drift is gone" in github.bodies[0]

    report(monkeypatch, tmp_path, "Status: 2 in sync.\n", drift=False)
    assert len(github.comments) == 1


@pytest.mark.usefixtures("github")
def test_the_issue_is_the_report_with_where_it_is_from_and_how_to_go_on() -> None:
    body = drift_issue.issue_body("<!-- presetsync:status -->\n### Status\n\nDrift.\n\n")

    assert body.startswith("<!-- presetsync:drift -->\n### Status\n\nDrift.\n\nWithout a clone, ")
    assert "the workflow *Presets apply* by hand" in body
    assert body.endswith("too.</sub>\n")


@pytest.mark.usefixtures("github")
def test_presets_in_a_folder_are_said_to_be_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACTION_ROOT", "te`am/")

    assert "\nThe presets are in `` te`am `` of this repository.\n" in drift_issue.issue_body("x")


@pytest.mark.usefixtures("github")
def test_a_report_that_is_too_long_is_not_cut_in_the_middle_of_its_markup() -> None:
    body = drift_issue.issue_body("x" * github_api.MAX_BODY)

    assert len(body) < 1_000
    assert "The status is too long for an issue; the run has all of it.\n" in body


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


def test_each_root_has_a_comment_and_an_issue_of_its_own(
    github: GitHubStandIn, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for root in (".", "team", "te/am", "te-am", "./team/"):
        monkeypatch.setenv("ACTION_ROOT", root)
        sticky_comment.main()
        report(monkeypatch, tmp_path, "! drifted a\n", drift=True)

    comments = [body for body in github.bodies if body.startswith("<!-- presetsync:plan")]
    assert len({body.partition("\n")[0] for body in comments}) == len(comments) == 4
    assert len(github.issues) == 4


def test_each_environment_has_an_issue_of_its_own(
    github: GitHubStandIn, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("ACTION_ROOT", "staging")
    report(monkeypatch, tmp_path, "! drifted a\n", drift=True)
    monkeypatch.setenv("ACTION_ROOT", ".")
    for name in ("staging", "production", "staging"):
        monkeypatch.setenv("ACTION_ENVIRONMENT", name)
        report(monkeypatch, tmp_path, f"! drifted in {name}\n", drift=True)

    titles = [issue["title"] for issue in github.issues.values()]
    assert titles == [
        "Presets have drifted",
        "Presets have drifted in staging",
        "Presets have drifted in production",
    ]
    monkeypatch.setenv("ACTION_ENVIRONMENT", "production")
    report(monkeypatch, tmp_path, "Status: 1 in sync.\n", drift=False)
    assert [issue["state"] for issue in github.issues.values()] == ["open", "open", "closed"]
    assert "for the environment `staging`" in github.issues[2]["body"]
