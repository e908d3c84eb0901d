"""The key goes to the server alone, and no error shows it."""

from __future__ import annotations

import asyncio
import socket
import traceback
from collections.abc import Callable
from contextlib import aclosing

import httpx
import pytest

from presetsync.api import transport as transports
from presetsync.api.answers import Answer, Failure
from presetsync.api.inference import Inference
from presetsync.api.presets import Client
from presetsync.api.push_replies import Unknown
from presetsync.config.model import App
from presetsync.errors import (
    ApiError,
    ApiRefusedError,
    ApiUnreachableError,
)
from presetsync.keys.credentials import Keys
from tests.api.calling import BASE, CALLS, KEY, KEYS, MANAGING, READS, ask, get, push
from tests.api.scripted import (
    answering,
    babble,
    close,
    hang,
    reset,
    scripted,
    truncate,
)

LOCATIONS = [
    *("mailto:you@example.com", "mailto:", "javascript:alert(1)", "//", "https://", "ftp://x/y"),
    *("http://[::1", "https://exa mple/", "https://a:99999/", "https://xn--ü.example/", "\xff"),
    *("?", "#", "", "https://example.com/api/v1", "data:text/plain,x", "https://" + "a" * 70_000),
]


@pytest.mark.parametrize("location", LOCATIONS, ids=lambda text: text[:20])
def test_the_error_for_a_redirect_names_its_status(location: str) -> None:
    with scripted(answering("302 Found", b"", f"Location: {location}")) as server:
        reply = ask(push, server.url)
        assert isinstance(reply, Unknown)
        assert reply.reason == "the server answered 302"
        with pytest.raises(ApiRefusedError, match="answered 302") as raised:
            ask(get, server.url)
        assert "is not followed with a key: check base_url" in raised.value.hint
    assert len(server.requests) == 2


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "307 Temporary", "308 Permanent"])
def test_no_redirect_takes_the_key_to_another_host(status: str) -> None:
    with scripted(answering("200 OK")) as other:
        location = f"Location: {other.url}/presets/a"
        with scripted(answering(status, b"", location)) as server:
            assert isinstance(ask(push, server.url), Unknown)
            with pytest.raises(ApiRefusedError, match=f"answered {status[:3]}"):
                ask(get, server.url)
            with pytest.raises(ApiRefusedError):
                ask(lambda client: client.archive("a", None), server.url)
    assert len(server.requests) == 3
    assert other.requests == []


@pytest.mark.parametrize("name", ["HTTP_PROXY", "http_proxy", "ALL_PROXY"])
def test_plain_http_on_loopback_goes_through_no_proxy(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    with scripted(close) as proxy, scripted(answering("404 Not Found")) as server:
        monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        assert ask(get, server.url) is None
    assert (len(server.requests), proxy.requests) == (1, [])


def test_https_goes_through_the_proxy_which_does_not_see_the_key(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with scripted(answering("403 Forbidden")) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy.port}")
        with pytest.raises(ApiUnreachableError, match="403 Forbidden"):
            ask(get, BASE)
    assert len(proxy.requests) == 1
    assert proxy.requests[0].startswith(b"CONNECT api.example:443 ")
    assert KEY.encode() not in proxy.requests[0]


@pytest.fixture
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transports, "TIMEOUT", httpx.Timeout(0.2))
    monkeypatch.setattr(transports, "INFERENCE_TIMEOUT", httpx.Timeout(0.2))


@pytest.mark.usefixtures("_impatient")
@pytest.mark.parametrize(
    "act",
    [reset, truncate, babble, hang, answering("500 X"), answering("401 X"), answering("429 X")],
)
@pytest.mark.parametrize("name", [*READS, *MANAGING])
def test_no_error_shows_a_key(act: Callable[[socket.socket], None], name: str) -> None:
    with scripted(act) as server, pytest.raises(ApiError) as raised:
        ask(CALLS[name][0], server.url)
    error = raised.value
    printed = "".join(traceback.format_exception(error))
    for text in (
        printed,
        str(error),
        repr(error),
        error.message,
        error.hint,
        repr(error.__cause__),
    ):
        assert "secret" not in text


def test_no_error_shows_a_key_that_no_header_can_hold() -> None:
    keys = Keys(api="sk-or-v1\nsecret", management="")
    with scripted(answering("200 OK")) as server, pytest.raises(ApiError) as raised:
        ask(get, server.url, keys=keys)
    assert "secret" not in f"{raised.value.message}{raised.value.hint}"


@pytest.mark.usefixtures("_impatient")
@pytest.mark.parametrize(
    "act",
    [
        *(reset, truncate, babble, hang, answering("500 X"), answering("401 X")),
        *(answering("200 X"), answering("429 X"), answering("307 X", b"", "Location: https://b")),
    ],
)
@pytest.mark.parametrize("key", [KEY, "sk-or-v1\nsecret"])
def test_no_failure_of_an_answer_shows_a_key(
    act: Callable[[socket.socket], None], key: str
) -> None:
    async def run(url: str) -> Answer:
        async with aclosing(Inference(url, Keys(key), App())) as inference:
            return await inference.answer("messages", {"stream": True})

    with scripted(act) as server:
        try:
            failure: Failure | ApiError | None = asyncio.run(run(server.url)).failure
        except ApiError as error:
            failure = error
    assert failure
    assert failure.message
    assert "secret" not in f"{failure!r}{failure.message}{failure.hint}"


def test_nothing_that_holds_a_key_shows_it() -> None:
    client, inference = Client(BASE, KEYS, App()), Inference(BASE, KEYS, App())
    for holder in (KEYS, client, client._transport, *client._transport._idle, inference):
        assert "secret" not in f"{holder!r} {holder!s}"
    assert repr(KEYS) == "Keys()"
