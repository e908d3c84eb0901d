"""Parsing requests as strictly as the API documents; `HTTPException` refuses one.

Messages are those of the documentation where it has one (the example error replies of the OpenAPI
document).
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from starlette.exceptions import HTTPException

from presetsync.api.wire import PAGE_LIMIT
from presetsync.keys.credentials import SANDBOX_KEYS, sandbox_key

if TYPE_CHECKING:
    from starlette.requests import Request


DEFAULT_LIMIT = 50
"""Entries on a page where the request names no ``limit``."""

MAX_BODY_BYTES = 10 * 1024 * 1024
"""Larger request bodies are refused; the documentation names no limit."""

MAX_DEPTH = 256
"""Deeper nesting is refused; JSON schemas in real requests nest tens of levels."""

_SLUG = re.compile(r"(?!\.{1,2}\Z)[A-Za-z0-9._~-]{1,128}")
_COUNT = re.compile(r"[0-9]{1,18}")  # fits SQLite's integers

API_KEY, MANAGEMENT_KEY = SANDBOX_KEYS.api, SANDBOX_KEYS.management

_WRONG_KIND = {
    API_KEY: "Management keys cannot perform this operation",
    MANAGEMENT_KEY: "Only management keys can perform this operation",
}


def authorize(request: Request, needed: str) -> str:
    """Require the ``needed`` key: 401 for a missing or unknown one, 403 for the other one.

    Returns the name of the key's workspace, which follows it (``sandbox:staging``); "" for none.
    Archive and restore need a management key by their documentation. It does not say whether a
    management key may do the rest ("exclusively for administrative operations"): refusing is the
    stricter reading, so a client that works here works either way.
    """
    key = _key_of(request)
    if not key:
        raise HTTPException(401, "Missing Authentication header")
    known = sandbox_key(key)
    if known is None:
        raise HTTPException(401, "Invalid API key")
    if known[0] != needed:
        raise HTTPException(403, _WRONG_KIND[needed])
    return known[1]


def has_key(request: Request) -> bool:
    """Whether a request has a key that the server knows, of either kind."""
    return sandbox_key(_key_of(request)) is not None


def _key_of(request: Request) -> str:
    """The key of a request; "" for none.

    It is a bearer token. The guide on fallbacks shows a client of Anthropic's for ``/messages``,
    which sends the key in its own header.
    """
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return key
    is_anthropic = request.url.path.endswith("/messages") and "/presets/" not in request.url.path
    return request.headers.get("x-api-key", "") if is_anthropic else ""


def slug_of(request: Request) -> str:
    """The preset that the path names: 1 to 128 unreserved characters of RFC 3986."""
    slug: str = request.path_params["slug"]
    if not _SLUG.fullmatch(slug):
        raise HTTPException(400, "Invalid slug: 1 to 128 of A-Z a-z 0-9 - . _ ~ are allowed")
    return slug


def version_of(request: Request) -> int:
    """The version number that the path names."""
    return count_of(request.path_params["version"], "version")


def page_of(request: Request) -> tuple[int, int]:
    """The ``offset`` (default 0) and ``limit`` (1 to 100, default 50) of a listing."""
    offset = count_of(request.query_params.get("offset", "0"), "offset")
    limit = count_of(request.query_params.get("limit", str(DEFAULT_LIMIT)), "limit")
    if not 1 <= limit <= PAGE_LIMIT:
        raise HTTPException(400, f"Invalid request parameters: limit is not 1 to {PAGE_LIMIT}")
    return offset, limit


def count_of(text: str, name: str) -> int:
    """A count in a path or a query."""
    if not _COUNT.fullmatch(text):
        raise HTTPException(400, f"Invalid request parameters: {name} is not a count")
    return int(text)


async def body_of(request: Request) -> dict[str, Any]:
    """The request's body, which must be a JSON object."""
    return _json_object(await _read(request))


async def workspace_of(request: Request) -> str | None:
    """The workspace to act in: ``workspace_id`` in the query, or in the JSON body; else None."""
    named = request.query_params.get("workspace_id")
    if named is None and (raw := await _read(request)):
        named = _json_object(raw).get("workspace_id")
    if named is not None and not isinstance(named, str):
        raise HTTPException(400, "Invalid request parameters: workspace_id is not a string")
    return named


async def _read(request: Request) -> bytes:
    # Not `request.body()`, which reads a body of any size before it can be refused.
    raw = bytearray()
    async for chunk in request.stream():
        raw += chunk
        if len(raw) > MAX_BODY_BYTES:
            raise HTTPException(413, "Request payload too large")
    return bytes(raw)


def _json_object(raw: bytes) -> dict[str, Any]:
    try:
        body = json.loads(raw.decode())
        # NaN and half a surrogate pair, which no reply could hold, are refused here.
        json.dumps(body, allow_nan=False, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise HTTPException(400, "Invalid JSON in the request body") from error
    if not isinstance(body, dict):
        raise HTTPException(400, "The request body is not a JSON object")
    if _depth(body) > MAX_DEPTH:
        raise HTTPException(400, f"The request body nests deeper than {MAX_DEPTH} levels")
    return body


def _depth(value: Any) -> int:
    depth, level = 0, [value]
    while level := [item for item in level if isinstance(item, dict | list)]:
        depth += 1
        level = [
            child for item in level for child in (item.values() if isinstance(item, dict) else item)
        ]
    return depth
