"""What the server has beside files and lock is named by every command that reads the server."""

from __future__ import annotations

import json
from uuid import uuid4

import pytest

from presetsync import Project
from tests.faults.server import NOW, FaultServer
from tests.repositories import Repository
from tests.servers import Recorder

DASHBOARD = ("from-dashboard", "playground")
ADVICE = "Import them with presetsync import --all."
LINE = f"2 presets on the server are untracked: {', '.join(DASHBOARD)}. {ADVICE}"


@pytest.fixture
def workspace(checkout: Repository, remote: FaultServer) -> Repository:
    """A checkout with two presets, of which one is applied, and two that only the server has."""
    checkout.write_preset("a", "one")
    assert checkout.apply().code == 0
    checkout.write_preset("b", "two")
    for slug in DASHBOARD:
        remote.dashboard_edit(slug, "theirs")
    return checkout


def test_status_and_a_refreshed_plan_name_untracked_presets_in_one_line(
    workspace: Repository,
) -> None:
    status = workspace.run("status", "--detailed-exitcode")
    assert (status.code, status.stdout.splitlines()[-1]) == (0, LINE)
    assert LINE in workspace.run("plan", "--refresh").stdout.splitlines()
    shown = workspace.run("plan", "--refresh", "--format", "markdown").stdout
    assert (
        "2 presets on the server are untracked: `from-dashboard, playground`. "
        "Import them with `presetsync import --all`.\n" in shown
    )
    shown = workspace.run("plan", "--refresh", "--format", "html").stdout
    assert (
        "<p>2 presets on the server are untracked: <code>from-dashboard, playground</code>. "
        "Import them with <code>presetsync import --all</code>.</p>" in shown
    )


def test_json_lists_untracked_presets_and_null_where_they_were_not_asked_for(
    workspace: Repository,
) -> None:
    def untracked(*command: str) -> object:
        return workspace.run(*command, "--format", "json").json["untracked"]

    assert untracked("status") == [*DASHBOARD]
    assert untracked("plan", "--refresh") == [*DASHBOARD]
    assert untracked("plan") is None
    assert untracked("plan", "--refresh", "--target", "a") is None
    assert untracked("status", "--target", "a") is None


def test_untracked_presets_are_no_change_and_apply_leaves_them_alone(
    workspace: Repository, remote: FaultServer
) -> None:
    plan = workspace.run("plan", "--refresh", "--prune", "--format", "json").json
    assert {change["slug"]: change["action"] for change in plan["changes"]} == {"b": "create"}
    assert plan["summary"] == {"create": 1, "unchanged": 1}

    ended = workspace.run("apply", "--yes", "--prune", "--overwrite-drift")

    assert (ended.code, "untracked" in ended.stdout) == (0, False)
    assert [remote.live_prompt(slug) for slug in DASHBOARD] == [(1, "theirs")] * 2
    assert workspace.run("plan", "--refresh", "--detailed-exitcode").code == 0


def test_the_digest_of_a_refreshed_plan_is_the_one_of_apply(workspace: Repository) -> None:
    digest = workspace.run("plan", "--refresh", "--format", "json").json["digest"]
    assert workspace.run("apply", "--yes", "--expect-digest", digest).code == 0


def test_a_preset_that_lost_its_file_is_unmanaged_and_not_untracked(
    workspace: Repository,
) -> None:
    workspace.remove_preset("a")
    plan = workspace.run("plan", "--refresh", "--format", "json").json
    assert plan["summary"]["unmanaged"] == 1
    assert plan["untracked"] == [*DASHBOARD]


def test_lock_rebuild_names_untracked_presets(workspace: Repository) -> None:
    ended = workspace.run("lock", "rebuild")

    assert ended.code == 0
    assert ended.stderr.endswith(f"The lock has 1 preset.\n{LINE}\n")
    assert "untracked" not in ended.stdout


def test_status_needs_no_valid_files_to_know_their_slugs(workspace: Repository) -> None:
    workspace.write("presets/from-dashboard.yaml", "skin: [")
    workspace.write("presets/other.yaml", "slug: playground\nskin: none\n")

    assert "untracked" not in workspace.run("status").stdout
    assert workspace.run("plan", "--refresh").code == 1


def test_a_folder_that_was_not_read_may_hold_the_file(
    workspace: Repository,
) -> None:
    (workspace.root / "presets/shared").symlink_to("/", target_is_directory=True)
    expected = (
        "Before you import them, check for their files in presets/shared, which was not read."
    )

    assert expected in workspace.run("status").stdout
    assert expected in workspace.run("plan", "--refresh").stdout
    assert expected in workspace.run("lock", "rebuild").stderr


def test_status_without_a_presets_folder_reads_the_lock(workspace: Repository) -> None:
    (workspace.root / "presets").rename(workspace.root / "_presets")
    assert workspace.run("status", "--format", "json").json["untracked"] == [*DASHBOARD]


def test_archived_presets_are_not_untracked(workspace: Repository, remote: FaultServer) -> None:
    remote.store.archive("playground", now=NOW)
    shown = workspace.run("status").stdout
    assert (
        "1 preset on the server is untracked: from-dashboard. "
        "Import it with presetsync import from-dashboard." in shown
    )


def test_a_workspace_of_a_thousand_presets_costs_ten_requests(
    repository: Repository, server: Recorder
) -> None:
    assert repository.run("apply", "--yes").code == 0
    for number in range(1000 - 3):
        server.store.add_version(f"p{number:03}", {}, None, now=NOW, new_id=lambda: str(uuid4()))
    server.requests.clear()

    found = json.loads(repository.run("status", "--format", "json").stdout)

    assert len(found["untracked"]) == 997
    assert len(server.requests) == 10


def test_a_program_gets_untracked_presets_with_the_status(workspace: Repository) -> None:
    project = Project.open(workspace.root, environ=workspace.environment)
    status = project.status()
    assert ([preset.slug for preset in status], status.untracked) == (["a"], DASHBOARD)
    assert project.plan(refresh=True).untracked == DASHBOARD
