"""A TCP connection to a server, with TLS where it is asked for: bytes out, bytes in."""

from __future__ import annotations

import asyncio
import os
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ssl

_NEXT_ATTEMPT = 0.25
"""Seconds until another address of a host is tried beside one that does not answer (RFC 8305)."""

_ERRNO = re.compile(r"\[Errno (\d+)\]")

_MOST_AHEAD = 64 * 1024
"""Bytes that may arrive before they are read; more wait in the system's buffers."""


class NetworkStream(asyncio.Protocol):
    """The bytes of one connection; `open_stream` opens it."""

    def __init__(self) -> None:
        """Wait for the connection to be made."""
        self._transport: asyncio.Transport | None = None
        self._arrived = bytearray()
        self._has_ended = False
        self._failure: Exception | None = None
        self._news = asyncio.Event()

    @property
    def is_silent(self) -> bool:
        """Whether it is open, and nothing has arrived that was not read."""
        return not self._has_ended and not self._arrived

    def write(self, data: bytes) -> None:
        """Send bytes; a failure shows when the answer is read."""
        if self._transport:
            self._transport.write(data)

    async def read(self, timeout: float) -> bytes:  # noqa: ASYNC109 - that of one read
        """The bytes that have arrived, at least one; b"" at the end.

        Raises TimeoutError where none arrive for ``timeout`` seconds, and OSError.
        """
        while self.is_silent:
            self._news.clear()
            async with asyncio.timeout(timeout):
                await self._news.wait()
        if self._failure and not self._arrived:
            raise self._failure
        data = bytes(self._arrived)
        self._arrived.clear()
        if self._transport:
            self._transport.resume_reading()
        return data

    async def close(self) -> None:
        """Close it, without waiting for the server."""
        if self._transport:
            self._transport.abort()
            await asyncio.sleep(0)  # the socket is closed in the loop's next round

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep what writes."""
        if isinstance(transport, asyncio.Transport):
            self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Keep the bytes until they are read."""
        self._arrived += data
        if len(self._arrived) > _MOST_AHEAD and self._transport:
            self._transport.pause_reading()
        self._news.set()

    def eof_received(self) -> None:
        """End; the connection then closes itself."""
        self._has_ended = True
        self._news.set()

    def connection_lost(self, exc: Exception | None) -> None:
        """End; ``exc`` says why, unless it was closed."""
        self._has_ended, self._failure = True, exc
        self._news.set()


async def open_stream(
    host: str,
    port: int,
    trusted: ssl.SSLContext | None,
    timeout: float,  # noqa: ASYNC109 - that of each of two steps
) -> NetworkStream:
    """Connect to a server.

    Args:
        host: a name, or an IP address without brackets.
        port: of TCP.
        trusted: for TLS; None for a connection without it.
        timeout: seconds for the connection, and again for the handshake of TLS.

    Raises:
        TimeoutError: one of the two took longer.
        OSError: as `socket.gaierror`, `ssl.SSLError` or another.

    """
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(timeout):
            transport, stream = await loop.create_connection(
                NetworkStream, host, port, happy_eyeballs_delay=_NEXT_ATTEMPT
            )
    except OSError as error:
        # Where several addresses fail, asyncio tells of all in a text.
        if error.errno is None and (first := _ERRNO.search(str(error))):
            raise OSError(int(first[1]), os.strerror(int(first[1]))) from error
        raise
    if trusted:
        async with asyncio.timeout(timeout):
            with_tls = await loop.start_tls(transport, stream, trusted, server_hostname=host)
        if with_tls:
            stream.connection_made(with_tls)
    return stream
