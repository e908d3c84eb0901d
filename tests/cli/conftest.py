from __future__ import annotations

import os
from typing import TYPE_CHECKING

import httpx
import pytest

from presetsync.api import transport
from presetsync.project import connection
from tests.faults.server import FaultServer, fault_server
from tests.faults.waits import LIMITS, TIMEOUT
from tests.faults.wire import KEY, MANAGEMENT_KEY
from tests.memory import folder_in_memory
from tests.processes import Forked, Processes, forking
from tests.repositories import Repository
from tests.terminals import open_terminal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="session")
def processes() -> Iterator[Processes]:
    """Where processes of the command line come from, in milliseconds."""
    if not hasattr(os, "fork"):
        pytest.skip("this system cannot fork")
    with folder_in_memory() as outputs, forking(outputs) as source:
        yield source


@pytest.fixture
def remote() -> Iterator[FaultServer]:
    """A server on a real socket that misbehaves as it is told."""
    with fault_server() as server:
        yield server


@pytest.fixture
def _environment(tmp_path: Path, remote: FaultServer) -> dict[str, str]:
    """What a command needs to know that is run in a repository without presets."""
    (tmp_path / "presets").mkdir()
    return {
        "OPENROUTER_BASE_URL": remote.base_url,
        "OPENROUTER_API_KEY": KEY,
        "OPENROUTER_MANAGEMENT_KEY": MANAGEMENT_KEY,
    }


@pytest.fixture
def checkout(
    tmp_path: Path, _environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> Repository:
    """A repository without presets that knows `remote`, has both keys, and waits for little."""
    monkeypatch.setattr(connection, "LIMITS", LIMITS)
    monkeypatch.setattr(transport, "TIMEOUT", httpx.Timeout(TIMEOUT))
    return Repository(tmp_path, _environment)


@pytest.fixture
def forked(tmp_path: Path, _environment: dict[str, str], processes: Processes) -> Forked:
    """The same, with each command in a process of its own."""
    return Forked(tmp_path, _environment, processes=processes)


@pytest.fixture
def terminal() -> Iterator[tuple[int, str]]:
    """Where a person types, and what a process reads of it."""
    person, process = open_terminal()
    yield person, os.ttyname(process)
    os.close(person)
    os.close(process)
