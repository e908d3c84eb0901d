"""Images, audio and video in the example messages, for models that do not take them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.models.catalogue import model
from tests.models.judged import (
    CHAT,
    MESSAGES,
    NAME,
    RESPONSES,
    findings,
    lock_of,
    lock_with,
    one,
    reported,
)

TEXT_ONLY, SEES = lock_of(), lock_of(input=("image", "text"))


def chat(*parts: dict[str, Any]) -> dict[str, Any]:
    text = {"type": "text", "text": "What is this?"}
    return {"model": NAME, "messages": [{"role": "user", "content": [text, *parts]}]}


IMAGE = {"type": "image_url", "image_url": {"url": "https://example.com/a.png"}}
SOURCE = {"type": "url", "url": "https://example.com/a.png"}
SHOWN = {"type": "image", "source": SOURCE}
RESULT = {"type": "tool_result", "tool_use_id": "a", "content": [SHOWN]}
INPUT = {"type": "input_image", "image_url": "https://example.com/a.png", "detail": "auto"}


@pytest.mark.parametrize(
    ("skin", "body", "place"),
    [
        (CHAT, chat(IMAGE), "messages/0/content/1/type"),
        (MESSAGES, chat(SHOWN), "messages/0/content/1/type"),
        (
            MESSAGES,
            {"messages": [{"role": "user", "content": [RESULT]}]},
            "messages/0/content/0/content/0/type",
        ),
        (RESPONSES, {"input": [{"role": "user", "content": [INPUT]}]}, "input/0/content/0/type"),
        (
            RESPONSES,
            {"input": [{"type": "function_call_output", "output": [INPUT]}]},
            "input/0/output/0/type",
        ),
    ],
)  # fmt: skip
def test_an_image_is_found_where_each_skin_has_it(
    skin: str, body: dict[str, Any], place: str
) -> None:
    found = one({"model": NAME, **body}, TEXT_ONLY, skin)
    assert (found.code, found.pointer) == ("unsupported-input", f"/body/{place}")
    assert found.stops_push
    assert found.message == f"According to the catalogue, `{NAME}` does not accept images."
    assert "Use a model that accepts images" in found.hint
    assert "presetsync models update" in found.hint
    assert reported({"model": NAME, **body}, SEES, skin) == []


def test_each_modality_is_said_once() -> None:
    audio = {"type": "input_audio", "input_audio": {"data": "", "format": "wav"}}
    video = {"type": "video_url", "video_url": {"url": "https://example.com/a.mp4"}}
    found = findings(chat(IMAGE, IMAGE, audio, video), TEXT_ONLY)
    assert [each.message.split("accept ")[1] for each in found] == ["images.", "audio.", "video."]
    assert reported(chat(IMAGE, audio), SEES) == [
        ("unsupported-input", "/body/messages/0/content/2/type")
    ]


def test_files_are_read_for_models_that_do_not() -> None:
    file = {"type": "file", "file": {"file_data": "data:application/pdf;base64,", "filename": "a"}}
    assert reported(chat(file), TEXT_ONLY) == []
    body = {"model": NAME, "input": [{"role": "user", "content": [{"type": "input_file"}]}]}
    assert reported(body, TEXT_ONLY, RESPONSES) == []


def test_a_model_of_which_the_input_is_not_told_takes_any() -> None:
    assert reported(chat(IMAGE), lock_of(input=())) == []


def test_a_fallback_is_named_for_itself() -> None:
    lock = lock_with(b=model(input=("image", "text")), c=model())
    body = chat(IMAGE) | {"model": "a/b", "models": ["a/c"]}
    assert "`a/c` does not accept images" in one(body, lock).message
