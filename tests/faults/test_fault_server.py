"""The misbehaving server itself: it ends, and leaves no socket to the garbage collector."""

from __future__ import annotations

import gc
import socket
import warnings

import pytest

from tests.faults.kinds import Fault
from tests.faults.server import fault_server

REQUEST = b"POST /api/v1/presets/a/messages HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}"


@pytest.mark.parametrize(
    "fault", [None, Fault.HANG_AFTER, Fault.RESET_BEFORE, Fault.GARBAGE, Fault.LATE]
)
def test_it_ends_whatever_its_connections_are_at_and_closes_them(fault: Fault | None) -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        with fault_server() as server:
            server.choose = lambda _: fault
            port = int(server.base_url.split(":")[2].split("/")[0])
            clients = [socket.create_connection(("127.0.0.1", port)) for _ in range(40)]
            for number, client in enumerate(clients):
                # Nothing, a part, the whole; and the client stays, leaves, or resets.
                client.sendall(REQUEST[: (0, 20, len(REQUEST))[number % 3]])
                if number % 4 == 0:
                    client.close()
                elif number % 4 == 1:
                    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
                    client.close()
        for client in clients:
            client.close()
        gc.collect()
    assert [str(warning.message) for warning in caught] == []
