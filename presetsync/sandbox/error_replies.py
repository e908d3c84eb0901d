"""Errors in the shape of their route: Anthropic's for ``/messages``, the API's own for all others.

Sources: the page on errors, for both shapes, for ``error_type``, and for how Anthropic's types go
with it; ``AnthropicMessagesErrorResponse`` in the OpenAPI document.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

BASE_PATH = "/api/v1"

_MESSAGES = f"{BASE_PATH}/messages"
_GENERATION = "X-Generation-Id"

_ERROR_TYPES = {
    400: "invalid_request",
    401: "authentication",
    402: "payment_required",
    403: "permission_denied",
    404: "not_found",
    413: "payload_too_large",
    429: "rate_limit_exceeded",
    500: "server",
}

_ANTHROPIC_TYPES = {
    "authentication": "authentication_error",
    "payment_required": "billing_error",
    "permission_denied": "permission_error",
    "not_found": "not_found_error",
    "rate_limit_exceeded": "rate_limit_error",
    "server": "api_error",
}
"""Those that are not here are ``invalid_request_error``."""


def error_reply(
    request: Request,
    status: int,
    message: str,
    *,
    headers: Mapping[str, str] | None = None,
    availability: Mapping[str, Any] | None = None,
    metadata: Mapping[str, Any] | None = None,
) -> JSONResponse:
    """An error.

    Args:
        request: what it answers.
        status: of HTTP.
        message: for people.
        headers: of the reply; one with the id of a generation says that the router had begun.
        availability: why no model can answer.
        metadata: what the router did.

    """
    kind = _ERROR_TYPES.get(status, "invalid_request")
    body: dict[str, Any]
    if request.url.path == _MESSAGES:
        anthropic = _ANTHROPIC_TYPES.get(kind, "invalid_request_error")
        error: dict[str, Any] = {"type": anthropic, "message": message, "error_type": kind}
        body = {"type": "error", "error": error, "request_id": (headers or {}).get(_GENERATION)}
    else:
        error = {"code": status, "message": message}
        if availability:
            error |= {"error_type": kind, "http_status": status}
        body = {"error": error}
    if availability:
        error["availability"] = availability
    if metadata:
        body["openrouter_metadata"] = metadata
    return JSONResponse(body, status_code=status, headers=headers)
