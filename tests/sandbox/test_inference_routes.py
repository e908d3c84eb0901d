"""The inference routes on the wire: streams, headers, errors in the shape of each skin."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from itertools import count
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from presetsync.sandbox.app import create_app
from presetsync.sandbox.store import Store
from tests.contract.stand_ins import in_process
from tests.servers import served

if TYPE_CHECKING:
    from collections.abc import Iterator

SKINS = ("chat/completions", "messages", "responses")
CHAT, MESSAGES, RESPONSES = SKINS
NOW = datetime(2026, 4, 20, tzinfo=UTC)
USER = {"role": "user", "content": "Hello"}
SCHEMA = {"type": "object", "properties": {"id": {"type": "integer"}}, "required": ["id"]}
TOOLS = [{"name": "refund", "input_schema": SCHEMA}, {"type": "openrouter:web_search"}]


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    configs: dict[str, dict[str, Any]] = {
        "a": {"model": "openai/gpt-5.4", "temperature": 0.5},
        "tools": {"model": "openai/gpt-5.4", "tools": TOOLS, "tool_choice": "required"},
        **{slug: {"model": "openai/gpt-5.4"} for slug in ("archived", "disabled")},
    }
    with Store(":memory:") as store:
        numbers = map(str, count())
        for slug, config in configs.items():
            store.add_version(slug, config, "You write.", now="", new_id=lambda: next(numbers))
        store.archive("archived", now="")
        store.edit("disabled", now="", status="disabled")
        # Replies are compared that are made at different times.
        with served(create_app(store, clock=lambda: NOW)) as url:
            yield url


def post(url: str, skin: str, **body: Any) -> httpx.Response:
    body = {"messages": [USER], **({"input": "Hello"} if skin == RESPONSES else {}), **body}
    headers = {"Authorization": body.pop("key", "Bearer sandbox")}
    if body.pop("wants_metadata", False):
        headers["X-OpenRouter-Metadata"] = "enabled"
    return httpx.post(f"{url}/{skin}", json=body, headers=headers)


def events(reply: httpx.Response) -> list[dict[str, Any]]:
    """The data of the events of a stream."""
    assert reply.headers["content-type"].startswith("text/event-stream")
    lines = [line for line in reply.text.split("\n") if line.startswith("data: ")]
    return [json.loads(line[6:]) for line in lines if line != "data: [DONE]"]


@pytest.mark.parametrize("skin", SKINS)
def test_comments_are_among_the_events_and_the_stream_ends_as_documented(
    url: str, skin: str
) -> None:
    reply = post(url, skin, preset="a", stream=True)
    blocks = [block.split("\n") for block in reply.text.split("\n\n") if block]

    assert blocks[0] == [": OPENROUTER PROCESSING"]
    assert blocks.count(blocks[0]) > 1
    if skin == MESSAGES:
        data = events(reply)
        named = [block[0] for block in blocks if block != blocks[0]]
        assert named == [f"event: {event['type']}" for event in data]
        assert (data[0]["type"], data[-1]["type"]) == ("message_start", "message_stop")
    else:
        assert blocks[-1] == ["data: [DONE]"]
        assert sum("[DONE]" in block[-1] for block in blocks) == 1


@pytest.mark.parametrize("skin", SKINS)
def test_streamed_or_whole_the_generation_has_the_same_id_in_a_header(url: str, skin: str) -> None:
    whole, streamed = (post(url, skin, preset="a", stream=stream) for stream in (False, True))

    header = whole.headers["x-generation-id"]
    assert header == streamed.headers["x-generation-id"]
    assert header.startswith("gen-")
    assert whole.json()["id"].partition("_")[2] in header or whole.json()["id"] == header


def test_the_last_chunk_of_a_chat_has_the_usage_and_no_choices(url: str) -> None:
    chunks = events(post(url, CHAT, preset="a", stream=True))

    assert [chunk["choices"] for chunk in chunks[-1:]] == [[]]
    assert [chunk for chunk in chunks if "usage" in chunk] == chunks[-1:]
    assert chunks[-2]["choices"][0]["finish_reason"] == "stop"
    assert chunks[-1]["usage"] == post(url, CHAT, preset="a").json()["usage"]
    assert {chunk["provider"] for chunk in chunks} == {"OpenAI"}


def test_messages_are_whole_and_streamed_the_same(url: str) -> None:
    whole = post(url, MESSAGES, preset="a", max_tokens=5).json()
    data = events(post(url, MESSAGES, preset="a", max_tokens=5, stream=True))

    texts = [e["delta"]["text"] for e in data if e["type"] == "content_block_delta"]
    assert texts == ["This ", "is ", "the ", "sandbox, ", "answering "]
    assert [block["text"] for block in whole["content"]] == ["".join(texts)]
    assert whole["provider"] == data[0]["message"]["provider"] == "OpenAI"
    assert data[0]["message"]["usage"]["output_tokens"] == 0
    assert data[-2]["delta"]["stop_reason"] == whole["stop_reason"] == "max_tokens"
    assert data[-2]["usage"] == whole["usage"]
    assert whole["usage"]["cost"] > 0


@pytest.mark.parametrize(
    ("skin", "limit", "finish"),
    [
        (CHAT, "max_completion_tokens", ("choices", 0, "finish_reason", "length")),
        (MESSAGES, "max_tokens", ("stop_reason", "max_tokens")),
        (RESPONSES, "max_output_tokens", ("incomplete_details", "reason", "max_output_tokens")),
    ],
)
def test_a_limit_cuts_the_answer_and_says_so(
    url: str, skin: str, limit: str, finish: tuple[Any, ...]
) -> None:
    value: Any = post(url, skin, **{"preset": "a", limit: 2}).json()
    for member in finish[:-1]:
        value = value[member]

    assert value == finish[-1]


def test_a_response_that_is_cut_is_incomplete_throughout(url: str) -> None:
    *_, item, last = events(post(url, RESPONSES, preset="a", max_output_tokens=2, stream=True))

    assert (item["item"]["status"], last["type"]) == ("incomplete", "response.incomplete")
    assert last["response"]["status"] == "incomplete"
    assert last["response"]["completed_at"] is None
    assert last["response"] == post(url, RESPONSES, preset="a", max_output_tokens=2).json()


def test_messages_call_a_function_that_is_forced(url: str) -> None:
    choice = {"type": "tool", "name": "refund"}
    whole = post(url, MESSAGES, preset="tools", tool_choice=choice).json()
    data = events(post(url, MESSAGES, preset="tools", tool_choice=choice, stream=True))

    (block,) = whole["content"]
    assert (block["type"], block["name"], block["input"]) == ("tool_use", "refund", {"id": 1})
    assert whole["stop_reason"] == data[-2]["delta"]["stop_reason"] == "tool_use"
    deltas = [e["delta"]["partial_json"] for e in data if e["type"] == "content_block_delta"]
    assert json.loads("".join(deltas)) == block["input"]
    assert data[1]["content_block"] == block | {"input": {}}


@pytest.mark.parametrize("skin", SKINS)
def test_server_tools_run_there_and_the_answer_is_text(url: str, skin: str) -> None:
    tools, choice = [{"type": "openrouter:web_search"}], {"type": "openrouter:web_search"}
    reply = post(url, skin, model="openai/gpt-5.4", tools=tools, tool_choice=choice)

    assert "This is the sandbox" in reply.text
    assert "openrouter:web_search" in reply.text


@pytest.mark.parametrize("skin", SKINS)
@pytest.mark.parametrize(
    ("body", "status", "message"),
    [
        ({"model": "@preset/none"}, 404, "Preset none not found"),
        ({"preset": "archived"}, 404, "Preset archived not found"),
        ({"model": "openai/gpt-4.1@preset/disabled"}, 403, "Preset disabled is disabled"),
        ({}, 400, "Invalid request parameters: model: Required"),
        ({"model": "a/b", "preset": 1}, 400, "Invalid request parameters: preset: "),
        ({"model": "acme/fake"}, 400, "acme/fake is not a valid model ID"),
        ({"model": "x-ai/grok-4", "provider": {"zdr": True}}, 404, "No endpoints of x-ai/grok-4"),
        ({"model": "a/b", "key": "Bearer x"}, 401, "Invalid API key"),
        ({"model": "a/b", "key": "Bearer sandbox-management"}, 403, "Management keys cannot"),
        ({"model": "a/b", "messages": "x" * 11_000_000}, 413, "Request payload too large"),
    ],
)
def test_errors_have_the_shape_of_their_skin(
    url: str, skin: str, body: dict[str, Any], status: int, message: str
) -> None:
    reply = post(url, skin, stream=True, **body)

    said = reply.json()
    error = said["error"]
    assert reply.status_code == status
    assert error["message"].startswith(message)
    if skin != MESSAGES:
        assert (said.keys(), error["code"]) == ({"error"}, status)
        return
    kinds = {
        400: ("invalid_request_error", "invalid_request"),
        401: ("authentication_error", "authentication"),
        403: ("permission_error", "permission_denied"),
        404: ("not_found_error", "not_found"),
        413: ("invalid_request_error", "payload_too_large"),
    }
    assert (said.keys(), said["type"]) == ({"type", "error", "request_id"}, "error")
    assert (error["type"], error["error_type"]) == kinds[status]
    # An error before the router has no generation.
    assert said["request_id"] == reply.headers.get("x-generation-id")
    assert ("availability" in error) == (said["request_id"] is not None)


@pytest.mark.parametrize("skin", SKINS)
def test_availability_says_why_no_model_can_answer(url: str, skin: str) -> None:
    reply = post(url, skin, model="acme/fake", models=["b/c"], stream=True)

    error = reply.json()["error"]
    assert error["error_type"] == "invalid_request"
    assert error["availability"] == {
        "code": "model_not_found",
        "retryable": False,
        "requested_models": ["acme/fake", "b/c"],
        "docs_url": "https://openrouter.ai/docs/errors#model_not_found",
    }
    assert error.get("http_status") == (None if skin == MESSAGES else 400)


@pytest.mark.parametrize("skin", SKINS)
def test_router_metadata_come_where_they_are_asked_for(url: str, skin: str) -> None:
    body = {"model": "openrouter/auto", "models": ["x-ai/grok-4"], "wants_metadata": True}
    metadata = post(url, skin, **body).json()["openrouter_metadata"]

    assert (metadata["requested"], metadata["strategy"]) == ("openrouter/auto", "auto")
    selected = [each for each in metadata["endpoints"]["available"] if each["selected"]]
    assert selected == [{"provider": "OpenAI", "model": "openai/gpt-5.4", "selected": True}]
    data = events(post(url, skin, **body, stream=True))
    where = data[-1]["response"] if skin == RESPONSES else data[-1]
    assert where["openrouter_metadata"] == metadata
    assert "openrouter_metadata" not in post(url, skin, model="openrouter/auto").json()


@pytest.mark.parametrize("skin", SKINS)
def test_router_metadata_of_an_error_select_no_endpoint(url: str, skin: str) -> None:
    provider = {"only": ["azure"]}
    body = {"model": "@preset/a", "models": ["x-ai/grok-4"], "provider": {"only": ["groq"]}}
    metadata = post(url, skin, **body, wants_metadata=True).json()["openrouter_metadata"]

    assert (metadata["requested"], metadata["attempt"]) == ("@preset/a", 0)
    assert not any(each["selected"] for each in metadata["endpoints"]["available"])
    answered = post(url, skin, preset="a", provider=provider, wants_metadata=True).json()
    assert answered["openrouter_metadata"]["summary"] == "available=1, selected=Azure"


def test_messages_take_the_key_where_clients_of_anthropic_s_have_it(url: str) -> None:
    body = {"model": "@preset/a", "messages": [USER]}
    headers = {"x-api-key": "sandbox"}

    assert httpx.post(f"{url}/messages", json=body, headers=headers).status_code == 200
    for path in ("chat/completions", "responses", "presets/a/messages"):
        assert httpx.post(f"{url}/{path}", json=body, headers=headers).status_code == 401


@pytest.mark.parametrize("skin", SKINS)
def test_presets_are_those_of_the_key_s_workspace(url: str, skin: str) -> None:
    assert post(url, skin, preset="a", key="Bearer sandbox:staging").status_code == 404


def test_a_failure_of_the_sandbox_itself_has_the_shape_too() -> None:
    with Store(":memory:") as store:
        server = in_process(store)
    body = {"model": "@preset/a", "messages": [USER]}

    reply = server.send("POST", "/messages", content=json.dumps(body))

    assert reply.status_code == 500
    assert (reply.json()["type"], reply.json()["error"]["type"]) == ("error", "api_error")
