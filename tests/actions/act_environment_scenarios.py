"""What the workflows do for environments, and for roots beside each other, under act."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.actions.act_scenarios import (
    COPYWRITER,
    PROMPT,
    edit_prompt,
    github,
    python,
)
from tests.actions.acting import Project, Python
from tests.actions.github_stand_in import GitHubStandIn
from tests.repositories import CHAT

if TYPE_CHECKING:
    from pathlib import Path

    from tests.servers import Recorder

__all__ = ["github", "python"]

KEYS = {
    "OPENROUTER_API_KEY_STAGING": "sandbox:staging",
    "OPENROUTER_API_KEY": "sandbox:production",
}
STAGING_LOCK = "presets.staging.lock.json"
MEANWHILE = (
    "git fetch -q; git reset -q --hard origin/main;"
    f"sed -i 's/60 to 120/1 to 2/' {PROMPT}; git add --all;"
    "git -c user.name=A -c user.email=a@b.c commit -qm Meanwhile; git push -q origin HEAD:main"
)
"""Somebody merges another change."""


@pytest.fixture
def staged(tmp_path: Path, github: GitHubStandIn, server: Recorder, python: Python) -> Project:
    """A project with staging and production, both applied."""
    project = Project(tmp_path, github, server, python, keys=KEYS)
    project.begin()
    (project.clone / "presetsync.yaml").unlink(missing_ok=True)
    project.initialise("--env", "staging", "--env", "production")
    begun = project.pushed()
    assert begun.code == 0, begun.log
    project.pull()
    return project


def versions(project: Project, slug: str = "email-copywriter") -> tuple[int, int]:
    return project.live(slug, "staging"), project.live(slug, "production")


def test_a_pull_request_shows_both_plans_in_one_comment(staged: Project) -> None:
    edit_prompt(staged)
    staged.edit(COPYWRITER, "skin:", "environments: {staging: {body: {temperature: 0.1}}}\nskin:")
    staged.commit("Shorter mails")

    run = staged.pull_request(7)

    assert run.code == 0, run.log
    (comment,) = staged.github.bodies
    first, second = (
        comment.lower().index("plan for staging"),
        comment.lower().index("plan for production"),
    )
    assert first < second
    assert comment.count("60 to 120") == 2
    assert comment.count("<!-- presetsync:plan -->") == 1
    assert "OPENROUTER_API_KEY" not in run.log


def test_a_merge_applies_staging_and_waits_for_production(staged: Project) -> None:
    edit_prompt(staged)
    staged.commit("Shorter mails")
    staged.merge()
    staged.before("apply-production", "echo nobody approves; exit 1")

    run = staged.pushed()

    assert run.code == 1
    assert versions(staged) == (2, 1)
    assert staged.lock_on("main", STAGING_LOCK)["presets"]["email-copywriter"]["version"] == 2
    assert staged.lock["presets"]["email-copywriter"]["version"] == 1

    staged.before("apply-production", "true")
    staged.pull()
    again = staged.pushed()
    assert again.code == 0, again.log
    assert versions(staged) == (2, 2)
    assert staged.lock["presets"]["email-copywriter"]["version"] == 2


def test_a_staging_that_fails_stops_production(staged: Project) -> None:
    staged.before("apply-staging", "exit 1")
    edit_prompt(staged)
    staged.commit("Shorter mails")
    staged.merge()

    run = staged.pushed()

    assert run.code == 1
    assert versions(staged) == (1, 1)
    assert "Plan production" not in run.log


def test_an_approval_after_main_went_on_applies_nothing(staged: Project) -> None:
    edit_prompt(staged)
    staged.commit("Shorter mails")
    staged.merge()
    staged.before("apply-production", MEANWHILE)

    run = staged.pushed()

    assert run.code == 1
    assert "this is not the plan that was reviewed" in run.log
    assert versions(staged) == (2, 1)

    # Its own run has the plan of both, which is approved.
    staged.before("apply-production", "true")
    staged.pull()
    later = staged.pushed()
    assert later.code == 0, later.log
    assert versions(staged) == (3, 2)


def test_of_two_merges_in_a_row_the_last_one_is_applied_everywhere(staged: Project) -> None:
    edit_prompt(staged)
    first = staged.commit("Shorter mails")
    staged.merge()
    staged.edit(PROMPT, "60 to 120", "50 to 100")
    staged.commit("Shorter still")
    staged.merge()
    staged.git("reset", "--quiet", "--hard", first)

    # What main says now, as in the run of the second merge, for which then nothing is left to do.
    one = staged.pushed()
    staged.pull()
    asked = len(staged.server.pushes())
    two = staged.pushed()

    assert (one.code, two.code) == (0, 0), one.log + two.log
    assert versions(staged) == (2, 2)
    assert len(staged.server.pushes()) == asked


def test_roots_of_one_repository_do_not_meet(
    tmp_path: Path, github: GitHubStandIn, server: Recorder, python: Python
) -> None:
    project = Project(tmp_path, github, server, python, keys={"OPENROUTER_API_KEY": "sandbox"})
    project.begin()
    other = project.clone / "team"
    (other / "presets").mkdir(parents=True)
    (other / "presets/helper.yaml").write_text(CHAT, encoding="utf-8")
    project.initialise(folder="team")

    for suffix in ("", "-team"):
        done = project.pushed(suffix=suffix)
        assert done.code == 0, done.log
    project.pull()
    assert [*project.lock_on("main", "team/presets.lock.json")["presets"]] == ["helper"]
    assert "helper" not in project.lock["presets"]

    edit_prompt(project)
    changed = CHAT.replace("model: ", "model: another/")
    (other / "presets/helper.yaml").write_text(changed, encoding="utf-8")
    project.commit("Both")
    for suffix in ("", "-team", ""):
        assert project.pull_request(7, suffix=suffix).code == 0
    assert [body.partition("\n")[0] for body in github.bodies] == [
        "<!-- presetsync:plan -->",
        "<!-- presetsync:plan team -->",
    ]
