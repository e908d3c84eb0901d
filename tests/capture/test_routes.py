from __future__ import annotations

from typing import Any

import pytest

from presetsync.capture.routes import detected_skin
from presetsync.errors import PresetsyncError

MESSAGES = [{"role": "user", "content": "Hello."}]


@pytest.mark.parametrize(
    ("url", "skin"),
    [
        ("https://openrouter.ai/api/v1/chat/completions", "chat/completions"),
        ("https://api.openai.com/v1/responses/?a=/messages#x", "responses"),
        ("https://api.anthropic.com/v1/messages", "messages"),
        ("$BASE_URL/presets/my-preset/chat/completions", "chat/completions"),
        ("https://x.example/openai/deployments/a/chat/completions?v=1", "chat/completions"),
    ],
)
def test_the_url_tells_the_skin(url: str, skin: str) -> None:
    assert detected_skin(url, {"input": "x"}, None) == (skin, "from the URL")


@pytest.mark.parametrize(
    ("body", "skin"),
    [
        ({"model": "a/b", "messages": MESSAGES}, "chat/completions"),
        ({"model": "a/b", "input": "x"}, "responses"),
        ({"instructions": "x", "unknown": 1}, "responses"),
        ({"model": "a/b", "system": "x", "max_tokens": 9, "messages": MESSAGES}, "messages"),
        ({"prompt": "x", "messages": MESSAGES}, "chat/completions"),
    ],
)
@pytest.mark.parametrize("url", ["", "https://x.example/ask"])
def test_else_the_fields_tell_it(url: str, body: dict[str, Any], skin: str) -> None:
    assert detected_skin(url, body, None) == (skin, "from the fields of the body")


def test_what_the_user_says_wins() -> None:
    assert detected_skin("https://x/v1/embeddings", {"prompt": "x"}, "messages") == (
        "messages",
        "from --skin",
    )


@pytest.mark.parametrize(
    ("url", "body"),
    [
        ("https://openrouter.ai/api/v1/completions", {"model": "a/b", "messages": MESSAGES}),
        ("https://openrouter.ai/api/v1/embeddings", {"model": "a/b", "input": "x"}),
        ("", {"model": "a/b", "prompt": "x"}),
        ("", {"model": "a/b", "input": "x", "encoding_format": "float"}),
    ],
)
def test_a_request_of_another_kind_is_refused(url: str, body: dict[str, Any]) -> None:
    with pytest.raises(PresetsyncError, match="this is a request to /") as caught:
        detected_skin(url, body, None)
    assert "chat/completions" in caught.value.hint
