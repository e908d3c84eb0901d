"""Replies of ``POST /responses``, whole and in events. Pure.

Sources: the schemas ``OpenResponsesResult`` and ``StreamEvents`` of the OpenAPI document; the pages
of the Responses API. Tools that the server runs are items of other types: they are no calls.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from presetsync.api.answer_draft import written
from presetsync.api.inference_errors import failure_within
from presetsync.api.reply_members import at, count_of, items_of, name_of, text_of

if TYPE_CHECKING:
    from presetsync.api.answer_draft import Draft

# Function calls, and calls of tools with plain text input, with the member of the arguments.
_CALLS = {"function_call": "arguments", "custom_tool_call": "input"}

_UNFINISHED = frozenset({"in_progress", "queued", "cancelled"})


def read_event(draft: Draft, event: Any) -> None:
    """Add an event of a stream; other types contain nothing for an answer."""
    place = count_of(at(event, "output_index"))
    match at(event, "type"):
        case "response.created" | "response.in_progress":
            draft.take_facts(at(event, "response"))
        case "response.output_text.delta" | "response.refusal.delta":
            draft.say(at(event, "delta"), place)
        case "response.output_item.added" | "response.output_item.done":
            if name_of(at(event, "item", "type")) in _CALLS:
                _add_call(draft, at(event, "item"), place)
        case "response.function_call_arguments.delta" | "response.custom_tool_call_input.delta":
            if place in draft.calls:
                draft.calls[place].arguments.append(text_of(at(event, "delta")))
        case "response.completed" | "response.incomplete" | "response.failed":
            read_response(draft, at(event, "response"))
            draft.is_ended = draft.is_over = True
        case "response.error" | "error":
            draft.fail(failure_within(event))


def read_response(draft: Draft, response: Any) -> None:
    """Add a whole reply, or what the last event of a stream adds to the previous ones."""
    draft.take_facts(response)
    draft.take_usage(at(response, "usage"), "input_tokens", "output_tokens")
    said = {*draft.said}
    for place, item in enumerate(items_of(at(response, "output"))):
        if name_of(at(item, "type")) in _CALLS:
            _add_call(draft, item, place)
        elif at(item, "type") == "message" and not said & {place, None}:
            for part in items_of(at(item, "content")):
                draft.say(at(part, "text"), place)
                draft.say(at(part, "refusal"), place)
    if not draft.pieces:
        draft.say(at(response, "output_text"))
    status = name_of(at(response, "status"))
    draft.finish = name_of(at(response, "incomplete_details", "reason")) or status
    if at(response, "error") or status == "failed":
        draft.fail(failure_within(response))
    draft.is_ended = draft.is_ended or (
        status not in _UNFINISHED and isinstance(at(response, "output"), list)
    )


def _add_call(draft: Draft, item: Any, place: int | None) -> None:
    if place is None:
        return
    call = draft.call_at(place)
    call.name = text_of(at(item, "name")) or call.name
    arguments = written(at(item, _CALLS[at(item, "type")]))
    call.arguments = [arguments] if arguments else call.arguments
