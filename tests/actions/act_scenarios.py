"""What the workflows do for a project, from pull request to drift; `make actions-test` runs it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest

from tests.actions.acting import KEY, Project, Python, prepared_python
from tests.actions.github_stand_in import PERSON, GitHubStandIn, github_stand_in
from tests.repositories import CHAT, Repository

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.servers import Recorder

COPYWRITER = "presets/email-copywriter.yaml"
PROMPT = "presets/prompts/email-copywriter.md"


@pytest.fixture
def github() -> Iterator[GitHubStandIn]:
    with github_stand_in() as github:
        yield github


@pytest.fixture(scope="session")
def python(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Python]:
    with prepared_python(tmp_path_factory.mktemp("python")) as python:
        yield python


@pytest.fixture
def project(tmp_path: Path, github: GitHubStandIn, server: Recorder, python: Python) -> Project:
    """This repository, pushed for the first time."""
    project = Project(tmp_path, github, server, python)
    project.begin()
    return project


@pytest.fixture
def applied(project: Project) -> Project:
    """Main is applied, and its lock committed, by a person."""
    key = {"OPENROUTER_BASE_URL": project.server.base_url, "OPENROUTER_API_KEY": KEY}
    assert Repository(project.clone, key).run("-q", "apply", "--yes").code == 0
    project.commit("Apply")
    project.merge()
    return project


def edit_prompt(project: Project, words: str = "60 to 120") -> None:
    project.edit(PROMPT, "90 to 180", words)


def write(project: Project, slug: str) -> None:
    (project.clone / f"presets/{slug}.yaml").write_text(CHAT, encoding="utf-8")


def edit_in_the_dashboard(project: Project, slug: str = "email-copywriter") -> None:
    reply = httpx.post(
        f"{project.server.base_url}/presets/{slug}/chat/completions",
        json={"model": "m/other", "messages": [{"role": "system", "content": "By hand."}]},
        headers={"Authorization": "Bearer sandbox"},
    )
    assert reply.is_success


def test_a_pull_request_gets_a_comment_and_a_new_push_updates_it(applied: Project) -> None:
    applied.github.comment(7, "<!-- presetsync:plan -->\nIt changes nothing, honestly.", PERSON)
    applied.git("checkout", "--quiet", "-b", "topic")
    edit_prompt(applied)
    applied.commit("Shorter mails")

    first = applied.pull_request(7)

    assert first.code == 0, first.log
    assert "::warning::" not in first.log, "uv installed the packages, and not pip in its place"
    forged, comment = applied.github.comments.values()
    assert "60 to 120" in comment["body"]
    assert "honestly" in forged["body"]
    assert "<ins>120</ins>" in first.artifacts["artifact/plan.html"]
    assert "OPENROUTER_API_KEY" not in first.log

    applied.edit(COPYWRITER, "temperature: 0.7", "temperature: 0.9")
    applied.commit("Bolder, too")
    second = applied.pull_request(7)

    assert second.code == 0, second.log
    assert len(applied.github.comments) == 2
    assert "/temperature" in comment["body"]
    assert applied.live("email-copywriter") == 1


def test_a_pull_request_that_changes_no_preset_gets_no_comment(applied: Project) -> None:
    applied.edit("CHANGELOG.md", "Unreleased", "Unreleased yet")
    applied.commit("Words")

    run = applied.pull_request(8)

    assert run.code == 0, run.log
    assert applied.github.comments == {}


def test_a_mistake_is_annotated_and_the_comment_says_there_is_no_plan(applied: Project) -> None:
    edit_prompt(applied)
    applied.commit("Shorter mails")
    assert applied.pull_request(9).code == 0
    (comment,) = applied.github.comments.values()

    applied.edit(COPYWRITER, "temperature:", "temprature:")
    applied.commit("A typo")
    run = applied.pull_request(9)

    assert run.code == 1
    assert "temprature" in run.log
    assert "There is no plan for the last push" in comment["body"]


def test_a_fork_gets_the_plan_without_a_secret_and_without_a_comment(applied: Project) -> None:
    applied.github.may_write = False
    asked = len(applied.server.requests)
    edit_prompt(applied)
    applied.commit("From a fork")

    run = applied.pull_request(10, fork=True)

    assert run.code == 0, run.log
    assert "60 to 120" in run.log
    assert "artifact/plan.html" in run.artifacts
    assert applied.github.requests == []
    assert len(applied.server.requests) == asked, "the plan of a pull request asked the server"


def test_a_merge_group_is_planned_without_a_comment(applied: Project) -> None:
    edit_prompt(applied)
    applied.commit("Shorter mails, from the queue")

    run = applied.merge_group(11)

    assert run.code == 0, run.log
    assert "60 to 120" in run.log
    assert "artifact/plan.html" in run.artifacts
    assert applied.github.requests == []
    assert applied.live("email-copywriter") == 1


def test_a_mistake_in_a_merge_group_fails_its_check(applied: Project) -> None:
    applied.edit(COPYWRITER, "temperature:", "temprature:")
    applied.commit("A typo that two pull requests make together")

    run = applied.merge_group(12)

    assert run.code == 1
    assert "temprature" in run.log
    assert applied.github.requests == []


def test_a_merge_is_applied_and_the_lock_committed(project: Project) -> None:
    begun = project.pushed()
    assert begun.code == 0, begun.log
    project.pull()
    assert {entry["version"] for entry in project.lock["presets"].values()} == {1}
    edit_prompt(project)
    merged = project.commit("Shorter mails")
    project.merge()

    run = project.pushed()

    assert run.code == 0, run.log
    assert project.live("email-copywriter") == 2
    assert project.lock["presets"]["email-copywriter"]["version"] == 2
    parent, subject, author = project.git(
        "log", "-1", "--format=%P%n%s%n%an", "main", cwd=project.origin
    ).splitlines()
    assert parent == merged
    assert subject == "Record applied preset versions [skip ci]"
    assert author == "github-actions[bot]"
    assert "applied email-copywriter, version 2" in run.log


def test_without_a_key_a_merge_says_so_and_applies_nothing(project: Project) -> None:
    run = project.pushed(secret=False)

    assert run.code == 0, run.log
    assert "OPENROUTER_API_KEY is not set" in run.log
    assert project.server.requests == []


def test_a_second_merge_that_races_the_first_keeps_both(applied: Project) -> None:
    edit_prompt(applied)
    applied.commit("Shorter mails")
    applied.merge()

    write(applied, "racer")
    applied.commit("Merged meanwhile")
    applied.race()

    first = applied.pushed()
    assert applied.lock["presets"]["email-copywriter"]["version"] == 2
    applied.pull()
    second = applied.pushed()

    assert (first.code, second.code) == (0, 0), first.log + second.log
    assert applied.lock["presets"]["email-copywriter"]["version"] == 2
    assert applied.lock["presets"]["racer"]["version"] == 1
    subjects = applied.git("log", "--format=%s", "-4", "main", cwd=applied.origin).splitlines()
    assert subjects == [
        "Record applied preset versions [skip ci]",
        "Record applied preset versions [skip ci]",
        "Merged meanwhile",
        "Shorter mails",
    ]


def test_a_protected_branch_gets_a_pull_request_and_later_runs_know_its_lock(
    applied: Project,
) -> None:
    edit_prompt(applied)
    applied.commit("Shorter mails")
    applied.merge()
    applied.protect()

    first = applied.pushed()

    assert first.code == 0, first.log
    assert applied.lock["presets"]["email-copywriter"]["version"] == 1
    waiting = applied.lock_on("presetsync/lock")
    assert waiting["presets"]["email-copywriter"]["version"] == 2
    (pull,) = applied.github.pulls.values()
    assert (pull["head"], pull["base"]) == ("presetsync/lock", "main")
    assert "`email-copywriter`: version 2" in pull["body"]

    # The lock never lands, and the preset changes once more: that is no conflict, nor is it drift.
    applied.unprotect()
    applied.edit(PROMPT, "60 to 120", "50 to 100")
    applied.commit("Shorter still")
    applied.merge()
    applied.protect()
    second = applied.pushed()

    assert second.code == 0, second.log
    assert applied.live("email-copywriter") == 3
    assert applied.lock_on("presetsync/lock")["presets"]["email-copywriter"]["version"] == 3
    assert list(applied.github.pulls) == [pull["number"]]
    assert "`email-copywriter`: version 3" in pull["body"]
    assert applied.scheduled().code == 0
    assert applied.github.issues == {}


def test_what_a_failed_run_applied_is_in_the_lock(applied: Project) -> None:
    edit_in_the_dashboard(applied, "standup-summary")
    edit_prompt(applied)
    applied.commit("Shorter mails")
    applied.merge()

    run = applied.pushed()

    assert run.code == 1
    assert "conflict standup-summary" in run.log
    assert applied.lock["presets"]["email-copywriter"]["version"] == 2
    assert applied.lock["presets"]["standup-summary"]["version"] == 1
    assert "presets-lock/presets.lock.json" in run.artifacts


def test_an_older_run_that_is_run_again_applies_what_main_says_now(applied: Project) -> None:
    older = applied.git("rev-parse", "HEAD")
    edit_prompt(applied)
    applied.commit("Shorter mails")
    applied.merge()
    assert applied.pushed().code == 0
    applied.git("reset", "--quiet", "--hard", older)

    assert applied.pushed().code == 0

    assert applied.live("email-copywriter") == 2


def test_drift_opens_an_issue_which_is_updated_and_closed(applied: Project) -> None:
    assert applied.scheduled().code == 0
    assert applied.github.issues == {}
    edit_in_the_dashboard(applied)

    first = applied.scheduled()

    assert first.code == 0, first.log
    (issue,) = applied.github.issues.values()
    assert issue["title"] == "Presets have drifted"
    assert "<code>email-copywriter</code>" in issue["body"]

    edit_in_the_dashboard(applied, "standup-summary")
    assert applied.scheduled().code == 0
    assert len(applied.github.issues) == 1
    assert "<code>standup-summary</code>" in issue["body"]

    for slug in ("email-copywriter", "standup-summary"):
        applied.server.store.edit(slug, now="2026-01-02T03:04:05.678Z", designated=1)
    last = applied.scheduled()

    assert last.code == 0, last.log
    assert issue["state"] == "closed"
    assert len(applied.github.issues) == 1


def test_news_of_models_opens_a_pull_request_which_is_closed_without_news(project: Project) -> None:
    first = project.checked()
    assert first.code == 0, first.log
    assert "There is no model lock" in first.log

    url = {"OPENROUTER_BASE_URL": project.server.base_url}
    assert Repository(project.clone, url).run("models", "update").code == 0
    project.edit("models.lock.json", '"completion": "15.00"', '"completion": "12.00"')
    project.commit("Begin with a model lock")
    outdated = project.merge()
    second = project.checked()

    assert second.code == 0, second.log
    (pull,) = project.github.pulls.values()
    assert "`12.00` → `15.00` USD/M" in pull["body"]
    proposed = project.git("diff", "--name-only", "main", pull["head"], cwd=project.origin).split()
    assert proposed == ["models.lock.json"]

    project.git("fetch", "--quiet", "origin", pull["head"])
    project.git("merge", "--quiet", "--ff-only", "FETCH_HEAD")
    assert project.merge() != outdated
    last = project.checked()

    assert last.code == 0, last.log
    assert [pull["state"] for pull in project.github.pulls.values()] == ["closed"]
