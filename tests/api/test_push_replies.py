"""The meaning of a reply: stored, not stored or unknown, but never an exception."""

from __future__ import annotations

import json
import sys
from typing import Any

import httpx
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from presetsync.api.push_replies import (
    Contended,
    PushReply,
    Refused,
    Stored,
    Throttled,
    Unknown,
    read_push,
)
from presetsync.api.refusals import refusal, retry_after
from presetsync.api.reply_json import MAX_DEPTH, MAX_MESSAGE, read_json
from presetsync.api.wire import MalformedReplyError, parse_preset
from presetsync.config.baseurl import WHERE_IT_IS_SET
from presetsync.errors import ApiAuthError, ApiNotFoundError, ApiRefusedError
from tests.builders import preset_json, version_json

DATE = "Wed, 07 Jan 2026 10:00:00 GMT"
HTML = b"<!doctype html><title>Attention Required! | Cloudflare</title>"


def encoded(document: Any) -> bytes:
    return json.dumps(document).encode()


def error_body(message: str) -> bytes:
    return encoded({"error": {"code": 0, "message": message}})


def read(status: int, body: bytes = b"", **headers: str) -> PushReply:
    return read_push(
        status, httpx.Headers({name.replace("_", "-"): headers[name] for name in headers}), body
    )


@pytest.mark.parametrize("status", [200, 201, 202, 203, 206, 299])
def test_a_well_formed_preset_in_a_success_was_stored(status: int) -> None:
    reply = read(status, encoded({"data": preset_json()}))
    assert reply == Stored(parse_preset(preset_json()))


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        pytest.param(b"", "it is not JSON", id="empty"),
        pytest.param(HTML, "it is not JSON", id="HTML"),
        pytest.param(encoded({"data": preset_json()})[:-1], "it is not JSON", id="truncated"),
        pytest.param(b"[" * 100_000, "it nests deeper than 200 levels", id="nested"),
        pytest.param(b"9" * 5_000, "it contains a number with 5000 digits", id="a long number"),
        pytest.param(b"\xff\xfe\xfd", "it is not JSON", id="not UTF-8"),
        pytest.param(b"null", "the reply is not an object", id="null"),
        pytest.param(b"{}", "the reply has no data", id="no data"),
        pytest.param(error_body("no"), "the reply has no data", id="an error"),
        pytest.param(b'{"data": null}', "the preset is not an object", id="data null"),
        pytest.param(encoded({"data": preset_json(id="")}), "the preset has no id", id="no id"),
        pytest.param(
            encoded({"data": preset_json(designated_version={})}),
            "the version has no id",
            id="an empty version",
        ),
        pytest.param(
            encoded({"data": preset_json(designated_version=version_json(version=None))}),
            "the version: version is not a count",
            id="no number",
        ),
        pytest.param(
            encoded(
                {"data": preset_json(designated_version=version_json(config={"x": 1}))}
            ).replace(b'"x": 1', b'"x": NaN'),
            "NaN is not a JSON number",
            id="NaN",
        ),
    ],
)
def test_a_success_that_does_not_parse_is_unknown(body: bytes, reason: str) -> None:
    reply = read(200, body)
    assert reply == Unknown(f"the reply is not what the API documents: {reason}")


def test_a_success_without_the_version_is_unknown() -> None:
    body = encoded({"data": preset_json(designated_version=None)})
    assert read(200, body) == Unknown("the reply names no version")


@pytest.mark.parametrize(
    ("status", "kind", "hint"),
    [
        (400, ApiRefusedError, ""),
        (401, ApiAuthError, "OPENROUTER_API_KEY"),
        (402, ApiRefusedError, "no credits"),
        (403, ApiAuthError, "archive and restore need a management key"),
        (404, ApiNotFoundError, ""),
        (413, ApiRefusedError, "smaller"),
        (422, ApiRefusedError, ""),
    ],
)
def test_what_the_api_documents_as_refusals_was_not_stored(
    status: int, kind: type[ApiRefusedError], hint: str
) -> None:
    reply = read(status, error_body("temperature is too hot"))
    assert isinstance(reply, Refused)
    assert type(reply.error) is kind
    assert reply.error.status == status
    assert reply.error.message == f"the server answered {status}: temperature is too hot"
    assert hint in reply.error.hint


@pytest.mark.parametrize(
    "body", [b"", HTML, b"{}", b'{"error": "x"}', b'{"error": {"message": 5}}']
)
@pytest.mark.parametrize("status", [400, 404])
def test_a_refusal_without_a_message_still_refuses(status: int, body: bytes) -> None:
    reply = read(status, body)
    assert isinstance(reply, Refused)
    assert reply.error.message == f"the server answered {status}"


def test_409_means_that_someone_else_is_writing() -> None:
    assert read(409, error_body("busy")) == Contended("the server answered 409: busy")


def test_429_means_wait() -> None:
    assert read(429, error_body("slow down"), Retry_After="7") == Throttled("429: slow down", 7.0)
    assert read(429, HTML) == Throttled("429", None)


@pytest.mark.parametrize(
    "status",
    [
        *(100, 101, 103, 199, 300, 301, 302, 303, 304, 307, 308),
        *(405, 406, 408, 410, 418, 421, 425, 428, 451, 499),
        *(500, 501, 502, 503, 504, 507, 520, 524, 529, 599, 600, 999, 0, -1),
    ],
)
def test_any_other_status_is_unknown(status: int) -> None:
    assert read(status, error_body("hm")) == Unknown(f"the server answered {status}: hm")
    assert read(status, HTML, Retry_After="5") == Unknown(f"the server answered {status}")
    assert read(status, encoded({"data": preset_json()})) == Unknown(
        f"the server answered {status}"
    )


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        pytest.param({}, None, id="none"),
        pytest.param({"Retry-After": ""}, None, id="empty"),
        pytest.param({"Retry-After": "0"}, 0.0, id="zero"),
        pytest.param({"Retry-After": "30"}, 30.0, id="seconds"),
        pytest.param({"retry-after": " 30 "}, 30.0, id="blanks"),
        pytest.param({"Retry-After": "007"}, 7.0, id="leading zeros"),
        pytest.param({"Retry-After": "-5"}, None, id="negative"),
        pytest.param({"Retry-After": "1.5"}, None, id="a fraction"),
        pytest.param({"Retry-After": "1e3"}, None, id="an exponent"),
        pytest.param({"Retry-After": "soon"}, None, id="garbage"),
        pytest.param({"Retry-After": "9" * 400}, 999_999_999.0, id="huge"),
        pytest.param({"Retry-After": DATE}, None, id="a date without a Date"),
        pytest.param({"Retry-After": DATE, "Date": "now"}, None, id="a Date that is none"),
        pytest.param({"Retry-After": DATE, "Date": DATE}, 0.0, id="now"),
        pytest.param(
            {"Retry-After": "Wed, 07 Jan 2026 10:01:30 GMT", "Date": DATE}, 90.0, id="later"
        ),
        pytest.param(
            {"Retry-After": "Wed, 07 Jan 2026 09:00:00 GMT", "Date": DATE}, 0.0, id="earlier"
        ),
        pytest.param(
            {"Retry-After": "Wednesday, 07-Jan-26 10:00:05 GMT", "Date": DATE}, 5.0, id="RFC 850"
        ),
        pytest.param(
            {"Retry-After": "Wed, 07 Jan 2026 12:00:05 +0200", "Date": DATE}, 5.0, id="a zone"
        ),
        pytest.param(
            {"Retry-After": "Wed, 07 Jan 2026 10:00:05 -0000", "Date": DATE}, None, id="no zone"
        ),
        pytest.param(
            {"Retry-After": "Wed, 99 Jan 2026 10:00:00 GMT", "Date": DATE}, None, id="no such day"
        ),
    ],
)
def test_retry_after_in_seconds_or_by_the_clock_of_the_server(
    headers: dict[str, str], seconds: float | None
) -> None:
    assert retry_after(httpx.Headers(headers)) == seconds


def test_digits_of_another_script_are_no_number() -> None:
    assert retry_after({"retry-after": "٣٠"}) is None


@pytest.mark.parametrize("text", ["NaN", "Infinity", "-Infinity", "1e999", "-1e999"])
def test_a_number_that_json_does_not_have_is_not_read(text: str) -> None:
    with pytest.raises(MalformedReplyError, match=f"^{text} is not a JSON number$"):
        read_json(f'{{"x": [{text}]}}'.encode())


def test_all_other_numbers_are_read_as_they_are() -> None:
    read_value = read_json(b"[0, 1.0, -0.0, 1e-7, 1.5e308, 9007199254740993, 1E2]")
    assert read_value == [0, 1.0, -0.0, 1e-7, 1.5e308, 9007199254740993, 100.0]
    assert [type(number) for number in read_value] == [int, float, float, float, float, int, float]


@pytest.mark.parametrize(
    ("status", "hint"),
    [
        (302, f"the redirect is not followed with a key: check {WHERE_IT_IS_SET}"),
        (404, f"there is no such preset, or no such API: check {WHERE_IT_IS_SET}"),
        (405, f"this is not the API: check {WHERE_IT_IS_SET}"),
        (410, ""),
    ],
)
def test_a_refusal_that_a_wrong_address_may_cause_says_where_it_is_set(
    status: int, hint: str
) -> None:
    error = refusal(status, b"")
    assert (error.message, error.status, error.hint) == (
        f"the server answered {status}",
        status,
        hint,
    )


def test_409_tells_of_a_disabled_preset() -> None:
    assert "disabled" in refusal(409, b"").hint


@pytest.mark.parametrize(
    "location", ["mailto:you@example.com", "https://example.com/" + "x" * 9999]
)
def test_the_target_of_a_redirect_is_shortened(location: str) -> None:
    hint = refusal(302, b"", location).hint
    assert location[:200] in hint
    assert len(hint) < 1000


@pytest.mark.parametrize("levels", [MAX_DEPTH, MAX_DEPTH + 1, 900])
def test_a_reply_nests_so_deep_and_no_deeper(levels: int) -> None:
    body = b'{"x": [' * (levels // 2) + b"[]" * (levels % 2) + b"]}" * (levels // 2)
    if levels <= MAX_DEPTH:
        assert read_json(body)
    else:
        with pytest.raises(MalformedReplyError, match=f"^it nests deeper than {MAX_DEPTH} levels$"):
            read_json(body)


def test_a_long_message_is_shortened() -> None:
    reply = read(400, error_body("x" * 1_000_000))
    assert isinstance(reply, Refused)
    assert reply.error.message == f"the server answered 400: {'x' * MAX_MESSAGE}…"


@pytest.mark.parametrize("number", [10**308, 10**4299, 10**5000], ids=["309", "4300", "5001"])
def test_a_version_of_very_many_digits_is_unknown(number: int) -> None:
    sys.set_int_max_str_digits(0)
    try:
        body = encoded({"data": preset_json(designated_version=version_json(version=number))})
    finally:
        sys.set_int_max_str_digits(sys.int_info.default_max_str_digits)
    reply = read(200, body)
    assert isinstance(reply, Unknown)
    assert "it contains a number with" in reply.reason


@pytest.mark.parametrize("number", [-1, 2**53, 10**300])
def test_a_version_that_no_client_could_count_is_unknown(number: int) -> None:
    body = encoded({"data": preset_json(designated_version=version_json(version=number))})
    reply = read(200, body)
    assert isinstance(reply, Unknown)
    assert "the version: version is not a " in reply.reason


@pytest.mark.parametrize("member", ["id", "slug", "status"])
def test_a_name_without_an_end_is_unknown(member: str) -> None:
    reply = read(200, encoded({"data": preset_json(**{member: "x" * 100_000})}))
    assert isinstance(reply, Unknown)
    assert len(reply.reason) < 300


@pytest.mark.parametrize("escape", [b"\\ud83d", b"\\uDE80", b"\\udE80\\ud83d"])
def test_half_of_a_surrogate_pair_is_read_as_what_can_be_written(escape: bytes) -> None:
    text = read_json(b'{"x": "a' + escape + b'b \\ud83d\\ude80"}')["x"]
    assert text.encode().decode() == text
    assert text.endswith("b \N{ROCKET}")
    assert "\N{REPLACEMENT CHARACTER}" in text


BODIES = st.binary(max_size=40) | st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["data", "error", "message", "x"]), inner, max_size=3)
    ),
    max_leaves=8,
).map(encoded)


@given(
    status=st.integers(-5, 1000),
    retry=st.text(max_size=40) | st.integers().map(str) | st.just(DATE),
    date=st.text(max_size=40) | st.just(DATE),
    body=BODIES,
)
@example(status=429, retry="Mon, 01 Jan 0001 00:00:00 +2359", date=DATE, body=b"")
@example(status=429, retry="Fri, 31 Dec 9999 23:59:59 -2359", date=DATE, body=b"")
@example(status=429, retry="1 1 1 1:1:1 +99999999999", date=DATE, body=b"")
@example(status=429, retry="9" * 30 + " Jan 2026 10:00:00 GMT", date=DATE, body=b"")
def test_no_reply_whatever_is_an_exception(status: int, retry: str, date: str, body: bytes) -> None:
    reply = read_push(status, {"retry-after": retry, "date": date}, body)
    assert isinstance(reply, PushReply)
    assert not isinstance(reply, Stored)
    seconds = retry_after({"retry-after": retry, "date": date})
    assert seconds is None or seconds >= 0
