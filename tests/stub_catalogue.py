"""A catalogue on loopback that serves what a test says, in the shapes of the API reference."""

from __future__ import annotations

import asyncio
import json
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote

from tests.servers import served

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.types import Receive, Scope, Send

BASE = "/api/v1"
PROVIDERS = {
    "anthropic": "Anthropic",
    "azure": "Azure",
    "deepinfra": "DeepInfra",
    "google-vertex": "Google",
    "openai": "OpenAI",
}
PARAMETERS = ["max_tokens", "temperature", "tool_choice", "tools", "top_p"]


def listed(name: str, canonical: str = "", **changes: Any) -> dict[str, Any]:
    """A ``Model`` of the list."""
    model: dict[str, Any] = {
        "id": name,
        "canonical_slug": canonical or name,
        "name": f"The {name}",
        "created": 1_700_000_000,
        "description": "It answers.",
        "context_length": 128_000,
        "architecture": {"input_modalities": ["text"], "output_modalities": ["text"]},
        "pricing": {"prompt": "0.0000025", "completion": "0.000015"},
        "top_provider": {"max_completion_tokens": 16_384, "is_moderated": False},
        "supported_parameters": PARAMETERS,
        "expiration_date": None,
    }
    return model | changes


def offer(tag: str = "openai", **changes: Any) -> dict[str, Any]:
    """A ``PublicEndpoint``, at 2.50 and 15.00 USD for a million tokens."""
    slug = tag.partition("/")[0]
    endpoint: dict[str, Any] = {
        "name": f"{slug} | a model",
        "provider_name": PROVIDERS.get(slug, slug),
        "tag": tag,
        "quantization": None,
        "context_length": 128_000,
        "max_completion_tokens": 16_384,
        "max_prompt_tokens": None,
        "pricing": {"prompt": "0.0000025", "completion": "0.000015", "discount": 0},
        "supported_parameters": PARAMETERS,
        "status": 0,
        "uptime_last_30m": 99.5,
        "latency_last_30m": {"p50": 0.25},
        "throughput_last_30m": None,
    }
    return endpoint | changes


@dataclass
class StubCatalogue:
    """What the catalogue says, and what it was asked.

    Attributes:
        models: the list, in the server's order.
        offers: the endpoints by model; a model without has one of ``openai``.
        zdr: the model and the tag of each endpoint that retains no data.
        older: the ids that older names mean.
        key: what it asks for; "" for no key.
        page: how many models it lists at once; 0 for all.
        delay: seconds until each reply.
        together: how many requests for endpoints have to be under way before the first is answered.
        replies: by path, status and body of the next replies, instead of its own.
        locations: by path, where a redirect leads.
        url: where it is.
        asked: the paths, with the key that was sent.
        at_once: the most requests that were under way at once.

    """

    models: list[dict[str, Any]] = field(default_factory=list)
    offers: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    zdr: set[tuple[str, str]] = field(default_factory=set)
    older: dict[str, str] = field(default_factory=dict)
    key: str = ""
    page: int = 0
    delay: float = 0.0
    together: int = 0
    replies: dict[str, list[tuple[int, bytes]]] = field(default_factory=dict)
    locations: dict[str, str] = field(default_factory=dict)
    url: str = ""
    asked: list[tuple[str, str]] = field(default_factory=list)
    at_once: int = 0
    _open: int = 0
    _are_together: asyncio.Event = field(default_factory=asyncio.Event)

    def paths(self) -> list[str]:
        """The paths that were asked, in order."""
        return [path for path, _ in self.asked]

    def keys(self) -> set[str]:
        """The keys that were sent; "" for none."""
        return {key for _, key in self.asked}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            while True:
                message = await receive()
                await send({"type": f"{message['type']}.complete"})
                if message["type"] == "lifespan.shutdown":
                    return
        path = unquote(scope["raw_path"].decode()).removeprefix(BASE)
        headers = dict(scope["headers"])
        key = headers.get(b"authorization", b"").decode().removeprefix("Bearer ")
        self.asked.append((path, key))
        self._open += 1
        self.at_once = max(self.at_once, self._open)
        if self._open >= self.together:
            self._are_together.set()
        await asyncio.sleep(self.delay)
        if path.endswith("/endpoints"):
            await self._are_together.wait()
        self._open -= 1
        query = parse_qs(scope["query_string"].decode())
        status, body, location = self._reply(path, key, query)
        shown = [(b"content-type", b"application/json")]
        if location:
            shown.append((b"location", location.encode()))
        await send({"type": "http.response.start", "status": status, "headers": shown})
        await send({"type": "http.response.body", "body": body})

    def _reply(self, path: str, key: str, query: dict[str, list[str]]) -> tuple[int, bytes, str]:
        if self.replies.get(path):
            return (*self.replies[path].pop(0), "")
        if path in self.locations:
            return 307, b"", self.locations[path]
        if self.key and key != self.key:
            return 401, _json({"error": {"code": 401, "message": "No credentials"}}), ""
        found = self._document(path, query)
        if isinstance(found, str):
            return 307, b"", f"{BASE}/model/{found}"
        if found is None:
            return 404, _json({"error": {"code": 404, "message": "Not found"}}), ""
        return 200, _json(found), ""

    def _document(self, path: str, query: dict[str, list[str]]) -> Any:
        ids = {model["id"]: model for model in self.models}
        name = path.removeprefix("/model/")
        if path == "/models":
            assert query["output_modalities"] == ["all"]
            return self._page(int(query.get("offset", ["0"])[0]))
        if path == "/providers":
            return {"data": [{"slug": slug, "name": each} for slug, each in PROVIDERS.items()]}
        if path == "/endpoints/zdr":
            return {
                "data": [
                    each
                    for model in ids
                    for each in self._offers(model)
                    if (model, each["tag"]) in self.zdr
                ]
            }
        if path.startswith("/models/") and path.endswith("/endpoints"):
            name = path.removeprefix("/models/").removesuffix("/endpoints")
            return {"data": {"id": name, "endpoints": self._offers(name)}} if name in ids else None
        if name in self.older:
            return self.older[name]
        return {"data": ids[name]} if name in ids else None

    def _offers(self, model: str) -> list[dict[str, Any]]:
        offers = self.offers.get(model, [offer()])
        return [{"model_id": model, "model_name": f"The {model}", **each} for each in offers]

    def _page(self, offset: int) -> Any:
        end = offset + (self.page or len(self.models))
        following = f"{BASE}/models?offset={end}&limit={self.page}"
        return {
            "data": self.models[offset:end],
            "total_count": len(self.models),
            "links": {"next": following if end < len(self.models) else None},
        }


@contextmanager
def serving(*models: dict[str, Any], **settings: Any) -> Iterator[StubCatalogue]:
    """Serve a catalogue with these models."""
    stub = StubCatalogue([*models], **settings)
    with served(stub) as stub.url:
        yield stub


def _json(document: Any) -> bytes:
    return json.dumps(document).encode()
