"""The answers of the sandbox, in process and served, as the client reads them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from presetsync.api.answers import Answer, Failure
from presetsync.credentials import SANDBOX_KEYS, Keys
from presetsync.errors import ApiAuthError
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
    assert streamed.text == whole.text != ""
    for answer in (streamed, whole):
        assert answer.failure is None
        assert answer.model == "openai/gpt-5.4"
        assert answer.id
        assert answer.finish
        assert answer.cost
        assert answer.input_tokens
        assert answer.output_tokens


@pytest.mark.parametrize("skin", BODIES)
def test_the_sandbox_refuses_a_model_that_there_is_not(skin: str, app: Any) -> None:
    with served(app) as url:
        failure = ask(url, {**BODIES[skin], "model": "acme/fake"}, skin=skin, keys=SANDBOX_KEYS)
    assert failure.failure == Failure(
        "the server answered 400: acme/fake is not a valid model ID",
        "check model in the preset (https://openrouter.ai/docs/errors#model_not_found)",
        "model_not_found",
        is_refused=True,
    )


def test_a_wrong_key_of_the_sandbox_is_about_the_key(app: Any) -> None:
    with served(app) as url:
        for key in ("wrong-key", SANDBOX_KEYS.management):
            with pytest.raises(ApiAuthError):
                ask(url, {**BODIES[CHAT], "model": "openai/gpt-5.4"}, keys=Keys(key))
