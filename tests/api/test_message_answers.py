"""Replies of messages: whole and in events."""

from __future__ import annotations

from typing import Any

import pytest

from presetsync.api.answers import Answer, Failure, ToolCall
from tests.api.replies_read import DONE, read_events, read_whole

SKIN = "messages"
FACTS: dict[str, Any] = {"id": "gen-1", "model": "anthropic/claude-opus-5", "provider": "Anthropic"}
USAGE: dict[str, Any] = {
    "input_tokens": 10,
    "cache_creation_input_tokens": 100,
    "cache_read_input_tokens": None,
    "output_tokens": 7,
    "cost": 0.01,
}
COUNTED: dict[str, Any] = {"input_tokens": 110, "output_tokens": 7, "cost": 0.01}
SEARCH = {"type": "server_tool_use", "id": "s", "name": "web_search", "input": {"query": "x"}}
FOUND = {"type": "web_search_tool_result", "tool_use_id": "s", "content": []}
TOOL = {"type": "tool_use", "id": "t", "name": "weather", "input": {"city": "Rome"}}


def whole(*content: Any, stop_reason: str | None = "end_turn") -> dict[str, Any]:
    message = {"type": "message", "role": "assistant", "content": [*content]}
    return {**FACTS, **message, "stop_reason": stop_reason, "usage": USAGE}


def started() -> dict[str, Any]:
    message = {**whole(stop_reason=None), "usage": {**USAGE, "output_tokens": 1, "cost": None}}
    return {"type": "message_start", "message": message}


def begun(index: int, block: dict[str, Any]) -> dict[str, Any]:
    return {"type": "content_block_start", "index": index, "content_block": block}


def delta(index: int, **delta: Any) -> dict[str, Any]:
    return {"type": "content_block_delta", "index": index, "delta": delta}


def text(index: int, text: str) -> dict[str, Any]:
    return delta(index, type="text_delta", text=text)


def stopped(reason: str, **usage: Any) -> list[dict[str, Any]]:
    change = {"stop_reason": reason, "stop_sequence": None}
    return [
        {"type": "message_delta", "delta": change, "usage": usage},
        {"type": "message_stop"},
    ]


def test_a_whole_reply() -> None:
    content = [{"type": "thinking", "thinking": "Well…"}, {"type": "text", "text": "Hello."}]
    answer = read_whole(SKIN, whole(*content, TOOL))
    calls = (ToolCall("weather", '{"city": "Rome"}'),)
    assert answer == Answer("Hello.", calls, **FACTS, **COUNTED, finish="end_turn")


def test_a_stream() -> None:
    empty = {"type": "text", "text": "", "citations": None}
    answer = read_events(
        SKIN,
        started(),
        {"type": "ping"},
        begun(0, {"type": "thinking", "thinking": ""}),
        delta(0, type="thinking_delta", thinking="Well…"),
        begun(1, empty),
        text(1, "Hel"),
        text(1, "lo."),
        delta(1, type="citations_delta", citation={}),
        {"type": "content_block_stop", "index": 1},
        begun(2, {**TOOL, "input": {}}),
        delta(2, type="input_json_delta", partial_json='{"city": '),
        delta(2, type="input_json_delta", partial_json='"Rome"}'),
        begun(3, {**TOOL, "name": "time", "input": {}}),
        *stopped("tool_use", input_tokens=None, output_tokens=7, cost=0.01),
    )
    calls = (ToolCall("weather", '{"city": "Rome"}'), ToolCall("time", "{}"))
    assert answer == Answer("Hello.", calls, **FACTS, **COUNTED, finish="tool_use")


def test_the_last_counts_are_right() -> None:
    usage = {"input_tokens": 20, "cache_read_input_tokens": 5, "output_tokens": 9}
    answer = read_events(SKIN, started(), *stopped("end_turn", **usage))
    assert (answer.input_tokens, answer.output_tokens, answer.cost) == (25, 9, None)


def test_what_a_server_tool_does_is_no_call_and_divides_the_text() -> None:
    said = [{"type": "text", "text": "I look."}, SEARCH, FOUND, {"type": "text", "text": "It is "}]
    cited = {"type": "text", "text": "so.", "citations": [{}]}
    answer = read_whole(SKIN, whole(*said, cited))
    assert (answer.text, answer.tool_calls) == ("I look.\n\nIt is so.", ())
    events = [
        *(started(), begun(0, {"type": "text", "text": ""}), text(0, "I look.")),
        *(begun(1, SEARCH), delta(1, type="input_json_delta", partial_json="{}"), begun(2, FOUND)),
        *(begun(3, {"type": "text", "text": ""}), text(3, "It is ")),
        *(begun(4, {"type": "text", "text": ""}), text(4, "so.")),
        *stopped("end_turn"),
    ]
    streamed = read_events(SKIN, *events)
    assert (streamed.text, streamed.tool_calls) == (answer.text, ())


def test_an_error_amid_a_stream_keeps_what_came() -> None:
    error = {
        "type": "overloaded_error",
        "message": "Too busy",
        "error_type": "provider_overloaded",
    }
    answer = read_events(SKIN, started(), text(0, "Hel"), {"type": "error", "error": error}, DONE)
    assert answer.text == "Hel"
    assert answer.failure == Failure(
        "the answer ended with an error: Too busy",
        "try again later, or choose another model or provider",
        "provider_overloaded",
    )


def test_an_error_with_success_is_a_failure() -> None:
    error = {"type": "not_found_error", "message": "No such model"}
    failure = read_whole(SKIN, {"type": "error", "error": error, "request_id": None}).failure
    assert failure == Failure(
        "the answer ended with an error: No such model",
        "check the model, the preset and provider in the request",
        "not_found_error",
    )


@pytest.mark.parametrize("reply", [{}, [], None, {"content": "x"}, {"type": "message"}])
def test_a_whole_reply_without_an_answer_is_a_failure(reply: Any) -> None:
    failure = read_whole(SKIN, reply).failure
    assert failure
    assert failure.message == "the reply is not what the API documents: it has no answer"


def test_a_stream_that_ends_without_its_end_is_cut_short() -> None:
    failure = read_events(SKIN, started(), text(0, "Hel")).failure
    assert failure
    assert failure.message == "the answer was cut short"


def test_a_stream_is_complete_with_its_stop_reason() -> None:
    assert read_events(SKIN, started(), text(0, "Hi"), stopped("end_turn")[0]).failure is None
