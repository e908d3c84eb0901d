"""Replies of chat/completions: whole and in chunks."""

from __future__ import annotations

from typing import Any

import pytest

from presetsync.api.answers import Answer, Failure, ToolCall
from tests.api.replies_read import DONE, read_events, read_whole

SKIN = "chat/completions"
FACTS: dict[str, Any] = {"id": "gen-1", "model": "openai/gpt-5.4", "provider": "OpenAI"}
USAGE: dict[str, Any] = {
    "prompt_tokens": 12,
    "completion_tokens": 3,
    "total_tokens": 15,
    "cost": 0.00021,
}
COUNTED: dict[str, Any] = {"input_tokens": 12, "output_tokens": 3, "cost": 0.00021}
CALLS = (ToolCall("weather", '{"city": "Rome"}'), ToolCall("time", "{}"))


def whole(finish_reason: str | None = "stop", **message: Any) -> dict[str, Any]:
    choice = {"index": 0, "message": message, "finish_reason": finish_reason}
    return {**FACTS, "choices": [choice], "usage": USAGE}


def chunk(finish_reason: str | None = None, **delta: Any) -> dict[str, Any]:
    choice = {"index": 0, "delta": delta, "finish_reason": finish_reason}
    return {**FACTS, "choices": [choice]}


def answered(**members: Any) -> Answer:
    return Answer(**{**FACTS, **COUNTED, "finish": "stop", **members})


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ({"content": "Hello."}, {"text": "Hello."}),
        (
            {"content": [{"type": "text", "text": "Hel"}, {"type": "image_url"}, {"text": "lo."}]},
            {"text": "Hello."},
        ),
        ({"content": None, "refusal": "I will not."}, {"text": "I will not."}),
        ({"content": None, "reasoning": "Well…"}, {}),
        (
            {
                "content": None,
                "tool_calls": [
                    {"id": "a", "function": {"name": "weather", "arguments": '{"city": "Rome"}'}},
                    {"id": "b", "type": "function", "function": {"name": "time", "arguments": {}}},
                ],
            },
            {"tool_calls": CALLS},
        ),
    ],
)
def test_a_whole_reply(message: dict[str, Any], expected: dict[str, Any]) -> None:
    assert read_whole(SKIN, whole(**message)) == answered(**expected)


def test_a_stream() -> None:
    first = {"id": "a", "index": 0, "function": {"name": "weather", "arguments": ""}}
    second = {"id": "b", "index": 1, "function": {"name": "time", "arguments": "{}"}}
    assert read_events(
        SKIN,
        {**FACTS, "choices": [], "debug": {"echo_upstream_body": {}}},
        chunk(role="assistant", content="Hel"),
        chunk(content="lo.", tool_calls=[first]),
        chunk(tool_calls=[{"index": 0, "function": {"arguments": '{"city": '}}]),
        chunk(tool_calls=[second, {"index": 0, "function": {"arguments": '"Rome"}'}}]),
        chunk("tool_calls"),
        {**chunk(), "usage": USAGE},
        DONE,
    ) == answered(text="Hello.", tool_calls=CALLS, finish="tool_calls")


def test_calls_without_an_index_are_told_apart_by_their_ids() -> None:
    events = [
        chunk(tool_calls=[{"id": "a", "function": {"name": "weather", "arguments": ""}}]),
        chunk(tool_calls=[{"function": {"arguments": '{"city": "Rome"}'}}]),
        chunk(tool_calls=[{"id": "b", "function": {"name": "time", "arguments": {}}}]),
        chunk("tool_calls"),
    ]
    assert read_events(SKIN, *events).tool_calls == CALLS


def test_a_refusal_is_streamed_as_text() -> None:
    events = [chunk(refusal="I will "), chunk(refusal="not."), chunk("stop")]
    assert read_events(SKIN, *events).text == "I will not."


def test_the_provider_is_that_of_the_routers_metadata_where_no_member_names_it() -> None:
    endpoints = [{"provider": "Azure", "selected": False}, {"provider": "OpenAI", "selected": True}]
    reply = whole(content="Hello.")
    del reply["provider"]
    reply["openrouter_metadata"] = {"endpoints": {"total": 2, "available": endpoints}}
    assert read_whole(SKIN, reply).provider == "OpenAI"


def test_a_stream_is_complete_with_its_finish_reason() -> None:
    """What it has cost may be lost, and is then not known."""
    answer = read_events(SKIN, chunk(content="Hello."), chunk("stop"))
    assert (answer.text, answer.cost, answer.failure) == ("Hello.", None, None)


def test_a_stream_that_ends_without_its_end_is_cut_short() -> None:
    answer = read_events(SKIN, chunk(content="Hel"))
    assert answer.text == "Hel"
    assert answer.failure == Failure(
        "the answer was cut short",
        "it may still have cost money: check the activity of the account",
    )


def test_an_error_amid_a_stream_keeps_what_came() -> None:
    error = {"code": 429, "message": "Slow down", "metadata": {"error_type": "rate_limit_exceeded"}}
    answer = read_events(
        SKIN, chunk(content="Hel"), {**chunk("error", content=""), "error": error}, DONE
    )
    assert answer == Answer(
        text="Hel",
        **FACTS,
        finish="error",
        failure=Failure(
            "the answer ended with an error: Slow down",
            "try again later, or choose another model or provider",
            "rate_limit_exceeded",
        ),
    )


@pytest.mark.parametrize("place", ["top", "choice"])
def test_an_error_in_a_whole_reply_keeps_what_came(place: str) -> None:
    reply = whole("error", content="partial")
    error = {"code": 502, "message": "Gone", "metadata": {"error_type": "provider_unavailable"}}
    holder = reply if place == "top" else reply["choices"][0]
    holder["error"] = error
    answer = read_whole(SKIN, reply)
    assert answer.text == "partial"
    assert answer.failure
    assert answer.failure.message == "the answer ended with an error: Gone"
    assert (answer.failure.code, answer.failure.is_refused) == ("provider_unavailable", False)


def test_a_finish_reason_alone_may_be_the_error() -> None:
    failure = read_events(SKIN, chunk("error"), DONE).failure
    assert failure == Failure("the answer ended with an error")


@pytest.mark.parametrize("reply", [{}, [], None, "x", {"choices": []}, {"choices": [{}]}])
def test_a_whole_reply_without_an_answer_is_a_failure(reply: Any) -> None:
    failure = read_whole(SKIN, reply).failure
    assert failure
    assert failure.message == "the reply is not what the API documents: it has no answer"
    assert "OPENROUTER_BASE_URL" in failure.hint


@pytest.mark.parametrize("number", [-1, 1.5, True, "12", None, [], 10**300, 2**60])
def test_a_number_that_is_no_count_is_none(number: Any) -> None:
    reply = whole(content="Hello.")
    reply["usage"] = {"prompt_tokens": number, "completion_tokens": number}
    answer = read_whole(SKIN, reply)
    assert (answer.input_tokens, answer.output_tokens) == (None, None)


@pytest.mark.parametrize(
    ("cost", "expected"),
    [(0, 0), (2, 2), (0.5, 0.5), (-0.1, None), (True, None), ("1", None), (None, None)],
)
def test_a_cost_is_a_finite_number_that_is_not_negative(cost: Any, expected: float | None) -> None:
    reply = whole(content="Hello.")
    reply["usage"] = {"cost": cost, "prompt_tokens": 12.0}
    answer = read_whole(SKIN, reply)
    assert (answer.cost, answer.input_tokens) == (expected, 12)
