"""Replies of ``POST /chat/completions``, whole and in chunks. Pure.

Sources: the schemas ``ChatResult`` and ``ChatStreamChunk`` of the OpenAPI document; the guide on
streaming and the page on errors, for errors in the middle of an answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from presetsync.api.answer_draft import written
from presetsync.api.inference_errors import failure_within
from presetsync.api.reply_members import at, count_of, items_of, name_of, text_of

if TYPE_CHECKING:
    from presetsync.api.answer_draft import Draft

_ERROR = "error"
"""The finish reason of a choice that failed."""


def read_chunk(draft: Draft, chunk: Any) -> None:
    """Add an event of a stream."""
    _read(draft, chunk, at(chunk, "choices", 0, "delta"))


def read_result(draft: Draft, result: Any) -> None:
    """Add a whole reply."""
    message = at(result, "choices", 0, "message")
    _read(draft, result, message)
    draft.is_ended = draft.is_ended or isinstance(message, dict)


def _read(draft: Draft, reply: Any, message: Any) -> None:
    draft.take_facts(reply)
    draft.take_usage(at(reply, "usage"), "prompt_tokens", "completion_tokens")
    _say(draft, at(message, "content"))
    draft.say(at(message, "refusal"))
    for position, call in enumerate(items_of(at(message, "tool_calls"))):
        _add_call(draft, call, position)
    choice = at(reply, "choices", 0)
    if finish := name_of(at(choice, "finish_reason")):
        draft.finish = finish
        draft.is_ended = True
    for holder in (reply, choice):
        if at(holder, "error"):
            draft.fail(failure_within(holder))
    if finish == _ERROR:
        draft.fail(failure_within({}))


def _say(draft: Draft, content: Any) -> None:
    draft.say(content)
    for part in items_of(content):
        draft.say(at(part, "text"))


def _add_call(draft: Draft, call: Any, position: int) -> None:
    """Add a call, or a piece of one; without an index, its id identifies it."""
    place, call_id = count_of(at(call, "index")), text_of(at(call, "id"))
    if place is None:
        last = max(draft.calls, default=-1)
        is_next = not draft.calls or (call_id and call_id != draft.calls[last].id)
        place = last + 1 if is_next or position else last
    drafted = draft.call_at(place)
    drafted.id = drafted.id or call_id
    drafted.name = drafted.name or text_of(at(call, "function", "name"))
    if arguments := written(at(call, "function", "arguments")):
        drafted.arguments.append(arguments)
