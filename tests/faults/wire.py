"""Requests and replies of the fault server, as they are on the wire and as a fault leaves them."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from presetsync.api.transport import MAX_REPLY_BYTES
from presetsync.sandbox.error_replies import BASE_PATH
from tests.faults.kinds import Fault

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable, Mapping

    from starlette.types import ASGIApp, Message

    Normalise = Callable[[dict[str, Any]], dict[str, Any]]

KEY = "sk-or-v1-0123456789abcdef-the-key"
MANAGEMENT_KEY = "sk-or-v1-0123456789abcdef-the-management-key"
_KEYS = {KEY: "sandbox", MANAGEMENT_KEY: "sandbox-management"}

_BOMB = gzip.compress(bytes(2 * MAX_REPLY_BYTES))


@dataclass(frozen=True)
class Request:
    """A request as the server got it; ``slug`` is "" for the listing."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def slug(self) -> str:
        """The preset that it is about."""
        parts = self.path.removeprefix(f"{BASE_PATH}/presets").split("/")
        return parts[1] if len(parts) > 1 else ""

    @property
    def path(self) -> str:
        """What it is for, without the query."""
        return unquote(self.target.partition("?")[0])

    @property
    def authorization(self) -> str:
        """Its header, with the key that the sandbox takes in the place of the one sent."""
        scheme, _, key = self.headers.get("authorization", "").partition(" ")
        return f"{scheme} {_KEYS.get(key, 'no key of ours') if key else ''}".strip()


@dataclass(frozen=True)
class Reply:
    """A well-formed reply."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)

    def written(self) -> bytes:
        """Its bytes on the wire."""
        lines = [f"HTTP/1.1 {self.status} -", "Content-Type: application/json"]
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        lines += [f"Content-Length: {len(self.body)}", "", ""]
        return "\r\n".join(lines).encode() + self.body


async def read_request(reader: asyncio.StreamReader) -> Request | None:
    """The next request; None at the end of the connection."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    method, target, _ = head[0].split(" ")
    headers = {}
    for line in head[1:-2]:
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Request(method, target, headers, body)


def distorted(fault: Fault | None, reply: Reply) -> bytes:
    """The bytes of a reply, as the fault leaves them."""
    if fault in _REPLACED:
        return _REPLACED[fault]().written()
    written = reply.written()
    match fault:
        case Fault.GARBAGE:
            return b"\x00\xffSSH-2.0-garbage\r\n\r\n" + bytes(range(256))
        case Fault.TRUNCATED:
            return written[: len(written) - len(reply.body) // 2 - 1]
        case _:
            return written


async def call(app: ASGIApp, request: Request, normalise: Normalise | None) -> Reply:
    """What a well-behaved server does and replies."""
    body = request.body
    if normalise and request.method == "POST" and body:
        body = json.dumps(normalise(json.loads(body))).encode()
    path, _, query = request.target.partition("?")
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": "http",
        "path": request.path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(b"authorization", request.authorization.encode())],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 1),
    }
    messages: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Message) -> None:
        messages.append(message)

    await app(scope, receive, send)
    content = b"".join(message.get("body", b"") for message in messages[1:])
    return Reply(messages[0]["status"], content)


def _error(status: int, headers: Mapping[str, str] | None = None) -> Reply:
    body = {"error": {"code": status, "message": "as the test wants it"}}
    return Reply(status, json.dumps(body).encode(), headers or {})


def _throttled_until() -> Reply:
    now = datetime.now(UTC)
    dates = {"Date": format_datetime(now, usegmt=True)}
    later = format_datetime(now + timedelta(milliseconds=10), usegmt=True)
    return _error(429, dates | {"Retry-After": later})


# What is answered in place of the reply, after the commit.
_REPLACED: Mapping[Fault | None, Callable[[], Reply]] = {
    Fault.ERROR_AFTER: lambda: _error(500),
    Fault.GATEWAY_AFTER: lambda: Reply(504, b"<html>Gateway Time-out</html>"),
    Fault.THROTTLE_AFTER: lambda: _error(429),
    Fault.NOT_JSON: lambda: Reply(200, b"<html>OK</html>"),
    Fault.BOMB: lambda: Reply(200, _BOMB, {"Content-Encoding": "gzip"}),
    Fault.DIGITS: lambda: Reply(200, b'{"data": ' + b"9" * 5000 + b"}"),
}
REFUSALS: Mapping[Fault | None, Callable[[], Reply]] = {
    Fault.ERROR_BEFORE: lambda: _error(500),
    Fault.ROLLBACK: lambda: _error(500),
    Fault.CONFLICT: lambda: _error(409),
    Fault.CONTENDED: lambda: _error(409),
    Fault.THROTTLE: lambda: _error(429),
    Fault.THROTTLE_NOW: lambda: _error(429, {"Retry-After": "0"}),
    Fault.THROTTLE_DATE: _throttled_until,
    Fault.THROTTLE_MINUTE: lambda: _error(429, {"Retry-After": "60"}),
    Fault.THROTTLE_DAY: lambda: _error(429, {"Retry-After": "86400"}),
}
