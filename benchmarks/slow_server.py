"""The sandbox on loopback, each reply a given number of milliseconds late; prints its base URL."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING

from presetsync.presets.skins import SKINS
from presetsync.sandbox.app import create_app
from presetsync.sandbox.server import serve
from presetsync.sandbox.store import Store
from presetsync.schemas import kept_fields

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send


def late(app: ASGIApp, seconds: float) -> ASGIApp:
    """The app, with every request answered after a pause: the time of a network."""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        await asyncio.sleep(seconds)
        await app(scope, receive, send)

    return wrapped


def main() -> None:
    """Serve until a signal."""
    with Store(":memory:") as store:
        app = create_app(store, kept_fields={skin: kept_fields(skin) for skin in SKINS})
        serve(late(app, float(sys.argv[1]) / 1000), 0, on_ready=lambda url: print(url, flush=True))


if __name__ == "__main__":
    main()
