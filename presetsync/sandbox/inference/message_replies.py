"""The replies of ``POST /messages``, whole and as the events of a stream.

Sources: the schemas ``MessagesResult`` and ``MessagesStreamEvents`` of the OpenAPI document. The
cost comes with the last usage.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from presetsync.sandbox.inference.fixed_answer import FixedAnswer

_Json = dict[str, Any]

_NO_CACHE = {
    "cache_creation_input_tokens": None,
    "cache_read_input_tokens": None,
    "cache_creation": None,
}


def message_reply(answer: FixedAnswer) -> _Json:
    """The reply to a request that is not streamed."""
    block = _block(answer, answer.text, answer.call.arguments if answer.call else {})
    message = _message(answer, [block], _last_usage(answer))
    return {**message, "stop_reason": _stop(answer), **answer.extension}


def message_events(answer: FixedAnswer) -> Iterator[_Json]:
    """The events of a streamed reply."""
    yield {"type": "message_start", "message": _message(answer, [], _usage(answer, 0))}
    yield {"type": "content_block_start", "index": 0, "content_block": _block(answer, "", {})}
    for piece in answer.pieces:
        delta = (
            {"type": "input_json_delta", "partial_json": piece}
            if answer.call
            else {"type": "text_delta", "text": piece}
        )
        yield {"type": "content_block_delta", "index": 0, "delta": delta}
    yield {"type": "content_block_stop", "index": 0}
    yield {
        "type": "message_delta",
        "delta": {
            "container": None,
            "stop_details": None,
            "stop_reason": _stop(answer),
            "stop_sequence": None,
        },
        "usage": _last_usage(answer),
    }
    yield {"type": "message_stop", **answer.extension}


def _message(answer: FixedAnswer, content: list[_Json], usage: _Json) -> _Json:
    return {
        "id": answer.generation_id,
        "type": "message",
        "role": "assistant",
        "model": answer.model,
        "provider": answer.provider,
        "container": None,
        "content": content,
        "stop_details": None,
        "stop_reason": None,
        "stop_sequence": None,
        "usage": usage,
    }


def _block(answer: FixedAnswer, text: str, arguments: _Json) -> _Json:
    if not answer.call:
        return {"type": "text", "text": text, "citations": None}
    return {
        "type": "tool_use",
        "id": f"toolu_{answer.id}",
        "caller": {"type": "direct"},
        "name": answer.call.name,
        "input": arguments,
    }


def _stop(answer: FixedAnswer) -> str:
    return "tool_use" if answer.call else "max_tokens" if answer.is_cut else "end_turn"


def _usage(answer: FixedAnswer, output_tokens: int) -> _Json:
    return {
        "input_tokens": answer.input_tokens,
        "output_tokens": output_tokens,
        "output_tokens_details": None,
        **_NO_CACHE,
        "inference_geo": None,
        "server_tool_use": None,
        # This format's name of the default tier.
        "service_tier": answer.tier or "standard",
    }


def _last_usage(answer: FixedAnswer) -> _Json:
    return _usage(answer, answer.output_tokens) | answer.billing("prompt", "completions")
