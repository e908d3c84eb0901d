"""Replies of responses: whole and in events."""

from __future__ import annotations

from typing import Any

import pytest

from presetsync.api.answers import Answer, Failure, ToolCall
from tests.api.replies_read import DONE, read_events, read_whole

SKIN = "responses"
FACTS: dict[str, Any] = {"id": "resp_1", "model": "openai/o4-mini"}
COUNTED: dict[str, Any] = {"input_tokens": 12, "output_tokens": 3, "cost": 0.5}
CALL = {"type": "function_call", "call_id": "c", "name": "weather", "arguments": '{"city": "Rome"}'}
CUSTOM = {"type": "custom_tool_call", "call_id": "d", "name": "shell", "input": "ls"}
SEARCH = {"type": "web_search_call", "id": "s", "status": "completed"}
CALLS = (ToolCall("weather", '{"city": "Rome"}'), ToolCall("shell", "ls"))


def message(*texts: str) -> dict[str, Any]:
    content = [{"type": "output_text", "text": text, "annotations": []} for text in texts]
    return {"type": "message", "role": "assistant", "id": "m", "content": content}


def response(*output: Any, status: str = "completed", **members: Any) -> dict[str, Any]:
    base = {"object": "response", "status": status, "output": [*output], "error": None}
    return {**FACTS, **base, "usage": COUNTED, "incomplete_details": None, **members}


def delta(index: int, text: str) -> dict[str, Any]:
    return {"type": "response.output_text.delta", "output_index": index, "delta": text}


def item(kind: str, index: int, item: dict[str, Any]) -> dict[str, Any]:
    return {"type": f"response.output_item.{kind}", "output_index": index, "item": item}


def ended(kind: str, *output: Any, **members: Any) -> dict[str, Any]:
    return {"type": f"response.{kind}", "response": response(*output, status=kind, **members)}


def test_a_whole_reply() -> None:
    reply = response({"type": "reasoning"}, message("Hel", "lo."), CALL, SEARCH, CUSTOM)
    assert read_whole(SKIN, reply) == Answer(
        "Hello.", CALLS, **FACTS, **COUNTED, finish="completed"
    )


def test_a_stream() -> None:
    answer = read_events(
        SKIN,
        {"type": "response.debug", "debug": {}, "sequence_number": 0},
        {"type": "response.created", "response": response(status="in_progress", usage=None)},
        item("added", 0, message()),
        delta(0, "Hel"),
        delta(0, "lo."),
        item("done", 0, message("Hello.")),
        item("added", 1, {**CALL, "arguments": ""}),
        {"type": "response.function_call_arguments.delta", "output_index": 1, "delta": '{"city'},
        item("done", 1, CALL),
        item("added", 2, SEARCH),
        item("done", 3, CUSTOM),
        ended("completed", message("Hello."), CALL, SEARCH, CUSTOM),
        DONE,
    )
    assert answer == Answer("Hello.", CALLS, **FACTS, **COUNTED, finish="completed")


def test_what_only_the_last_event_has_is_taken_from_it() -> None:
    last = ended("completed", message("Hello."), CALL, message("Bye."))
    answer = read_events(SKIN, delta(0, "Hello."), last)
    assert (answer.text, answer.tool_calls) == ("Hello.\n\nBye.", CALLS[:1])
    assert read_events(SKIN, last).text == "Hello.\n\nBye."


def test_text_whose_place_is_not_said_is_not_repeated() -> None:
    said = {"type": "response.output_text.delta", "delta": "Hello."}
    assert read_events(SKIN, said, ended("completed", message("Hello."))).text == "Hello."


def test_a_refusal_is_text() -> None:
    refusal = {"type": "message", "content": [{"type": "refusal", "refusal": "I will not."}]}
    assert read_whole(SKIN, response(refusal)).text == "I will not."
    event = {"type": "response.refusal.delta", "output_index": 0, "delta": "I will not."}
    assert read_events(SKIN, event, ended("completed", refusal)).text == "I will not."


def test_the_text_may_be_beside_the_output() -> None:
    assert read_whole(SKIN, response(output_text="Hello.")).text == "Hello."


def test_an_incomplete_answer_says_why_it_ended() -> None:
    last = ended("incomplete", message("Hel"), incomplete_details={"reason": "max_output_tokens"})
    for answer in (read_events(SKIN, delta(0, "Hel"), last), read_whole(SKIN, last["response"])):
        assert answer == Answer("Hel", **FACTS, **COUNTED, finish="max_output_tokens")


FAILED = {
    "error": {"code": "server_error", "message": "Invalid credentials"},
    "error_type": "authentication",
}


def test_a_failed_answer_keeps_what_came() -> None:
    expected = Failure(
        "the answer ended with an error: Invalid credentials",
        "check the key, and the provider's own key if the account has one",
        "authentication",
    )
    answer = read_events(SKIN, delta(0, "Hel"), ended("failed", **FAILED))
    assert (answer.text, answer.failure) == ("Hel", expected)
    assert read_whole(SKIN, response(status="failed", **FAILED)).failure == expected


@pytest.mark.parametrize(
    "event",
    [
        {"type": "response.error", "error": {"code": "rate_limit_exceeded", "message": "Slow"}},
        {"type": "error", "error": {"code": "rate_limit_exceeded", "message": "Slow"}},
        {"type": "error", "code": "rate_limit_exceeded", "message": "Slow", "param": None},
    ],
)
def test_an_error_is_an_event_of_three_shapes(event: dict[str, Any]) -> None:
    answer = read_events(SKIN, delta(0, "Hel"), event)
    assert answer.text == "Hel"
    assert answer.failure == Failure(
        "the answer ended with an error: Slow",
        "try again later, or choose another model or provider",
        "rate_limit_exceeded",
    )


def test_a_call_that_was_cut_short_is_kept_as_far_as_it_came() -> None:
    answer = read_events(
        SKIN,
        item("added", 0, {**CALL, "arguments": ""}),
        {"type": "response.function_call_arguments.delta", "output_index": 0, "delta": '{"ci'},
    )
    assert answer.tool_calls == (ToolCall("weather", '{"ci'),)
    assert answer.failure
    assert answer.failure.message == "the answer was cut short"


@pytest.mark.parametrize("reply", [{}, [], None, response(status="in_progress"), FACTS])
def test_a_whole_reply_without_an_answer_is_a_failure(reply: Any) -> None:
    failure = read_whole(SKIN, reply).failure
    assert failure
    assert failure.message == "the reply is not what the API documents: it has no answer"
