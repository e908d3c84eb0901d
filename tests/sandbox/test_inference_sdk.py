"""The official SDK, unchanged, asking the sandbox's inference routes on a real socket."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from openrouter import OpenRouter, errors

from presetsync.sandbox.app import create_app
from presetsync.sandbox.store import Store
from tests.servers import served

if TYPE_CHECKING:
    from collections.abc import Iterator

USER: Any = [{"role": "user", "content": "Hello"}]
TEXT = (
    "This is the sandbox, answering as openai/gpt-5.4 with temperature 0.5. "
    "The system prompt (10 characters, 89e143) begins: You write."
)
# The SDK sends these two with every request of this route, and so over the preset's.
IN_RESPONSES = TEXT.replace("with ", 'with service_tier "auto", store false, ')
SCHEMA = {"type": "object", "properties": {"id": {"type": "integer"}}, "required": ["id"]}
TOOL = {"type": "function", "function": {"name": "refund", "parameters": SCHEMA}}


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    configs: dict[str, dict[str, Any]] = {
        "a": {"model": "openai/gpt-5.4", "temperature": 0.5},
        "tools": {"model": "openai/gpt-5.4", "tools": [TOOL], "tool_choice": "required"},
    }
    with Store(":memory:") as store:
        numbers = iter("abcd")
        for slug, config in configs.items():
            store.add_version(slug, config, "You write.", now="", new_id=lambda: next(numbers))
        with served(create_app(store)) as url:
            yield url


@pytest.fixture
def sdk(url: str) -> Iterator[OpenRouter]:
    with OpenRouter(api_key="sandbox", server_url=url, retry_config=None) as sdk:
        yield sdk


def chunks_of(sdk: OpenRouter, **body: Any) -> list[Any]:
    with sdk.chat.send(messages=USER, stream=True, **body) as events:
        return [*events]


def events_of(sdk: OpenRouter, **body: Any) -> list[Any]:
    """The events of a response; none of a type that the SDK does not know."""
    with sdk.responses.send(input="Hello", stream=True, **body) as events:
        found: list[Any] = [*events]
    assert [event for event in found if event.type == "UNKNOWN"] == []
    assert [event.sequence_number for event in found] == [*range(len(found))]
    return found


def test_chat(sdk: OpenRouter) -> None:
    result = sdk.chat.send(model="@preset/a", messages=USER)

    assert result.choices[0].message.content == TEXT
    assert result.choices[0].finish_reason == "stop"
    assert result.model == "openai/gpt-5.4"
    assert result.service_tier == "default"
    assert result.usage
    assert result.usage.cost
    details: Any = result.usage.cost_details
    costs = (
        details.upstream_inference_prompt_cost,
        details.upstream_inference_completions_cost,
    )
    assert result.usage.cost == pytest.approx(sum(costs))


def test_chat_streamed(sdk: OpenRouter) -> None:
    *chunks, last = chunks_of(sdk, model="openai/gpt-4.1@preset/a")

    texts = [chunk.choices[0].delta.content for chunk in chunks]
    assert "".join(texts) == TEXT.replace("openai/gpt-5.4", "openai/gpt-4.1")
    assert [chunk.choices[0].finish_reason for chunk in chunks][-2:] == [None, "stop"]
    assert (last.choices, last.usage.cost > 0) == ([], True)


def test_chat_is_cut_at_the_limit(sdk: OpenRouter) -> None:
    result = sdk.chat.send(model="@preset/a", messages=USER, max_completion_tokens=3)

    assert result.choices[0].finish_reason == "length"
    assert result.choices[0].message.content == "This is the "
    assert result.usage
    assert result.usage.completion_tokens == 3


def test_chat_calls_a_function_that_is_forced(sdk: OpenRouter) -> None:
    choice = sdk.chat.send(model="@preset/tools", messages=USER).choices[0]

    assert choice.finish_reason == "tool_calls"
    (call,) = choice.message.tool_calls or []
    assert (call.type, call.function.name) == ("function", "refund")
    assert json.loads(call.function.arguments) == {"id": 1}


def test_chat_calls_a_function_streamed(sdk: OpenRouter) -> None:
    *chunks, _ = chunks_of(sdk, model="@preset/tools")

    calls = [call for chunk in chunks for call in chunk.choices[0].delta.tool_calls or []]
    assert calls[0].id
    assert [call.function.name for call in calls][:2] == ["refund", None]
    assert {call.index for call in calls} == {0}
    assert json.loads("".join(call.function.arguments for call in calls)) == {"id": 1}
    assert chunks[-1].choices[0].finish_reason == "tool_calls"


def test_chat_with_router_metadata(sdk: OpenRouter) -> None:
    result: Any = sdk.chat.send(model="@preset/a", messages=USER, x_open_router_metadata="enabled")

    (selected,) = [each for each in result.openrouter_metadata.endpoints.available if each.selected]
    assert (selected.provider, selected.model) == ("OpenAI", "openai/gpt-5.4")


def test_responses(sdk: OpenRouter) -> None:
    result = sdk.responses.send(model="@preset/a", input="Hello")

    item: Any = result.output[0]
    assert (item.type, item.content[0].text) == ("message", IN_RESPONSES)
    assert (result.temperature, result.instructions) == (0.5, "You write.")
    assert result.usage
    assert result.usage.cost


def test_beta_responses(sdk: OpenRouter) -> None:
    item: Any = sdk.beta.responses.send(model="@preset/a", input="Hello").output[0]

    text = item.content[0].text
    assert text.endswith("The system prompt (10 characters, 89e143) begins: You write.")


def test_responses_streamed(sdk: OpenRouter) -> None:
    found = events_of(sdk, model="@preset/a")

    deltas = [event.delta for event in found if event.type == "response.output_text.delta"]
    assert "".join(deltas) == IN_RESPONSES
    assert found[-1].response.output[0].content[0].text == IN_RESPONSES
    assert found[-1].response.usage.cost > 0


def test_responses_are_cut_at_the_limit(sdk: OpenRouter) -> None:
    result = sdk.responses.send(model="@preset/a", input="Hello", max_output_tokens=3)

    assert result.status == "incomplete"
    details: Any = result.incomplete_details
    assert details.reason == "max_output_tokens"
    assert events_of(sdk, model="@preset/a", max_output_tokens=3)[-1].type == "response.incomplete"


def test_responses_call_a_function_that_is_forced(sdk: OpenRouter) -> None:
    result = sdk.responses.send(model="@preset/tools", input="Hello")

    call: Any = result.output[0]
    assert (call.type, call.name, json.loads(call.arguments)) == (
        "function_call",
        "refund",
        {"id": 1},
    )
    assert result.tool_choice == "required"
    tool: Any = result.tools[0]
    assert (tool.type, tool.name) == ("function", "refund")


def test_responses_call_a_function_streamed(sdk: OpenRouter) -> None:
    found = events_of(sdk, model="@preset/tools")

    kind = "response.function_call_arguments"
    deltas = [event.delta for event in found if event.type == f"{kind}.delta"]
    (done,) = [event for event in found if event.type == f"{kind}.done"]
    assert (done.name, done.arguments) == ("refund", "".join(deltas))
    assert found[-1].response.output[0].arguments == done.arguments


def test_the_sdk_understands_that_a_preset_is_not_there(sdk: OpenRouter) -> None:
    with pytest.raises(errors.NotFoundResponseError, match="Preset b not found"):
        sdk.responses.send(model="@preset/b", input="Hello")
    with pytest.raises(errors.NotFoundResponseError, match="Preset b not found"):
        chunks_of(sdk, model="openai/gpt-4.1@preset/b")


def test_the_sdk_understands_why_no_model_can_answer(sdk: OpenRouter) -> None:
    with pytest.raises(errors.BadRequestResponseError, match="not a valid model ID"):
        sdk.responses.send(model="acme/fake", input="Hello")
    with pytest.raises(errors.NotFoundResponseError, match="No endpoints of x-ai/grok-4"):
        sdk.chat.send(model="x-ai/grok-4", messages=USER, provider={"zdr": True})


def test_the_sdk_understands_that_no_model_is_named(sdk: OpenRouter) -> None:
    with pytest.raises(errors.BadRequestResponseError, match="model: Required"):
        sdk.chat.send(messages=USER)
