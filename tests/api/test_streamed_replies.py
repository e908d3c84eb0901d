"""Replies that the transport reads as they come: every failure is an error of the API."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass

import httpx
import pytest

from presetsync.api import transport as transports
from presetsync.api.transport import Transport
from presetsync.errors import ApiUnreachableError, ApiUnsentError
from tests.api.raised_below import exceptions

URL = "http://127.0.0.1:9"


@dataclass
class Body(httpx.AsyncByteStream):
    """Two pieces, and then the error, or waits without end."""

    error: BaseException | None = None
    error_of_closing: BaseException | None = None
    waits: bool = False
    is_closed: bool = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield b"one"
        yield b"two"
        if self.waits:
            await asyncio.Event().wait()
        if self.error:
            raise self.error

    async def aclose(self) -> None:
        self.is_closed = True
        if self.error_of_closing:
            raise self.error_of_closing


class Stub(httpx.AsyncBaseTransport):
    def __init__(self, body: Body, error: BaseException | None = None) -> None:
        self.body, self.error, self.is_closed = body, error, False

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:  # noqa: ARG002
        if self.error:
            raise self.error
        return httpx.Response(200, stream=self.body)

    async def aclose(self) -> None:
        self.is_closed = True


def read(stub: Stub, most: int = 9) -> list[bytes]:
    """The pieces of a reply, as many as there are until ``most``."""
    pieces: list[bytes] = []

    async def run() -> None:
        async with (
            aclosing(Transport(URL, {}, transport=stub)) as transport,
            transport.stream("POST", "/x", "key", b"{}") as reply,
        ):
            async for piece in reply.pieces:
                pieces.append(piece)
                if len(pieces) == most:
                    break

    try:
        asyncio.run(run())
    finally:
        assert stub.error or stub.body.is_closed
    return pieces


def test_a_reply_comes_in_pieces() -> None:
    assert read(Stub(Body())) == [b"one", b"two"]


@pytest.mark.parametrize("error", exceptions(), ids=lambda error: type(error).__name__)
def test_whatever_is_raised_below_is_an_error_of_the_api(error: Exception) -> None:
    with pytest.raises(ApiUnreachableError) as raised:
        read(Stub(Body(), error))
    assert raised.value.message
    with pytest.raises(ApiUnreachableError) as raised:
        read(Stub(Body(error)))
    # A reply has begun: whatever this is, the request was sent.
    assert not isinstance(raised.value, ApiUnsentError)


def test_a_reply_that_is_left_is_closed_with_its_connection() -> None:
    stub = Stub(Body(waits=True))
    assert read(stub, most=1) == [b"one"]
    assert stub.is_closed


@pytest.mark.parametrize("error", [ZeroDivisionError(), TimeoutError(), OSError()])
def test_an_error_of_the_reader_is_not_the_transports(error: Exception) -> None:
    stub = Stub(Body())

    async def run() -> None:
        transport = Transport(URL, {}, transport=stub)
        async with transport.stream("POST", "/x", "key", b"{}"):
            raise error

    with pytest.raises(type(error)) as raised:
        asyncio.run(run())
    assert raised.value is error
    assert stub.body.is_closed
    assert stub.is_closed


def test_a_reply_has_a_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transports, "INFERENCE_DEADLINE", 0.1)
    with pytest.raises(ApiUnreachableError, match="did not answer in time"):
        read(Stub(Body(waits=True)))


def test_a_reply_that_does_not_close_as_it_should_changes_nothing() -> None:
    body = Body(waits=True, error_of_closing=httpx.ReadError("gone"))
    assert read(Stub(body), most=2) == [b"one", b"two"]


def test_a_reply_that_does_not_close_as_it_should_can_be_cancelled() -> None:
    stub = Stub(Body(waits=True, error_of_closing=httpx.ReadError("gone")))

    async def run() -> None:
        task = asyncio.current_task()
        assert task
        async with Transport(URL, {}, transport=stub).stream("POST", "/x", "key", b"{}") as reply:
            async for _ in reply.pieces:
                task.cancel()

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(run())
    assert stub.is_closed
