"""Whatever a server replies, there is an answer, and never an exception."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presetsync.api.answer_reader import AnswerReader
from presetsync.api.answers import Answer, ToolCall
from presetsync.api.event_stream import Event
from presetsync.api.inference_errors import failure_within, refused
from presetsync.api.transport import Reply
from presetsync.errors import ApiAuthError, ApiThrottledError

SKINS = ["chat/completions", "messages", "responses"]

NAMES = [
    *("id", "model", "provider", "usage", "choices", "delta", "message", "content", "refusal"),
    *("tool_calls", "index", "function", "name", "arguments", "finish_reason", "error", "code"),
    *("metadata", "error_type", "availability", "excluded_by", "fallback_models", "constraint"),
    *("retry_after", "reasons", "raw", "provider_name", "type", "content_block", "text", "input"),
    *("partial_json", "stop_reason", "input_tokens", "output_tokens", "prompt_tokens", "cost"),
    *("response", "output", "output_index", "item", "status", "incomplete_details", "reason"),
    *("openrouter_metadata", "endpoints", "available", "selected", "output_text", "field"),
]
VALUES = [
    *("message_start", "content_block_start", "content_block_delta", "message_delta", "error"),
    *("message_stop", "text", "tool_use", "server_tool_use", "text_delta", "input_json_delta"),
    *("response.created", "response.output_text.delta", "response.output_item.done", "failed"),
    *("response.output_item.added", "response.function_call_arguments.delta", "message"),
    *("response.completed", "response.failed", "response.error", "function_call", "output_text"),
    *("custom_tool_call", "model_not_found", "capacity_exhausted", "constraint_filtered", "key"),
]
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-2, 3)
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(VALUES)
    | st.text(max_size=5),
    lambda each: (
        st.lists(each, max_size=3)
        | st.dictionaries(st.sampled_from(NAMES) | st.text(max_size=3), each, max_size=5)
    ),
    max_leaves=10,
)


ODD: st.SearchStrategy[Any] = st.sampled_from(
    [None, True, 0, 7, -1, 1.5, 12.0, 10**300, "", "x", [], [[]], [None], {}, {"type": []}, *VALUES]
)


def shaped(value: Any) -> st.SearchStrategy[Any]:
    """The shape of a value, with odd ones in any place of it."""
    if isinstance(value, dict):
        members = {name: shaped(member) for name, member in value.items()}
        return st.fixed_dictionaries({}, optional=members) | ODD
    if isinstance(value, list):
        return st.lists(st.one_of(*map(shaped, value)), max_size=3) | ODD
    return st.just(value) | ODD


CALL = {"id": "a", "index": 0, "function": {"name": "f", "arguments": "{}"}}
SAID = {"content": [{"text": "a"}], "refusal": "b", "tool_calls": [CALL]}
ERROR = {
    "message": "m",
    "code": 429,
    "type": "api_error",
    "error_type": "timeout",
    "metadata": {"reasons": ["r"], "raw": '{"message": "x"}', "provider_name": "P"},
    "availability": {
        "code": "constraint_filtered",
        "retryable": False,
        "retry_after": 1,
        "excluded_by": ["geo"],
        "fallback_models": ["a/b"],
        "constraint": {"field": "x", "detail": "y"},
        "docs_url": "https://openrouter.ai/docs/errors",
    },
}
USAGE = {
    "prompt_tokens": 1,
    "completion_tokens": 1,
    "input_tokens": 1,
    "output_tokens": 1,
    "cost": 1,
}
ROUTER = {"endpoints": {"available": [{"selected": True, "provider": "P"}]}}
BLOCK = {"type": "tool_use", "name": "f", "input": {}, "text": "a"}
ITEM = {"type": "function_call", "name": "f", "arguments": "{}", "content": [{"text": "a"}]}
RESPONSE = {
    "id": "r",
    "model": "m",
    "status": "completed",
    "usage": USAGE,
    "error": ERROR,
    "output": [ITEM, {**ITEM, "type": "message"}],
    "incomplete_details": {"reason": "x"},
}
SHAPES: dict[str, list[Any]] = {
    "chat/completions": [
        {
            "id": "c",
            "model": "m",
            "provider": "P",
            "usage": USAGE,
            "error": ERROR,
            "choices": [{"delta": SAID, "message": SAID, "finish_reason": "stop", "error": ERROR}],
            "openrouter_metadata": ROUTER,
        }
    ],
    "messages": [
        {"type": "message_start", "message": {"id": "m", "content": [BLOCK], "usage": USAGE}},
        {"type": "content_block_start", "index": 0, "content_block": BLOCK},
        {"type": "content_block_delta", "index": 0, "delta": {"text": "a", "partial_json": "{"}},
        {"type": "message_delta", "delta": {"stop_reason": "x"}, "usage": USAGE},
        {"type": "message_stop", "openrouter_metadata": ROUTER},
        {"type": "error", "error": ERROR},
        {"type": "message", "content": [BLOCK], "stop_reason": "x", "usage": USAGE},
    ],
    "responses": [
        {"type": "response.created", "response": RESPONSE},
        {"type": "response.output_text.delta", "output_index": 0, "delta": "a"},
        {"type": "response.output_item.added", "output_index": 0, "item": ITEM},
        {"type": "response.function_call_arguments.delta", "output_index": 0, "delta": "{"},
        {"type": "response.output_item.done", "output_index": 0, "item": ITEM},
        {"type": "response.failed", "response": RESPONSE},
        {"type": "response.error", **ERROR},
        RESPONSE,
    ],
}


def replies(skin: str) -> st.SearchStrategy[Any]:
    return st.one_of(*map(shaped, SHAPES[skin]))


def is_proper(answer: Answer) -> bool:
    """Whether the members have the types that they promise."""
    counts = (answer.input_tokens, answer.output_tokens)
    names = (answer.model, answer.provider, answer.finish, answer.id)
    return (
        isinstance(answer.text, str)
        and all(isinstance(call, ToolCall) for call in answer.tool_calls)
        and all(isinstance(call.name + call.arguments, str) for call in answer.tool_calls)
        and all(name is None or isinstance(name, str) for name in names)
        and all(count is None or (type(count) is int and count >= 0) for count in counts)
        and (answer.cost is None or (type(answer.cost) is float and answer.cost >= 0))
    )


@pytest.mark.parametrize("skin", SKINS)
@given(st.data())
def test_any_events_are_an_answer(skin: str, data: st.DataObject) -> None:
    reader, heard = AnswerReader(skin), ""
    for document in data.draw(st.lists(replies(skin), max_size=4)):
        heard += reader.add_event(Event("", json.dumps(document)))
    for answer in (reader.answer(), reader.broken_off("gone", "")):
        assert is_proper(answer)
        assert answer.text == heard


@pytest.mark.parametrize("skin", SKINS)
@given(st.data())
def test_any_whole_reply_is_an_answer(skin: str, data: st.DataObject) -> None:
    reader = AnswerReader(skin)
    heard = reader.add_reply(json.dumps(data.draw(replies(skin))).encode())
    assert is_proper(reader.answer())
    assert reader.answer().text == heard


@given(st.sampled_from(SKINS), st.sampled_from(VALUES), JSON)
def test_any_json_is_an_answer(skin: str, kind: str, document: Any) -> None:
    text = json.dumps(document)
    reader = AnswerReader(skin)
    reader.add_event(Event(kind, text))
    assert is_proper(reader.answer())
    reader = AnswerReader(skin)
    reader.add_reply(text.encode())
    assert is_proper(reader.answer())


@pytest.mark.parametrize("skin", SKINS)
@given(text=st.text(), body=st.binary())
def test_any_text_is_an_answer(skin: str, text: str, body: bytes) -> None:
    reader = AnswerReader(skin)
    reader.add_event(Event("", text))
    assert reader.answer().failure or text == "[DONE]"
    reader = AnswerReader(skin)
    reader.add_reply(body)
    assert reader.answer().failure


@given(st.integers(100, 599), shaped({"error": ERROR, "error_type": "x"}), st.text(max_size=5))
def test_any_error_is_a_failure(status: int, document: Any, wait: str) -> None:
    assert failure_within(document).message
    body = json.dumps(document).encode()
    try:
        failure = refused(Reply(status, {"retry-after": wait}, body), "KEY")
    except (ApiAuthError, ApiThrottledError):
        assert status in (401, 403, 429, 503)
    else:
        assert failure.message.startswith(f"the server answered {status}")


def test_an_event_that_cannot_be_read_leaves_the_answer_incomplete() -> None:
    """It may have had text: what else came is no complete answer."""
    reader = AnswerReader("chat/completions")
    reader.add_event(Event("", '{"choices": [{"delta": {"content": "Hel'))
    choice = {"delta": {"content": "lo."}, "finish_reason": "stop"}
    assert reader.add_event(Event("", json.dumps({"choices": [choice]}))) == "lo."
    failure = reader.answer().failure
    assert failure
    assert failure.message == "an event of the answer cannot be read: it is not JSON"


def test_the_type_of_an_event_may_be_beside_its_data() -> None:
    reader = AnswerReader("messages")
    delta = {"index": 0, "delta": {"type": "text_delta", "text": "Hello."}}
    assert reader.add_event(Event("content_block_delta", json.dumps(delta))) == "Hello."
    reader.add_event(Event("message_stop", "{}"))
    assert reader.is_over
