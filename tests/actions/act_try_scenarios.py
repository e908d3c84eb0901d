"""When the try workflow asks the models, and what its comment says, under act."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.actions.act_environment_scenarios import staged
from tests.actions.act_scenarios import applied, edit_prompt, github, project, python

if TYPE_CHECKING:
    from tests.actions.acting import Project

__all__ = ["applied", "github", "project", "python", "staged"]

TRY, PLAN = "<!-- presetsync:try -->", "<!-- presetsync:plan -->"


def asked(project: Project) -> list[str]:
    """The inference requests that the server got."""
    # A push of a preset has its slug in front of the skin.
    routes = ("/v1/chat/completions", "/v1/messages", "/v1/responses")
    paths = [request.path for request in project.server.requests]
    return [path for path in paths if path.endswith(routes)]


def test_the_label_has_the_changed_presets_tried_and_the_comment_updated(applied: Project) -> None:
    edit_prompt(applied)
    applied.commit("Shorter mails")
    assert applied.pull_request(7).code == 0

    first = applied.tried(7, labelled="try")

    assert first.code == 0, first.log
    plan, comment = applied.github.bodies
    assert plan.startswith(f"{PLAN}\n")
    assert comment.startswith(f"{TRY}\n")
    assert "<code>email-copywriter</code>" in comment
    assert "standup-summary" not in comment
    assert applied.git("rev-parse", "HEAD") in comment
    assert len(asked(applied)) == 2, "the file, and what the lock has"
    assert applied.live("email-copywriter") == 1

    applied.edit("presets/prompts/email-copywriter.md", "60 to 120", "50 to 100")
    pushed = applied.commit("Shorter still")
    second = applied.tried(7)

    assert second.code == 0, second.log
    assert len(applied.github.comments) == 2
    assert pushed in applied.github.bodies[1]
    assert len(asked(applied)) == 4


@pytest.mark.parametrize(
    ("labelled", "labels", "fork"),
    [
        ("try", ("try",), True),
        ("", ("try",), True),
        ("", ("documentation",), False),
        ("documentation", ("try", "documentation"), False),
    ],
    ids=["fork", "push to a fork", "push without the label", "another label"],
)
def test_nothing_is_tried(
    applied: Project,
    labelled: str,
    labels: tuple[str, ...],
    fork: bool,  # noqa: FBT001
) -> None:
    before = len(applied.server.requests)
    edit_prompt(applied)
    applied.commit("Shorter mails")

    run = applied.tried(7, labelled=labelled, labels=labels, fork=fork)

    assert run.code == 0, run.log
    assert "Main" not in run.log, "a step ran"
    assert applied.github.requests == []
    assert len(applied.server.requests) == before


def test_without_a_key_the_comment_says_that_there_are_no_answers(applied: Project) -> None:
    edit_prompt(applied)
    applied.commit("Shorter mails")

    run = applied.tried(7, labelled="try", secret=False)

    assert run.code == 0, run.log
    assert "OPENROUTER_API_KEY is not set" in run.log
    (comment,) = applied.github.bodies
    assert "There are no answers for the last push" in comment
    assert asked(applied) == []


def test_a_preset_that_is_not_answered_fails_no_check(applied: Project) -> None:
    applied.edit("presets/email-copywriter.yaml", "temperature: 0.7", "temprature: 0.7")
    applied.commit("A typo")

    run = applied.tried(7, labelled="try")

    assert run.code == 0, run.log
    assert "temprature" in run.log
    assert "There are no answers for the last push" in applied.github.bodies[0]


def test_a_pull_request_that_changes_no_preset_is_answered_so(applied: Project) -> None:
    applied.edit("CHANGELOG.md", "Unreleased", "Unreleased yet")
    applied.commit("Words")

    run = applied.tried(8, labelled="try")

    assert run.code == 0, run.log
    assert "no preset changed" in applied.github.bodies[0]
    assert asked(applied) == []


def test_of_several_environments_the_first_one_is_tried(staged: Project) -> None:
    staged.initialise("--env", "staging", "--env", "production", "--try")
    edit_prompt(staged)
    staged.commit("Shorter mails")

    run = staged.tried(7, labelled="try")

    assert run.code == 0, run.log
    (comment,) = staged.github.bodies
    assert comment.startswith("<!-- presetsync:try env=staging -->\n")
    assert "staging" in comment.partition("\n")[2]
    assert len(asked(staged)) == 2
    keys = {request.headers["authorization"] for request in staged.server.requests[-2:]}
    assert keys == {"Bearer sandbox:staging"}
