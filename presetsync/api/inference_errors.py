"""Errors of the inference routes: before an answer, or in the middle of one. Pure.

Sources: the page on errors, for the shapes of the three skins, ``availability`` and moderation; the
page on zero completion insurance, by which an answer without tokens that ends in an error is not
billed. What a server tool or a plugin did before the error may be.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from presetsync.api.answers import Failure
from presetsync.api.inference_hints import availability_hint, hint_for, kind_of
from presetsync.api.refusals import refusal, retry_after
from presetsync.api.reply_json import read_json, shortened
from presetsync.api.reply_members import amount_of, at, items_of, name_of, text_of
from presetsync.api.wire import MalformedReplyError, error_message
from presetsync.errors import ApiAuthError, ApiThrottledError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from presetsync.api.transport import Reply

_WORD = re.compile(r"[a-z]+")

# What an error has that says which request it is about: not every request of the key.
_ABOUT_THE_REQUEST = ("reasons", "flagged_input", "patterns", "provider_name")


@dataclass(frozen=True, slots=True)
class _Error:
    """An error as one of the skins writes it.

    Attributes:
        message: the server's; "" for none.
        code: the server's own word for it; "" for none.
        kind: what OpenRouter calls it in every skin; "" where it does not say.
        availability: why the model cannot answer; None where that is not the reason.
        metadata: of the provider, or of the moderation.

    """

    message: str
    code: str
    kind: str
    availability: Any
    metadata: Any


def refused(reply: Reply, key_name: str) -> Failure:
    """The failure that a reply without success says; ``key_name`` is the variable with the key.

    Raises:
        ApiThrottledError: the server asks for a wait.
        ApiAuthError: other requests with this key fail, too.

    """
    error = _read(_document(reply.body), reply.status)
    said = f"the server answered {reply.status}{_reason(error)}"
    wait = _wait(reply, error)
    if _is_throttled(reply.status, error, wait):
        raise ApiThrottledError(said, retry_after=wait)
    general = refusal(
        reply.status, reply.body, reply.headers.get("location", ""), key_name=key_name
    )
    if isinstance(general, ApiAuthError) and _is_about_the_key(reply.status, error):
        raise general
    return Failure(
        said,
        _hint(error) if error.message else general.hint or _hint(error),
        error.code,
        is_refused=_is_free(reply.status, error),
    )


def failure_within(holder: Any) -> Failure:
    """The failure that an event, or a reply with success, holds."""
    error = _read(holder, 0)
    return Failure(f"the answer ended with an error{_reason(error)}", _hint(error), error.code)


def _read(holder: Any, status: int) -> _Error:
    """An error in any of its shapes: in ``error`` or, in events of ``responses``, flat."""
    error = at(holder, "error")
    if not isinstance(error, dict):
        error = {"message": error} if isinstance(error, str) else holder
    status = status or _status(error)
    names = (
        at(error, "metadata", "error_type"),
        at(error, "error_type"),
        at(holder, "error_type"),
        at(error, "code"),
        at(error, "type"),
    )
    name = next((found for found in map(name_of, names) if found and found != "error"), "")
    availability = at(error, "availability")
    return _Error(
        message=text_of(at(error, "message")).strip(),
        code=name_of(at(availability, "code")) or name,
        kind=kind_of(name, status),
        availability=availability if isinstance(availability, dict) else None,
        metadata=at(error, "metadata"),
    )


def _status(error: Any) -> int:
    status = at(error, "http_status") or at(error, "code")
    return status if isinstance(status, int) else 0


def _reason(error: _Error) -> str:
    """The server's message, and what a provider or the moderation said."""
    said = shortened(error.message or error.code)
    provider = name_of(at(error.metadata, "provider_name"))
    raw = _raw(at(error.metadata, "raw"))
    reasons = [name for name in map(name_of, items_of(at(error.metadata, "reasons"))) if name]
    if reasons:
        said += (
            f" (flagged for {shortened(', '.join(reasons))}{f' by {provider}' if provider else ''})"
        )
    elif raw and raw != said:
        said += f" ({provider or 'the provider'}: {raw})"
    elif provider and provider not in said:
        said += f" ({provider})"
    return f": {said}" if said else ""


def _raw(raw: Any) -> str:
    """What a provider answered, in words if it has them."""
    document = _document(raw.encode("utf-8", "replace")) if isinstance(raw, str) else raw
    text = error_message(document) or text_of(at(document, "message")) or text_of(raw)
    return shortened(" ".join(text.split()))


def _hint(error: _Error) -> str:
    if error.availability is not None:
        return availability_hint(error.availability)
    if items_of(at(error.metadata, "reasons")):
        return hint_for("content_policy_violation")
    return hint_for(error.kind)


def _wait(reply: Reply, error: _Error) -> float | None:
    """Seconds that the server asks to wait; None where it asks for none."""
    wait = retry_after(reply.headers)
    return amount_of(at(error.availability, "retry_after")) if wait is None else wait


def _is_throttled(status: int, error: _Error, wait: float | None) -> bool:
    """Whether the same request may be answered after a wait."""
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return at(error.availability, "retryable") is not False
    return status == HTTPStatus.SERVICE_UNAVAILABLE and wait is not None


def _is_about_the_key(status: int, error: _Error) -> bool:
    """Whether every request of the key would be refused.

    A 403 is also what guardrails, moderation and regions answer ("Error codes" of that page).
    """
    if status != HTTPStatus.FORBIDDEN:
        return True
    is_other = error.availability is not None or any(
        at(error.metadata, name) for name in _ABOUT_THE_REQUEST
    )
    return not is_other and bool({"key", "keys"} & {*_WORD.findall(error.message.lower())})


def _is_free(status: int, error: _Error) -> bool:
    """Whether no model can have been paid for.

    After a timeout the model may go on, and a 5xx without the API's error may be of a proxy that
    did not wait for it.
    """
    if error.kind == "timeout":
        return False
    return status < HTTPStatus.INTERNAL_SERVER_ERROR or bool(error.message)


def _document(body: bytes) -> Mapping[str, Any]:
    try:
        document = read_json(body)
    except MalformedReplyError:
        return {}
    return document if isinstance(document, dict) else {}
