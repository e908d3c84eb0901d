"""HTTP requests and their replies; the only module that imports httpx.

Whatever goes wrong here is an `ApiError`: httpx and the packages below it raise some thirty kinds
of exceptions, and not all of them are documented. Nothing follows a redirect, so that the key never
reaches another host. The length of a reply is bounded, whatever the server says of it.
"""

from __future__ import annotations

import asyncio
import os
import ssl
import zlib
from contextlib import aclosing, suppress
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpx

from presetsync import __version__
from presetsync.api.network import Proxy, certificates, proxy_for, trust_variable
from presetsync.baseurl import WHERE_IT_IS_SET
from presetsync.errors import ApiUnreachableError, ApiUnsentError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

# Seconds. A push may wait for the server's storage; a connection is made quickly or not at all.
TIMEOUT = httpx.Timeout(30.0, connect=10.0)

# Seconds, for a request as a whole: the timeout of a read starts over with every byte of a reply.
DEADLINE = 60.0

MAX_REPLY_BYTES = 32 * 1024 * 1024
"""The longest body that is read, after decompression: a page of versions with long prompts fits."""

_HEADERS = {"User-Agent": f"presetsync/{__version__}", "Accept": "application/json"}

# Raised before any byte of a request is sent. A proxy is asked for a connection first.
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
class Reply:
    """A reply, read whole.

    Attributes:
        status: HTTP's status code.
        headers: by name in lower case; values of one name joined by commas.
        body: after decompression.

    """

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def is_success(self) -> bool:
        """Whether the status is 2xx."""
        return HTTPStatus.OK <= self.status < HTTPStatus.MULTIPLE_CHOICES


class Transport:
    """Requests to one server, each on a connection of its own that later ones use again.

    There are as many connections as there were requests at once: the caller bounds them. Each is
    an httpx transport, without the client around it: nothing follows a redirect or keeps a cookie.
    A pool of several connections would look at all of them before and after each request.
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
        # Only what is decompressed here, in bounds, is asked for.
        self._headers = {**_HEADERS, **headers, "Accept-Encoding": "gzip"}
        # Proxies and CA files come from the environment. Not for plain http, which is only for
        # loopback: a proxy would carry the key off the machine, readable, and there is no
        # certificate to check; reading the CA file takes longer than most such runs.
        is_https = urlsplit(base_url).scheme == "https" and transport is None
        self._proxy = proxy_for(base_url) if is_https else None
        trusted = certificates() if is_https else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        self._connect = _connector(self._proxy, trusted, transport)
        # The one used last goes first: the others may expire.
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
        """Make one request; with the key "", one that has none.

        Raises `ApiUnsentError` if no byte of it left, and `ApiUnreachableError` if there is no
        reply, or one that cannot be read.
        """
        headers = {**self._headers}
        if key:
            headers["Authorization"] = f"Bearer {key}"
        if content is not None:
            headers["Content-Type"] = "application/json"
        try:
            request = httpx.Request(
                method,
                self._base_url + path,
                content=content,
                params=parameters,
                headers=headers,
                extensions={"timeout": TIMEOUT.as_dict()},
            )
            async with asyncio.timeout(DEADLINE):
                return await self._exchange(request)
        except ApiUnreachableError:
            raise
        except Exception as error:
            kind = ApiUnsentError if isinstance(error, _NEVER_SENT) else ApiUnreachableError
            reason, hint = self._explained(error)
            raise kind(reason, hint=hint) from error

    async def _exchange(self, request: httpx.Request) -> Reply:
        """The reply to a request, on an idle connection or else a new one."""
        connection = self._idle.pop() if self._idle else self._connect()
        try:
            async with aclosing(await connection.handle_async_request(request)) as response:
                reply = Reply(response.status_code, response.headers, await _body(response))
        except BaseException:
            # A failed or cancelled request may leave half a message on the connection.
            await _close(connection)
            raise
        self._idle.append(connection)
        return reply

    def _explained(self, error: Exception) -> tuple[str, str]:
        """The reason and the hint for an exception; neither holds any text of the request."""
        via = f" through the proxy {self._proxy.address}" if self._proxy else ""
        server = f"{self._address}{via}"
        hint = f"check {self._proxy.variable}" if self._proxy else _NETWORK_HINT
        certificate = _certificate_error(error)
        match error:
            case httpx.ConnectTimeout() | httpx.PoolTimeout():
                reason = f"cannot connect to {server}: timed out"
            case httpx.TimeoutException() | TimeoutError():
                reason = f"{server} did not answer in time"
            case _ if certificate:
                reason = f"the certificate of {server} is not trusted: {certificate}"
                hint = _trust_hint()
            case httpx.InvalidURL() | httpx.UnsupportedProtocol():
                reason = f"the base URL cannot be used: {error}"
                hint = f"check {WHERE_IT_IS_SET}"
            case httpx.ProxyError():
                reason = f"cannot connect to {server}: it answered {error}"
            case httpx.ConnectError():
                reason = f"cannot connect to {server}: {_cause(error)}"
            case httpx.LocalProtocolError():
                # Its text may hold a header, and so a key.
                reason = f"a request to {server} could not be written"
            case _:
                reason = f"the connection to {server} failed: {_cause(error)}"
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
    """The address, its host decoded, which httpx leaves to the first who reads it.

    Raises `httpx.InvalidURL`, or ValueError.
    """
    url = httpx.URL(address)
    if not url.host:
        raise httpx.InvalidURL("it names no host")
    return url


def _connector(
    proxy: Proxy | None, trusted: ssl.SSLContext, transport: httpx.AsyncBaseTransport | None
) -> Callable[[], httpx.AsyncBaseTransport]:
    """What makes a connection, which opens with its first request; ``transport`` replaces it."""
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


async def _close(connection: httpx.AsyncBaseTransport) -> None:
    # A connection that does not close as it should changes nothing of what was read from it.
    with suppress(Exception):
        await connection.aclose()


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


async def _body(response: httpx.Response) -> bytes:
    """The body of a reply, decompressed piece by piece; raises `ApiUnreachableError`."""
    encoding = response.headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("gzip", "x-gzip", "identity", ""):
        raise ApiUnreachableError(f"the reply is encoded as {encoding[:40]}, not as gzip")
    gzip = zlib.decompressobj(wbits=31) if "gzip" in encoding else None
    body = bytearray()
    # Raw, as httpx decodes a piece whole: one may grow a thousandfold.
    async for piece in response.aiter_raw():
        try:
            body += gzip.decompress(piece, MAX_REPLY_BYTES + 1 - len(body)) if gzip else piece
        except zlib.error as error:
            raise ApiUnreachableError(f"the reply is not valid gzip: {error}") from error
        if len(body) > MAX_REPLY_BYTES:
            raise ApiUnreachableError(
                f"the reply is longer than {MAX_REPLY_BYTES // 1024**2} MiB, and was not read"
            )
    if gzip and body and not gzip.eof:
        raise ApiUnreachableError("the reply is cut short")
    return bytes(body)


def _certificate_error(error: BaseException | None) -> str:
    """Why a certificate was refused; "" for any other error."""
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return getattr(error, "verify_message", "") or str(error)
        error = error.__cause__ or error.__context__
    return ""


def _trust_hint() -> str:
    variable, value = trust_variable()
    if variable:
        return f"{variable} names the trusted certificates: {value}"
    return "if a proxy signs with its own certificate, name that in SSL_CERT_FILE"


def _cause(error: BaseException) -> str:
    """The operating system's message if there is one; httpx's own is often empty."""
    root: BaseException | None = error
    while root is not None:
        if isinstance(root, OSError) and root.strerror:
            # asyncio's own message repeats the address.
            is_from_asyncio = root.strerror.startswith("Connect call failed")
            return os.strerror(root.errno or 0) if is_from_asyncio else root.strerror
        attempts = root.exceptions if isinstance(root, BaseExceptionGroup) else ()
        root = attempts[0] if attempts else root.__cause__ or root.__context__
    return str(error) or type(error).__name__
