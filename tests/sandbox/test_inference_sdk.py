"""The official SDK, unchanged, asking the sandbox's inference routes on a real socket."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from openrouter import OpenRouter, errors

from presetsync.sandbox.app import create_app
from presetsync.sandbox.store import Store
from tests.servers import served

if TYPE_CHECKING:
    from collections.abc import Iterator

USER = {"role": "user", "content": "Hello"}
TEXT = (
    "This is the sandbox, answering as openai/gpt-5.4 with temperature 0.5. "
    "The system prompt begins: You write."
)
# The SDK sends these two with every request of this route, and so over the preset's.
IN_RESPONSES = TEXT.replace("with ", 'with service_tier "auto", store false, ')


@pytest.fixture
def store() -> Iterator[Store]:
    with Store(":memory:") as store:
        config = {"model": "openai/gpt-5.4", "temperature": 0.5}
        numbers = iter("ab")
        store.add_version("a", config, "You write.", now="", new_id=lambda: next(numbers))
        yield store


@pytest.fixture
def url(store: Store) -> Iterator[str]:
    with served(create_app(store)) as url:
        yield url


@pytest.fixture
def sdk(url: str) -> Iterator[OpenRouter]:
    with OpenRouter(api_key="sandbox", server_url=url, retry_config=None) as sdk:
        yield sdk


def post(url: str, skin: str, **body: Any) -> httpx.Response:
    headers = {"Authorization": "Bearer sandbox"}
    return httpx.post(f"{url}/{skin}", json=body, headers=headers)


def test_chat(sdk: OpenRouter) -> None:
    messages: Any = [USER]
    result = sdk.chat.send(model="@preset/a", messages=messages)

    assert result.choices[0].message.content == TEXT
    assert result.model == "openai/gpt-5.4"
    assert result.usage
    assert result.usage.cost


def test_chat_streamed(sdk: OpenRouter) -> None:
    messages: Any = [USER]
    with sdk.chat.send(model="openai/gpt-4.1@preset/a", messages=messages, stream=True) as events:
        chunks = [*events]

    texts = [choice.delta.content for chunk in chunks for choice in chunk.choices]
    assert "".join(map(str, texts)) == TEXT.replace("openai/gpt-5.4", "openai/gpt-4.1")
    assert chunks[-1].usage
    assert [chunk.choices[0].finish_reason for chunk in chunks][-2:] == ["stop", None]


def test_responses(sdk: OpenRouter) -> None:
    result = sdk.responses.send(model="@preset/a", input="Hello")

    item: Any = result.output[0]
    assert item.type == "message"
    assert item.content[0].text == IN_RESPONSES
    assert result.temperature == 0.5
    assert result.usage
    assert result.usage.cost


def test_responses_streamed(sdk: OpenRouter) -> None:
    with sdk.responses.send(model="@preset/a", input="Hello", stream=True) as events:
        found: list[Any] = [*events]

    # An event that the SDK does not know is of the type UNKNOWN.
    assert [event.type for event in found if event.type == "UNKNOWN"] == []
    deltas = [event.delta for event in found if event.type == "response.output_text.delta"]
    assert "".join(deltas) == IN_RESPONSES
    assert [event.sequence_number for event in found] == [*range(len(found))]
    assert found[-1].response.output[0].content[0].text == IN_RESPONSES


def test_messages(url: str) -> None:
    reply = post(url, "messages", model="@preset/a", max_tokens=9, messages=[USER]).json()

    assert reply["content"][0]["text"] == TEXT.replace("with ", "with max_tokens 9, ")
    assert (reply["type"], reply["role"], reply["stop_reason"]) == (
        "message",
        "assistant",
        "end_turn",
    )
    assert reply["usage"]["cost"] > 0


def test_messages_streamed(url: str) -> None:
    reply = post(url, "messages", preset="a", messages=[USER], stream=True)
    blocks = [block.split("\n") for block in reply.text.split("\n\n") if block]
    events = [json.loads(data.removeprefix("data: ")) for _, data in blocks]

    assert reply.headers["content-type"].startswith("text/event-stream")
    assert [name for name, _ in blocks] == [f"event: {event['type']}" for event in events]
    deltas = [e["delta"]["text"] for e in events if e["type"] == "content_block_delta"]
    assert "".join(deltas) == TEXT
    assert (events[0]["type"], events[-1]["type"]) == ("message_start", "message_stop")


@pytest.mark.parametrize("skin", ["chat/completions", "messages", "responses"])
def test_the_preset_field_names_a_preset_too(url: str, skin: str) -> None:
    assert TEXT in post(url, skin, preset="a", messages=[USER], input="Hello").text


def test_a_preset_that_is_not_there_is_not_found(sdk: OpenRouter) -> None:
    with pytest.raises(errors.NotFoundResponseError, match="Preset b not found"):
        sdk.responses.send(model="@preset/b", input="Hello")


@pytest.mark.parametrize(
    ("skin", "body", "status"),
    [
        ("chat/completions", {"model": "@preset/a"}, 400),
        ("messages", {"model": "@preset/a"}, 400),
        ("responses", {}, 400),
        ("responses", {"preset": ""}, 404),
    ],
)
def test_what_the_api_requires_is_required(
    url: str, skin: str, body: dict[str, Any], status: int
) -> None:
    assert post(url, skin, **body).status_code == status


@pytest.mark.parametrize("skin", ["chat/completions", "messages", "responses"])
def test_a_model_that_the_catalogue_lacks_is_said_to_be_unknown(url: str, skin: str) -> None:
    reply = post(url, skin, model="acme/fake", messages=[USER], input="Hello", stream=True)

    assert reply.status_code == 400
    error = reply.json()["error"]
    assert error["message"] == "acme/fake is not a valid model ID"
    assert error["error_type"] == "invalid_request"
    assert error.get("type") == ("invalid_request_error" if skin == "messages" else None)
    assert error["availability"] == {
        "code": "model_not_found",
        "retryable": False,
        "requested_models": ["acme/fake"],
        "docs_url": "https://openrouter.ai/docs/errors#model_not_found",
    }


def test_the_sdk_understands_that_a_model_is_unknown(sdk: OpenRouter) -> None:
    with pytest.raises(errors.BadRequestResponseError, match="not a valid model ID"):
        sdk.responses.send(model="acme/fake", input="Hello")


def test_for_a_legacy_name_the_model_is_suggested(url: str) -> None:
    reply = post(url, "responses", model="anthropic/claude-sonnet-4-6", input="Hello")

    availability = reply.json()["error"]["availability"]
    assert availability["fallback_models"] == ["anthropic/claude-sonnet-4.6"]


def test_calls_of_a_disabled_preset_fail(url: str, store: Store) -> None:
    store.edit("a", now="", status="disabled")

    reply = post(url, "responses", preset="a")

    assert reply.status_code == 403
    assert reply.json()["error"]["message"] == "Preset a is disabled"


def test_a_management_key_infers_nothing(url: str) -> None:
    headers = {"Authorization": "Bearer sandbox-management"}

    assert httpx.post(f"{url}/responses", json={}, headers=headers).status_code == 403
