"""Which files belong to an environment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from presetsync.config import Config
from presetsync.environment import SANDBOX, environment_of

if TYPE_CHECKING:
    from pathlib import Path


def test_an_environment_has_a_lock_and_a_model_lock(tmp_path: Path) -> None:
    config = Config(lockfile="state/lock.json", models="state/models.json")
    environment = environment_of(tmp_path, config, None)
    assert str(environment.lockfile) == "state/lock.json"
    assert str(environment.models) == "state/models.json"


def test_the_sandbox_has_both_of_its_own(tmp_path: Path) -> None:
    environment = environment_of(tmp_path, Config(), SANDBOX)
    assert str(environment.lockfile) == ".presetsync/sandbox.lock.json"
    assert str(environment.models) == ".presetsync/sandbox.models.lock.json"
