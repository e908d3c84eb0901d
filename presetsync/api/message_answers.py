"""Replies of ``POST /messages``, whole and in events. Pure.

Sources: the schemas ``MessagesResult`` and ``MessagesStreamEvents`` of the OpenAPI document, which
are Anthropic's. Tools that the server runs are blocks of other types: they are no calls.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from presetsync.api.answer_draft import written
from presetsync.api.inference_errors import failure_within
from presetsync.api.reply_members import at, count_of, items_of, name_of, text_of

if TYPE_CHECKING:
    from presetsync.api.answer_draft import Draft

_CACHED = ("cache_creation_input_tokens", "cache_read_input_tokens")


def read_event(draft: Draft, event: Any) -> None:
    """Add an event of a stream; other types contain nothing for an answer."""
    match at(event, "type"):
        case "message_start":
            draft.take_facts(at(event, "message"))
            # A cost that is said before the answer is none of the answer.
            _take_counts(draft, at(event, "message", "usage"))
        case "content_block_start":
            _begin(draft, at(event, "content_block"), count_of(at(event, "index")))
        case "content_block_delta":
            _continue(draft, at(event, "delta"), count_of(at(event, "index")))
        case "message_delta":
            _take_usage(draft, at(event, "usage"))
            draft.finish = name_of(at(event, "delta", "stop_reason")) or draft.finish
            draft.is_ended = draft.is_ended or draft.finish is not None
        case "message_stop":
            draft.take_facts(event)
            draft.is_ended = draft.is_over = True
        case "error":
            draft.fail(failure_within(event))


def read_message(draft: Draft, message: Any) -> None:
    """Add a whole reply."""
    draft.take_facts(message)
    _take_usage(draft, at(message, "usage"))
    if at(message, "error"):
        draft.fail(failure_within(message))
        return
    for position, block in enumerate(items_of(at(message, "content"))):
        _begin(draft, block, position)
    draft.finish = name_of(at(message, "stop_reason")) or draft.finish
    draft.is_ended = draft.is_ended or isinstance(at(message, "content"), list)


def _take_usage(draft: Draft, usage: Any) -> None:
    draft.take_usage(usage, "input_tokens", "output_tokens")
    _take_counts(draft, usage)


def _take_counts(draft: Draft, usage: Any) -> None:
    """Take over the counts; tokens of a cache are counted in addition to those of the input."""
    draft.take_counts(usage, "input_tokens", "output_tokens")
    if count_of(at(usage, "input_tokens")) is not None and draft.input_tokens is not None:
        draft.input_tokens += sum(count_of(at(usage, name)) or 0 for name in _CACHED)


def _begin(draft: Draft, block: Any, index: int | None) -> None:
    match at(block, "type"):
        case "text":
            # Adjacent blocks are one text, which citations divide.
            draft.say(at(block, "text"), draft.block)
            return
        case "tool_use" if index is not None:
            call = draft.call_at(index)
            call.name = text_of(at(block, "name"))
            # A stream begins with {}, and the pieces of the input follow, if it has any.
            call.given = written(at(block, "input"))
    draft.block = (index or 0) + 1


def _continue(draft: Draft, delta: Any, index: int | None) -> None:
    draft.say(at(delta, "text"), draft.block)
    if index in draft.calls:
        draft.calls[index].arguments.append(text_of(at(delta, "partial_json")))
