"""The messages of a request beside the content of its preset."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presetsync.presets.conversations import (
    ForeignExampleError,
    has_user_message,
    with_example_of,
    with_user_message,
)
from presetsync.presets.model import content_of
from presetsync.presets.skins import SKINS
from tests.strategies import json_values, texts

SYSTEM = {"role": "system", "content": "Write."}
FIRST = {"role": "user", "content": "One."}
REPLY = {"role": "assistant", "content": "Two."}
LAST = {"role": "user", "content": [{"type": "text", "text": "Three."}]}
IMAGE = {"role": "user", "content": [{"type": "image_url", "image_url": {"url": "x"}}]}

SKIN_NAMES = [*SKINS]


def conversations() -> st.SearchStrategy[Any]:
    """What a body may have where its messages are, whatever that is."""
    messages = st.fixed_dictionaries(
        {"role": st.sampled_from(["user", "assistant", "system", "developer", "tool"])},
        optional={"content": texts() | json_values(), "tool_calls": json_values()},
    )
    return st.lists(messages | json_values(), max_size=4) | texts() | json_values()


@pytest.mark.parametrize(
    ("skin", "body", "expected"),
    [
        ("chat/completions", {"messages": [SYSTEM]}, False),
        ("chat/completions", {"messages": [SYSTEM, FIRST]}, True),
        ("messages", {"messages": [FIRST, REPLY]}, True),
        ("messages", {"messages": []}, False),
        ("responses", {}, False),
        ("responses", {"input": ""}, False),
        ("responses", {"input": "One."}, True),
        ("responses", {"input": [IMAGE]}, True),
        ("responses", {"input": [{"type": "reasoning"}]}, False),
    ],
)
def test_an_example_has_a_message_of_the_user(
    skin: str, body: dict[str, Any], *, expected: bool
) -> None:
    assert has_user_message(skin, body) is expected


@pytest.mark.parametrize(
    ("skin", "body", "expected"),
    [
        (
            "chat/completions",
            {"messages": [SYSTEM, FIRST, REPLY, LAST]},
            {"messages": [SYSTEM, FIRST, REPLY, {"role": "user", "content": "New."}]},
        ),
        (
            "messages",
            {"messages": [IMAGE, REPLY]},
            {"messages": [{"role": "user", "content": "New."}, REPLY]},
        ),
        (
            "chat/completions",
            {"messages": [SYSTEM]},
            {"messages": [SYSTEM, {"role": "user", "content": "New."}]},
        ),
        ("messages", {}, {"messages": [{"role": "user", "content": "New."}]}),
        ("responses", {}, {"input": "New."}),
        ("responses", {"input": "Old."}, {"input": "New."}),
        ("responses", {"input": [FIRST]}, {"input": [{"role": "user", "content": "New."}]}),
    ],
)
def test_a_message_takes_the_place_of_the_last_one_of_the_user(
    skin: str, body: dict[str, Any], expected: dict[str, Any]
) -> None:
    assert with_user_message(skin, {"model": "m", **body}, "New.") == {"model": "m", **expected}


@pytest.mark.parametrize("skin", SKIN_NAMES)
@given(conversation=conversations(), text=texts().filter(bool), system=texts())
def test_whatever_the_example_is_a_message_leaves_the_content_alone(
    skin: str, conversation: Any, text: str, system: str
) -> None:
    format_ = SKINS[skin]
    body = {format_.system_field: system, format_.conversation_field: conversation, "model": "m"}

    asked = with_user_message(skin, body, text)

    assert has_user_message(skin, asked)
    if isinstance(conversation, list):
        assert content_of(skin, asked) == content_of(skin, body)


@pytest.mark.parametrize("skin", SKIN_NAMES)
@pytest.mark.parametrize("other", SKIN_NAMES)
@given(conversation=conversations())
def test_the_example_of_another_body_leaves_the_content_alone(
    skin: str, other: str, conversation: Any
) -> None:
    format_ = SKINS[skin]
    own = {"messages": [SYSTEM, FIRST]} if skin == "chat/completions" else {}
    body = {"model": "m", **own} | ({} if own else {format_.system_field: "Write."})
    example = {SKINS[other].conversation_field: conversation}

    try:
        result = with_example_of(skin, body, other, example)
    except ForeignExampleError:
        assert skin != other
        return

    assert content_of(skin, result) == content_of(skin, body)


def test_texts_are_said_in_another_skin() -> None:
    chat = {"messages": [SYSTEM, FIRST, REPLY, LAST]}

    assert with_example_of("responses", {"instructions": "Be."}, "chat/completions", chat) == {
        "instructions": "Be.",
        "input": [FIRST, REPLY, {"role": "user", "content": "Three."}],
    }
    assert with_example_of("messages", {"system": "Be."}, "responses", {"input": "One."}) == {
        "system": "Be.",
        "messages": [FIRST],
    }


@pytest.mark.parametrize("message", [IMAGE, {**REPLY, "tool_calls": [{}]}, {"role": "tool"}, "x"])
def test_what_is_no_text_is_not_said_in_another_skin(message: Any) -> None:
    with pytest.raises(ForeignExampleError):
        with_example_of("responses", {}, "chat/completions", {"messages": [FIRST, message]})
