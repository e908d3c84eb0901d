from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.faults.server import KEY, MANAGEMENT_KEY, FaultServer, fault_server
from tests.faults.zygote import Zygote, zygote
from tests.forked import Forked
from tests.memory import folder_in_memory

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="session")
def processes() -> Iterator[Zygote]:
    """Where processes of the command line come from, in milliseconds."""
    if not hasattr(os, "fork"):
        pytest.skip("this system cannot fork")
    with folder_in_memory() as outputs, zygote(outputs) as source:
        yield source


@pytest.fixture
def remote() -> Iterator[FaultServer]:
    """A server on a real socket that misbehaves as it is told."""
    with fault_server() as server:
        yield server


@pytest.fixture
def forked(tmp_path: Path, remote: FaultServer, processes: Zygote) -> Forked:
    """A repository without presets that knows the server, and has both keys."""
    environment = {
        "OPENROUTER_BASE_URL": remote.base_url,
        "OPENROUTER_API_KEY": KEY,
        "OPENROUTER_MANAGEMENT_KEY": MANAGEMENT_KEY,
    }
    (tmp_path / "presets").mkdir()
    return Forked(tmp_path, environment, processes)
