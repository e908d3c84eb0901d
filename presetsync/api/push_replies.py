"""Interpreting replies to requests that change the server. Pure.

A POST here is not idempotent and has no idempotency key, so the question after each is "was it
stored?": yes, no, or unknown. Sources: the statuses that the API reference lists for ``POST
/presets/{slug}/…``, and RFC 9110 for those it does not.
"""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from presetsync.api.refusals import answered, refusal, retry_after, server_message
from presetsync.api.reply_json import read_json
from presetsync.api.wire import MalformedReplyError, RemotePreset, parse_data, parse_preset
from presetsync.keys.credentials import API_KEY

if TYPE_CHECKING:
    from collections.abc import Mapping

    from presetsync.errors import ApiRefusedError


@dataclass(frozen=True, slots=True)
class Stored:
    """It was stored; ``preset`` is its state on the server now."""

    preset: RemotePreset


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing was stored, and the same request would be rejected again."""

    error: ApiRefusedError


@dataclass(frozen=True, slots=True)
class Contended:
    """Nothing was stored: another client is writing (409). Fetch again before sending more."""

    reason: str


@dataclass(frozen=True, slots=True)
class Throttled:
    """Nothing was stored: too many requests (429).

    ``retry_after`` is the requested wait, in seconds; None for none.
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


def read_push(
    status: int, headers: Mapping[str, str], body: bytes, key_name: str = API_KEY
) -> PushReply:
    """Interpret the reply to a POST of a body; ``key_name`` is the variable with the key."""
    if status in _SUCCESS:
        return _read_success(body)
    if status == HTTPStatus.CONFLICT:
        return Contended(answered(status, body))
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return Throttled(server_message(status, body), retry_after(headers))
    if status in _REFUSALS:
        return Refused(refusal(status, body, key_name=key_name))
    # 5xx, redirects, and any status from a proxy: the server may have stored it before.
    return Unknown(answered(status, body))


def _read_success(body: bytes) -> Stored | Unknown:
    try:
        preset = parse_preset(parse_data(read_json(body)))
    except MalformedReplyError as error:
        return Unknown(f"the reply is not what the API documents: {error}")
    if preset.designated is None:
        return Unknown("the reply names no version")
    return Stored(preset)
