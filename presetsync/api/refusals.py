"""Replies that reject a request: the error, the reason and when to retry. Pure."""

from __future__ import annotations

from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import TYPE_CHECKING

from presetsync.api.reply_json import read_json, shortened
from presetsync.api.wire import MalformedReplyError, error_message
from presetsync.config.baseurl import WHERE_IT_IS_SET
from presetsync.errors import (
    ApiAuthError,
    ApiNotFoundError,
    ApiRefusedError,
    ApiThrottledError,
    ApiUnreachableError,
)
from presetsync.keys.credentials import API_KEY

if TYPE_CHECKING:
    from collections.abc import Mapping

    from presetsync.api.transport import Reply

_REDIRECTS = frozenset({301, 302, 303, 307, 308})

_HINTS: Mapping[int, str] = {
    HTTPStatus.UNAUTHORIZED: "the key is missing or not valid: check {key}",
    HTTPStatus.FORBIDDEN: "the key in {key} lacks the permission: archive and restore need a "
    "management key, the rest an API key",
    HTTPStatus.PAYMENT_REQUIRED: "the account has no credits left",
    HTTPStatus.NOT_FOUND: f"there is no such preset, or no such API: check {WHERE_IT_IS_SET}",
    HTTPStatus.METHOD_NOT_ALLOWED: f"this is not the API: check {WHERE_IT_IS_SET}",
    HTTPStatus.CONFLICT: "another client is writing, or the preset is disabled: check the "
    "dashboard, and run apply again",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "make the preset smaller",
}


def raise_for_status(reply: Reply, key_name: str = API_KEY) -> None:
    """Raise the `presetsync.errors.ApiError` for an unsuccessful reply to a read.

    ``key_name`` is the variable with the key of the request.
    """
    if reply.is_success:
        return
    if reply.status == HTTPStatus.TOO_MANY_REQUESTS:
        raise ApiThrottledError(
            "the server answered 429: too many requests",
            retry_after=retry_after(reply.headers),
        )
    if reply.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise ApiUnreachableError(answered(reply.status, reply.body))
    location = reply.headers.get("location", "")
    raise refusal(reply.status, reply.body, location, key_name=key_name)


def refusal(
    status: int, body: bytes, location: str = "", *, key_name: str = API_KEY
) -> ApiRefusedError:
    """The error for a reply that rejects a request.

    ``location`` is that of a redirect, ``key_name`` the variable with the key of the request.
    """
    kinds = {401: ApiAuthError, 403: ApiAuthError, 404: ApiNotFoundError}
    kind = kinds.get(status, ApiRefusedError)
    hint = _HINTS.get(status, "").format(key=key_name)
    if location or status in _REDIRECTS:
        target = f" leads to {shortened(location)} and" if location else ""
        hint = f"the redirect{target} is not followed with a key: check {WHERE_IT_IS_SET}"
    return kind(answered(status, body), status=status, hint=hint)


def answered(status: int, body: bytes) -> str:
    """The status and, if there is one, the server's message."""
    return f"the server answered {server_message(status, body)}"


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds to wait by the Retry-After header (RFC 9110, section 10.2.3); None without one.

    A date is relative to the reply's own Date, so a wrong local clock does not matter.
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


def server_message(status: int, body: bytes) -> str:
    """The status and the server's own message, as in ``404: no such preset``."""
    try:
        message = error_message(read_json(body))
    except MalformedReplyError:
        message = ""
    return f"{status}: {shortened(message)}" if message else f"{status}"
