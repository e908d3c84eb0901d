"""An ASGI app on a real loopback socket, for clients that only speak HTTP."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from presetsync.sandbox.server import (
    GRACE_SECONDS,
    base_url,
    listen,
    server_for,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.types import ASGIApp


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
