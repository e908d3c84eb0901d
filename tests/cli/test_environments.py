"""``--env``: the environment that a command acts on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.repositories import Repository

CONFIG = """\
environments:
  staging:
    api_key: OPENROUTER_API_KEY_STAGING
  production: {}
"""


@pytest.fixture
def staged(repository: Repository) -> Repository:
    """The repository with two environments."""
    repository.write("presetsync.yaml", CONFIG)
    return repository


def test_an_environment_has_its_own_key_and_lock(staged: Repository) -> None:
    staged.environment["OPENROUTER_API_KEY_STAGING"] = staged.environment.pop("OPENROUTER_API_KEY")
    assert staged.run("apply", "--env", "staging", "--yes").code == 0
    assert (staged.root / "presets.staging.lock.json").exists()
    assert not (staged.root / "presets.production.lock.json").exists()
    refused = staged.run("--env", "production", "apply", "--yes")
    assert refused.code == 64
    assert "OPENROUTER_API_KEY is not set" in refused.stderr


@pytest.mark.parametrize("command", ["apply", "status", "lock rebuild", "import --all"])
def test_there_is_no_default_among_several(staged: Repository, command: str) -> None:
    refused = staged.run(*command.split())
    assert refused.code == 64
    assert "there are several environments: staging, production" in refused.stderr
    assert "--env staging" in refused.stderr


def test_the_variable_names_one_too(staged: Repository) -> None:
    staged.environment["PRESETSYNC_ENV"] = "stagin"
    refused = staged.run("status")
    assert refused.code == 64
    assert "did you mean `staging`?" in refused.stderr


def test_no_output_has_the_key_of_any_environment(staged: Repository) -> None:
    key = "correct-horse-battery-staple"
    staged.edit("presetsync.yaml", "OPENROUTER_API_KEY_STAGING", "STAGING_SECRET")
    staged.environment["STAGING_SECRET"] = key
    staged.edit("presets/copywriter.yaml", "model: ", f"user: {key}\n  model: ")
    shown = staged.run("plan", "--env", "production")
    assert key not in shown.stdout + shown.stderr
    assert "<STAGING_SECRET>" in shown.stdout
