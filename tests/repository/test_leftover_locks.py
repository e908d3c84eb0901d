"""A lock whose environment is gone is told, with what to do."""

from __future__ import annotations

import pytest

from tests.repositories import Repository

BOTH = "environments: {staging: {api_key: KEY_S}, production: {after: staging}}\n"
ONE = "environments: {production: {}}\n"
TOLD = "no environment has this lock"


@pytest.fixture
def lonely(repository: Repository) -> Repository:
    """Staging was applied, and then removed from the configuration."""
    repository.write("presetsync.yaml", BOTH)
    repository.environment["KEY_S"] = "sandbox"
    assert repository.run("apply", "--env", "staging", "--yes").code == 0
    repository.write("presetsync.yaml", ONE)
    return repository


@pytest.mark.parametrize("command", ["validate", "plan", "plan --format markdown"])
def test_a_removed_environment_is_told_with_what_to_do(lonely: Repository, command: str) -> None:
    done = lonely.run(*command.split())
    said = " ".join(done.stdout.split())
    assert done.code == 0
    for part in ("presets.staging.lock.json", TOLD, "archive its presets and delete it"):
        assert part in said.replace("\\", "")


def test_status_tells_it_beside_its_answer(lonely: Repository) -> None:
    done = lonely.run("status", "--format", "json")
    assert f"warning: presets.staging.lock.json is not read: {TOLD};" in done.stderr
    assert "`staging: {lockfile: presets.staging.lock.json}`" in done.stderr
    assert done.json["presets"] == []


def test_it_is_told_where_no_environment_is_left(lonely: Repository) -> None:
    (lonely.root / "presetsync.yaml").unlink()
    assert TOLD in " ".join(lonely.run("validate").stdout.split())


def test_the_lock_of_a_repository_without_environments_is_told_once_it_has_some(
    repository: Repository,
) -> None:
    assert repository.run("apply", "--yes").code == 0
    assert repository.run("validate").stdout == "3 presets checked: all valid.\n"
    repository.write("presetsync.yaml", ONE)
    assert TOLD in " ".join(repository.run("validate").stdout.split())
    repository.write("presetsync.yaml", "environments: {production: {lockfile: presets.lock.json}}")
    assert repository.run("validate").stdout == "3 presets checked: all valid.\n"


def test_other_files_are_no_locks(repository: Repository) -> None:
    for name in ("presets.Staging.lock.json", "models.lock.json.bak", "presets.a.b.lock.json"):
        repository.write(name, "{}")
    assert repository.run("validate").stdout == "3 presets checked: all valid.\n"
