from __future__ import annotations

import os
import socket
import sys
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings

from tests.growth import is_about_linear
from tests.memory import folder_in_memory
from tests.repositories import CHAT, MESSAGES, RESPONSES, Repository
from tests.servers import Recorder, recorded_sandbox

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from pathlib import Path

# Machines are noisy: what is too slow today says nothing about the code.
settings.register_profile("presetsync", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("presetsync")


def pytest_configure(config: pytest.Config) -> None:
    """Give this run a cache folder of its own, which the processes that it starts inherit."""
    folder = TemporaryDirectory()
    config.add_cleanup(folder.cleanup)
    os.environ["XDG_CACHE_HOME"] = os.environ["LOCALAPPDATA"] = folder.name


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None]:
    """Measure neither properties nor growth: both do over and over what other tests do once.

    Where Python measures by a trace function (before 3.14), they take twice as long with it. The
    marker ``no_cover`` of pytest-cov does nothing in the processes of pytest-xdist.
    """
    test = getattr(item, "obj", None)
    names = getattr(getattr(test, "__code__", None), "co_names", ())
    is_repetition = is_about_linear.__name__ in names or hasattr(test, "is_hypothesis_test")
    traced = sys.gettrace()
    if is_repetition:
        sys.settrace(None)
    try:
        return (yield)
    finally:
        sys.settrace(traced)


@pytest.fixture(autouse=True)
def _loopback_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reaches a network but this machine's own."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and address[0] not in ("127.0.0.1", "::1", "localhost"):
            pytest.fail(f"a test tried to connect to {address}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    """In memory: what is written here is synced, which costs nothing there."""
    with folder_in_memory() as folder:
        yield folder


@pytest.fixture(scope="session")
def _server() -> Iterator[Recorder]:
    """One for all tests: stopping a server takes longer than most of them."""
    with recorded_sandbox() as recorder:
        yield recorder


@pytest.fixture
def server(_server: Recorder) -> Recorder:
    """The sandbox on a real socket, empty, with every request recorded."""
    _server.store.reset()
    _server.requests.clear()
    return _server


@pytest.fixture
def repository(tmp_path: Path, server: Recorder) -> Repository:
    """Three presets, one of each skin, in a repository that knows the server."""
    repository = Repository(
        tmp_path,
        {"OPENROUTER_BASE_URL": server.base_url, "OPENROUTER_API_KEY": "sandbox"},
    )
    repository.write("presets/copywriter.yaml", CHAT)
    repository.write("presets/reviewer.yaml", MESSAGES)
    repository.write("presets/classifier.yaml", RESPONSES)
    return repository
