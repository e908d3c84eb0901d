"""Which files belong to an environment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from presetsync.config.baseurl import DEFAULT_BASE_URL
from presetsync.config.environment import environment_of
from presetsync.config.model import Config, parse
from presetsync.errors import UsageError
from presetsync.project.project import Project

if TYPE_CHECKING:
    from pathlib import Path


def test_an_environment_has_a_lock_and_a_model_lock(tmp_path: Path) -> None:
    config = Config(lockfile="state/lock.json", models="state/models.json")
    environment = environment_of(tmp_path, config)
    assert str(environment.lockfile) == "state/lock.json"
    assert str(environment.models) == "state/models.json"


def test_the_sandbox_has_both_of_its_own(tmp_path: Path) -> None:
    environment = environment_of(tmp_path, Config(), sandbox=True)
    assert str(environment.lockfile) == ".presetsync/sandbox.lock.json"
    assert str(environment.models) == ".presetsync/sandbox.models.lock.json"


def config_of(**named: Any) -> Config:
    config, problems = parse({"environments": named})
    assert problems == ()
    return config


STAGING = {"api_key": "OPENROUTER_API_KEY_STAGING", "slug_suffix": "-staging"}


def test_an_environment_is_named_unless_it_is_the_only_one(tmp_path: Path) -> None:
    one, two = config_of(staging=STAGING), config_of(staging=STAGING, production={})
    assert environment_of(tmp_path, one).name == "staging"
    assert environment_of(tmp_path, two, "production").name == "production"
    with pytest.raises(UsageError, match="several environments: staging, production"):
        environment_of(tmp_path, two)


@pytest.mark.parametrize(
    ("config", "hint"),
    [
        (Config(), "presetsync.yaml has no environments: omit --env, or add the environment there"),
        (config_of(staging=STAGING), "did you mean `staging`?"),
    ],
)
def test_an_unknown_environment_is_refused(tmp_path: Path, config: Config, hint: str) -> None:
    with pytest.raises(UsageError, match="there is no environment stagin") as caught:
        environment_of(tmp_path, config, "stagin")
    assert caught.value.hint == hint


def test_an_environment_knows_its_siblings(tmp_path: Path) -> None:
    config = config_of(staging=STAGING, production={}, test={"api_key": "OPENROUTER_API_KEY_TEST"})
    production = environment_of(tmp_path, config, "production")
    assert production.sibling_suffixes == ("-staging",)
    assert {name: str(path) for name, path in production.other_locks.items()} == {
        "test": "presets.test.lock.json"
    }


def test_each_environment_has_a_lock_of_its_own_in_the_sandbox(tmp_path: Path) -> None:
    config = config_of(staging=STAGING | {"workspace": "w"}, production={})
    staging = environment_of(tmp_path, config, "staging", sandbox=True)
    assert str(staging.lockfile) == ".presetsync/sandbox.staging.lock.json"
    assert staging.workspace is None
    assert environment_of(tmp_path, config, "production", sandbox=True).sandbox_workspace == (
        "production"
    )


def test_environments_with_one_key_share_a_workspace_of_the_sandbox(tmp_path: Path) -> None:
    config = config_of(staging={"slug_suffix": "-staging"}, production={}, test=STAGING)
    names = {
        name: environment_of(tmp_path, config, name, sandbox=True).sandbox_workspace
        for name in config.environments
    }
    assert names == {"staging": "staging", "production": "staging", "test": "test"}


def test_no_environment_takes_a_setting_of_another_one(tmp_path: Path) -> None:
    """Otherwise the key of staging would go to production's server."""
    (tmp_path / "presetsync.yaml").write_text(
        "environments:\n"
        "  staging: {api_key: OPENROUTER_API_KEY_STAGING}\n"
        "  production: {base_url: https://example.com, parallelism: 2}\n"
    )
    production = Project.open(tmp_path, "production", environ={})
    staging = production.in_environment("staging")
    assert (production.environment.base_url, production.config.parallelism) == (
        "https://example.com",
        2,
    )
    assert (staging.environment.base_url, staging.config.parallelism) == (DEFAULT_BASE_URL, 8)
