"""Servers on loopback sockets: any ASGI app, and the sandbox with every request recorded."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from presetsync.presets.skins import SKINS
from presetsync.sandbox.app import create_app
from presetsync.sandbox.server import GRACE_SECONDS, base_url, listen, server_for
from presetsync.sandbox.store import Store
from presetsync.sandbox.timestamps import utc_now
from presetsync.schemas import kept_fields

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from starlette.types import ASGIApp, Message, Receive, Scope, Send


@contextmanager
def served(app: ASGIApp) -> Iterator[str]:
    """Serve an app in a thread; yields the base URL, ``http://127.0.0.1:PORT/api/v1``.

    The socket listens before the thread starts, so a request may be sent at once. At the end
    requests under way are finished, the thread is gone and the socket is closed.
    """
    server = server_for(app)
    listener = listen(0)
    thread = threading.Thread(
        target=server.run, kwargs={"sockets": [listener]}, name="served", daemon=True
    )
    with listener:
        thread.start()
        try:
            yield base_url(listener)
        finally:
            server.should_exit = True
            thread.join(GRACE_SECONDS + 5)
    assert not thread.is_alive(), "the server did not stop"


@dataclass(frozen=True)
class Request:
    """A request as the server got it."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


@dataclass
class Recorder:
    """A server and what it was asked."""

    store: Store
    base_url: str = ""
    requests: list[Request] = field(default_factory=list)

    def pushes(self) -> list[Request]:
        """The POSTs."""
        return [request for request in self.requests if request.method == "POST"]


@contextmanager
def recorded_sandbox(
    clock: Callable[[], datetime] = utc_now, new_id: Callable[[], str] = lambda: str(uuid4())
) -> Iterator[Recorder]:
    """Serve a new, empty sandbox on loopback."""
    with Store(":memory:") as store:
        recorder = Recorder(store)
        kept = {skin: kept_fields(skin) for skin in SKINS}
        app = create_app(store, kept_fields=kept, clock=clock, new_id=new_id)
        with served(_recording(app, recorder)) as base_url:
            recorder.base_url = base_url
            yield recorder


def _recording(app: ASGIApp, recorder: Recorder) -> ASGIApp:
    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        body = b""
        while True:
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        recorder.requests.append(Request(scope["method"], scope["path"], headers, body))
        delivered = False

        async def again() -> Message:
            nonlocal delivered
            if delivered:
                return await receive()
            delivered = True
            return {"type": "http.request", "body": body, "more_body": False}

        await app(scope, again, send)

    return wrapped
