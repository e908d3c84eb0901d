"""Requests for answers, and the streams that scripted servers answer."""

from __future__ import annotations

import asyncio
import json
from contextlib import aclosing
from typing import TYPE_CHECKING, Any

from presetsync.api.inference import Inference
from presetsync.config.model import App
from tests.api.calling import KEYS

if TYPE_CHECKING:
    import httpx

    from presetsync.api.answers import Answer
    from presetsync.keys.credentials import Keys

CHAT = "chat/completions"
BODY = {"model": "m/one", "messages": [{"role": "user", "content": "Grüße"}], "stream": True}


def ask(
    url: str,
    body: dict[str, Any] | None = None,
    *,
    skin: str = CHAT,
    keys: Keys = KEYS,
    transport: httpx.AsyncBaseTransport | None = None,
    app: App | None = None,
) -> Answer:
    """The answer; what was heard of it is its text."""

    async def run() -> Answer:
        heard: list[str] = []
        async with aclosing(Inference(url, keys, app or App(), transport=transport)) as inference:
            answer = await inference.answer(skin, BODY if body is None else body, heard.append)
        assert "".join(heard) == answer.text
        return answer

    return asyncio.run(run())


def event(text: str | None = None, finish_reason: str | None = None) -> bytes:
    choice = {"index": 0, "delta": {"content": text}, "finish_reason": finish_reason}
    return f"data: {json.dumps({'id': 'gen-1', 'choices': [choice]})}\n\n".encode()


STREAM = b": OPENROUTER PROCESSING\n\n" + event("Hel") + event("lo.") + event(None, "stop")
DONE = b"data: [DONE]\n\n"
EVENTS = "Content-Type: text/event-stream"
HEAD = f"HTTP/1.1 200 OK\r\n{EVENTS}\r\nTransfer-Encoding: chunked\r\n\r\n".encode()


def chunked(piece: bytes) -> bytes:
    return f"{len(piece):x}\r\n".encode() + piece + b"\r\n"
