"""Reading the replies of the inference routes into an answer. Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from presetsync.api import chat_answers, message_answers, response_answers
from presetsync.api.answer_draft import Draft
from presetsync.api.answers import Failure
from presetsync.api.reply_json import read_json
from presetsync.api.wire import MalformedReplyError
from presetsync.config.baseurl import WHERE_IT_IS_SET

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from presetsync.api.answers import Answer
    from presetsync.api.event_stream import Event

_DONE = "[DONE]"
"""The data of the last event of a stream; Anthropic's streams may end without it."""

_EVENTS: Mapping[str, Callable[[Draft, Any], None]] = {
    "chat/completions": chat_answers.read_chunk,
    "messages": message_answers.read_event,
    "responses": response_answers.read_event,
}
_REPLIES: Mapping[str, Callable[[Draft, Any], None]] = {
    "chat/completions": chat_answers.read_result,
    "messages": message_answers.read_message,
    "responses": response_answers.read_response,
}

_WRONG_SERVER = f"check {WHERE_IT_IS_SET}"
_MAY_HAVE_COST = "it may still have cost money: check the activity of the account"


class AnswerReader:
    """Reads the reply to one request."""

    def __init__(self, skin: str, generation: str | None = None) -> None:
        """``generation`` is its id, if a header of the reply has it."""
        self._skin = skin
        self._draft = Draft(id=generation)

    @property
    def is_over(self) -> bool:
        """Whether the server said that nothing follows."""
        return self._draft.is_over

    def add_event(self, event: Event) -> str:
        """Read an event of a stream; returns the text that it adds."""
        if event.data == _DONE:
            self._draft.is_ended = self._draft.is_over = True
            return ""
        try:
            document = read_json(event.data.encode())
        except MalformedReplyError as error:
            # It may have contained text or counts, so the rest is not a complete answer.
            self._fail(f"an event of the answer cannot be read: {error}")
            return ""
        if isinstance(document, dict) and event.type:
            document.setdefault("type", event.type)
        return self._read(_EVENTS[self._skin], document)

    def add_reply(self, body: bytes) -> str:
        """Read a whole reply; returns its text."""
        try:
            document = read_json(body)
        except MalformedReplyError as error:
            self._fail(f"the reply is not what the API documents: {error}", _WRONG_SERVER)
            return ""
        text = self._read(_REPLIES[self._skin], document)
        if not self._draft.is_ended:
            self._fail("the reply is not what the API documents: it has no answer", _WRONG_SERVER)
        return text

    def answer(self) -> Answer:
        """The answer so far; a stream without its end is incomplete."""
        return self._ended(Failure("the answer was cut short", _MAY_HAVE_COST))

    def broken_off(self, reason: str, hint: str) -> Answer:
        """The answer so far, possibly empty, if the rest could not be read."""
        answer = self._draft.answer()
        if answer.text or answer.tool_calls or answer.id:
            reason, hint = f"the answer was cut short: {reason}", ""
        hint = f"{hint}; {_MAY_HAVE_COST}" if hint else _MAY_HAVE_COST
        return self._ended(Failure(reason, hint))

    def _ended(self, cut: Failure) -> Answer:
        """What has come; ``cut`` is why it is not all, unless the server said so itself.

        What it has cost is not known then: what an event before the end says is not all.
        """
        answer = self._draft.answer()
        if self._draft.is_ended:
            return answer
        return replace(answer, cost=None, failure=answer.failure or cut)

    def _read(self, read: Callable[[Draft, Any], None], document: Any) -> str:
        before = len(self._draft.pieces)
        read(self._draft, document)
        return "".join(self._draft.pieces[before:])

    def _fail(self, message: str, hint: str = _MAY_HAVE_COST) -> None:
        self._draft.failure = self._draft.failure or Failure(message, hint)
