"""The comment with the plan, which each run updates, against a stand-in for GitHub."""

from __future__ import annotations

from typing import TYPE_CHECKING

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


PLAN = "<!-- presetsync:plan -->\n## Plan\n"
TRY = "<!-- presetsync:try -->\n"


@pytest.fixture
def github(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[GitHubStandIn]:
    with github_of_a_step(monkeypatch, tmp_path, PLAN + "First.\n") as github:
        yield github


def test_the_first_plan_begins_the_comment_and_the_next_updates_it(
    github: GitHubStandIn, tmp_path: Path
) -> None:
    sticky_comment.main()
    (tmp_path / "plan.md").write_text(PLAN + "Second.\n", encoding="utf-8")
    sticky_comment.main()

    (body,) = github.bodies
    assert body == PLAN + (
        "Second.\n\n<sub>[Run, with the plan as a page]"
        "(https://github.com/acme/prompts/actions/runs/42) for 0123abc</sub>\n"
    )


def test_a_plan_without_the_marker_gets_it(github: GitHubStandIn, tmp_path: Path) -> None:
    (tmp_path / "plan.md").write_text("## Plan\n", encoding="utf-8")

    sticky_comment.main()

    assert github.bodies[0].startswith(PLAN)


def test_a_comment_that_a_person_forged_is_left_alone(github: GitHubStandIn) -> None:
    github.comment(7, PLAN + "Nothing changes.", PERSON)
    github.comment(8, PLAN + "Of another pull request.", BOT)

    sticky_comment.main()

    assert len(github.comments) == 3
    assert "First." in github.bodies[2]


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
    assert github.bodies == []
    github.comment(7, PLAN + "It did.", BOT)
    sticky_comment.main()
    assert "First." in github.bodies[0]


def test_a_pull_request_that_changes_the_configuration_gets_a_comment_without_a_change_of_presets(
    github: GitHubStandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ACTION_CHANGES", "0")
    github.files[7] = [{"filename": f"docs/{n}.md"} for n in range(150)]
    sticky_comment.main()
    assert github.bodies == []

    github.files[7].append({"filename": "presetsync.yaml"})
    sticky_comment.main()

    (body,) = github.bodies
    assert body.startswith(PLAN.partition("\n")[0])
    assert "**This pull request changes `presetsync.yaml`**" in body
    assert "First." in body


def test_a_renamed_configuration_and_one_of_another_root(
    github: GitHubStandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ACTION_CHANGES", "0")
    github.files[7] = [{"filename": "old.yaml", "previous_filename": "team/presetsync.yaml"}]
    sticky_comment.main()
    assert github.bodies == []

    monkeypatch.setenv("ACTION_ROOT", "team")
    sticky_comment.main()
    assert "`team/presetsync.yaml`" in github.bodies[0]


def test_without_a_plan_the_comment_says_so_where_there_is_one(
    github: GitHubStandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ACTION_FILE", "")
    sticky_comment.main()
    assert github.bodies == []
    github.comment(7, PLAN + "Older.", BOT)
    sticky_comment.main()
    assert "There is no plan for the last push" in github.bodies[0]


def test_a_plan_that_is_too_long_is_named_rather_than_cut(
    github: GitHubStandIn, tmp_path: Path
) -> None:
    (tmp_path / "plan.md").write_text(PLAN + "x" * 65_536, encoding="utf-8")

    sticky_comment.main()

    (body,) = github.bodies
    assert len(body) < 500
    assert "too long for a comment" in body


def test_a_token_that_may_not_write_is_a_warning(
    github: GitHubStandIn, capsys: pytest.CaptureFixture[str]
) -> None:
    github.may_write = False

    sticky_comment.main()

    assert capsys.readouterr().out.startswith("::warning::there is no comment")


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


@pytest.fixture
def answers(github: GitHubStandIn, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The file with the answers, where those are to be shown beside the plan."""
    sticky_comment.main()
    assert len(github.bodies) == 1
    monkeypatch.setenv("ACTION_KIND", "try")
    monkeypatch.setenv("ACTION_CHANGES", "")
    monkeypatch.setenv("ACTION_FILE", str(tmp_path / "answers.md"))
    (tmp_path / "answers.md").write_text(f"{TRY}### Answers\n", encoding="utf-8")
    return tmp_path / "answers.md"


def test_answers_have_a_comment_of_their_own_beside_the_plan(
    github: GitHubStandIn, answers: Path
) -> None:
    sticky_comment.main()
    answers.write_text(f"{TRY}### Others\n", encoding="utf-8")
    sticky_comment.main()

    plan, shown = github.bodies
    assert "First." in plan
    assert shown == TRY + (
        "### Others\n\n<sub>[Run](https://github.com/acme/prompts/actions/runs/42)"
        " for 0123abc</sub>\n"
    )


@pytest.mark.usefixtures("answers")
def test_answers_of_another_environment_or_root_have_another_comment(
    github: GitHubStandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable, value in (("ACTION_ENVIRONMENT", "staging"), ("ACTION_ROOT", "team")):
        monkeypatch.setenv(variable, value)
        sticky_comment.main()

    assert [body.partition("\n")[0] for body in github.bodies[1:]] == [
        "<!-- presetsync:try env=staging -->",
        "<!-- presetsync:try team env=staging -->",
    ]
    assert github.bodies[1].endswith(" for 0123abc in the environment `staging`</sub>\n")


@pytest.mark.usefixtures("answers")
def test_whoever_asked_for_answers_is_shown_that_there_are_none(
    github: GitHubStandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ACTION_FILE", "")

    sticky_comment.main()

    assert "There are no answers for the last push" in github.bodies[1]


def test_answers_that_are_too_long_are_named_rather_than_cut(
    github: GitHubStandIn, answers: Path
) -> None:
    answers.write_text(TRY + "x" * 65_536, encoding="utf-8")

    sticky_comment.main()

    assert "The answers are too long for a comment" in github.bodies[1]
    assert len(github.bodies[1]) < 500


def test_another_kind_of_comment_is_refused(
    github: GitHubStandIn, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ACTION_KIND", "news")

    with pytest.raises(SystemExit):
        sticky_comment.main()

    assert capsys.readouterr().out == "::error::kind is news; it must be plan or try\n"
    assert github.requests == []


def test_what_is_no_pull_request_is_refused(
    github: GitHubStandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ACTION_NUMBER", "")

    with pytest.raises(SystemExit):
        sticky_comment.main()

    assert github.requests == []
