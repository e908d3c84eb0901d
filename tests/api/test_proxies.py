"""TLS and proxies over real sockets: each error names what to check."""

from __future__ import annotations

import asyncio
import gc
import socket
import ssl
import sys
import threading
from contextlib import aclosing
from typing import Any

import httpx
import pytest

from presetsync.api.presets import Client
from presetsync.api.push_replies import Unsent
from presetsync.api.transport import Transport
from presetsync.config.model import App
from presetsync.errors import (
    ApiUnreachableError,
    UsageError,
)
from tests.api.calling import KEY, KEYS, ask, get, push
from tests.api.scripted import (
    answering,
    scripted,
)

HTTPS = "https://127.0.0.1:9/api/v1"


def transport(base_url: str = HTTPS) -> Transport:
    return Transport(base_url, {})


def test_a_server_without_tls_is_named() -> None:
    with scripted(answering("400 Bad Request")) as server:
        address = f"127.0.0.1:{server.port}"
        with pytest.raises(ApiUnreachableError, match=rf"cannot connect to {address}: \[SSL"):
            ask(get, f"https://{address}/api/v1")


@pytest.mark.parametrize(
    ("variable", "hint"),
    [
        ("", "if a proxy uses its own certificate, set SSL_CERT_FILE to it"),
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
        f"cannot connect to 127.0.0.1:9 through the proxy http://{address}: "
        "it answered 407 Proxy Authentication Required",
        "check https_proxy",
    )
    assert b"Proxy-Authorization: Basic bWU6czNjcmV0" in proxy.requests[0]
    assert KEY.encode() not in proxy.requests[0]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_socks_proxy_is_asked_for_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bytes] = []

    def refuse(listener: socket.socket) -> None:
        """A SOCKS5 server (RFC 1928) that hears what is asked for and refuses it."""
        connection, _ = listener.accept()
        with connection:
            connection.recv(1024)
            connection.sendall(b"\x05\x00")
            asked.append(connection.recv(1024))
            connection.sendall(b"\x05\x02\x00\x01" + bytes(6))

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=refuse, args=(listener,), daemon=True)
        thread.start()
        monkeypatch.setenv("ALL_PROXY", f"socks5://127.0.0.1:{listener.getsockname()[1]}")
        reply = ask(push, "https://api.example/api/v1")
        thread.join(5)
    gc.collect()  # httpcore does not close the connection to a SOCKS proxy that refuses
    assert b"api.example" in asked[0]
    assert isinstance(reply, Unsent)
    assert "through the proxy socks5://127.0.0.1:" in reply.reason


@pytest.mark.parametrize("scheme", ["socks5", "socks5h"])
def test_a_socks_proxy_without_its_package_names_the_extra(
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


def test_a_proxy_that_does_not_listen_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    monkeypatch.setenv("HTTPS_PROXY", f"127.0.0.1:{port}")
    reply = ask(push, HTTPS)
    assert isinstance(reply, Unsent)
    proxy = f"http://127.0.0.1:{port}"
    assert reply.reason.startswith(f"cannot connect to 127.0.0.1:9 through the proxy {proxy}: ")
    assert reply.hint == "check HTTPS_PROXY"
