"""Errors of the inference routes: what is said, what to change, and whether they are free."""

from __future__ import annotations

import json
from typing import Any

import pytest

from presetsync.api.answers import Failure
from presetsync.api.inference_errors import failure_within, refused
from presetsync.api.transport import Reply
from presetsync.errors import ApiAuthError, ApiThrottledError

KEY_NAME = "STAGING_KEY"
DOCS = "https://openrouter.ai/docs/errors"


def reply(status: int, document: Any = None, **headers: str) -> Reply:
    body = document if isinstance(document, bytes) else json.dumps(document).encode()
    return Reply(status, headers, body)


def failure(status: int, error: Any, **headers: str) -> Failure:
    return refused(reply(status, {"error": error}, **headers), KEY_NAME)


def available(code: str, status: int = 404, **members: Any) -> Failure:
    """The failure of an availability error."""
    availability = {"code": code, "retryable": False, "requested_models": ["a/b"], **members}
    return failure(status, {"message": "No.", "http_status": status, "availability": availability})


@pytest.mark.parametrize(
    ("code", "members", "hint"),
    [
        ("model_not_found", {}, "check model in the preset"),
        (
            "model_not_found",
            {"fallback_models": ["a/c", "a/d"]},
            "check model in the preset; did you mean a/c or a/d?",
        ),
        (
            "wrong_endpoint",
            {"constraint": {"field": "endpoint", "detail": "/embeddings"}},
            "this model does not support this kind of request (/embeddings): choose another model",
        ),
        ("no_endpoints", {}, "loosen provider in the preset, or choose another model"),
        (
            "model_deprecated",
            {"fallback_models": ["a/c"]},
            "choose another model, such as a/c",
        ),
        ("model_unavailable_upstream", {"fallback_models": []}, "choose another model"),
        ("region_restricted", {}, "choose another model, or other providers in provider"),
        (
            "privacy_restricted",
            {"excluded_by": ["data_policy:zdr", "data_policy:training"]},
            (
                "loosen provider.zdr and provider.data_collection or the data policy of the "
                "account, or choose another model"
            ),
        ),
        (
            "constraint_filtered",
            {"constraint": {"field": "max_price", "detail": "$1"}, "excluded_by": ["max_price"]},
            "loosen provider.max_price in the preset, or choose another model",
        ),
        (
            "constraint_filtered",
            {"excluded_by": ["quantization", "require_parameters", "something new", 7]},
            (
                "loosen provider.quantizations and provider.require_parameters and something new "
                "in the preset, or choose another model"
            ),
        ),
        (
            "free_variant_ended",
            {"fallback_models": ["a/b"]},
            "choose another model, such as a/b: only endpoints with a price remain of this one",
        ),
        ("something_new", {}, "choose another model"),
        ("something_new", {"retryable": True, "retry_after": 4}, "wait 4 seconds and try again"),
    ],
)
def test_the_hint_is_about_why_no_model_can_answer(
    code: str, members: dict[str, Any], hint: str
) -> None:
    assert available(code, **members) == Failure(
        "the server answered 404: No.", hint, code, is_refused=True
    )


def test_at_most_three_models_are_suggested() -> None:
    models = [f"a/{number}" for number in range(9)]
    assert available("model_deprecated", fallback_models=[None, {}, *models]).hint == (
        "choose another model, such as a/0 or a/1 or a/2"
    )


@pytest.mark.parametrize("url", [f"{DOCS}#x", "https://evil.example/docs/", f"{DOCS}\x1b[2J", 7])
def test_the_page_is_named_if_it_is_one_of_openrouters(url: Any) -> None:
    hint = "choose another model"
    expected = f"{hint} ({url})" if url == f"{DOCS}#x" else hint
    assert available("model_deprecated", docs_url=url).hint == expected


def test_availability_is_in_the_errors_of_every_skin() -> None:
    availability = {"code": "model_not_found", "retryable": False, "fallback_models": ["a/c"]}
    said = {"message": "No.", "error_type": "invalid_request", "availability": availability}
    anthropic = {
        "type": "error",
        "error": {"type": "invalid_request_error", **said},
        "request_id": None,
    }
    for document in ({"error": {"code": 400, **said}}, anthropic):
        assert refused(reply(400, document), KEY_NAME) == Failure(
            "the server answered 400: No.",
            "check model in the preset; did you mean a/c?",
            "model_not_found",
            is_refused=True,
        )


@pytest.mark.parametrize(
    ("status", "error", "code", "hint"),
    [
        (
            400,
            {"code": 400, "message": "No.", "metadata": {"error_type": "context_length_exceeded"}},
            "context_length_exceeded",
            "shorten the prompt, or choose a model with a longer context",
        ),
        (400, {"code": 400, "message": "No."}, "", "change what the message names"),
        (
            400,
            {"code": "invalid_prompt", "message": "No."},
            "invalid_prompt",
            "change what the message names",
        ),
        (
            400,
            {"type": "invalid_request_error", "message": "No.", "error_type": "string_too_long"},
            "string_too_long",
            "shorten the prompt",
        ),
        (
            402,
            {"code": 402, "message": "No."},
            "",
            (
                "add credits to the account or raise the key's limit, or lower the limit of "
                "tokens in the preset"
            ),
        ),
        (
            404,
            {"code": 404, "message": "No."},
            "",
            "check the model, the preset and provider in the request",
        ),
        (
            502,
            {"code": 502, "message": "No."},
            "",
            "try again later, or choose another model or provider",
        ),
        (418, {"code": 418, "message": "No."}, "", ""),
    ],
)
def test_other_errors_are_told_by_their_type_and_then_by_their_status(
    status: int, error: Any, code: str, hint: str
) -> None:
    assert failure(status, error) == Failure(
        f"the server answered {status}: No.", hint, code, is_refused=True
    )


def test_what_moderation_flagged_is_said() -> None:
    metadata = {
        "reasons": ["violence", "hate"],
        "flagged_input": "…",
        "provider_name": "OpenAI",
        "model_slug": "a/b",
    }
    error = {"code": 403, "message": "Your key's input was flagged", "metadata": metadata}
    assert failure(403, error) == Failure(
        "the server answered 403: Your key's input was flagged (flagged for violence, hate by "
        "OpenAI)",
        "change the prompt",
        is_refused=True,
    )


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ('{"error": {"message": "Too hot"}}', "Provider error (OpenAI: Too hot)"),
        ('{"message": "Too hot"}', "Provider error (OpenAI: Too hot)"),
        ({"error": {"message": "Too hot"}}, "Provider error (OpenAI: Too hot)"),
        ("Too\n  hot", "Provider error (OpenAI: Too hot)"),
        ("x" * 9000, f"Provider error (OpenAI: {'x' * 500}…)"),
        (None, "Provider error (OpenAI)"),
        ([], "Provider error (OpenAI)"),
    ],
)
def test_what_the_provider_said_is_shown_within_bounds(raw: Any, said: str) -> None:
    metadata = {"provider_name": "OpenAI", "raw": raw}
    error = {"code": 400, "message": "Provider error", "metadata": metadata}
    assert failure(400, error).message == f"the server answered 400: {said}"


def test_a_long_message_is_cut() -> None:
    assert len(failure(400, {"message": "x" * 9000}).message) < 600


@pytest.mark.parametrize("status", [400, 402, 404, 413, 422, 500, 502, 503, 529])
def test_what_is_refused_before_an_answer_is_free(status: int) -> None:
    assert failure(status, {"code": status, "message": "No."}).is_refused


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (408, {"error": {"code": 408, "message": "Too late"}}),
        (504, {"error": {"code": 504, "message": "Too late"}}),
        (524, {"error": {"code": 524, "message": "Too late"}}),
        (500, {"type": "error", "error": {"type": "timeout_error", "message": "Too late"}}),
        (502, b"<html>Bad Gateway"),
        (500, b""),
    ],
)
def test_after_a_timeout_or_an_error_of_a_proxy_it_is_not_known_to_be_free(
    status: int, body: Any
) -> None:
    assert not refused(reply(status, body), KEY_NAME).is_refused


@pytest.mark.parametrize(
    ("status", "hint"),
    [(404, "there is no such preset, or no such API"), (405, "this is not the API")],
)
def test_a_refusal_without_the_apis_error_is_about_the_address(status: int, hint: str) -> None:
    assert refused(reply(status, b"<html>"), KEY_NAME).hint.startswith(hint)


@pytest.mark.parametrize(
    ("status", "message"),
    [
        (401, "User not found."),
        (403, "Only management keys can perform this operation"),
        (403, "Key limit exceeded (total limit)."),
        (403, "This needs another key."),
    ],
)
def test_what_is_about_the_key_is_an_error_of_the_key(status: int, message: str) -> None:
    with pytest.raises(ApiAuthError) as raised:
        failure(status, {"code": status, "message": message})
    assert raised.value.message == f"the server answered {status}: {message}"
    assert KEY_NAME in raised.value.hint


@pytest.mark.parametrize(
    "error",
    [
        {"code": 403, "message": "Request blocked: prompt injection patterns detected"},
        {"code": 403, "message": "Blocked by the key's", "metadata": {"patterns": ["ignore"]}},
        {"code": 403, "message": "No key", "availability": {"code": "region_restricted"}},
        {"type": "permission_error", "message": "Request blocked: injection"},
    ],
)
def test_a_403_that_is_about_the_request_is_its_failure(error: Any) -> None:
    assert failure(403, error).is_refused


@pytest.mark.parametrize(
    ("status", "members", "headers", "wait"),
    [
        (429, {}, {}, None),
        (429, {}, {"retry-after": "7"}, 7),
        (429, {"retryable": True, "retry_after": 40}, {}, 40),
        (503, {"retryable": True, "retry_after": 0}, {}, 0),
        (503, {}, {"retry-after": "7"}, 7),
    ],
)
def test_a_server_that_asks_for_a_wait_is_an_error(
    status: int, members: Any, headers: dict[str, str], wait: float | None
) -> None:
    error = {"code": status, "message": "Full."}
    if members:
        error["availability"] = {"code": "capacity_exhausted", **members}
    with pytest.raises(ApiThrottledError) as raised:
        failure(status, error, **headers)
    assert raised.value.message == f"the server answered {status}: Full."
    assert raised.value.retry_after == wait


def test_a_429_that_no_wait_helps_is_a_failure() -> None:
    told = available("capacity_exhausted", 429, fallback_models=["a/c"])
    assert told.hint == "wait and try again, or choose another model, such as a/c"


def test_a_503_that_names_no_wait_is_a_failure() -> None:
    told = available("temporarily_unavailable", 503, retryable=True)
    assert (told.hint, told.is_refused) == ("wait and try again, or choose another model", True)


@pytest.mark.parametrize(
    ("holder", "message", "code"),
    [
        ({"error": "Too hot"}, ": Too hot", ""),
        ({"error": {"message": " Too hot "}}, ": Too hot", ""),
        ({"error": {"code": "server_error"}}, ": server_error", "server_error"),
        ({"error": {"code": 502, "message": "Too hot"}}, ": Too hot", ""),
        ({"error": {"message": {}, "code": [], "metadata": 7, "availability": "x"}}, "", ""),
        ({"error": []}, "", ""),
        ({}, "", ""),
        (None, "", ""),
        (7, "", ""),
    ],
)
def test_an_error_amid_an_answer_is_read_as_far_as_it_is_one(
    holder: Any, message: str, code: str
) -> None:
    told = failure_within(holder)
    assert told.message == f"the answer ended with an error{message}"
    assert (told.code, told.is_refused) == (code, False)
