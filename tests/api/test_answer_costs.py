"""What answers have cost, by replies of every skin: nothing is taken for less than it may be."""

from __future__ import annotations

import json
from typing import Any

import pytest

from presetsync.api.answer_reader import AnswerReader
from presetsync.api.answers import Answer
from presetsync.api.event_stream import Event
from presetsync.trials.spending import Spending
from tests.api.replies_read import read_events, read_whole

CHAT, MESSAGES, RESPONSES = "chat/completions", "messages", "responses"
WHOLE: dict[str, dict[str, Any]] = {
    CHAT: {"choices": [{"message": {"content": "Yes."}, "finish_reason": "stop"}]},
    MESSAGES: {"content": [{"type": "text", "text": "Yes."}], "stop_reason": "end_turn"},
    RESPONSES: {"output": [], "output_text": "Yes.", "status": "completed"},
}
BEGUN: dict[str, list[dict[str, Any]]] = {
    CHAT: [{"choices": [{"delta": {"content": "Y"}}], "usage": {"cost": 0.0}}],
    MESSAGES: [
        {"type": "message_start", "message": {"usage": {"cost": 0.0, "input_tokens": 5}}},
        {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "Y"}},
    ],
    RESPONSES: [{"type": "response.in_progress", "response": {"usage": {"cost": 0.0}}}],
}


def cost_of(skin: str, usage: dict[str, Any]) -> float | None:
    return read_whole(skin, {**WHOLE[skin], "usage": usage}).cost


@pytest.mark.parametrize("skin", WHOLE)
@pytest.mark.parametrize(
    ("cost", "expected"),
    [
        *((0, 0.0), (0.25, 0.25), (1e-9, 1e-9)),
        *((None, None), (-1, None), (-1e-9, None), ("0.25", None), (True, None), ([0.25], None)),
        *((1e300, None), (10**300, None)),
    ],
)
def test_a_cost_is_a_number_that_is_not_negative(
    skin: str, cost: object, expected: float | None
) -> None:
    assert cost_of(skin, {"cost": cost}) == expected


@pytest.mark.parametrize("skin", WHOLE)
def test_what_a_provider_charges_for_its_own_key_is_counted(skin: str) -> None:
    price = {"cost_details": {"upstream_inference_cost": 19}}

    assert cost_of(skin, {"cost": 0.95, "is_byok": True, **price}) == 19.95
    assert cost_of(skin, {"cost": 0.95, "is_byok": False, **price}) == 0.95
    assert cost_of(skin, {"cost": 0.95, "is_byok": True}) is None


@pytest.mark.parametrize("skin", WHOLE)
def test_an_answer_that_is_cut_short_has_no_cost_that_is_known(skin: str) -> None:
    assert is_unknown(read_events(skin, *BEGUN[skin]))
    reader = AnswerReader(skin)
    for event in BEGUN[skin]:
        reader.add_event(Event("", json.dumps(event)))
    assert is_unknown(reader.broken_off("no network", ""))


@pytest.mark.parametrize("skin", WHOLE)
def test_an_answer_that_is_cut_short_after_an_unreadable_event_has_no_known_cost(skin: str) -> None:
    reader = AnswerReader(skin)
    for event in BEGUN[skin]:
        reader.add_event(Event("", json.dumps(event)))
    reader.add_event(Event("", "{"))
    assert is_unknown(reader.answer())


@pytest.mark.parametrize("skin", [MESSAGES, RESPONSES])
def test_an_error_amid_an_answer_has_no_cost_that_is_known(skin: str) -> None:
    error = {"type": "error", "error": {"message": "overloaded", "type": "overloaded_error"}}

    assert is_unknown(read_events(skin, *BEGUN[skin], error))


@pytest.mark.parametrize("skin", WHOLE)
def test_an_error_in_a_reply_that_says_its_cost_has_cost_that(skin: str) -> None:
    error = {"error": {"message": "overloaded", "code": 502}, "usage": {"cost": 0.25}}
    answer = read_whole(skin, error)

    assert answer.failure
    assert answer.cost == 0.25


def is_unknown(answer: Answer) -> bool:
    spending = Spending(10.0)
    spending.sending()
    spending.add(answer)
    assert answer.failure
    return spending.uncounted == 1
