"""Errors in the shape of their route."""

from __future__ import annotations

import json

import pytest
from starlette.requests import Request

from presetsync.sandbox.error_replies import error_reply


def request_to(path: str) -> Request:
    return Request({"type": "http", "path": f"/api/v1{path}", "headers": [], "method": "POST"})


@pytest.mark.parametrize(
    ("status", "native", "error_type"),
    [
        (400, "invalid_request_error", "invalid_request"),
        (401, "authentication_error", "authentication"),
        (402, "billing_error", "payment_required"),
        (403, "permission_error", "permission_denied"),
        (404, "not_found_error", "not_found"),
        (405, "invalid_request_error", "invalid_request"),
        (413, "invalid_request_error", "payload_too_large"),
        (429, "rate_limit_error", "rate_limit_exceeded"),
        (500, "api_error", "server"),
    ],
)
def test_messages_have_anthropic_s_type_beside_the_api_s_own(
    status: int, native: str, error_type: str
) -> None:
    reply = error_reply(request_to("/messages"), status, "No")

    assert reply.status_code == status
    assert json.loads(bytes(reply.body)) == {
        "type": "error",
        "error": {"type": native, "message": "No", "error_type": error_type},
        "request_id": None,
    }


@pytest.mark.parametrize("path", ["/chat/completions", "/responses", "/presets/a/messages", "/x"])
def test_all_other_routes_have_a_code_and_a_message(path: str) -> None:
    reply = error_reply(request_to(path), 402, "No")

    assert json.loads(bytes(reply.body)) == {"error": {"code": 402, "message": "No"}}
