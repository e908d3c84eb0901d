"""HTTP requests and their replies; the only module that imports httpx.

All failures here become an `ApiError`: httpx and its dependencies raise some thirty kinds of
exceptions, not all of them documented. Redirects are not followed, so that the key never reaches
another host. The length of a reply is limited, regardless of its headers.
"""

from __future__ import annotations

import asyncio
import ssl
from contextlib import aclosing, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpx

from presetsync import __version__
from presetsync.api.connection_failures import certificate_refusal, root_cause, trust_hint
from presetsync.api.decompression import decompressed
from presetsync.api.network import Proxy, certificates, proxy_for
from presetsync.config.baseurl import WHERE_IT_IS_SET
from presetsync.errors import ApiUnreachableError, ApiUnsentError, UsageError

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Callable, Generator, Mapping

# Seconds. A push may wait for the server's storage; connections succeed quickly or not at all.
TIMEOUT = httpx.Timeout(30.0, connect=10.0)

# Seconds, for a whole request: the read timeout restarts with every byte of a reply.
DEADLINE = 60.0

MAX_REPLY_BYTES = 32 * 1024 * 1024
"""The longest body in bytes, after decompression: a page of versions with long prompts fits."""

# Seconds. A thinking model, or one without streaming, may send nothing for minutes.
INFERENCE_TIMEOUT = httpx.Timeout(300.0, connect=10.0, write=30.0, pool=10.0)

# Seconds. Some models think for ten minutes; longer requests are not useful trials.
INFERENCE_DEADLINE = 900.0

MAX_STREAM_BYTES = 256 * 1024 * 1024
"""The longest stream: each token is an event of some hundred bytes, and an answer may have 100,000
of them. Only the text is kept."""

_HEADERS = {"User-Agent": f"presetsync/{__version__}", "Accept": "application/json"}

# Raised before any byte of a request is sent; a proxy connection comes first.
_NEVER_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.InvalidURL,
)
_NETWORK_HINT = f"check the network, and {WHERE_IT_IS_SET}"


@dataclass(frozen=True, slots=True)
class ReplyHead:
    """The status and headers of a reply.

    Attributes:
        status: HTTP's status code.
        headers: by name in lower case; values of one name joined by commas.

    """

    status: int
    headers: Mapping[str, str]

    @property
    def is_success(self) -> bool:
        """Whether the status is 2xx."""
        return HTTPStatus.OK <= self.status < HTTPStatus.MULTIPLE_CHOICES


@dataclass(frozen=True, slots=True)
class Reply(ReplyHead):
    """A completely read reply; ``body`` is decompressed."""

    body: bytes


@dataclass(frozen=True, slots=True)
class StreamedReply(ReplyHead):
    """A streamed reply.

    Attributes:
        pieces: of the decompressed body; they raise like `Transport.send`.

    """

    pieces: AsyncIterator[bytes]


class Transport:
    """Requests to one server, each on its own connection, which later ones reuse.

    There are as many connections as concurrent requests, which the caller limits. Each is an httpx
    transport without a client, so redirects are not followed and cookies not kept. A pool would
    check all connections before and after each request.
    """

    def __init__(
        self,
        base_url: str,
        headers: Mapping[str, str],
        *,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        """Open nothing yet; ``transport`` replaces the network, as the sandbox does.

        Raises `UsageError` if the base URL, or a proxy or certificates that the environment
        sets, cannot be used.
        """
        self._base_url = base_url
        self._address = _address(base_url)
        # Only accept encodings that are decompressed here, within limits.
        self._headers = {**_HEADERS, **headers, "Accept-Encoding": "gzip"}
        # Proxies and CA files come from the environment. Not for plain http, which is only for
        # loopback: a proxy would send the key off the machine, readable, and there is no
        # certificate to check; reading the CA file takes longer than most such runs.
        is_https = urlsplit(base_url).scheme == "https" and transport is None
        self._proxy = proxy_for(base_url) if is_https else None
        trusted = certificates() if is_https else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        self._connect = _connector(self._proxy, trusted, transport)
        # Use the last one first, so that the others may expire.
        self._idle = [self._connect()]

    async def aclose(self) -> None:
        """Close the connections."""
        for connection in self._idle:
            await _close(connection)
        self._idle.clear()

    async def send(
        self,
        method: str,
        path: str,
        key: str,
        content: bytes | None = None,
        parameters: Mapping[str, int | str] | None = None,
    ) -> Reply:
        """Send one request; with the key "", one without a key.

        Raises `ApiUnsentError` if no byte of it left, and `ApiUnreachableError` if there is no
        reply, or one that cannot be read.
        """
        with self._translating():
            request = self._request(method, path, key, content, TIMEOUT, parameters)
            async with (
                asyncio.timeout(DEADLINE),
                self._exchange(request, MAX_REPLY_BYTES) as (response, pieces),
            ):
                body = b"".join([piece async for piece in pieces])
                return Reply(response.status_code, response.headers, body)

    @asynccontextmanager
    async def stream(
        self, method: str, path: str, key: str, content: bytes
    ) -> AsyncGenerator[StreamedReply, None]:
        """Send one request with a streamed reply.

        Leaving the context before the reply has ended closes the connection, which stops the model,
        and its costs, with most providers ("Stream cancellation" in the guide on streaming).

        Raises like `send`; so do the pieces of the reply, and the context after the time limit.
        """
        theirs: Exception | None = None
        with self._translating(lambda error: error is not theirs):
            request = self._request(method, path, key, content, INFERENCE_TIMEOUT)
            async with (
                asyncio.timeout(INFERENCE_DEADLINE),
                self._exchange(request, MAX_STREAM_BYTES) as (response, body),
                aclosing(self._read(body)) as pieces,
            ):
                try:
                    yield StreamedReply(response.status_code, response.headers, pieces)
                except Exception as error:
                    theirs = error
                    raise

    def _request(
        self,
        method: str,
        path: str,
        key: str,
        content: bytes | None,
        timeout: httpx.Timeout,
        parameters: Mapping[str, int | str] | None = None,
    ) -> httpx.Request:
        headers = {**self._headers}
        if key:
            headers["Authorization"] = f"Bearer {key}"
        if content is not None:
            headers["Content-Type"] = "application/json"
        return httpx.Request(
            method,
            self._base_url + path,
            content=content,
            params=parameters,
            headers=headers,
            extensions={"timeout": timeout.as_dict()},
        )

    @asynccontextmanager
    async def _exchange(
        self, request: httpx.Request, most: int
    ) -> AsyncGenerator[tuple[httpx.Response, AsyncIterator[bytes]], None]:
        """The reply to a request, on an idle connection or else a new one, and its body."""
        connection = self._idle.pop() if self._idle else self._connect()
        is_whole = False

        async def read(response: httpx.Response) -> AsyncGenerator[bytes, None]:
            nonlocal is_whole
            encoding = response.headers.get("content-encoding", "")
            # Raw, because httpx decodes a piece completely, which may grow a thousandfold.
            async with aclosing(decompressed(response.aiter_raw(), encoding, most)) as pieces:
                async for piece in pieces:
                    yield piece
            is_whole = True

        try:
            response = await connection.handle_async_request(request)
            try:
                async with aclosing(read(response)) as pieces:
                    yield response, pieces
            finally:
                await _close(response)
        finally:
            if is_whole:
                self._idle.append(connection)
            else:
                # A failed or cancelled request may leave half a message on the connection.
                await _close(connection)

    async def _read(self, pieces: AsyncIterator[bytes]) -> AsyncGenerator[bytes, None]:
        with self._translating(is_sent=True):
            async for piece in pieces:
                yield piece

    @contextmanager
    def _translating(
        self, is_ours: Callable[[Exception], bool] = lambda _: True, *, is_sent: bool = False
    ) -> Generator[None, None, None]:
        """Turn exceptions into an `ApiError`, except the caller's own."""
        try:
            yield
        except ApiUnreachableError:
            raise
        except Exception as error:
            if not is_ours(error):
                raise
            is_unsent = isinstance(error, _NEVER_SENT) and not is_sent
            kind = ApiUnsentError if is_unsent else ApiUnreachableError
            reason, hint = self._explained(error)
            raise kind(reason, hint=hint) from error

    def _explained(self, error: Exception) -> tuple[str, str]:
        """The reason and the hint for an exception, without any text of the request."""
        via = f" through the proxy {self._proxy.address}" if self._proxy else ""
        server = f"{self._address}{via}"
        hint = f"check {self._proxy.variable}" if self._proxy else _NETWORK_HINT
        certificate = certificate_refusal(error)
        match error:
            case httpx.ConnectTimeout() | httpx.PoolTimeout():
                reason = f"cannot connect to {server}: timed out"
            case httpx.TimeoutException() | TimeoutError():
                reason = f"{server} did not answer in time"
            case _ if certificate:
                reason = f"the certificate of {server} is not trusted: {certificate}"
                hint = trust_hint()
            case httpx.InvalidURL() | httpx.UnsupportedProtocol():
                reason = f"the base URL cannot be used: {error}"
                hint = f"check {WHERE_IT_IS_SET}"
            case httpx.ProxyError():
                reason = f"cannot connect to {server}: it answered {error}"
            case httpx.ConnectError():
                reason = f"cannot connect to {server}: {root_cause(error)}"
            case httpx.LocalProtocolError():
                # Its text may contain a header, and so a key.
                reason = f"a request to {server} could not be written"
            case _:
                reason = f"the connection to {server} failed: {root_cause(error)}"
        return reason, hint


def _address(base_url: str) -> str:
    """Host and port of the server; raises `UsageError` if they are not an address."""
    try:
        return _decoded(base_url).netloc.decode()
    except (httpx.InvalidURL, ValueError) as error:
        raise UsageError(
            f"the base URL cannot be used: {error}", hint=f"check {WHERE_IT_IS_SET}"
        ) from error


def _decoded(address: str) -> httpx.URL:
    """The address with its decoded host, which httpx decodes lazily.

    Raises `httpx.InvalidURL`, or ValueError.
    """
    url = httpx.URL(address)
    if not url.host:
        raise httpx.InvalidURL("it names no host")
    return url


def _connector(
    proxy: Proxy | None, trusted: ssl.SSLContext, transport: httpx.AsyncBaseTransport | None
) -> Callable[[], httpx.AsyncBaseTransport]:
    """A connection, which opens with its first request; ``transport`` replaces it."""
    through = _httpx_proxy(proxy, trusted) if proxy else None

    def connect() -> httpx.AsyncBaseTransport:
        if transport:
            return transport
        try:
            return httpx.AsyncHTTPTransport(
                verify=trusted,
                trust_env=False,
                limits=httpx.Limits(max_connections=1),
                proxy=through,
            )
        except ImportError as error:
            raise UsageError(
                f"{proxy.variable if proxy else 'the proxy'} names a SOCKS proxy, "
                "which needs the package socksio",
                hint="pip install 'presetsync[socks]'",
            ) from error

    return connect


async def _close(opened: httpx.AsyncBaseTransport | httpx.Response) -> None:
    # A failure to close does not affect what was read.
    with suppress(Exception):
        await opened.aclose()


def _httpx_proxy(proxy: Proxy, trusted: ssl.SSLContext) -> httpx.Proxy:
    try:
        url = _decoded(proxy.address)
    except (httpx.InvalidURL, ValueError) as error:
        raise UsageError(
            f"{proxy.variable} does not contain the address of a proxy",
            hint="write http://host:port",
        ) from error
    has_credentials = proxy.user or proxy.password
    return httpx.Proxy(
        url,
        auth=(proxy.user, proxy.password) if has_credentials else None,
        ssl_context=trusted if url.scheme == "https" else None,
    )
