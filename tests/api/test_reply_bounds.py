"""The length, the encoding and the headers of a reply are bounded, whatever a server sends."""

from __future__ import annotations

import gzip
import json
import socket
import tracemalloc

import pytest

from presetsync.api.push_replies import Unknown
from presetsync.api.transport import MAX_REPLY_BYTES
from presetsync.errors import (
    ApiUnreachableError,
)
from tests.api.calling import ask, get, push
from tests.api.scripted import (
    answering,
    scripted,
)


def zipped(size: int) -> bytes:
    return gzip.compress(b'{"data": "' + b" " * size + b'"}', compresslevel=1)


@pytest.mark.parametrize(
    ("body", "headers", "reason"),
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
def test_a_reply_that_is_not_read_is_unknown_after_a_push(
    body: bytes, headers: list[str], reason: str
) -> None:
    with scripted(answering("200 OK", body, *headers)) as server:
        reply = ask(push, server.url)
        assert isinstance(reply, Unknown)
        assert reply.reason.startswith(reason)
        with pytest.raises(ApiUnreachableError) as raised:
            ask(get, server.url)
        assert raised.value.message.startswith(reason)


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
def test_odd_headers_are_no_internal_error(head: bytes) -> None:
    def act(connection: socket.socket) -> None:
        try:
            connection.sendall(b"HTTP/1.1 200 OK\r\n" + head + b"\r\nConnection: close\r\n\r\n{}")
        except OSError:
            return

    with scripted(act) as server:
        assert isinstance(ask(push, server.url), Unknown)
        with pytest.raises(ApiUnreachableError):
            ask(get, server.url)
