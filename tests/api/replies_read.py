"""Replies of the inference routes, read into answers."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from presetsync.api.answer_reader import AnswerReader
from presetsync.api.event_stream import Event

if TYPE_CHECKING:
    from presetsync.api.answers import Answer

DONE = "[DONE]"


def read_whole(skin: str, reply: Any) -> Answer:
    """The answer in a whole reply; what is heard of it is its text."""
    reader = AnswerReader(skin)
    heard = reader.add_reply(json.dumps(reply).encode())
    assert heard == reader.answer().text
    return reader.answer()


def read_events(skin: str, *events: Any) -> Answer:
    """The answer in a stream; the pieces that are heard are its text."""
    reader, heard = AnswerReader(skin), ""
    for event in events:
        data = event if isinstance(event, str) else json.dumps(event)
        heard += reader.add_event(Event("", data))
    assert heard == reader.answer().text
    return reader.answer()
