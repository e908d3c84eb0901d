"""A key of the wrong workspace: refused before the first change, in every command that asks."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from presetsync.sandbox.store import workspace_id_of

if TYPE_CHECKING:
    from tests.repositories import Finished, Repository
    from tests.servers import Recorder

CONFIG = """\
environments:
  staging:
    api_key: OPENROUTER_API_KEY_STAGING
  production:
    management_key: OPENROUTER_MANAGEMENT_KEY
"""
STAGING, PRODUCTION = workspace_id_of("staging"), workspace_id_of("production")
STAGING_LOCK, PRODUCTION_LOCK = "presets.staging.lock.json", "presets.production.lock.json"


@pytest.fixture
def staged(repository: Repository) -> Repository:
    """Three presets and two environments, each with a key of a workspace of its own."""
    repository.write("presetsync.yaml", CONFIG)
    repository.environment |= {
        "OPENROUTER_API_KEY": "sandbox:production",
        "OPENROUTER_API_KEY_STAGING": "sandbox:staging",
    }
    return repository


def apply(repository: Repository, name: str) -> Finished:
    return repository.run("apply", "--env", name, "--yes", "--format", "json")


def methods(server: Recorder) -> dict[str, int]:
    counted = Counter(request.method for request in server.requests)
    server.requests.clear()
    return dict(counted)


def pin(repository: Repository, name: str, workspace: str) -> None:
    repository.edit("presetsync.yaml", f"  {name}:\n", f"  {name}:\n    workspace: {workspace}\n")


def test_each_environment_has_presets_of_its_own(staged: Repository, server: Recorder) -> None:
    for name in ("staging", "production"):
        assert set(apply(staged, name).outcomes.values()) == {"applied"}
        # Where no lock names a workspace yet, one preset is pushed before the others.
        assert methods(server) == {"GET": 4, "POST": 3}
    assert json.loads((staged.root / STAGING_LOCK).read_text())["workspace_id"] == STAGING
    assert json.loads((staged.root / PRODUCTION_LOCK).read_text())["workspace_id"] == PRODUCTION
    assert staged.run("status", "--env", "production").code == 0


COMMANDS = (
    *("status", "plan --refresh", "apply --yes", "import --all", "import", "show copywriter live"),
    *("diff copywriter live lock", "history", "blame copywriter", "rollback copywriter --to 1"),
    "lock rebuild",
)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_key_of_another_workspace_than_the_locks_is_refused(
    staged: Repository, server: Recorder, command: str
) -> None:
    apply(staged, "staging")
    apply(staged, "production")
    staged.edit("presets/copywriter.yaml", "0.7", "0.8")
    before = (staged.root / PRODUCTION_LOCK).read_bytes()
    server.requests.clear()
    staged.environment["OPENROUTER_API_KEY"] = "sandbox:staging"

    refused = staged.run("--env", "production", *command.split())

    assert refused.code == 1
    assert (
        f"OPENROUTER_API_KEY has a key of workspace {STAGING}, but production's lock belongs to "
        f"{PRODUCTION}"
    ) in " ".join(refused.stderr.split())
    assert "set OPENROUTER_API_KEY to a key of production's workspace" in refused.stderr
    assert server.pushes() == []
    assert (staged.root / PRODUCTION_LOCK).read_bytes() == before


def test_the_workspace_of_another_environment_is_refused(
    staged: Repository, server: Recorder
) -> None:
    apply(staged, "staging")
    server.requests.clear()
    staged.environment["OPENROUTER_API_KEY"] = "sandbox:staging"

    refused = apply(staged, "production")

    assert refused.code == 1
    told = " ".join(refused.stderr.split())
    assert f"but staging's lock, {STAGING_LOCK}, belongs to it" in told
    assert "or give one of the two environments a slug_suffix" in told
    assert methods(server) == {"GET": 1}
    assert not (staged.root / PRODUCTION_LOCK).exists()


def test_in_an_empty_workspace_one_preset_alone_shows_that_it_is_wrong(
    staged: Repository, server: Recorder
) -> None:
    pin(staged, "staging", "w-1")

    refused = apply(staged, "staging")

    assert refused.code == 1
    assert len(server.pushes()) == 1
    assert sorted(refused.outcomes.values()) == ["failed", "not_attempted", "not_attempted"]
    [error] = [r["error"] for r in refused.json["results"] if r["outcome"] == "failed"]
    assert f"OPENROUTER_API_KEY_STAGING has a key of workspace {STAGING}" in error
    assert "presetsync.yaml has staging in workspace w-1" in error
    assert re.search(r"version 1 of \w+ is stored there now, and nothing else", error)
    lock = json.loads((staged.root / STAGING_LOCK).read_text())
    assert (lock["presets"], lock["workspace_id"]) == ({}, None)


@pytest.mark.parametrize("command", ["apply --yes", "plan --refresh", "show copywriter live"])
def test_a_management_key_asks_before_anything_is_sent(
    staged: Repository, server: Recorder, command: str
) -> None:
    pin(staged, "production", "w-1")
    staged.environment["OPENROUTER_MANAGEMENT_KEY"] = "sandbox-management"

    refused = staged.run("--env", "production", *command.split())

    assert refused.code == 1
    assert f"workspace {PRODUCTION}, but presetsync.yaml has production in workspace w-1" in (
        refused.stderr
    )
    assert server.pushes() == []


def test_a_confirmed_key_pushes_and_asks_but_once(staged: Repository, server: Recorder) -> None:
    pin(staged, "production", PRODUCTION)
    staged.environment["OPENROUTER_MANAGEMENT_KEY"] = "sandbox-management"

    assert apply(staged, "production").code == 0

    asked = [request for request in server.requests if "/keys/" in request.path]
    assert len(asked) == 1
    assert methods(server) == {"GET": 5, "POST": 3}
    assert apply(staged, "production").code == 0
    assert methods(server) == {"GET": 1}


@pytest.mark.parametrize("key", ["sandbox:production", "no-key-at-all", "sandbox-management:other"])
def test_where_the_management_key_cannot_ask_one_preset_shows_it(
    staged: Repository, server: Recorder, key: str
) -> None:
    pin(staged, "production", "w-1")
    staged.environment["OPENROUTER_MANAGEMENT_KEY"] = key

    assert apply(staged, "production").code == 1

    assert len(server.pushes()) == 1


def test_a_lock_that_contradicts_the_configuration_is_refused_without_a_request(
    staged: Repository, server: Recorder
) -> None:
    apply(staged, "staging")
    server.requests.clear()
    pin(staged, "staging", "w-1")

    refused = staged.run("status", "--env", "staging")

    assert refused.code == 1
    assert "presetsync.yaml has workspace w-1 for staging" in refused.stderr
    assert f"its lock, {STAGING_LOCK}, belongs to {STAGING}" in refused.stderr
    assert server.requests == []


@pytest.mark.parametrize("is_pinned", [False, True])
def test_two_environments_that_name_one_workspace_are_refused_without_a_request(
    staged: Repository, server: Recorder, *, is_pinned: bool
) -> None:
    apply(staged, "staging")
    if is_pinned:
        pin(staged, "production", STAGING)
    else:
        staged.write(PRODUCTION_LOCK, (staged.root / STAGING_LOCK).read_text())
    server.requests.clear()

    refused = staged.run("status", "--env", "production")

    assert refused.code == 1
    told = " ".join(refused.stderr.split())
    assert f"workspace {STAGING} is production's by" in told
    assert f"but staging's lock, {STAGING_LOCK}, belongs to it" in told
    assert server.requests == []


def test_a_broken_lock_of_another_environment_stops_only_who_depends_on_it(
    staged: Repository, server: Recorder
) -> None:
    staged.write(STAGING_LOCK, "<<<<<<< ours\n")
    refused = apply(staged, "production")
    assert refused.code == 1
    assert "cannot tell whether the key's workspace is staging's" in refused.stderr
    assert f"{STAGING_LOCK}: line 1 is a git conflict marker" in refused.stderr
    assert server.requests == []

    pin(staged, "production", PRODUCTION)
    assert apply(staged, "production").code == 0


def test_an_apply_that_was_interrupted_counts_too(staged: Repository, server: Recorder) -> None:
    apply(staged, "staging")
    lock = json.loads((staged.root / STAGING_LOCK).read_text())
    entry = lock["presets"]["copywriter"]
    record = {"slug": "copywriter", "workspace_id": STAGING, "outcome": entry}
    staged.write(f"{STAGING_LOCK}.journal", json.dumps(record) + "\n")
    (staged.root / STAGING_LOCK).unlink()
    server.requests.clear()
    staged.environment["OPENROUTER_API_KEY"] = "sandbox:staging"

    assert apply(staged, "production").code == 1

    assert server.pushes() == []


def test_what_is_archived_is_archived_in_the_workspace_of_the_environment(
    staged: Repository, server: Recorder
) -> None:
    staged.edit("presetsync.yaml", "_STAGING\n", "_STAGING\n    management_key: MANAGEMENT\n")
    staged.edit("presetsync.yaml", "MANAGEMENT\n", "OPENROUTER_MANAGEMENT_KEY\n")
    # A key for all workspaces, which without a name acts in the default one.
    staged.environment["OPENROUTER_MANAGEMENT_KEY"] = "sandbox-management"
    for name in ("staging", "production"):
        apply(staged, name)
    staged.remove_preset("copywriter")

    pruned = staged.run("apply", "--env", "staging", "--yes", "--prune", "--force")

    assert pruned.code == 0
    gone = staged.run("show", "copywriter", "live", "--env", "staging")
    assert gone.code != 0
    assert staged.run("show", "copywriter", "live", "--env", "production").code == 0
    [archive] = [request for request in server.requests if request.method == "DELETE"]
    assert archive.path == "/api/v1/presets/copywriter"


def test_a_missing_management_key_is_named_as_the_configuration_names_it(
    staged: Repository,
) -> None:
    apply(staged, "staging")
    apply(staged, "production")
    staged.remove_preset("copywriter")
    for name, hint in (
        ("staging", "set management_key of the environment in presetsync.yaml"),
        ("production", "set OPENROUTER_MANAGEMENT_KEY"),
    ):
        refused = staged.run("apply", "--env", name, "--yes", "--prune", "--force")
        assert refused.code == 64
        assert hint in " ".join(refused.stderr.split())


def test_a_key_that_is_not_valid_is_named(staged: Repository) -> None:
    staged.environment["OPENROUTER_API_KEY_STAGING"] = "not-a-key"
    refused = staged.run("status", "--env", "staging")
    assert "check OPENROUTER_API_KEY_STAGING" in refused.stderr


def test_in_process_each_environment_has_a_workspace_too(staged: Repository) -> None:
    for name in ("staging", "production"):
        applied = staged.run("--sandbox", "--env", name, "apply", "--yes", "--format", "json")
        assert set(applied.outcomes.values()) == {"applied"}
    staged.remove_preset("copywriter")
    assert staged.run("--sandbox", "--env", "staging", "apply", "--yes", "--prune").code == 0
    live = staged.run("--sandbox", "--env", "production", "show", "copywriter", "live")
    assert live.code == 0
    assert staged.run("sandbox", "reset").code == 0
    assert not [*(staged.root / ".presetsync").glob("sandbox.*")]
