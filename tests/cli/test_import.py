"""Import: presets of the server become files whose first plan is empty."""

from __future__ import annotations

import os
import shlex
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from tests.faults.kinds import Fault
from tests.faults.server import FaultServer
from tests.repositories import LOCK, Repository

CONFIG = {"temperature": 0.2, "model": "m/one", "provider": {"order": ["a", "b"]}}
LONG = "You triage tickets. " * 20 + "\n\n- Never guess.\n"

SHAPED_LIKE_A_KEY = f"sk-or-v1-{sha256(b'no key').hexdigest()}"


def outcomes(repository: Repository, *arguments: str, code: int = 0) -> dict[str, str]:
    finished = repository.run("import", "--format", "json", *arguments)
    assert finished.code == code, finished.stderr
    found: dict[str, str] = finished.outcomes
    assert finished.json["summary"] == {
        outcome: [*found.values()].count(outcome) for outcome in finished.json["summary"]
    }
    return found


def content(root: Path) -> dict[str, bytes]:
    files = (path for path in root.rglob("*") if path.is_file() and ".presetsync" not in path.parts)
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in files}


@pytest.fixture
def workspace(checkout: Repository, remote: FaultServer) -> Repository:
    """An empty folder, and a server with three presets."""
    (checkout.root / "presets").rmdir()
    remote.dashboard_edit("short", "Be brief.", {**CONFIG})
    remote.dashboard_edit("long", LONG, {**CONFIG})
    remote.dashboard_edit("bare", None, {"model": "m/one"})
    return checkout


def test_a_workspace_becomes_a_repository_whose_first_plan_is_empty(workspace: Repository) -> None:
    assert outcomes(workspace, "--all") == dict.fromkeys(["bare", "long", "short"], "imported")

    assert workspace.run("plan", "--detailed-exitcode").code == 0
    assert workspace.plan() == {}
    status = workspace.run("status", "--format", "json").json
    assert status["summary"] == {"in_sync": 3}
    assert status["untracked"] == []
    assert workspace.run("validate").code == 0
    assert content(workspace.root).keys() == {
        *(f"presets/{slug}.yaml" for slug in ("bare", "long", "short")),
        "presets/prompts/long.md",
        LOCK,
    }


def test_a_file_has_the_fields_in_the_order_that_people_expect(workspace: Repository) -> None:
    outcomes(workspace, "short", "long")

    assert (workspace.root / "presets/short.yaml").read_text() == (
        "skin: chat/completions\n"
        "body:\n"
        "  model: m/one\n"
        "  provider:\n"
        "    order: [a, b]\n"
        "  temperature: 0.2\n"
        "  messages:\n"
        "    - role: system\n"
        "      content: Be brief.\n"
        "    - role: user\n"
        "      content: Hello\n"
    )
    assert "content: !file prompts/long.md\n" in (workspace.root / "presets/long.yaml").read_text()
    assert (workspace.root / "presets/prompts/long.md").read_text() == LONG


def test_a_second_run_changes_nothing(workspace: Repository) -> None:
    outcomes(workspace, "--all")
    before = content(workspace.root)

    assert set(outcomes(workspace, "--all").values()) == {"unchanged"}
    assert set(outcomes(workspace, "bare", "long").values()) == {"unchanged"}
    assert content(workspace.root) == before


def test_without_a_slug_the_untracked_presets_are_listed(workspace: Repository) -> None:
    outcomes(workspace, "short")

    listed = workspace.run("import")
    assert (listed.code, listed.stdout) == (0, "bare\nlong\n")
    assert "2 presets without a file" in listed.stderr
    assert "presetsync import --all" in listed.stderr
    assert workspace.run("import", "--format", "json").json["untracked"] == ["bare", "long"]
    outcomes(workspace, "--all")
    assert workspace.run("import").stdout == ""
    assert workspace.run("import", "short", "--all").code == 64


def test_a_dry_run_says_what_it_would_write_and_writes_nothing(workspace: Repository) -> None:
    shown = workspace.run("import", "--all", "--dry-run")

    assert shown.code == 0
    assert "    presets/prompts/long.md\n    presets/long.yaml\n" in shown.stdout
    assert "Dry run: 3 imported.\n" in shown.stdout
    assert [*workspace.root.iterdir()] == []


def test_what_cannot_be_carried_is_refused_by_name_and_the_others_go_on(
    workspace: Repository, remote: FaultServer
) -> None:
    remote.dashboard_edit("broken", "x", {"model": "m/one", "temperature": "hot"})
    remote.dashboard_edit("key", "x", {"model": "m/one", "user": SHAPED_LIKE_A_KEY})

    finished = workspace.run("import", "--all", "--format", "json")

    assert finished.code == 1
    assert finished.outcomes == {
        **dict.fromkeys(["bare", "long", "short"], "imported"),
        **dict.fromkeys(["broken", "key"], "refused"),
    }
    reasons = {each["slug"]: each["reason"] for each in finished.json["results"]}
    assert reasons["broken"].startswith("no skin takes /temperature: ")
    assert reasons["key"].startswith("/user: ")
    assert SHAPED_LIKE_A_KEY not in finished.stdout + finished.stderr
    assert workspace.run("validate").code == 0
    assert workspace.run("plan", "--detailed-exitcode").code == 0


def test_a_field_that_presetsync_does_not_know_is_written_and_watched(
    workspace: Repository, remote: FaultServer
) -> None:
    remote.dashboard_edit("new", "x", {"model": "m/one", "quantum": {"depth": 3}})

    assert outcomes(workspace, "new") == {"new": "imported"}
    text = (workspace.root / "presets/new.yaml").read_text()
    assert "quantum:  # presetsync: ignore unknown-field\n" in text
    assert workspace.run("validate", "--strict").code == 0
    assert workspace.plan() == {}


@pytest.mark.parametrize("slug", ["-x", "--all", "~", "~root"])
def test_the_command_that_is_shown_imports_a_slug_like_an_option_or_a_folder(
    checkout: Repository, remote: FaultServer, slug: str
) -> None:
    remote.dashboard_edit(slug, "Be brief.")
    advice = checkout.run("status").stdout.partition("Import it with presetsync ")[2]

    assert checkout.run(*shlex.split(advice.strip().removesuffix("."))).code == 0

    assert checkout.locked.keys() == {slug}
    assert checkout.plan() == {}


def test_nulls_that_no_file_can_have_are_left_out_and_no_change(
    workspace: Repository, remote: FaultServer
) -> None:
    remote.dashboard_edit("nulls", "x", {"model": "m/one", "models": None, "stop": None})

    finished = workspace.run("import", "nulls")

    assert finished.code == 0
    assert "left out, as a preset file cannot have it: /models" in finished.stdout
    assert workspace.run("plan", "--detailed-exitcode").code == 0
    assert workspace.plan() == {}
    assert workspace.locked["nulls"]["receipt"]["added"] == {"/models": None}


def test_a_slug_that_is_not_there_is_refused(workspace: Repository) -> None:
    finished = workspace.run("import", "shrot", "short")

    assert finished.code == 1
    assert "refused shrot" in finished.stdout
    assert "the server has no such preset" in finished.stdout
    assert "imported short  version 1" in finished.stdout


def test_a_side_is_not_taken_of_a_list(workspace: Repository) -> None:
    finished = workspace.run("import", "--take", "server")

    assert finished.code == 64
    assert "--take needs a SLUG or --all\n" in finished.stderr


def test_a_misspelt_slug_is_answered_with_the_nearest_file_or_entry(workspace: Repository) -> None:
    assert workspace.run("import", "--all").code == 0

    finished = workspace.run("import", "shrot")

    assert finished.code == 1
    assert "the server has no such preset\n    did you mean `short`?" in finished.stdout


def test_slugs_that_a_file_system_would_not_tell_apart_get_names_of_their_own(
    workspace: Repository, remote: FaultServer
) -> None:
    for slug in ("Short", "_hidden", "aux"):
        remote.dashboard_edit(slug, f"I am {slug}.", {"model": "m/one"})

    outcomes(workspace, "--all")

    names = {path.name.lower() for path in (workspace.root / "presets").glob("*.yaml")}
    assert len(names) == 6
    assert {"aux.yaml", "_hidden.yaml"} & names == set()
    assert workspace.run("plan", "--detailed-exitcode").code == 0


def test_the_description_goes_to_the_file(workspace: Repository, remote: FaultServer) -> None:
    remote.store.edit("short", now="2026-01-02T00:00:00Z", description="Short: answers # 1")

    outcomes(workspace, "short")

    assert "description: 'Short: answers # 1'\n" in (
        workspace.root / "presets/short.yaml"
    ).read_text().replace('"', "'")


def test_a_preset_whose_file_was_deleted_is_brought_back_by_name_alone(
    workspace: Repository,
) -> None:
    outcomes(workspace, "--all")
    workspace.remove_preset("short")

    assert outcomes(workspace, "--all")["short"] == "unchanged"
    assert not (workspace.root / "presets/short.yaml").exists()
    assert "presetsync import short" in workspace.run("import", "--all").stdout
    assert outcomes(workspace, "short") == {"short": "imported"}
    assert workspace.plan() == {}


def test_a_file_without_an_entry_that_says_the_same_is_recorded(workspace: Repository) -> None:
    outcomes(workspace, "--all")
    (workspace.root / LOCK).unlink()

    assert set(outcomes(workspace, "--all").values()) == {"unchanged"}
    assert workspace.run("plan", "--detailed-exitcode").code == 0


def test_a_linked_folder_of_presets_is_written_into(workspace: Repository) -> None:
    (workspace.root / "real").mkdir()
    (workspace.root / "presets").symlink_to("real")

    outcomes(workspace, "--all")

    assert (workspace.root / "real/prompts/long.md").is_file()
    assert workspace.plan() == {}


@pytest.mark.skipif(os.name != "posix", reason="a link takes rights there")
def test_a_folder_that_leads_out_is_not_written_into(
    workspace: Repository, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (workspace.root / "presets").mkdir()
    (workspace.root / "presets/prompts").symlink_to(outside)

    finished = workspace.run("import", "--all", "--format", "json")

    assert finished.code == 1
    assert finished.outcomes == {"bare": "imported", "short": "imported", "long": "refused"}
    assert [*outside.iterdir()] == []


def test_a_file_that_appears_in_between_is_not_overwritten(
    workspace: Repository, remote: FaultServer
) -> None:
    def appear(request: Any) -> Fault | None:
        if request.path.endswith("/presets/short"):
            workspace.write("presets/short.yaml", "mine")
        return None

    remote.choose = appear

    finished = workspace.run("import", "short")

    assert finished.code == 1
    assert "presets/short.yaml was created in the meantime" in finished.stdout
    assert (workspace.root / "presets/short.yaml").read_text() == "mine"


def test_a_preset_that_goes_between_list_and_fetch_is_refused(
    workspace: Repository, remote: FaultServer
) -> None:
    def go(request: Any) -> Fault | None:
        if request.path.endswith("/presets/short") and remote.live("short"):
            remote.store.archive("short", now="2026-01-02T00:00:00Z")
        return None

    remote.choose = go

    found = outcomes(workspace, "--all", code=1)

    assert found == {"bare": "imported", "long": "imported", "short": "refused"}
    assert workspace.plan() == {}


@pytest.mark.parametrize(
    "fault", [Fault.THROTTLE, Fault.RESET_BEFORE, Fault.ERROR_BEFORE, Fault.TRUNCATED]
)
def test_a_server_that_fails_for_a_while_is_waited_for(
    workspace: Repository, remote: FaultServer, fault: Fault
) -> None:
    failed: set[str] = set()

    def fail_once(request: Any) -> Fault | None:
        is_first = request.path not in failed
        failed.add(request.path)
        return fault if is_first else None

    remote.choose = fail_once

    assert set(outcomes(workspace, "--all").values()) == {"imported"}
    assert workspace.plan() == {}


def test_a_key_in_what_the_server_has_is_never_written(
    workspace: Repository, remote: FaultServer
) -> None:
    key = workspace.environment["OPENROUTER_API_KEY"]
    remote.dashboard_edit("leaky", f"The key is {key}.", {"model": "m/one"})

    finished = workspace.run("import", "--all", "--format", "json")

    assert finished.outcomes["leaky"] == "refused"
    assert not any(key.encode() in data for data in content(workspace.root).values())
