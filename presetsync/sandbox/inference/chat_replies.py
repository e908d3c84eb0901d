"""The replies of ``POST /chat/completions``, whole and as the chunks of a stream.

Sources: the schemas ``ChatResult`` and ``ChatStreamChunk`` of the OpenAPI document; the reference's
overview, by which the usage comes in a last chunk without choices; the page on errors, whose chunks
have a ``provider``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from presetsync.sandbox.inference.fixed_answer import FixedAnswer

_Json = dict[str, Any]


def chat_reply(answer: FixedAnswer) -> _Json:
    """The reply to a request that is not streamed."""
    message: _Json = {"role": "assistant", "content": answer.text, "refusal": None}
    if answer.call:
        function = {"name": answer.call.name, "arguments": answer.call.text}
        call = {"id": _call_id(answer), "type": "function", "function": function}
        message |= {"content": None, "tool_calls": [call]}
    choice = {"index": 0, "message": message, "logprobs": None, **_finish(answer)}
    return {
        **_common(answer, "chat.completion"),
        "choices": [choice],
        "system_fingerprint": None,
        "usage": _usage(answer),
        **answer.extension,
    }


def chat_chunks(answer: FixedAnswer) -> Iterator[_Json]:
    """The chunks of a streamed reply."""
    common = _common(answer, "chat.completion.chunk")

    def chunk(delta: _Json, finish: _Json | None = None) -> _Json:
        finish = finish or {"finish_reason": None, "native_finish_reason": None}
        delta = {"role": "assistant", **delta}
        return {**common, "choices": [{"index": 0, "delta": delta, "logprobs": None, **finish}]}

    if answer.call:
        function = {"name": answer.call.name, "arguments": ""}
        begun = {"index": 0, "id": _call_id(answer), "type": "function", "function": function}
        yield chunk({"content": None, "tool_calls": [begun]})
        for piece in answer.pieces:
            part = {"index": 0, "function": {"arguments": piece}}
            yield chunk({"content": None, "tool_calls": [part]})
    else:
        for piece in answer.pieces:
            yield chunk({"content": piece})
    yield chunk({"content": None if answer.call else ""}, _finish(answer))
    yield {**common, "choices": [], "usage": _usage(answer), **answer.extension}


def _common(answer: FixedAnswer, kind: str) -> _Json:
    return {
        "id": answer.generation_id,
        "object": kind,
        "created": answer.created,
        "model": answer.model,
        "provider": answer.provider,
        "service_tier": answer.tier or "default",
    }


def _finish(answer: FixedAnswer) -> _Json:
    reason = "tool_calls" if answer.call else "length" if answer.is_cut else "stop"
    return {"finish_reason": reason, "native_finish_reason": reason}


def _call_id(answer: FixedAnswer) -> str:
    return f"call_{answer.id}"


def _usage(answer: FixedAnswer) -> _Json:
    return {
        "prompt_tokens": answer.input_tokens,
        "completion_tokens": answer.output_tokens,
        "total_tokens": answer.input_tokens + answer.output_tokens,
        "prompt_tokens_details": {"cached_tokens": 0},
        "completion_tokens_details": {"reasoning_tokens": 0},
        **answer.billing("prompt", "completions"),
    }
