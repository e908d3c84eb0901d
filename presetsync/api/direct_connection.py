"""HTTP/1.1 to a server without a proxy, on one connection that is kept open between requests.

httpx's own transport is made for HTTP/2, pools and several event loops, and takes four times as
long for a request. h11 reads and writes the protocol in both.
"""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

import h11
import httpx

from presetsync.api.network_stream import NetworkStream, open_stream

if TYPE_CHECKING:
    import ssl
    from collections.abc import AsyncIterator, Callable, Coroutine, Mapping

_KEPT = 5.0
"""Seconds that an unused connection is kept: servers close theirs at some time."""

_LONGEST_HEAD = 100 * 1024
"""Bytes of a reply's head, or of another of its parts."""

_PORTS = {"http": 80, "https": 443}


class DirectConnection(httpx.AsyncBaseTransport):
    """A connection to one server, for one request at a time.

    It opens with its first request, and again where the server has closed it. After a request that
    failed it has to be closed.
    """

    def __init__(self, trusted: ssl.SSLContext) -> None:
        """Open nothing yet; ``trusted`` are the certificates for https."""
        trusted.set_alpn_protocols(["http/1.1"])
        self._trusted = trusted
        self._stream: NetworkStream | None = None
        self._http = h11.Connection(h11.CLIENT)
        self._unused_since = 0.0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The reply to a request, whose body is still to be read.

        Raises `httpx.TransportError`.
        """
        timeouts: Mapping[str, float] = request.extensions["timeout"]
        head = _head(request)
        stream = await self._open_stream(request.url, timeouts["connect"])
        pieces = [self._http.send(head)]
        if request.content:
            pieces.append(self._http.send(h11.Data(data=request.content)))
        pieces.append(self._http.send(h11.EndOfMessage()))
        stream.write(b"".join(piece for piece in pieces if piece))
        while True:
            event = await self._next_event(stream, timeouts["read"])
            if isinstance(event, h11.Response):
                break
        return httpx.Response(
            event.status_code,
            headers=event.headers.raw_items(),
            stream=_Body(self._body(stream, timeouts["read"]), self._finish),
        )

    async def aclose(self) -> None:
        """Close the connection, if it is open."""
        if self._stream:
            await self._stream.close()
            self._stream = None

    async def _open_stream(self, url: httpx.URL, timeout: float) -> NetworkStream:  # noqa: ASYNC109
        """The stream of the last request, if it can be used again, or a new one."""
        if self._stream and self._stream.is_silent and monotonic() - self._unused_since < _KEPT:
            return self._stream
        await self.aclose()
        trusted = self._trusted if url.scheme == "https" else None
        host = url.raw_host.decode("ascii")
        try:
            stream = await open_stream(host, url.port or _PORTS[url.scheme], trusted, timeout)
        except TimeoutError as error:
            raise httpx.ConnectTimeout(str(error)) from error
        except (OSError, UnicodeError) as error:  # a name may be too long for DNS
            raise httpx.ConnectError(str(error)) from error
        self._stream = stream
        self._http = h11.Connection(h11.CLIENT, max_incomplete_event_size=_LONGEST_HEAD)
        return stream

    async def _next_event(self, stream: NetworkStream, timeout: float) -> object:  # noqa: ASYNC109
        """The next part of the reply."""
        while True:
            try:
                event = self._http.next_event()
            except h11.RemoteProtocolError as error:
                raise httpx.RemoteProtocolError(str(error)) from error
            if event is not h11.NEED_DATA:
                return event
            try:
                data = await stream.read(timeout)
            except TimeoutError as error:
                raise httpx.ReadTimeout(str(error)) from error
            except OSError as error:
                raise httpx.ReadError(str(error)) from error
            if not data and self._http.their_state is h11.SEND_RESPONSE:
                raise httpx.RemoteProtocolError("Server disconnected without sending a response.")
            self._http.receive_data(data)

    async def _body(self, stream: NetworkStream, timeout: float) -> AsyncIterator[bytes]:  # noqa: ASYNC109
        """The pieces of the reply's body."""
        while isinstance(event := await self._next_event(stream, timeout), h11.Data):
            yield bytes(event.data)

    async def _finish(self) -> None:
        """Keep the connection for the next request, if this one is done and the server allows."""
        is_done = self._http.our_state is self._http.their_state is h11.DONE
        if is_done and not self._http.trailing_data[0]:
            self._http.start_next_cycle()
            self._unused_since = monotonic()
        else:
            await self.aclose()


class _Body(httpx.AsyncByteStream):
    """The body of a reply; ``finish`` is called once it is not read any further."""

    def __init__(
        self, pieces: AsyncIterator[bytes], finish: Callable[[], Coroutine[None, None, None]]
    ) -> None:
        self._pieces = pieces
        self._finish = finish

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self._pieces

    async def aclose(self) -> None:
        await self._finish()


def _head(request: httpx.Request) -> h11.Request:
    try:
        return h11.Request(
            method=request.method, target=request.url.raw_path, headers=request.headers.raw
        )
    except h11.LocalProtocolError as error:
        raise httpx.LocalProtocolError(str(error)) from error
