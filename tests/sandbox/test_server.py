"""The sandbox on a real socket: many clients at once, loopback only, a clean end."""

from __future__ import annotations

import asyncio
import signal
import socket
import subprocess
import sys
import threading
from itertools import chain
from typing import TYPE_CHECKING

import httpx
import pytest

from presetsync.sandbox import server
from presetsync.sandbox.app import create_app
from presetsync.sandbox.store import Store
from tests.servers import served

if TYPE_CHECKING:
    from pathlib import Path

KEY = {"Authorization": "Bearer sandbox"}

SERVE = """
import sys
from presetsync.sandbox.app import create_app
from presetsync.sandbox.server import serve
from presetsync.sandbox.store import Store
with Store(sys.argv[1]) as store:
    serve(create_app(store), 0, on_ready=lambda url: print(url, flush=True))
print("closed")
"""


async def push_together(client: httpx.AsyncClient, url: str, count: int) -> list[int]:
    replies = await asyncio.gather(
        *(
            client.post(
                f"{url}/presets/a/messages",
                json={"model": f"m{number}", "messages": []},
                headers=KEY,
            )
            for number in range(count)
        )
    )
    return [reply.json()["data"]["designated_version"]["version"] for reply in replies]


def check_every_version(url: str, transport: httpx.AsyncBaseTransport | None = None) -> None:
    async def scenario() -> None:
        async with httpx.AsyncClient(transport=transport) as client:
            versions = await push_together(client, url, 20)
            assert sorted(versions) == list(range(1, 21))
            preset = (await client.get(f"{url}/presets/a", headers=KEY)).json()["data"]
            assert preset["designated_version"]["version"] == 20

    asyncio.run(scenario())


def test_concurrent_posts_over_a_socket_give_every_version_once(tmp_path: Path) -> None:
    with Store(tmp_path / "sandbox.db") as store, served(create_app(store)) as url:
        check_every_version(url)


def test_concurrent_posts_in_process_give_every_version_once() -> None:
    with Store(":memory:") as store:
        check_every_version("http://sandbox/api/v1", httpx.ASGITransport(create_app(store)))


def test_two_servers_on_one_file_give_every_version_once(tmp_path: Path) -> None:
    path = tmp_path / "sandbox.db"
    with Store(path) as one, Store(path) as other:

        async def scenario(*urls: str) -> None:
            async with httpx.AsyncClient() as client:
                pushed = await asyncio.gather(*(push_together(client, url, 10) for url in urls))
                assert sorted(chain(*pushed)) == list(range(1, 21))

        with served(create_app(one)) as first, served(create_app(other)) as second:
            asyncio.run(scenario(first, second))


def test_served_leaves_nothing_behind() -> None:
    before = threading.enumerate()
    with Store(":memory:") as store, served(create_app(store)) as url:
        assert httpx.get(f"{url}/presets", headers=KEY).status_code == 200
    assert "served" not in [thread.name for thread in threading.enumerate() if thread not in before]
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{url}/presets", headers=KEY)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_serve_prints_its_address_and_ends_cleanly_on_a_signal(
    tmp_path: Path, number: signal.Signals
) -> None:
    command = [sys.executable, "-c", SERVE, str(tmp_path / "sandbox.db")]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        url = process.stdout.readline().strip()
        assert httpx.get(f"{url}/presets", headers=KEY).json() == {"data": [], "total_count": 0}
        process.send_signal(number)
        output, error = process.communicate(timeout=30)
    assert (output, error, process.returncode) == ("closed\n", "", 0)


def test_a_signal_before_the_first_request_is_not_lost() -> None:
    handlers = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    with Store(":memory:") as store:
        server.serve(
            create_app(store), 0, on_ready=lambda _url: signal.raise_signal(signal.SIGTERM)
        )
    assert handlers == [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "::", "example.com", ""])
def test_only_loopback_is_served(host: str) -> None:
    with pytest.raises(ValueError, match=r"loopback|does not appear"):
        server.listen(0, host)


@pytest.mark.parametrize(
    ("host", "start"), [("127.0.0.1", "http://127.0.0.1:"), ("localhost", "http://127.0.0.1:")]
)
def test_base_url(host: str, start: str) -> None:
    with server.listen(0, host) as listener:
        url = server.base_url(listener)
        assert url == f"{start}{listener.getsockname()[1]}/api/v1"


@pytest.mark.skipif(not socket.has_ipv6, reason="needs IPv6")
def test_base_url_of_ipv6() -> None:
    try:
        listener = server.listen(0, "::1")
    except OSError:
        pytest.skip("no IPv6 loopback here")
    with listener:
        assert server.base_url(listener).startswith("http://[::1]:")


def test_a_port_that_is_taken_is_an_error() -> None:
    with server.listen(0) as listener, pytest.raises(OSError, match="in use"):
        server.listen(listener.getsockname()[1])


def test_a_reply_in_two_parts_does_not_wait_for_an_acknowledgement() -> None:
    with (
        server.listen(0) as listener,
        socket.create_connection(listener.getsockname()),
        listener.accept()[0] as accepted,
    ):
        assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_without_uvicorn_it_is_a_missing_module(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    with Store(":memory:") as store, pytest.raises(ModuleNotFoundError, match="uvicorn"):
        server.serve(create_app(store), 0, on_ready=print)
