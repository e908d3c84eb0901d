"""The transport: whatever httpx, its parts, the environment or a server do, an error of ours."""

from __future__ import annotations

import asyncio
import gc
import gzip
import json
import os
import socket
import ssl
import sys
import threading
import tracemalloc
from collections.abc import Iterator
from contextlib import aclosing
from functools import cache
from typing import Any

import anyio
import h11
import httpcore
import httpx
import pytest

from presetsync.api import transport as transports
from presetsync.api.network import certificates
from presetsync.api.presets import Client
from presetsync.api.replies import Unknown, Unsent
from presetsync.api.transport import MAX_REPLY_BYTES, Transport
from presetsync.config import App
from presetsync.credentials import Keys
from presetsync.errors import (
    ApiError,
    ApiRefusedError,
    ApiUnreachableError,
    PresetsyncError,
    UsageError,
)
from tests.api.test_presets import (
    KEY,
    KEYS,
    answering,
    ask,
    get,
    push,
    scripted,
)

HTTPS = "https://127.0.0.1:9/api/v1"


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [*os.environ]:
        if name.lower().endswith("_proxy") or name.startswith("SSL"):
            monkeypatch.delenv(name)
    monkeypatch.setattr(transports, "certificates", _certificates)


_certificates = cache(certificates)


def transport(base_url: str = HTTPS) -> Transport:
    return Transport(base_url, {})


# Bounds.


def zipped(size: int) -> bytes:
    return gzip.compress(b'{"data": "' + b" " * size + b'"}')


@pytest.mark.parametrize(
    ("body", "headers", "told"),
    [
        pytest.param(
            zipped(MAX_REPLY_BYTES),
            ["Content-Encoding: gzip"],
            "the reply is longer than 32 MiB, and was not read",
            id="a gzip bomb",
        ),
        pytest.param(
            gzip.compress(zipped(8 * MAX_REPLY_BYTES)),
            ["Content-Encoding: gzip, gzip"],
            "the reply is encoded as gzip, gzip, not as gzip",
            id="a bomb in a bomb",
        ),
        pytest.param(
            b"{}", ["Content-Encoding: br"], "the reply is encoded as br, not as gzip", id="another"
        ),
        pytest.param(
            zipped(9)[:-9], ["Content-Encoding: gzip"], "the reply is cut short", id="cut short"
        ),
        pytest.param(
            b"no",
            ["Content-Encoding: gzip"],
            "the reply is not valid gzip",
            id="no gzip",
        ),
    ],
)
def test_a_body_that_is_not_read_is_told_and_unknown_after_a_push(
    body: bytes, headers: list[str], told: str
) -> None:
    with scripted(answering("200 OK", body, *headers)) as server:
        reply = ask(push, server.url)
        assert isinstance(reply, Unknown)
        assert reply.reason.startswith(told)
        with pytest.raises(ApiUnreachableError) as raised:
            ask(get, server.url)
        assert raised.value.message.startswith(told)


def test_a_bomb_takes_no_more_memory_than_the_bound() -> None:
    body = zipped(16 * MAX_REPLY_BYTES)
    with scripted(answering("200 OK", body, "Content-Encoding: gzip")) as server:
        tracemalloc.start()
        try:
            ask(push, server.url)
            _, most = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert most < 4 * MAX_REPLY_BYTES


def test_a_reply_of_plain_bytes_has_the_same_bound() -> None:
    def flood(connection: socket.socket) -> None:
        head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
        chunk = b"100000\r\n" + b" " * 0x100000 + b"\r\n"
        try:
            connection.sendall(head)
            for _ in range(10 * MAX_REPLY_BYTES // 0x100000):
                connection.sendall(chunk)
        except OSError:
            return  # the client went away, as it should
        raise AssertionError("the client took it all")

    with scripted(flood) as server:
        assert ask(push, server.url) == Unknown("the reply is longer than 32 MiB, and was not read")


def test_what_is_asked_for_and_read_is_gzip() -> None:
    body = gzip.compress(json.dumps({"data": None}).encode())
    with scripted(answering("200 OK", body, "Content-Encoding: gzip")) as server:
        reply = ask(push, server.url)
    assert b"\r\nAccept-Encoding: gzip\r\n" in server.requests[0]
    assert reply == Unknown("the reply is not what the API documents: the preset is not an object")


@pytest.mark.parametrize(
    "head",
    [
        b"X-A: " + b"a" * 200_000,
        b"\r\n".join(b"X-%d: a" % number for number in range(50_000)),
        b"X-\xff: \xff",
        b"Set-Cookie: \xff\x00=;;;",
        b"Content-Length: -1",
        b"Content-Length: 99999999999999999999999",
        b"Content-Type: \xe2\x82",
        b"no colon",
    ],
    ids=["long", "many", "bytes", "cookie", "negative", "endless", "type", "no colon"],
)
def test_odd_headers_are_no_defect(head: bytes) -> None:
    def act(connection: socket.socket) -> None:
        try:
            connection.sendall(b"HTTP/1.1 200 OK\r\n" + head + b"\r\nConnection: close\r\n\r\n{}")
        except OSError:
            return

    with scripted(act) as server:
        assert isinstance(ask(push, server.url), Unknown)
        with pytest.raises(ApiUnreachableError):
            ask(get, server.url)


# Redirects.

LOCATIONS = [
    *("mailto:you@example.com", "mailto:", "javascript:alert(1)", "//", "https://", "ftp://x/y"),
    *("http://[::1", "https://exa mple/", "https://a:99999/", "https://xn--ü.example/", "\xff"),
    *("?", "#", "", "https://example.com/api/v1", "data:text/plain,x", "https://" + "a" * 70_000),
]


@pytest.mark.parametrize("location", LOCATIONS, ids=lambda text: text[:20])
def test_wherever_a_redirect_leads_the_status_is_told(location: str) -> None:
    with scripted(answering("302 Found", b"", f"Location: {location}")) as server:
        reply = ask(push, server.url)
        assert isinstance(reply, Unknown)
        assert reply.reason == "the server answered 302"
        with pytest.raises(ApiRefusedError, match="answered 302") as raised:
            ask(get, server.url)
        assert "is not followed with a key: check base_url" in raised.value.hint
    assert len(server.requests) == 2


# Exceptions.


def subclasses(kind: type[BaseException]) -> Iterator[type[BaseException]]:
    yield kind
    for child in kind.__subclasses__():
        yield from subclasses(child)


def exceptions() -> list[BaseException]:
    """One of each kind that httpx and what it stands on can raise, and what Python adds."""
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
                request = httpx.Request("GET", HTTPS)
                found[kind] = kind("why", request=request, response=httpx.Response(500))
    return [*found.values(), ExceptionGroup("why", [OSError(1, "no")])]


@pytest.mark.parametrize("error", exceptions(), ids=lambda error: type(error).__name__)
def test_whatever_is_raised_below_is_an_error_of_the_api(
    error: BaseException,
) -> None:
    class Broken(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:  # noqa: ARG002
            raise error

    async def both() -> list[object]:
        async with aclosing(Client("http://127.0.0.1:9", KEYS, App(), transport=Broken())) as c:
            with pytest.raises(ApiError) as raised:
                await c.get_preset("a")
            return [await c.push("a", "messages", {}), raised.value]

    reply, raised = asyncio.run(both())
    assert isinstance(reply, Unknown | Unsent)
    assert isinstance(raised, ApiError)
    assert reply.reason == raised.message
    assert "127.0.0.1:9" in raised.message or "base URL" in raised.message


def test_there_are_many_of_them() -> None:
    assert len(exceptions()) > 60


@pytest.mark.parametrize(
    "url",
    [
        *("https://[::1", "https://a:b", "https://xn--zz--.example", "https://1.2.3.4.5/v1"),
        *(
            "https://a:99999/v1",
            "https://" + "a" * 70_000,
            "https://999.1.1.1",
            "https://[fe80::x]",
        ),
    ],
)
def test_a_base_url_that_no_request_can_use_is_an_error_before_one(url: str) -> None:
    with pytest.raises((UsageError, ApiUnreachableError)) as raised:
        asyncio.run(transport(url).send("GET", "", KEY))
    assert isinstance(raised.value, PresetsyncError)
    assert "OPENROUTER_BASE_URL" in raised.value.hint


def test_a_host_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: Any, **__: Any) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(ApiUnreachableError) as raised:
        ask(get, "https://nowhere.example/api/v1")
    assert raised.value.message == ("no connection to nowhere.example: Name or service not known")


# TLS and proxies, over real sockets.


def test_a_server_without_tls_is_named() -> None:
    with scripted(answering("400 Bad Request")) as server:
        address = f"127.0.0.1:{server.port}"
        with pytest.raises(ApiUnreachableError, match=f"no connection to {address}: "):
            ask(get, f"https://{address}/api/v1")


@pytest.mark.parametrize(
    ("variable", "hint"),
    [
        ("", "if a proxy signs with its own certificate, name that in SSL_CERT_FILE"),
        ("SSL_CERT_FILE", "SSL_CERT_FILE names the trusted certificates: "),
        ("SSL_CERT_DIR", "SSL_CERT_DIR names the trusted certificates: "),
    ],
)
def test_a_certificate_that_is_not_trusted_names_the_variable(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any, variable: str, hint: str
) -> None:
    error = ssl.SSLCertVerificationError(1, "[SSL: CERTIFICATE_VERIFY_FAILED] self-signed")
    error.verify_message = "self-signed certificate in certificate chain"

    class Distrusting(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:  # noqa: ARG002
            raise httpx.ConnectError("TLS failed") from error

    if variable:
        monkeypatch.setenv(variable, str(tmp_path))

    async def one() -> None:
        distrusting = Distrusting()
        async with aclosing(Client(HTTPS, KEYS, App(), transport=distrusting)) as client:
            await client.get_preset("a")

    with pytest.raises(ApiUnreachableError) as raised:
        asyncio.run(one())
    assert raised.value.message == (
        "the certificate of 127.0.0.1:9 is not trusted: "
        "self-signed certificate in certificate chain"
    )
    assert raised.value.hint.startswith(hint)


def test_a_refusing_proxy_is_named_without_its_password(monkeypatch: pytest.MonkeyPatch) -> None:
    with scripted(answering("407 Proxy Authentication Required")) as proxy:
        address = f"127.0.0.1:{proxy.port}"
        monkeypatch.setenv("https_proxy", f"http://me:s3cret@{address}")
        reply = ask(push, HTTPS)
    assert reply == Unsent(
        f"no connection to 127.0.0.1:9 through the proxy http://{address}: "
        "it answered 407 Proxy Authentication Required",
        "check https_proxy",
    )
    assert b"Proxy-Authorization: Basic bWU6czNjcmV0" in proxy.requests[0]
    assert KEY.encode() not in proxy.requests[0]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_socks_proxy_is_asked_for_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[bytes] = []

    def refuse(listener: socket.socket) -> None:
        """A SOCKS5 server (RFC 1928) that hears what is asked for and refuses it."""
        connection, _ = listener.accept()
        with connection:
            connection.recv(1024)
            connection.sendall(b"\x05\x00")
            told.append(connection.recv(1024))
            connection.sendall(b"\x05\x02\x00\x01" + bytes(6))

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=refuse, args=(listener,), daemon=True)
        thread.start()
        monkeypatch.setenv("ALL_PROXY", f"socks5://127.0.0.1:{listener.getsockname()[1]}")
        reply = ask(push, "https://api.example/api/v1")
        thread.join(5)
    gc.collect()  # httpcore does not close the connection to a SOCKS proxy that refuses
    assert b"api.example" in told[0]
    assert isinstance(reply, Unsent)
    assert "through the proxy socks5://127.0.0.1:" in reply.reason


@pytest.mark.parametrize("scheme", ["socks5", "socks5h"])
def test_without_its_package_a_socks_proxy_is_told_with_the_extra(
    monkeypatch: pytest.MonkeyPatch, scheme: str
) -> None:
    monkeypatch.setitem(sys.modules, "socksio", None)
    monkeypatch.setenv("ALL_PROXY", f"{scheme}://127.0.0.1:1080")
    with pytest.raises(UsageError) as refused:
        transport()
    assert refused.value.message == (
        "ALL_PROXY names a SOCKS proxy, which needs the package socksio"
    )
    assert refused.value.hint == "pip install 'presetsync[socks]'"


def test_a_proxy_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    monkeypatch.setenv("HTTPS_PROXY", f"127.0.0.1:{port}")
    reply = ask(push, HTTPS)
    assert isinstance(reply, Unsent)
    proxy = f"http://127.0.0.1:{port}"
    assert reply.reason.startswith(f"no connection to 127.0.0.1:9 through the proxy {proxy}: ")
    assert reply.hint == "check HTTPS_PROXY"


def test_no_key_is_in_any_of_these_errors() -> None:
    keys = Keys(api="sk-or-v1\nsecret", management="")
    with scripted(answering("200 OK")) as server, pytest.raises(ApiError) as raised:
        ask(get, server.url, keys=keys)
    assert "secret" not in f"{raised.value.message}{raised.value.hint}"
