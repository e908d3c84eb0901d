"""The connections of a transport: one for each request at once, and used again unless it failed."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import httpx
import pytest

from presetsync.api.transport import Transport
from presetsync.errors import ApiUnreachableError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

URL = "http://127.0.0.1:9/api/v1"


@dataclass
class Made:
    """Stands in for httpx's transport; counts what is opened, used and closed."""

    opened: list[Connection] = field(default_factory=list)
    failure: BaseException | None = None
    gate: asyncio.Event = field(default_factory=asyncio.Event)

    def __call__(self, **_: object) -> Connection:
        self.opened.append(Connection(self))
        return self.opened[-1]

    @property
    def used(self) -> list[int]:
        return [connection.requests for connection in self.opened]


class Connection(httpx.AsyncBaseTransport):
    def __init__(self, made: Made) -> None:
        self.made = made
        self.requests = 0
        self.is_closed = False

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        assert not self.is_closed
        self.requests += 1
        await self.made.gate.wait()
        if self.made.failure:
            raise self.made.failure
        body = httpx.ByteStream(str(request.headers).encode())
        return httpx.Response(200, headers={"Set-Cookie": "a=b"}, stream=body)

    async def aclose(self) -> None:
        self.is_closed = True


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> Made:
    made = Made()
    monkeypatch.setattr(httpx, "AsyncHTTPTransport", made)
    return made


async def send(transport: Transport) -> bytes:
    return (await transport.send("GET", "", "a key")).body


def run(scenario: Callable[[Transport], Awaitable[None]]) -> None:
    async def run() -> None:
        async with aclosing(Transport(URL, {})) as transport:
            await scenario(transport)

    asyncio.run(run())


def test_one_connection_serves_one_request_after_another(made: Made) -> None:
    async def scenario(transport: Transport) -> None:
        made.gate.set()
        for _ in range(3):
            await send(transport)

    run(scenario)
    assert made.used == [3]
    assert made.opened[0].is_closed


def test_each_request_under_way_has_a_connection_of_its_own(made: Made) -> None:
    async def scenario(transport: Transport) -> None:
        requests = [asyncio.create_task(send(transport)) for _ in range(3)]
        await asyncio.sleep(0)
        made.gate.set()
        await asyncio.gather(*requests)
        assert made.used == [1, 1, 1]
        made.gate.clear()
        requests = [asyncio.create_task(send(transport)) for _ in range(3)]
        await asyncio.sleep(0)
        made.gate.set()
        await asyncio.gather(*requests)

    run(scenario)
    assert made.used == [2, 2, 2]
    assert all(connection.is_closed for connection in made.opened)


def test_a_connection_that_failed_is_closed_and_not_used_again(made: Made) -> None:
    async def scenario(transport: Transport) -> None:
        made.gate.set()
        made.failure = httpx.ReadError("reset")
        with pytest.raises(ApiUnreachableError):
            await send(transport)
        assert made.opened[0].is_closed
        made.failure = None
        await send(transport)

    run(scenario)
    assert made.used == [1, 1]


def test_a_connection_of_a_cancelled_request_is_closed_and_not_used_again(made: Made) -> None:
    async def scenario(transport: Transport) -> None:
        request = asyncio.create_task(send(transport))
        await asyncio.sleep(0)
        request.cancel()
        with pytest.raises(asyncio.CancelledError):
            await request
        assert made.opened[0].is_closed
        made.gate.set()
        await send(transport)

    run(scenario)
    assert made.used == [1, 1]


def test_no_cookie_is_kept(made: Made) -> None:
    async def scenario(transport: Transport) -> None:
        made.gate.set()
        await send(transport)
        assert b"cookie" not in (await send(transport)).lower()

    run(scenario)
