"""The meaning of replies to requests that change the server. Pure.

A POST here is not idempotent and carries no idempotency key, so the question after each is not
"did it work?" but "was it stored?": yes, no, or unknown. Sources: the statuses that the API
reference lists for ``POST /presets/{slug}/…``, and RFC 9110 for those it does not.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from math import isfinite
from typing import TYPE_CHECKING, Any

from presetsync.api.wire import (
    MalformedReplyError,
    RemotePreset,
    error_message,
    parse_data,
    parse_preset,
)
from presetsync.baseurl import WHERE_IT_IS_SET
from presetsync.errors import ApiAuthError, ApiNotFoundError, ApiRefusedError

if TYPE_CHECKING:
    from collections.abc import Mapping


MAX_DEPTH = 200
"""Levels of nesting in a reply. A preset file has at most 100; a reply adds a few around them."""

MAX_DIGITS = 308
"""Digits of an integer: most JSON parsers cannot read one that exceeds a double."""

MAX_MESSAGE = 500
"""Characters of a server's message that are shown."""


@dataclass(frozen=True, slots=True)
class Stored:
    """It was stored; ``preset`` is its state on the server now."""

    preset: RemotePreset


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing was stored, and the same request would be refused again."""

    error: ApiRefusedError


@dataclass(frozen=True, slots=True)
class Contended:
    """Nothing was stored: another client is writing (409). Fetch again before sending more."""

    reason: str


@dataclass(frozen=True, slots=True)
class Throttled:
    """Nothing was stored: too many requests (429).

    ``retry_after`` is the wait that the server asks for, in seconds; None for none.
    """

    reason: str
    retry_after: float | None = None


@dataclass(frozen=True, slots=True)
class Unsent:
    """Nothing was stored: no connection was made, so no byte of the request left."""

    reason: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Unknown:
    """There was no reply, or it does not show whether the body was stored."""

    reason: str


PushReply = Stored | Refused | Contended | Throttled | Unsent | Unknown

_SUCCESS = range(200, 300)
_REFUSALS = frozenset({400, 401, 402, 403, 404, 413, 422})

_REDIRECTS = frozenset({301, 302, 303, 307, 308})

_HINTS: Mapping[int, str] = {
    HTTPStatus.UNAUTHORIZED: "the key is missing or not valid: check OPENROUTER_API_KEY",
    HTTPStatus.FORBIDDEN: "the key lacks the permission: archive and restore need "
    "OPENROUTER_MANAGEMENT_KEY, the rest OPENROUTER_API_KEY",
    HTTPStatus.PAYMENT_REQUIRED: "the account has no credits left",
    HTTPStatus.NOT_FOUND: f"there is no such preset, or no such API: check {WHERE_IT_IS_SET}",
    HTTPStatus.METHOD_NOT_ALLOWED: f"this is not the API: check {WHERE_IT_IS_SET}",
    HTTPStatus.CONFLICT: "another client is writing, or the preset is disabled: check the "
    "dashboard, and run apply again",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "make the preset smaller",
}


def read_push(status: int, headers: Mapping[str, str], body: bytes) -> PushReply:
    """What the reply to a POST of a body means."""
    if status in _SUCCESS:
        return _read_success(body)
    if status == HTTPStatus.CONFLICT:
        return Contended(answered(status, body))
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return Throttled(_message(status, body), retry_after(headers))
    if status in _REFUSALS:
        return Refused(refusal(status, body))
    # 5xx, redirects, and any status that a proxy makes up: the server may have stored it first.
    return Unknown(answered(status, body))


def _read_success(body: bytes) -> Stored | Unknown:
    try:
        preset = parse_preset(parse_data(read_json(body)))
    except MalformedReplyError as error:
        return Unknown(f"the reply is not what the API documents: {error}")
    if preset.designated is None:
        return Unknown("the reply names no version")
    return Stored(preset)


def refusal(status: int, body: bytes, location: str = "") -> ApiRefusedError:
    """The error for a reply that refuses a request; ``location`` is that of a redirect."""
    kinds = {401: ApiAuthError, 403: ApiAuthError, 404: ApiNotFoundError}
    kind = kinds.get(status, ApiRefusedError)
    hint = _HINTS.get(status, "")
    if location or status in _REDIRECTS:
        target = f" leads to {_shortened(location)} and" if location else ""
        hint = f"the redirect{target} is not followed with a key: check {WHERE_IT_IS_SET}"
    return kind(answered(status, body), status=status, hint=hint)


def answered(status: int, body: bytes) -> str:
    """The status and, if there is one, the message that the server answered."""
    return f"the server answered {_message(status, body)}"


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds to wait by the Retry-After header (RFC 9110, section 10.2.3); None without one.

    A date counts from the reply's own Date, so that a local clock that is off does not matter.
    """
    value = headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return float(value.lstrip("0")[:9] or 0)
    try:
        until = parsedate_to_datetime(value)
        since = parsedate_to_datetime(headers.get("date", ""))
        return max(0.0, (until - since).total_seconds())
    except (ValueError, TypeError, OverflowError):
        return None


def read_json(body: bytes) -> Any:
    """The JSON of a reply; raises `MalformedReplyError` if it is none or exceeds the bounds.

    Half a surrogate pair, which UTF-8 cannot encode, is read as U+FFFD.
    """
    try:
        document = json.loads(body, parse_constant=_float, parse_float=_float, parse_int=_integer)
    except MalformedReplyError:
        raise
    except RecursionError as error:
        raise MalformedReplyError(f"it nests deeper than {MAX_DEPTH} levels") from error
    except ValueError as error:
        raise MalformedReplyError("it is not JSON") from error
    if _is_deeper(document, MAX_DEPTH):
        raise MalformedReplyError(f"it nests deeper than {MAX_DEPTH} levels")
    # The bytes are UTF-8, so only an escape can hold half a pair.
    return _without_surrogates(document) if b"\\ud" in body or b"\\uD" in body else document


def _is_deeper(document: Any, depth: int) -> bool:
    level = [document]
    while depth and level:
        depth -= 1
        level = [
            child
            for item in level
            if isinstance(item, dict | list)
            for child in (item.values() if isinstance(item, dict) else item)
        ]
    return any(isinstance(item, dict | list) for item in level)


def _without_surrogates(document: Any) -> Any:
    text = json.dumps(document, ensure_ascii=False)
    return json.loads(text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))


def _float(text: str) -> float:
    """A finite number; Python also reads NaN, Infinity and 1e999, which JSON does not have."""
    number = float(text)
    if not isfinite(number):
        raise MalformedReplyError(f"{_shortened(text)} is not a JSON number")
    return number


def _integer(text: str) -> int:
    """An integer of at most `MAX_DIGITS`; Python refuses to print very long ones."""
    if len(text) > MAX_DIGITS:
        raise MalformedReplyError(f"it contains a number with {len(text)} digits")
    return int(text)


def _message(status: int, body: bytes) -> str:
    try:
        message = error_message(read_json(body))
    except MalformedReplyError:
        message = ""
    return f"{status}: {_shortened(message)}" if message else f"{status}"


def _shortened(text: str) -> str:
    return text if len(text) <= MAX_MESSAGE else f"{text[:MAX_MESSAGE]}…"
