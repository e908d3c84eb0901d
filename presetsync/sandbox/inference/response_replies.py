"""The replies of ``POST /responses``, whole and as the events of a stream.

Sources: the schemas ``OpenResponsesResult`` and ``StreamEvents`` of the OpenAPI document. Its
replies have no place for the provider but the router metadata.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from presetsync.sandbox.inference.forced_calls import chosen_name
from presetsync.sandbox.inference.united_tools import functions_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from presetsync.sandbox.inference.fixed_answer import FixedAnswer

_Json = dict[str, Any]

_ECHOED = ("temperature", "top_p", "presence_penalty", "frequency_penalty", "max_output_tokens")
_BEGUN = "in_progress"
_ANTHROPIC_CHOICES = {"any": "required", "none": "none"}


def response_reply(answer: FixedAnswer) -> _Json:
    """The reply to a request that is not streamed."""
    return {**_response(answer, _outcome(answer)), **answer.extension}


def response_events(answer: FixedAnswer) -> Iterator[_Json]:
    """The events of a streamed reply, numbered."""
    outcome = _outcome(answer)
    item = {"item_id": _item(answer, _BEGUN)["id"], "output_index": 0}
    events: list[_Json] = [
        {"type": f"response.{name}", "response": _response(answer, _BEGUN)}
        for name in ("created", _BEGUN)
    ]
    events += [
        {"type": "response.output_item.added", "output_index": 0, "item": _item(answer, _BEGUN)},
        *(_call_events(answer, item) if answer.call else _text_events(answer, item)),
        {"type": "response.output_item.done", "output_index": 0, "item": _item(answer, outcome)},
        {"type": f"response.{outcome}", "response": response_reply(answer)},
    ]
    for number, event in enumerate(events):
        yield {**event, "sequence_number": number}


def _text_events(answer: FixedAnswer, item: _Json) -> Iterator[_Json]:
    part = {**item, "content_index": 0}
    yield {"type": "response.content_part.added", **part, "part": _output_text("")}
    text = {**part, "logprobs": []}
    for piece in answer.pieces:
        yield {"type": "response.output_text.delta", **text, "delta": piece}
    yield {"type": "response.output_text.done", **text, "text": answer.text}
    yield {"type": "response.content_part.done", **part, "part": _output_text(answer.text)}


def _call_events(answer: FixedAnswer, item: _Json) -> Iterator[_Json]:
    kind = "response.function_call_arguments"
    for piece in answer.pieces:
        yield {"type": f"{kind}.delta", **item, "delta": piece}
    if answer.call:
        done = {"name": answer.call.name, "arguments": answer.call.text}
        yield {"type": f"{kind}.done", **item, **done}


def _outcome(answer: FixedAnswer) -> str:
    return "incomplete" if answer.is_cut else "completed"


def _response(answer: FixedAnswer, status: str) -> _Json:
    has_ended = status != _BEGUN
    config = answer.request.config
    parallel, metadata = config.get("parallel_tool_calls"), config.get("metadata")
    return {
        "id": f"resp_{answer.id}",
        "object": "response",
        "created_at": answer.created,
        "completed_at": answer.created if status == "completed" else None,
        "status": status,
        "model": answer.model,
        "output": [_item(answer, status)] if has_ended else [],
        "error": None,
        "incomplete_details": {"reason": "max_output_tokens"} if status == "incomplete" else None,
        "instructions": answer.request.system,
        "metadata": metadata if isinstance(metadata, dict) else None,
        "tools": _tools(config.get("tools")),
        "tool_choice": _tool_choice(config.get("tool_choice")),
        "parallel_tool_calls": parallel if isinstance(parallel, bool) else True,
        **{name: config.get(name) for name in _ECHOED},
        "service_tier": answer.tier or "default",
        "store": False,
        **({"usage": _usage(answer)} if has_ended else {}),
    }


def _item(answer: FixedAnswer, status: str) -> _Json:
    has_ended = status != _BEGUN
    if answer.call:
        return {
            "id": f"fc_{answer.id}",
            "type": "function_call",
            "status": status,
            "call_id": f"call_{answer.id}",
            "name": answer.call.name,
            "arguments": answer.call.text if has_ended else "",
        }
    return {
        "id": f"msg_{answer.id}",
        "type": "message",
        "role": "assistant",
        "status": status,
        "content": [_output_text(answer.text)] if has_ended else [],
    }


def _output_text(text: str) -> _Json:
    return {"type": "output_text", "text": text, "annotations": [], "logprobs": []}


def _tools(tools: object) -> list[_Json]:
    """The functions in the form of this skin: the schema of replies has no server tools."""
    return [{"type": "function", **function._asdict()} for function in functions_in(tools)]


def _tool_choice(choice: object) -> object:
    """The choice in the form of this skin."""
    if not isinstance(choice, dict):
        return choice if choice in ("auto", "none", "required") else "auto"
    kind, name = choice.get("type"), chosen_name(choice)
    if kind in ("function", "tool") and isinstance(name, str):
        return {"type": "function", "name": name}
    if kind == "allowed_tools":
        return choice
    return _ANTHROPIC_CHOICES.get(str(kind), "auto")


def _usage(answer: FixedAnswer) -> _Json:
    return {
        "input_tokens": answer.input_tokens,
        "input_tokens_details": {"cached_tokens": 0},
        "output_tokens": answer.output_tokens,
        "output_tokens_details": {"reasoning_tokens": 0},
        "total_tokens": answer.input_tokens + answer.output_tokens,
        **answer.billing("input", "output"),
    }
