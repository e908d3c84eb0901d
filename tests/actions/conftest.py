from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.actions.git_remote import Remote, run_in_process, runner_temp
from tests.actions.github_stand_in import GitHubStandIn, github_stand_in
from tests.actions.steps import Step
from tests.repositories import Repository

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def github() -> Iterator[GitHubStandIn]:
    with github_stand_in() as github:
        yield github


@pytest.fixture
def remote(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Remote:
    remote = Remote(tmp_path)
    monkeypatch.chdir(remote.clone)
    run_in_process(monkeypatch)
    monkeypatch.setenv("RUNNER_TEMP", str(runner_temp(tmp_path)))
    monkeypatch.setattr("lock_sync.time.sleep", lambda _: None)
    return remote


@pytest.fixture
def step(
    repository: Repository,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path_factory: pytest.TempPathFactory,
) -> Step:
    monkeypatch.chdir(repository.root)
    for name, value in repository.environment.items():
        monkeypatch.setenv(name, value)
    return Step(tmp_path_factory.mktemp("runner"), monkeypatch)
