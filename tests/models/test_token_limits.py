"""Answers longer than any endpoint gives."""

from __future__ import annotations

import pytest

from tests.models.catalogue import endpoint, model, model_lock
from tests.models.judged import CHAT, MESSAGES, NAME, RESPONSES, lock_of, one, reported

LOCK = lock_of(
    endpoint(context_length=100_000, max_completion_tokens=8_000),
    endpoint("azure", context_length=100_000, max_completion_tokens=16_000),
)


@pytest.mark.parametrize(
    ("skin", "field"),
    [(CHAT, "max_tokens"), (CHAT, "max_completion_tokens"), (MESSAGES, "max_tokens"),
     (RESPONSES, "max_output_tokens")],
)  # fmt: skip
def test_more_than_every_endpoint_gives_is_a_warning_with_the_most(skin: str, field: str) -> None:
    found = one({"model": NAME, field: 16_001}, LOCK, skin)
    assert (found.code, found.pointer) == ("above-limit", f"/body/{field}")
    assert not found.stops_push
    assert found.message == (
        f"According to the catalogue, no endpoint of `{NAME}` answers with 16001 tokens."
    )
    assert found.hint.startswith("Write at most 16000. ")
    assert "presetsync models update" in found.hint
    assert reported({"model": NAME, field: 16_000}, LOCK, skin) == []


@pytest.mark.parametrize("cap", [None, 100_000])
def test_all_of_the_context_leaves_none_for_a_prompt(cap: int | None) -> None:
    lock = lock_of(endpoint(context_length=100_000, max_completion_tokens=cap))
    found = one({"model": NAME, "max_tokens": 100_000}, lock)
    assert found.code == "above-limit"
    assert "an answer of 100000 tokens leaves no room" in found.message
    assert "they and the answer have 100000 tokens together" in found.hint
    assert reported({"model": NAME, "max_tokens": 99_999}, lock) == []


def test_an_endpoint_of_which_no_limit_is_known_gives_any_answer() -> None:
    silent = endpoint("azure", context_length=None, max_completion_tokens=None)
    lock = lock_of(endpoint(), silent)
    assert reported({"model": NAME, "max_tokens": 10**9}, lock) == []


def test_the_lowest_limit_counts_of_several_models() -> None:
    lock = model_lock(
        {
            "a/b": model(endpoint(max_completion_tokens=64_000)),
            "a/c": model(endpoint(max_completion_tokens=4_000)),
            "a/d": model(endpoint(max_completion_tokens=8_000)),
        }
    )
    found = one({"model": "a/b", "models": ["a/c", "a/d"], "max_tokens": 10_000}, lock)
    assert "no endpoint of `a/c` and `a/d` answers" in found.message
    assert "at most 4000" in found.hint


def test_endpoints_that_the_preset_does_not_leave_are_another_rules() -> None:
    body = {"model": NAME, "max_tokens": 9_000, "provider": {"only": ["openai"]}}
    found = one(body, LOCK)
    assert (found.code, found.pointer) == ("no-endpoints", "/body/max_tokens")
    assert "Write at most 8000." in found.hint


@pytest.mark.parametrize("tokens", [0, -1, True, "9", 1.5, None])
def test_what_is_no_number_of_tokens_is_passed_over(tokens: object) -> None:
    assert reported({"model": NAME, "max_tokens": tokens}, LOCK) == []
