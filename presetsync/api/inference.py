"""Requests for answers: the inference routes of the API.

One call makes one request, and is never repeated: it may have cost money. The caller decides.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from presetsync.api.answer_reader import AnswerReader
from presetsync.api.answers import Answer
from presetsync.api.attribution import app_headers
from presetsync.api.event_stream import EventStream
from presetsync.api.inference_errors import refused
from presetsync.api.reply_members import name_of
from presetsync.api.transport import MAX_REPLY_BYTES, Reply, Transport
from presetsync.api.wire import MalformedReplyError
from presetsync.errors import ApiUnreachableError, ApiUnsentError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping

    import httpx

    from presetsync.api.transport import StreamedReply
    from presetsync.config.model import App
    from presetsync.keys.credentials import Keys

_HEADERS = {
    "Accept": "application/json, text/event-stream",
    # Without it replies of some routes do not name the provider ("Router Metadata").
    "X-OpenRouter-Metadata": "enabled",
}
_EVENT_STREAM = "text/event-stream"
_BEGINS_JSON = (b"{", b"[")
_BEGINS_EVENTS = (b":", b"data", b"event", b"id", b"retry", b"\xef\xbb\xbf")
_ENOUGH = max(map(len, _BEGINS_EVENTS))


def _ignore(_text: str) -> None:
    """The text of an answer that nobody follows."""


class Inference:
    """The inference routes of one server; `aclose` closes its connections."""

    def __init__(
        self,
        base_url: str,
        keys: Keys,
        app: App,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        """Open nothing yet; ``transport`` replaces the network, as the sandbox does.

        Raises `UsageError` if the base URL, or a proxy or certificates that the environment
        sets, cannot be used.
        """
        self._keys = keys
        headers = {**_HEADERS, **app_headers(app)}
        self._transport = Transport(base_url, headers, transport=transport)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._transport.aclose()

    async def answer(
        self, skin: str, body: Mapping[str, Any], on_text: Callable[[str], None] = _ignore
    ) -> Answer:
        """POST a body to its inference route, once, and read the answer as it comes.

        Cancelling it closes the connection, which stops most models, and what they cost.

        Args:
            skin: such as ``chat/completions``.
            body: sent as it is; the answer is streamed if its ``stream`` is true.
            on_text: called with each piece of the text, which together are the answer's.

        Returns:
            The answer; its failure says why there is none, or no complete one.

        Raises:
            ApiUnsentError: no connection was made, so nothing was sent.
            ApiThrottledError: the server asks for a wait; no model ran.
            ApiAuthError: the key is missing, wrong, or lacks a permission.

        """
        # Not httpx's own encoder: it must refuse NaN and leave the body exactly as it is.
        content = json.dumps(body, ensure_ascii=False, allow_nan=False).encode()
        reader = AnswerReader(skin)
        try:
            async with self._transport.stream("POST", f"/{skin}", self._keys.api, content) as reply:
                if not reply.is_success:
                    whole = Reply(reply.status, reply.headers, await _whole(reply.pieces))
                    return Answer(failure=refused(whole, self._keys.api_name))
                reader = AnswerReader(skin, name_of(reply.headers.get("x-generation-id")))
                await _read(reply, reader, on_text)
        except ApiUnsentError:
            raise
        except ApiUnreachableError as error:
            return reader.broken_off(error.message, error.hint)
        except MalformedReplyError as error:
            return reader.broken_off(str(error), "")
        return reader.answer()


async def _read(reply: StreamedReply, reader: AnswerReader, on_text: Callable[[str], None]) -> None:
    """Read a reply: events, or one document, whatever the request asked for."""
    begin = b""
    async for piece in reply.pieces:
        # White space keeps a connection alive while a model thinks.
        begin = (begin + piece).lstrip()
        if len(begin) >= _ENOUGH:
            break
    if _is_events(begin, reply.headers.get("content-type", "")):
        await _read_events(begin, reply.pieces, reader, on_text)
    elif text := reader.add_reply(begin + await _whole(reply.pieces)):
        on_text(text)


async def _read_events(
    begin: bytes,
    pieces: AsyncIterator[bytes],
    reader: AnswerReader,
    on_text: Callable[[str], None],
) -> None:
    events = EventStream()

    def add(piece: bytes) -> None:
        for event in events.add(piece):
            if text := reader.add_event(event):
                on_text(text)

    add(begin)
    while not reader.is_over and (piece := await anext(pieces, None)) is not None:
        add(piece)


def _is_events(begin: bytes, content_type: str) -> bool:
    """Whether a reply is a stream of events: no JSON begins as one does, and no event as JSON."""
    if begin.startswith(_BEGINS_JSON):
        return False
    is_said = content_type.partition(";")[0].strip().lower() == _EVENT_STREAM
    return is_said or begin.startswith(_BEGINS_EVENTS)


async def _whole(pieces: AsyncIterator[bytes]) -> bytes:
    body = bytearray()
    async for piece in pieces:
        body += piece
        if len(body) > MAX_REPLY_BYTES:
            raise ApiUnreachableError(
                f"the reply is longer than {MAX_REPLY_BYTES // 1024**2} MiB, and was not read"
            )
    return bytes(body)
