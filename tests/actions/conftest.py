from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.actions.git_remote import Remote, run_in_process, runner_temp
from tests.actions.github_stand_in import GitHubStandIn, github_stand_in
from tests.actions.job_runner import Runner
from tests.actions.package_index import package_index
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


@pytest.fixture
def runner(tmp_path: Path) -> Iterator[Runner]:
    (tmp_path / "wheels").mkdir()
    with package_index(tmp_path / "wheels") as index:
        yield Runner(tmp_path, index)


@pytest.fixture(params=["uv", "pip"])
def either(runner: Runner, request: pytest.FixtureRequest) -> Runner:
    """Packages come from an index, which uv is told of, or from a folder, which pip knows."""
    if request.param == "pip":
        del runner.environment["PIP_INDEX_URL"]
        runner.environment |= {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": runner.wheels.as_uri()}
    return runner
