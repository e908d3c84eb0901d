"""Every stand-in for the API behind one face, and the dashboard of each.

`SERVERS` speak HTTP: the sandbox in process, the sandbox on a socket, and the fault server without
a fault. They and the `fake` in memory speak `presetsync.apply.context.Api`.
"""

from __future__ import annotations

import asyncio
from contextlib import aclosing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import httpx

from presetsync.api.presets import Client
from presetsync.config.model import App
from presetsync.keys.credentials import Keys
from presetsync.sandbox import requests
from presetsync.sandbox.app import create_app
from presetsync.sandbox.store import Store
from tests import fakes
from tests.fake_api import FakeApi
from tests.faults.server import fault_server
from tests.faults.wire import KEY, MANAGEMENT_KEY
from tests.servers import served

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, Mapping

    from starlette.types import ASGIApp

    from presetsync.apply.context import Api

T = TypeVar("T")

NOW = "2026-04-20T10:00:00Z"
KEYS = Keys(requests.API_KEY, requests.MANAGEMENT_KEY)


@dataclass(frozen=True)
class StandIn:
    """A stand-in.

    Attributes:
        ask: what a call of its API returns.
        disable: has the dashboard disable a preset.
        designate: has the dashboard designate a version.

    """

    ask: Callable[[Callable[[Api], Awaitable[Any]]], Any]
    disable: Callable[[str], object]
    designate: Callable[[str, int], object]


@dataclass(frozen=True)
class Server:
    """A stand-in that speaks HTTP.

    Attributes:
        base_url: where its API is.
        keys: what it takes for the two kinds of keys.
        store: what it has stored.
        transport: the way to it, where that is no socket.

    """

    base_url: str
    keys: Keys
    store: Store
    transport: httpx.ASGITransport | None = None

    def send(
        self,
        method: str,
        path: str,
        *,
        key: str | None = "api",
        headers: Mapping[str, str] | None = None,
        **request: Any,
    ) -> httpx.Response:
        """The reply to a request; ``key`` is "api", "management", another text, or none at all."""
        known = {"api": self.keys.api, "management": self.keys.management}
        bearer = {"Authorization": f"Bearer {known.get(key, key)}"} if key else {}

        async def main() -> httpx.Response:
            # Without `verify` no CA file is read, which takes longer than the request.
            async with httpx.AsyncClient(transport=self.transport, verify=False) as client:
                url = f"{self.base_url}{path}"
                return await client.request(
                    method, url, headers={**bearer, **(headers or {})}, **request
                )

        return asyncio.run(main())

    def stand_in(self) -> StandIn:
        """It, as the client of presetsync sees it."""

        def ask(call: Callable[[Api], Awaitable[T]]) -> T:
            async def main() -> T:
                client = Client(self.base_url, self.keys, App(), transport=self.transport)
                async with aclosing(client) as api:
                    return await call(api)

            return asyncio.run(main())

        return StandIn(
            ask,
            lambda slug: self.store.edit(slug, now=NOW, status="disabled"),
            lambda slug, version: self.store.edit(slug, now=NOW, designated=version),
        )


def in_process(store: Store, app: ASGIApp | None = None) -> Server:
    """The sandbox without a socket, over a store; ``app`` is one with options of its own."""
    transport = httpx.ASGITransport(app or create_app(store), raise_app_exceptions=False)
    return Server("http://127.0.0.1/api/v1", KEYS, store, transport)


@contextmanager
def _sandbox() -> Iterator[Server]:
    with Store(":memory:") as store:
        yield in_process(store)


@contextmanager
def _served_sandbox() -> Iterator[Server]:
    with Store(":memory:") as store, served(create_app(store)) as base_url:
        yield Server(base_url, KEYS, store)


@contextmanager
def _fault_server() -> Iterator[Server]:
    with fault_server() as server:
        yield Server(server.base_url, Keys(KEY, MANAGEMENT_KEY), server.store)


SERVERS = {"sandbox": _sandbox, "served sandbox": _served_sandbox, "fault server": _fault_server}


def fake() -> StandIn:
    """The fake in memory, in virtual time."""
    api = FakeApi()

    def ask(call: Callable[[Api], Awaitable[T]]) -> T:
        async def main() -> T:
            return await call(api)

        return fakes.run(main())

    return StandIn(ask, api.disabled.add, api.live.__setitem__)
