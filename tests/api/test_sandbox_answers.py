"""The answers of the sandbox, in process and served, as the client reads them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from presetsync.api.answers import Answer, ToolCall
from presetsync.errors import ApiAuthError
from presetsync.keys.credentials import SANDBOX_KEYS, Keys
from presetsync.sandbox.app import create_app
from presetsync.sandbox.store import Store
from tests.api.asking import CHAT, ask
from tests.servers import served

BODIES: dict[str, dict[str, Any]] = {
    CHAT: {"messages": [{"role": "user", "content": "Hello"}]},
    "messages": {"messages": [{"role": "user", "content": "Hello"}], "max_tokens": 50},
    "responses": {"input": "Hello"},
}


@pytest.fixture
def app() -> Iterator[Any]:
    with Store(":memory:") as store:
        yield create_app(store)


@pytest.mark.parametrize("skin", BODIES)
@pytest.mark.parametrize("where", ["in process", "served"])
def test_the_sandbox_answers_the_same_streamed_and_whole(skin: str, where: str, app: Any) -> None:
    def answers(url: str, **options: Any) -> list[Answer]:
        return [
            ask(url, body, skin=skin, keys=SANDBOX_KEYS, **options)
            for stream in (True, False)
            for body in [{**BODIES[skin], "model": "openai/gpt-5.4", "stream": stream}]
        ]

    if where == "served":
        with served(app) as url:
            streamed, whole = answers(url)
    else:
        transport = httpx.ASGITransport(app=app)
        streamed, whole = answers("http://127.0.0.1/api/v1", transport=transport)
    assert streamed == whole
    assert streamed.text
    assert streamed.failure is None
    assert (streamed.model, streamed.provider) == ("openai/gpt-5.4", "OpenAI")
    for member in ("id", "finish", "cost", "input_tokens", "output_tokens"):
        assert getattr(streamed, member)


SCHEMA = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
FUNCTION = {"name": "weather", "parameters": SCHEMA}
CHOICE = {"type": "function", "name": "weather"}
FORCED: dict[str, dict[str, Any]] = {
    CHAT: {
        "tools": [{"type": "function", "function": FUNCTION}],
        "tool_choice": {"type": "function", "function": {"name": "weather"}},
    },
    "messages": {
        "tools": [{"name": "weather", "input_schema": SCHEMA}],
        "tool_choice": {"type": "tool", "name": "weather"},
    },
    "responses": {"tools": [{"type": "function", **FUNCTION}], "tool_choice": CHOICE},
}


@pytest.mark.parametrize("stream", [True, False])
@pytest.mark.parametrize("skin", BODIES)
def test_a_call_of_the_sandbox_is_read_in_every_skin(skin: str, app: Any, *, stream: bool) -> None:
    body = {**BODIES[skin], **FORCED[skin], "model": "openai/gpt-5.4", "stream": stream}
    with served(app) as url:
        answer = ask(url, body, skin=skin, keys=SANDBOX_KEYS)
    assert (answer.text, answer.failure) == ("", None)
    assert answer.tool_calls == (ToolCall("weather", '{"city": "text"}'),)


@pytest.mark.parametrize(
    ("changes", "code", "hint"),
    [
        ({"model": "acme/fake"}, "model_not_found", "check model in the preset"),
        (
            {"provider": {"only": ["nobody"]}},
            "no_endpoints",
            "loosen provider.only in the preset, or choose another model",
        ),
        (
            {"provider": {"max_price": {"prompt": 0.0001}}},
            "constraint_filtered",
            "loosen provider.max_price in the preset, or choose another model",
        ),
    ],
)
@pytest.mark.parametrize("skin", BODIES)
def test_what_the_sandbox_refuses_says_what_to_change(
    skin: str, changes: dict[str, Any], code: str, hint: str, app: Any
) -> None:
    body = {**BODIES[skin], "model": "openai/gpt-5.4", **changes}
    with served(app) as url:
        failure = ask(url, body, skin=skin, keys=SANDBOX_KEYS).failure
    assert failure
    assert (failure.code, failure.is_refused) == (code, True)
    assert failure.hint == f"{hint} (https://openrouter.ai/docs/errors#{code})"


def test_a_wrong_key_of_the_sandbox_is_about_the_key(app: Any) -> None:
    with served(app) as url:
        for key in ("wrong-key", SANDBOX_KEYS.management):
            with pytest.raises(ApiAuthError):
                ask(url, {**BODIES[CHAT], "model": "openai/gpt-5.4"}, keys=Keys(key))
