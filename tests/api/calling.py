"""Calls of a client over the real transport."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from typing import TYPE_CHECKING, TypeVar

from presetsync.api.presets import Client
from presetsync.config.model import App
from presetsync.keys.credentials import Keys

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from presetsync.api.push_replies import PushReply

T = TypeVar("T")
BASE = "https://api.example/api/v1"
KEY, MANAGEMENT = "sk-or-v1-secret", "sk-or-v1-management-secret"
KEYS = Keys(api=KEY, management=MANAGEMENT)
BODY = {"model": "m/one"}


def ask(
    call: Callable[[Client], Awaitable[T]],
    base_url: str = BASE,
    *,
    keys: Keys = KEYS,
    app: App | None = None,
) -> T:
    """What a call of a client returns, over the real transport."""

    async def run() -> T:
        async with aclosing(Client(base_url, keys, app or App())) as client:
            return await call(client)

    return asyncio.run(run())


def push(client: Client) -> Awaitable[PushReply]:
    return client.push("a", "messages", BODY)


def get(client: Client) -> Awaitable[object]:
    return client.get_preset("a")


CALLS: dict[str, tuple[Callable[[Client], Awaitable[object]], str, str, str]] = {
    "get": (get, "GET", "/presets/a", KEY),
    "list": (lambda c: c.list_presets(200), "GET", "/presets?offset=200&limit=100", KEY),
    "versions": (
        lambda c: c.list_versions("a", 0),
        "GET",
        "/presets/a/versions?offset=0&limit=100",
        KEY,
    ),
    "version": (lambda c: c.get_version("a", 3), "GET", "/presets/a/versions/3", KEY),
    "chat": (
        lambda c: c.push("a", "chat/completions", BODY),
        "POST",
        "/presets/a/chat/completions",
        KEY,
    ),
    "messages": (push, "POST", "/presets/a/messages", KEY),
    "responses": (lambda c: c.push("a", "responses", BODY), "POST", "/presets/a/responses", KEY),
    "archive": (lambda c: c.archive("a", None), "DELETE", "/presets/a", MANAGEMENT),
    "restore": (lambda c: c.restore("a", None), "POST", "/presets/a/restore", MANAGEMENT),
}

READS = ["get", "list", "versions", "version"]
MANAGING = ["archive", "restore"]
