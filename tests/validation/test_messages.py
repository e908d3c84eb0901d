from __future__ import annotations

import json
from typing import Any

import pytest

from tests.validation.mistakes import (
    CHAT,
    MESSAGES,
    RESPONSES,
    only,
)


@pytest.mark.parametrize("value", [True, 3])
def test_a_value_is_held_against_the_words_where_an_object_is_the_alternative(value: Any) -> None:
    finding = only({"skin": CHAT, "body": {"tool_choice": value}})
    assert finding.message == f"Expected one of none, auto, required, found {json.dumps(value)}."


def test_the_one_word_that_is_taken_is_named() -> None:
    assert only({"skin": RESPONSES, "body": {"store": True}}).message == (
        "Expected `false`, found true."
    )


@pytest.mark.parametrize(
    "secret",
    [
        "sk-or-v1-0123456789abcdef0123456789abcdef",
        "sk-ant-api03-abcDEF_123-456-789",
        "ghp_0123456789abcdefghij0123456789",
    ],
)
def test_no_key_is_shown_whole(secret: str) -> None:
    for body in ({"temperature": secret}, {"provider": {"sort": secret}}, {secret: 1}):
        finding = only({"skin": CHAT, "body": body})
        assert secret[12:] not in finding.message + finding.hint


def test_a_name_is_not_taken_for_a_key() -> None:
    message = only({"skin": MESSAGES, "body": {"max_output_tokens_of_the_answer": 1}}).message
    assert "`max_output_tokens_of_the_answer`" in message


def test_a_long_value_is_shortened() -> None:
    finding = only({"skin": CHAT, "body": {"temperature": "x" * 10_000}})
    assert len(finding.message) < 120
