"""The sandbox on a port, for clients outside this process; needs the ``serve`` extra (uvicorn)."""

from __future__ import annotations

import signal
import socket
from contextlib import contextmanager
from ipaddress import IPv4Address, ip_address
from typing import TYPE_CHECKING

from presetsync.sandbox.error_replies import BASE_PATH

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import uvicorn
    from starlette.types import ASGIApp

GRACE_SECONDS = 5
"""How long requests in flight may take to finish when the server stops."""


def serve(
    app: ASGIApp, port: int, host: str = "127.0.0.1", *, on_ready: Callable[[str], None]
) -> None:
    """Serve until SIGINT or SIGTERM, then finish the requests in flight and return.

    Call it in the main thread: signals reach no other.

    Args:
        app: any ASGI app without a lifespan.
        port: 0 lets the system choose a free one.
        host: a loopback address. The keys are public: nobody else may reach the server.
        on_ready: called once, with the base URL, when connections are accepted.

    Raises:
        ModuleNotFoundError: uvicorn is not installed.
        ValueError: the host is no loopback address.
        OSError: the port is not available.

    """
    server = server_for(app)
    listener = listen(port, host)
    with _stopped_by_signals(server), listener:
        on_ready(base_url(listener))
        server.run(sockets=[listener])


def server_for(app: ASGIApp) -> uvicorn.Server:
    """A server that logs warnings and errors only; raises `ModuleNotFoundError`."""
    import uvicorn

    return uvicorn.Server(
        uvicorn.Config(
            app,
            access_log=False,
            lifespan="off",
            log_config=None,  # leave the process's logging alone
            log_level="warning",
            timeout_graceful_shutdown=GRACE_SECONDS,
            ws="none",
        )
    )


def listen(port: int, host: str = "127.0.0.1") -> socket.socket:
    """A listening socket; connections wait until the server accepts them.

    Raises `ValueError` if the host is no loopback address, `OSError` if the port is taken.
    """
    address = ip_address("127.0.0.1" if host == "localhost" else host)
    if not address.is_loopback:
        raise ValueError(f"the sandbox is served on loopback only, not on {host}")
    family = socket.AF_INET if isinstance(address, IPv4Address) else socket.AF_INET6
    listener = socket.create_server((str(address), port), family=family)
    # Accepted sockets inherit this. asyncio sets it on sockets that it opens itself, but not on one
    # that is passed in. Without it a reply in two parts waits 40 ms for the client's delayed ACK.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def base_url(listener: socket.socket) -> str:
    """The API's base URL at a listening socket, as ``OPENROUTER_BASE_URL`` takes it."""
    host, port = listener.getsockname()[:2]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}{BASE_PATH}"


@contextmanager
def _stopped_by_signals(server: uvicorn.Server) -> Iterator[None]:
    # uvicorn has its own handlers while it runs. These serve before that, and after it: uvicorn
    # raises the signal again for them, which by default would kill the process.
    def stop(_signal: int, _frame: object) -> None:
        server.should_exit = True

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
