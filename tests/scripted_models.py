"""A server whose models say what a test scripts, piece by piece, over a socket."""

from __future__ import annotations

import asyncio
import json
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Semaphore
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.responses import JSONResponse, StreamingResponse
from starlette.routing import Route

from tests.servers import served

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from starlette.requests import Request
    from starlette.responses import Response

HANG = "(and then nothing)"
"""A piece after which nothing comes any more."""


@dataclass
class ScriptedModels:
    """What each model says, by its name, and what was asked.

    Attributes:
        answers: the pieces of text; a mapping is the body of an error, with its status.
        cost: of an answer, in USD; None for one that does not say it.
        base_url: where it is served.
        requests: the bodies, in order.
        left: released for each stream that was left before its end; the server sees that later
            than the client goes.

    """

    answers: dict[str, list[str] | dict[str, Any]]
    cost: float | None = 0.01
    base_url: str = ""
    requests: list[dict[str, Any]] = field(default_factory=list)
    left: Semaphore = field(default_factory=lambda: Semaphore(0))

    async def answer(self, request: Request) -> Response:
        """The route of ``POST /chat/completions``."""
        body = await request.json()
        self.requests.append(body)
        said = self.answers[body["model"]]
        if isinstance(said, dict):
            return JSONResponse(said, status_code=said["error"]["code"])
        return StreamingResponse(self._events(body["model"], said), media_type="text/event-stream")

    async def _events(self, model: str, pieces: list[str]) -> AsyncIterator[str]:
        is_whole = False
        try:
            yield ": OPENROUTER PROCESSING\n\n"
            for piece in pieces:
                if piece == HANG:
                    await asyncio.Event().wait()
                yield _event(model, {"content": piece})
            usage: dict[str, Any] = {"prompt_tokens": 5, "completion_tokens": len(pieces)}
            usage |= {} if self.cost is None else {"cost": self.cost}
            yield _event(model, {"content": ""}, "stop", usage=usage)
            yield "data: [DONE]\n\n"
            is_whole = True
        finally:
            if not is_whole:
                self.left.release()


def _event(model: str, delta: dict[str, Any], finish: str | None = None, **members: Any) -> str:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    event = {"id": "gen-1", "object": "chat.completion.chunk", "model": model, **members}
    return f"data: {json.dumps({**event, 'choices': [choice]})}\n\n"


@contextmanager
def scripted_models(**answers: list[str] | dict[str, Any]) -> Iterator[ScriptedModels]:
    """Serve models on loopback; their names are those of the arguments."""
    models = ScriptedModels(answers)
    app = Starlette(routes=[Route("/api/v1/chat/completions", models.answer, methods=["POST"])])
    with served(app) as models.base_url:
        yield models
