"""The replies of the three inference routes, whole and as the events of a stream.

Sources: the schemas ``ChatResult``, ``ChatStreamChunk``, ``OpenResponsesResult`` and
``StreamEvents`` of the OpenAPI document; the reference of ``POST /messages``, which is Anthropic's;
the page on errors.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from presetsync.offers.names import model_named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from presetsync.sandbox.inference import Inference, UnknownModelError

Event = dict[str, Any]

_DOCS = "https://openrouter.ai/docs/errors"


def reply(skin: str, inference: Inference, created: int) -> dict[str, Any]:
    """The reply to a request that is not streamed; ``created`` in seconds since 1970."""
    if skin == "messages":
        return _message(inference, inference.text, "end_turn", inference.output_tokens)
    if skin == "responses":
        return _response(inference, created, "completed")
    message = {"role": "assistant", "content": inference.text, "refusal": None}
    choice = {"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}
    return {
        "id": f"gen-{inference.id}",
        "object": "chat.completion",
        "created": created,
        "model": inference.model,
        "choices": [choice],
        "system_fingerprint": None,
        "usage": _chat_usage(inference),
    }


def stream(skin: str, inference: Inference, created: int) -> Iterator[str]:
    """The reply as server-sent events."""
    if skin == "messages":
        for event in _message_events(inference):
            yield f"event: {event['type']}\ndata: {json.dumps(event)}\n\n"
        return
    chunks = _chat_chunks if skin == "chat/completions" else _response_events
    for event in chunks(inference, created):
        yield f"data: {json.dumps(event)}\n\n"
    yield "data: [DONE]\n\n"


def unknown_model(skin: str, error: UnknownModelError) -> dict[str, Any]:
    """The body of a 400 that says why no model can answer, in ``availability``."""
    availability = {
        "code": "model_not_found",
        "retryable": False,
        "requested_models": list(error.requested),
        "docs_url": f"{_DOCS}#model_not_found",
    }
    # A legacy name is resolved by the catalogue, and suggested here.
    found = (model_named(name) for name in error.requested)
    if suggested := [model.id for model in found if model]:
        availability["fallback_models"] = suggested
    said = {
        "message": str(error),
        "error_type": "invalid_request",
        "availability": availability,
    }
    if skin == "messages":
        anthropic = {"type": "invalid_request_error", **said}
        return {"type": "error", "error": anthropic, "request_id": None}
    return {"error": {"code": 400, "http_status": 400, **said}}


def _chat_chunks(inference: Inference, created: int) -> Iterator[Event]:
    def chunk(delta: Event, finish_reason: str | None = None) -> Event:
        choice = {"index": 0, "delta": delta, "finish_reason": finish_reason, "logprobs": None}
        return {
            "id": f"gen-{inference.id}",
            "object": "chat.completion.chunk",
            "created": created,
            "model": inference.model,
            "choices": [choice],
        }

    for word in inference.words:
        yield chunk({"role": "assistant", "content": word})
    yield chunk({"role": "assistant", "content": ""}, "stop")
    yield {**chunk({"role": "assistant", "content": ""}), "usage": _chat_usage(inference)}


def _chat_usage(inference: Inference) -> dict[str, Any]:
    return {
        "prompt_tokens": inference.input_tokens,
        "completion_tokens": inference.output_tokens,
        "total_tokens": inference.input_tokens + inference.output_tokens,
        "cost": inference.cost,
        "is_byok": False,
    }


def _message(
    inference: Inference, text: str, stop_reason: str | None, output_tokens: int
) -> dict[str, Any]:
    return {
        "id": f"gen-{inference.id}",
        "type": "message",
        "role": "assistant",
        "model": inference.model,
        "content": [{"type": "text", "text": text, "citations": None}] if text else [],
        "stop_reason": stop_reason,
        "stop_sequence": None,
        "usage": {
            "input_tokens": inference.input_tokens,
            "output_tokens": output_tokens,
            "cache_creation_input_tokens": None,
            "cache_read_input_tokens": None,
            "cost": inference.cost,
        },
    }


def _message_events(inference: Inference) -> Iterator[Event]:
    yield {"type": "message_start", "message": _message(inference, "", None, 0)}
    block = {"type": "text", "text": "", "citations": None}
    yield {"type": "content_block_start", "index": 0, "content_block": block}
    for word in inference.words:
        delta = {"type": "text_delta", "text": word}
        yield {"type": "content_block_delta", "index": 0, "delta": delta}
    yield {"type": "content_block_stop", "index": 0}
    yield {
        "type": "message_delta",
        "delta": {"stop_reason": "end_turn", "stop_sequence": None},
        "usage": _message(inference, "", None, inference.output_tokens)["usage"],
    }
    yield {"type": "message_stop"}


def _response(inference: Inference, created: int, status: str) -> dict[str, Any]:
    is_complete, parameters = status == "completed", inference.parameters
    return {
        "id": f"resp_{inference.id}",
        "object": "response",
        "created_at": created,
        "completed_at": created if is_complete else None,
        "status": status,
        "model": inference.model,
        "output": [_output_item(inference, status)] if is_complete else [],
        "error": None,
        "incomplete_details": None,
        "instructions": None,
        "metadata": None,
        "tools": [],
        "tool_choice": "auto",
        "parallel_tool_calls": True,
        **{
            name: parameters.get(name)
            for name in ("temperature", "top_p", "presence_penalty", "frequency_penalty")
        },
        "usage": _response_usage(inference) if is_complete else None,
    }


def _output_item(inference: Inference, status: str) -> dict[str, Any]:
    content = [_output_text(inference.text)] if status == "completed" else []
    return {
        "id": f"msg_{inference.id}",
        "type": "message",
        "role": "assistant",
        "status": status,
        "content": content,
    }


def _output_text(text: str) -> dict[str, Any]:
    return {"type": "output_text", "text": text, "annotations": [], "logprobs": []}


def _response_usage(inference: Inference) -> dict[str, Any]:
    return {
        "input_tokens": inference.input_tokens,
        "input_tokens_details": {"cached_tokens": 0},
        "output_tokens": inference.output_tokens,
        "output_tokens_details": {"reasoning_tokens": 0},
        "total_tokens": inference.input_tokens + inference.output_tokens,
        "cost": inference.cost,
        "is_byok": False,
    }


def _response_events(inference: Inference, created: int) -> Iterator[Event]:
    item, part = {"item_id": f"msg_{inference.id}", "output_index": 0}, {"content_index": 0}
    begun, done = (_output_item(inference, status) for status in ("in_progress", "completed"))
    text: Event = {**item, **part, "logprobs": []}
    events: list[Event] = [
        {"type": f"response.{name}", "response": _response(inference, created, "in_progress")}
        for name in ("created", "in_progress")
    ]
    events += [
        {"type": "response.output_item.added", "output_index": 0, "item": begun},
        {"type": "response.content_part.added", **item, **part, "part": _output_text("")},
        *(
            {"type": "response.output_text.delta", **text, "delta": word}
            for word in inference.words
        ),
        {"type": "response.output_text.done", **text, "text": inference.text},
        {
            "type": "response.content_part.done",
            **item,
            **part,
            "part": _output_text(inference.text),
        },
        {"type": "response.output_item.done", "output_index": 0, "item": done},
        {"type": "response.completed", "response": _response(inference, created, "completed")},
    ]
    for number, event in enumerate(events):
        yield {**event, "sequence_number": number}
