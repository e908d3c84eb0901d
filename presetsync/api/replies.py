"""What the reply to a request that changes the server means. Pure.

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
from presetsync.errors import ApiAuthError, ApiNotFoundError, ApiRefusedError

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Stored:
    """It was stored; the preset is what the server has now."""

    preset: RemotePreset


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing was stored, and the same request would be refused again."""

    error: ApiRefusedError


@dataclass(frozen=True, slots=True)
class Contended:
    """Nothing was stored: someone else is writing (409); look again before doing more."""

    reason: str


@dataclass(frozen=True, slots=True)
class Throttled:
    """Nothing was stored: too many requests (429).

    ``retry_after`` is what the server asks to wait, in seconds; None where it does not say.
    """

    reason: str
    retry_after: float | None = None


@dataclass(frozen=True, slots=True)
class Unsent:
    """Nothing was stored: no connection was made, so no byte of the request left."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """Whether it was stored cannot be told from the reply, or there was none."""

    reason: str


PushReply = Stored | Refused | Contended | Throttled | Unsent | Unknown

_SUCCESS = range(200, 300)
_REFUSALS = frozenset({400, 401, 402, 403, 404, 413, 422})

_HINTS = {
    HTTPStatus.UNAUTHORIZED: "the key is missing or not valid: check OPENROUTER_API_KEY",
    HTTPStatus.FORBIDDEN: "the key may not do this: archive and restore need "
    "OPENROUTER_MANAGEMENT_KEY, the rest OPENROUTER_API_KEY",
    HTTPStatus.PAYMENT_REQUIRED: "the account has no credits left",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "make the preset smaller",
}


def read_push(status: int, headers: Mapping[str, str], body: bytes) -> PushReply:
    """What the reply to a POST of a body means."""
    if status in _SUCCESS:
        return _read_success(body)
    if status == HTTPStatus.CONFLICT:
        return Contended(f"the server answered {_message(status, body)}")
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return Throttled(_message(status, body), retry_after(headers))
    if status in _REFUSALS:
        return Refused(refusal(status, body))
    # 5xx, redirects and whatever a proxy may invent: the server may have stored it first.
    return Unknown(f"the server answered {_message(status, body)}")


def _read_success(body: bytes) -> Stored | Unknown:
    try:
        preset = parse_preset(parse_data(read_json(body)))
    except MalformedReplyError as error:
        return Unknown(f"the reply is not what the API documents: {error}")
    if preset.designated is None:
        return Unknown("the reply does not tell the version")
    return Stored(preset)


def refusal(status: int, body: bytes) -> ApiRefusedError:
    """The error for a reply in which the server says no."""
    kinds = {401: ApiAuthError, 403: ApiAuthError, 404: ApiNotFoundError}
    kind = kinds.get(status, ApiRefusedError)
    hint = _HINTS.get(HTTPStatus(status), "") if status in _REFUSALS else ""
    return kind(f"the server answered {_message(status, body)}", status=status, hint=hint)


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds to wait by the Retry-After header (RFC 9110, section 10.2.3); None without one.

    A date counts from the reply's own Date, so that a local clock that is off does not matter.
    """
    value = headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        until = parsedate_to_datetime(value)
        since = parsedate_to_datetime(headers.get("date", ""))
        return max(0.0, (until - since).total_seconds())
    except (ValueError, TypeError, OverflowError):
        return None


def read_json(body: bytes) -> Any:
    """The JSON of a reply; raises `MalformedReplyError`."""
    try:
        return json.loads(body, parse_constant=_number, parse_float=_number)
    except (ValueError, RecursionError) as error:
        raise MalformedReplyError("it is not JSON") from error


def _number(text: str) -> float:
    """A number that JSON can hold; Python also reads NaN, Infinity and 1e999."""
    number = float(text)
    if not isfinite(number):
        raise ValueError(f"{text} is not a number of JSON")
    return number


def _message(status: int, body: bytes) -> str:
    try:
        message = error_message(read_json(body))
    except MalformedReplyError:
        message = ""
    return f"{status}: {message}" if message else f"{status}"
