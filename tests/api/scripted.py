"""Servers on real sockets that act out one reply, or none."""

from __future__ import annotations

import socket
import struct
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@dataclass
class Server:
    """A server of one connection after another, and what it was sent."""

    listener: socket.socket
    requests: list[bytes] = field(default_factory=list)

    @property
    def port(self) -> int:
        return int(self.listener.getsockname()[1])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/api/v1"


@contextmanager
def scripted(act: Callable[[socket.socket], None]) -> Iterator[Server]:
    """Read one request of each connection whole, then act and close."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = Server(listener)

        def serve() -> None:
            while True:
                connection, _ = listener.accept()
                with connection:
                    request = read_request(connection)
                    if not request:
                        return
                    server.requests.append(request)
                    act(connection)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield server
        socket.create_connection(("127.0.0.1", server.port)).close()
        thread.join(5)
        assert not thread.is_alive()


def read_request(connection: socket.socket) -> bytes:
    data = b""
    while True:
        head, end, body = data.partition(b"\r\n\r\n")
        lengths = [
            int(line.split(b":")[1])
            for line in head.split(b"\r\n")
            if line.lower().startswith(b"content-length:")
        ]
        is_tls = data.startswith(b"\x16")  # a client sends no more before it has an answer
        if is_tls or (end and len(body) >= sum(lengths)):
            return data
        received = connection.recv(65536)
        if not received:
            return data
        data += received


def answering(status: str, body: bytes = b"", *headers: str) -> Callable[[socket.socket], None]:
    head = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "Connection: close"]
    return lambda connection: connection.sendall("\r\n".join(head).encode() + b"\r\n\r\n" + body)


def reset(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def close(_: socket.socket) -> None:
    """Answer nothing."""


def truncate(connection: socket.socket) -> None:
    connection.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{"data": {"id": ')


def truncate_in_the_head(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Le")


def babble(connection: socket.socket) -> None:
    connection.sendall(b"\x16\x03\x01 this is no HTTP at all\r\n\r\n")


def spoil_the_encoding(connection: socket.socket) -> None:
    answering("200 OK", b"this is no gzip", "Content-Encoding: gzip")(connection)


def hang(connection: socket.socket) -> None:
    connection.recv(1)  # until the client has gone


def hang_in_the_body(connection: socket.socket) -> None:
    connection.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{"data": {"id": ')
    connection.recv(1)


def trickle(connection: socket.socket) -> None:
    with suppress(OSError):  # the client goes before the end
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n")
        for _ in range(200):
            connection.sendall(b" ")
            time.sleep(0.02)
