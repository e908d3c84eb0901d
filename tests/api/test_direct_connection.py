"""Direct connections over real sockets: when one is used again, and what is read as a reply."""

from __future__ import annotations

import asyncio
import errno
import shutil
import socket
import ssl
import subprocess
import time
from contextlib import aclosing
from typing import TYPE_CHECKING

import httpx
import pytest

from presetsync.api import direct_connection, network_stream
from presetsync.api.direct_connection import DirectConnection
from presetsync.api.network_stream import NetworkStream
from tests.api.scripted import read_request, scripted

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TRUSTED = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
TIMEOUT = httpx.Timeout(5.0)


def reply(body: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)


def always(*replies: bytes) -> Callable[[socket.socket], None]:
    """Give these replies on one connection, one a request, the first of which was read already."""

    def act(connection: socket.socket) -> None:
        for number, each in enumerate(replies):
            if number and not read_request(connection):
                return
            connection.sendall(each)
        read_request(connection)  # until the client has gone

    return act


async def ask(connection: DirectConnection, url: str, content: bytes | None = None) -> bytes:
    request = httpx.Request(
        "POST" if content else "GET",
        url,
        content=content,
        extensions={"timeout": TIMEOUT.as_dict()},
    )
    async with aclosing(await connection.handle_async_request(request)) as response:
        return b"".join([piece async for piece in response.aiter_raw()])


def asked(url: str, times: int, trusted: ssl.SSLContext = TRUSTED) -> list[bytes]:
    """The bodies of several replies, one after the other, of one `DirectConnection`."""

    async def run() -> list[bytes]:
        async with aclosing(DirectConnection(trusted)) as connection:
            bodies = []
            for _ in range(times):
                bodies.append(await ask(connection, url))
                await asyncio.sleep(0.05)  # what the server sends or closes besides has arrived
            return bodies

    return asyncio.run(run())


def test_requests_use_one_connection() -> None:
    with scripted(always(reply(b"1"), reply(b"2"), reply(b"3"))) as server:
        assert asked(server.url, 3) == [b"1", b"2", b"3"]
    assert len(server.requests) == 1  # scripted keeps the first of each connection


@pytest.mark.parametrize(
    "first",
    [
        reply(b"1").replace(b"OK", b"OK\r\nConnection: close"),
        reply(b"1") + reply(b"of nothing that was asked"),
        reply(b"1") + b"\0",
    ],
    ids=["as announced", "another reply", "a byte"],
)
def test_a_connection_that_cannot_be_trusted_to_answer_is_not_used_again(first: bytes) -> None:
    replies = iter([first, reply(b"2")])

    def act(connection: socket.socket) -> None:
        always(next(replies))(connection)

    with scripted(act) as server:
        assert asked(server.url, 2) == [b"1", b"2"]
    assert len(server.requests) == 2


def test_a_connection_that_the_server_closed_is_opened_again() -> None:
    with scripted(lambda connection: connection.sendall(reply(b"1"))) as server:
        assert asked(server.url, 2) == [b"1", b"1"]


def test_bytes_that_arrive_between_two_requests_are_no_reply() -> None:
    def act(connection: socket.socket) -> None:
        connection.sendall(reply(b"1"))
        time.sleep(0.02)
        connection.sendall(reply(b"late"))
        read_request(connection)

    with scripted(act) as server:
        assert asked(server.url, 2) == [b"1", b"1"]
    assert len(server.requests) == 2


def test_a_connection_that_was_not_used_for_long_is_opened_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(direct_connection, "_KEPT", 0.0)
    with scripted(always(reply(b"1"))) as server:
        assert asked(server.url, 2) == [b"1", b"1"]


@pytest.mark.parametrize(
    "whole",
    [
        b"HTTP/1.1 103 Early Hints\r\nLink: <a>\r\n\r\n" + reply(b"body"),
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nbo\r\n2\r\ndy\r\n0\r\n\r\n",
        b"HTTP/1.0 200 OK\r\n\r\nbody",
    ],
    ids=["after a hint", "in chunks", "until the end"],
)
def test_a_body_is_read_whole(whole: bytes) -> None:
    with scripted(lambda connection: connection.sendall(whole)) as server:
        assert asked(server.url, 1) == [b"body"]


def test_a_long_body_waits_in_the_system_until_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network_stream, "_MOST_AHEAD", 10)
    body = b"x" * 1_000_000
    with scripted(always(reply(body))) as server:
        assert asked(server.url, 1) == [body]


def test_head_and_body_leave_together(monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[bytes] = []
    write = NetworkStream.write

    def noted(stream: NetworkStream, data: bytes) -> None:
        written.append(data)
        write(stream, data)

    monkeypatch.setattr(NetworkStream, "write", noted)

    async def run(url: str) -> None:
        async with aclosing(DirectConnection(TRUSTED)) as connection:
            await ask(connection, url, b"a body")

    with scripted(always(reply(b"1"))) as server:
        asyncio.run(run(server.url))
    assert len(written) == 1
    assert written[0].endswith(b"\r\n\r\na body")


def test_of_several_addresses_the_next_is_tried_and_the_first_failure_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        closed = listener.getsockname()[1]

    def two(_host: str, port: int, *_: object, **__: object) -> list[object]:
        addresses = [("127.0.0.1", closed), ("127.0.0.1", port)]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", address) for address in addresses]

    with scripted(always(reply(b"1"))) as server, monkeypatch.context() as patched:
        patched.setattr(socket, "getaddrinfo", two)
        url = server.url.replace("127.0.0.1", "two.example")
        assert asked(url, 1) == [b"1"]
    monkeypatch.setattr(socket, "getaddrinfo", two)
    with pytest.raises(httpx.ConnectError) as raised:
        asked(url, 1)
    assert isinstance(raised.value.__cause__, OSError)
    assert raised.value.__cause__.errno == errno.ECONNREFUSED


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("there is no openssl to make a certificate")
    names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    made = [
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-keyout",
        "key.pem",
        "-out",
        "cert.pem",
    ]
    subprocess.run([openssl, *made, *names], cwd=tmp_path, check=True, capture_output=True)
    return tmp_path


def test_tls_checks_the_name_of_the_server(certificate: Path) -> None:
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    trusting = ssl.create_default_context(cafile=str(certificate / "cert.pem"))

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await reader.readline():
            await reader.readuntil(b"\r\n\r\n")
            writer.write(reply(b"secure"))
        writer.close()

    async def run() -> list[bytes]:
        async with await asyncio.start_server(serve, "127.0.0.1", 0, ssl=serving) as server:
            port = server.sockets[0].getsockname()[1]
            async with aclosing(DirectConnection(trusting)) as connection:
                bodies = [await ask(connection, f"https://localhost:{port}/") for _ in range(2)]
            async with aclosing(DirectConnection(trusting)) as connection:
                with pytest.raises(httpx.ConnectError, match="certificate is not valid for"):
                    await ask(connection, f"https://127.0.0.1:{port}/")
            return bodies

    assert asyncio.run(run()) == [b"secure", b"secure"]
