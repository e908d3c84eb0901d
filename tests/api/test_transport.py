"""The transport: every failure of httpx, the network or a server is an error of the API."""

from __future__ import annotations

import asyncio
import socket
import sys
from collections.abc import Callable
from contextlib import aclosing
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from presetsync.api import transport as transports
from presetsync.api.presets import Client
from presetsync.api.push_replies import Unknown, Unsent
from presetsync.api.transport import Transport
from presetsync.config.model import App
from presetsync.errors import (
    ApiError,
    ApiUnreachableError,
    PresetsyncError,
    UsageError,
)
from tests.api.calling import KEY, KEYS, ask, get, push
from tests.api.raised_below import exceptions
from tests.api.scripted import (
    Server,
    answering,
    babble,
    close,
    hang,
    hang_in_the_body,
    reset,
    scripted,
    spoil_the_encoding,
    trickle,
    truncate,
    truncate_in_the_head,
)

HTTPS = "https://127.0.0.1:9/api/v1"


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


def test_many_kinds_of_exceptions_are_tried() -> None:
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
def test_an_unusable_base_url_is_an_error_before_the_first_request(url: str) -> None:
    with pytest.raises((UsageError, ApiUnreachableError)) as raised:
        asyncio.run(Transport(url, {}).send("GET", "", KEY))
    assert isinstance(raised.value, PresetsyncError)
    assert "OPENROUTER_BASE_URL" in raised.value.hint


def test_an_unknown_host_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: Any, **__: Any) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(ApiUnreachableError) as raised:
        ask(get, "https://nowhere.example/api/v1")
    assert raised.value.message == ("cannot connect to nowhere.example: Name or service not known")


@pytest.fixture
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transports, "TIMEOUT", httpx.Timeout(0.2))


@pytest.mark.usefixtures("_impatient")
@pytest.mark.parametrize(
    ("act", "reason"),
    [
        (reset, "the connection to 127.0.0.1:PORT failed: "),
        (close, "the connection to 127.0.0.1:PORT failed: "),
        (truncate, "the connection to 127.0.0.1:PORT failed: "),
        (truncate_in_the_head, "the connection to 127.0.0.1:PORT failed: "),
        (babble, "the connection to 127.0.0.1:PORT failed: "),
        (spoil_the_encoding, "the reply is not valid gzip: "),
        (hang, "127.0.0.1:PORT did not answer in time"),
        (hang_in_the_body, "127.0.0.1:PORT did not answer in time"),
        (answering("502 Bad Gateway", b"<html>"), "the server answered 502"),
        (answering("200 OK", b"<html>"), "the reply is not what the API documents: it is not JSON"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_push_whose_reply_is_lost_is_unknown_and_sent_once(
    act: Callable[[socket.socket], None], reason: str
) -> None:
    with scripted(act) as server:
        reason = reason.replace("PORT", str(server.port))
        reply = ask(push, server.url)
        assert isinstance(reply, Unknown)
        assert reply.reason.startswith(reason)
        with pytest.raises(ApiUnreachableError) as raised:
            ask(get, server.url)
        assert raised.value.message.startswith(reason)
    assert [request.split(b" ")[0] for request in server.requests] == [b"POST", b"GET"]


def test_a_reply_that_never_ends_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transports, "DEADLINE", 0.3)
    with scripted(trickle) as server:
        assert ask(push, server.url) == Unknown(f"127.0.0.1:{server.port} did not answer in time")
        with pytest.raises(ApiUnreachableError, match="did not answer in time"):
            ask(get, server.url)


def test_a_refused_connection_means_that_nothing_was_sent() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = Server(listener).url
    reply = ask(push, url)
    assert isinstance(reply, Unsent)
    assert reply.reason.startswith(f"cannot connect to {urlsplit(url).netloc}: ")
    with pytest.raises(ApiUnreachableError) as raised:
        ask(get, url)
    assert raised.value.message == reply.reason
    assert raised.value.hint == (
        "check the network, and base_url in presetsync.yaml, or OPENROUTER_BASE_URL"
    )


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse at once")
@pytest.mark.usefixtures("_impatient")
def test_a_connection_that_is_not_accepted_in_time_means_that_nothing_was_sent() -> None:
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        address = full.getsockname()
        with socket.create_connection(address), socket.socket() as second:
            second.setblocking(False)  # noqa: FBT003 - the standard library's signature
            second.connect_ex(address)
            reply = ask(push, Server(full).url)
            assert isinstance(reply, Unsent)
            assert reply.reason.endswith(": timed out")
