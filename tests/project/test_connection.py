from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from presetsync.config.environment import environment_of
from presetsync.config.model import Config
from presetsync.errors import UsageError
from presetsync.project.connection import Target, run_connected
from presetsync.remote.observer import Observer
from presetsync.remote.workspace import ExpectedWorkspace


def target(root: Path, *, sandbox: bool = True, **environ: str) -> Target:
    environment = environment_of(root, Config(), sandbox=sandbox)
    return Target(environment, Config(parallelism=3), environ, ExpectedWorkspace())


def test_a_task_gets_a_session_and_a_client_of_the_same_server(tmp_path: Path) -> None:
    async def task(session: Any, client: Any) -> tuple[Any, int]:
        assert session.api is client
        return await client.list_presets(0), session.parallelism

    assert run_connected(target(tmp_path), task, Observer()) == (((), 0), 3)
    assert run_connected(target(tmp_path), task, Observer(), 5) == (((), 0), 5)


def test_without_a_key_nothing_is_asked(tmp_path: Path) -> None:
    async def task(_session: Any, _client: Any) -> None:
        raise AssertionError

    with pytest.raises(UsageError, match="OPENROUTER_API_KEY is not set"):
        run_connected(target(tmp_path, sandbox=False), task, Observer())


@pytest.mark.parametrize(("error", "records"), [(KeyboardInterrupt(), 0), (ValueError("lost"), 1)])
def test_a_second_ctrl_c_in_a_cancelled_task_prints_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, error: BaseException, records: int
) -> None:
    async def task(_session: Any, _client: Any) -> None:
        message = "unhandled exception during asyncio.run() shutdown"
        asyncio.get_running_loop().call_exception_handler({"message": message, "exception": error})

    run_connected(target(tmp_path), task, Observer())
    assert len(caplog.records) == records
