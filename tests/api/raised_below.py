"""Whatever httpx, the packages below it and Python can raise."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING

import anyio
import h11
import httpcore
import httpx

if TYPE_CHECKING:
    from collections.abc import Iterator


def subclasses(kind: type[BaseException]) -> Iterator[type[BaseException]]:
    yield kind
    for child in kind.__subclasses__():
        yield from subclasses(child)


def exceptions() -> list[BaseException]:
    """One of each kind that httpx, the packages below it and Python can raise."""
    roots: list[type[BaseException]] = [
        *(httpx.HTTPError, httpx.InvalidURL, httpx.CookieConflict, httpx.StreamError),
        *(httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError),
        *(httpcore.ProxyError, httpcore.UnsupportedProtocol, httpcore.ConnectionNotAvailable),
        *(h11.ProtocolError, anyio.BrokenResourceError, anyio.ClosedResourceError),
        *(anyio.EndOfStream, ssl.SSLError, OSError, ValueError, RuntimeError, ImportError),
        *(RecursionError, MemoryError, TypeError, AttributeError, KeyError, AssertionError),
        *(TimeoutError, EOFError, ConnectionError),
    ]
    modules = ("httpx", "httpcore", "h11", "anyio", "ssl", "socket", "builtins", "asyncio")
    found: dict[type[BaseException], BaseException] = {}
    for kind in (kind for root in roots for kind in subclasses(root)):
        if not kind.__module__.startswith(modules) or not issubclass(kind, Exception):
            continue
        for arguments in ((), ("why",), ("utf-8", b"x", 0, 1, "why"), ("utf-8", "x", 0, 1, "why")):
            try:
                found[kind] = kind(*arguments)
                break
            except TypeError:
                continue
        else:
            if issubclass(kind, httpx.HTTPStatusError):
                request = httpx.Request("GET", "https://127.0.0.1:9")
                found[kind] = kind("why", request=request, response=httpx.Response(500))
    return [*found.values(), ExceptionGroup("why", [OSError(1, "no")])]
