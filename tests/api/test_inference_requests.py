"""Requests for answers over real sockets: one request, its answer as far as it came, no repeat."""

from __future__ import annotations

import asyncio
import gzip
import json
import socket
import threading
from collections.abc import Callable
from contextlib import aclosing, suppress

import httpx
import pytest

from presetsync.api import event_stream
from presetsync.api import transport as transports
from presetsync.api.answers import Answer, Failure
from presetsync.api.inference import Inference
from presetsync.config.model import App
from presetsync.errors import ApiAuthError, ApiThrottledError, ApiUnsentError
from presetsync.keys.credentials import Keys
from tests.api.asking import BODY, CHAT, DONE, EVENTS, HEAD, STREAM, ask, chunked, event
from tests.api.calling import KEY, KEYS
from tests.api.scripted import Server, answering, close, hang, read_request, reset, scripted

MAY_HAVE_COST = "it may still have cost money: check the activity of the account"
WHOLE = {"choices": [{"message": {"content": "Hello."}, "finish_reason": "stop"}]}
JSON = "Content-Type: application/json; charset=utf-8"


def begin(connection: socket.socket) -> None:
    """Send half an answer; what follows is the caller's."""
    connection.sendall(HEAD + chunked(event("Hel")))


def test_the_body_is_sent_as_it_is_with_the_key_and_the_application() -> None:
    body = {**BODY, "temperature": 1.0, "preset": "a"}
    app = App(referer="https://a.example", title="A")
    with scripted(answering("200 OK", STREAM + DONE, EVENTS)) as server:
        ask(server.url, body, app=app)
    head, _, content = server.requests[0].partition(b"\r\n\r\n")
    assert content == json.dumps(body, ensure_ascii=False).encode()
    lines = head.decode().split("\r\n")
    assert lines[0] == "POST /api/v1/chat/completions HTTP/1.1"
    assert {
        f"Authorization: Bearer {KEY}",
        "HTTP-Referer: https://a.example",
        "X-OpenRouter-Title: A",
        "X-OpenRouter-Metadata: enabled",
        "Content-Type: application/json",
        "Accept: application/json, text/event-stream",
        "Accept-Encoding: gzip",
    } <= {*lines}


@pytest.mark.parametrize("stream", [True, False])
@pytest.mark.parametrize(
    ("reply", "content_type"),
    [
        (STREAM + DONE, EVENTS),
        (STREAM + DONE, JSON),
        (STREAM + DONE, "X-Nothing: 1"),
        (b"\r\n \n" + STREAM + DONE, "X-Nothing: 1"),
        (json.dumps(WHOLE).encode(), JSON),
        (json.dumps(WHOLE).encode(), EVENTS),
        (b"\n\n  " + json.dumps(WHOLE).encode(), "X-Nothing: 1"),
    ],
)
def test_a_reply_is_read_as_what_it_is_whatever_was_asked_for(
    reply: bytes, content_type: str, *, stream: bool
) -> None:
    with scripted(answering("200 OK", reply, content_type)) as server:
        answer = ask(server.url, {**BODY, "stream": stream})
    assert (answer.text, answer.finish, answer.failure) == ("Hello.", "stop", None)


def test_an_answer_is_heard_as_it_comes() -> None:
    """The server sends the rest when the beginning was heard, and not before."""
    was_heard = threading.Event()

    def act(connection: socket.socket) -> None:
        begin(connection)
        assert was_heard.wait(5)
        connection.sendall(chunked(event("lo.", "stop") + DONE) + b"0\r\n\r\n")

    async def run(url: str) -> Answer:
        async with aclosing(Inference(url, KEYS, App())) as inference:
            return await inference.answer(CHAT, BODY, lambda _: was_heard.set())

    with scripted(act) as server:
        assert asyncio.run(run(server.url)).text == "Hello."


def test_the_id_of_the_generation_is_in_a_header() -> None:
    headers = (EVENTS, "X-Generation-Id: gen-header")
    with scripted(answering("200 OK", STREAM + DONE, *headers)) as server:
        assert ask(server.url).id == "gen-header"


def test_a_compressed_answer_is_read() -> None:
    body = gzip.compress(STREAM + DONE)
    with scripted(answering("200 OK", body, EVENTS, "Content-Encoding: gzip")) as server:
        assert ask(server.url).text == "Hello."


def test_nothing_is_waited_for_after_the_end() -> None:
    def act(connection: socket.socket) -> None:
        connection.sendall(HEAD + chunked(STREAM + DONE))
        assert connection.recv(1) == b""  # until the client has gone

    with scripted(act) as server:
        assert ask(server.url).failure is None


def test_one_connection_serves_the_next_request() -> None:
    sent = 0

    def act(connection: socket.socket) -> None:
        nonlocal sent
        body = json.dumps(WHOLE).encode()
        reply = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
        connection.sendall(reply)
        while read_request(connection):
            sent += 1
            connection.sendall(reply)

    async def run(url: str) -> None:
        async with aclosing(Inference(url, KEYS, App())) as inference:
            for _ in range(3):
                assert (await inference.answer(CHAT, {"stream": False})).text == "Hello."

    with scripted(act) as server:
        asyncio.run(run(server.url))
    assert (sent, len(server.requests)) == (2, 1)


def cut(connection: socket.socket) -> None:
    begin(connection)


def reset_amid(connection: socket.socket) -> None:
    begin(connection)
    reset(connection)


def end(connection: socket.socket) -> None:
    begin(connection)
    connection.sendall(b"0\r\n\r\n")


def fall_silent(connection: socket.socket) -> None:
    begin(connection)
    connection.recv(1)


@pytest.fixture
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transports, "INFERENCE_TIMEOUT", httpx.Timeout(0.2))


@pytest.mark.usefixtures("_impatient")
@pytest.mark.parametrize("act", [cut, reset_amid, end, fall_silent])
def test_what_came_of_an_answer_that_is_cut_short_is_kept(
    act: Callable[[socket.socket], None],
) -> None:
    with scripted(act) as server:
        answer = ask(server.url)
    assert (answer.text, answer.id) == ("Hel", "gen-1")
    assert answer.failure
    assert answer.failure.message.startswith("the answer was cut short")
    assert (answer.failure.hint, answer.failure.is_refused) == (MAY_HAVE_COST, False)
    assert len(server.requests) == 1


@pytest.mark.usefixtures("_impatient")
@pytest.mark.parametrize(
    ("act", "message"),
    [(close, "the connection to 127.0.0.1:PORT failed: "), (hang, "127.0.0.1:PORT did not answer")],
)
def test_a_reply_that_does_not_come_is_a_failure_that_may_have_cost_money(
    act: Callable[[socket.socket], None], message: str
) -> None:
    with scripted(act) as server:
        failure = ask(server.url).failure
        assert failure
        assert failure.message.startswith(message.replace("PORT", str(server.port)))
    assert failure.hint.endswith(f"OPENROUTER_BASE_URL; {MAY_HAVE_COST}")
    assert (failure.is_refused, len(server.requests)) == (False, 1)


def test_an_answer_that_never_ends_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transports, "INFERENCE_DEADLINE", 0.3)
    with scripted(fall_silent) as server:
        answer = ask(server.url)
    assert answer.text == "Hel"
    assert answer.failure
    assert answer.failure.message.endswith("did not answer in time")


def test_an_answer_that_is_lost_after_its_end_is_complete() -> None:
    def act(connection: socket.socket) -> None:
        connection.sendall(HEAD + chunked(STREAM))
        reset(connection)

    with scripted(act) as server:
        assert ask(server.url).failure is None


def test_an_answer_that_is_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transports, "MAX_STREAM_BYTES", 2 * 1024**2)

    def flood(connection: socket.socket) -> None:
        begin(connection)
        with suppress(OSError):  # the client goes before the end
            for _ in range(100):
                connection.sendall(chunked(event("x" * 100_000)))

    with scripted(flood) as server:
        answer = ask(server.url)
    assert answer.text.startswith("Helx")
    assert answer.failure == Failure(
        "the answer was cut short: the reply is longer than 2 MiB, and was not read", MAY_HAVE_COST
    )


def test_an_event_that_is_too_long_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_stream, "MAX_EVENT_BYTES", 2 * 1024**2)
    body = event("Hel") + b"data: " + b"x" * 3 * 1024**2
    with scripted(answering("200 OK", body, EVENTS)) as server:
        answer = ask(server.url)
    assert answer.text == "Hel"
    assert answer.failure
    assert answer.failure.message.endswith("an event is longer than 2 MiB, and was not read")


@pytest.mark.parametrize("body", [b"", b"<html>", b"{", b"\xff", b"null"])
def test_a_success_that_is_no_answer_is_a_failure(body: bytes) -> None:
    with scripted(answering("200 OK", body, "Content-Type: text/html")) as server:
        failure = ask(server.url).failure
    assert failure
    assert failure.message.startswith("the reply is not what the API documents: ")
    assert "OPENROUTER_BASE_URL" in failure.hint


@pytest.mark.parametrize("is_cancelled", [True, False])
def test_leaving_an_answer_closes_the_connection(*, is_cancelled: bool) -> None:
    """Which stops the model, where the provider supports it."""
    gone = threading.Event()

    def act(connection: socket.socket) -> None:
        begin(connection)
        connection.settimeout(5)
        assert connection.recv(1) == b""
        gone.set()

    async def run(url: str) -> None:
        heard = asyncio.Event()

        def on_text(_: str) -> None:
            heard.set()
            if not is_cancelled:
                raise ZeroDivisionError

        inference = Inference(url, KEYS, App())
        task = asyncio.create_task(inference.answer(CHAT, BODY, on_text))
        await heard.wait()
        if is_cancelled:
            task.cancel()
        with pytest.raises(asyncio.CancelledError if is_cancelled else ZeroDivisionError):
            await task
        # Before the client closes what else it has.
        assert await asyncio.to_thread(gone.wait, 5)
        await inference.aclose()

    with scripted(act) as server:
        asyncio.run(run(server.url))


def test_a_refused_connection_means_that_nothing_was_sent() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = Server(listener).url
    with pytest.raises(ApiUnsentError, match="cannot connect to"):
        ask(url)


def test_a_key_that_is_refused_stops_everything() -> None:
    body = b'{"error": {"code": 401, "message": "User not found."}}'
    with scripted(answering("401 Unauthorized", body)) as server, pytest.raises(ApiAuthError) as it:
        ask(server.url, keys=Keys(KEY, api_name="STAGING_KEY"))
    assert it.value.message == "the server answered 401: User not found."
    assert it.value.hint == "the key is missing or not valid: check STAGING_KEY"


@pytest.mark.parametrize("status", ["429 Too Many Requests", "503 Service Unavailable"])
def test_a_server_that_asks_for_a_wait_ran_nothing(status: str) -> None:
    with scripted(answering(status, b"", "Retry-After: 7")) as server:
        with pytest.raises(ApiThrottledError) as raised:
            ask(server.url)
        assert raised.value.retry_after == 7
    assert len(server.requests) == 1


def test_a_redirect_is_not_followed() -> None:
    with scripted(
        answering("307 Temporary Redirect", b"", "Location: https://b.example")
    ) as server:
        failure = ask(server.url).failure
    assert failure
    assert (failure.message, failure.is_refused) == ("the server answered 307", True)
    assert failure.hint.startswith("the redirect leads to https://b.example and is not followed")
