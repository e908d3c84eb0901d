from __future__ import annotations

from contextlib import ExitStack
from functools import cache
from typing import TYPE_CHECKING

import pytest

from tests.contract.stand_ins import SERVERS, Server, StandIn, fake

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture(scope="session")
def _running() -> Iterator[Callable[[str], Server]]:
    """Each server once: to start and stop one takes longer than most of the tests."""
    with ExitStack() as stack:
        yield cache(lambda name: stack.enter_context(SERVERS[name]()))


@pytest.fixture(params=SERVERS)
def server(request: pytest.FixtureRequest, _running: Callable[[str], Server]) -> Server:
    """Every stand-in that speaks HTTP, empty."""
    return _empty(_running(request.param))


@pytest.fixture(params=["fake", *SERVERS])
def stand_in(request: pytest.FixtureRequest, _running: Callable[[str], Server]) -> StandIn:
    """Every stand-in, empty."""
    return fake() if request.param == "fake" else _empty(_running(request.param)).stand_in()


def _empty(server: Server) -> Server:
    server.store.reset()
    return server
