"""The three request formats ("skins"), as data.

Sources: the OpenRouter API reference of ``POST /presets/{slug}/{skin}``, which documents that
"only fields that overlap with the preset config are persisted" and names ``messages``,
``stream`` and ``prompt`` among the ignored ones; `input` is the ``messages`` of responses.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

IGNORED_FIELDS = frozenset({"messages", "input", "prompt", "stream"})
"""Top-level body fields that the server documents as ignored, whatever the skin."""

SYSTEM_ROLES = ("system", "developer")
"""The roles of messages that make up the system prompt, in the skin that has it among them."""

PARAGRAPH = "\n\n"
"""What joins the pieces of a system prompt that is given as several messages or text blocks."""


@dataclass(frozen=True, slots=True)
class Skin:
    """One request format.

    Attributes:
        name: as in a preset file, and in the path of the API after ``/presets/{slug}/``.
        system_field: the body field that holds the system prompt (``messages`` holds others too).
        system_prompt: finds the system prompt in a body; None where there is none.

    """

    name: str
    system_field: str
    system_prompt: Callable[[Mapping[str, Any]], str | None]


def _text(value: object) -> Iterator[str]:
    """The text of a string, or of the text blocks of a list; anything else has none."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for block in value:
            if isinstance(block, dict) and isinstance(block.get("text"), str):
                yield block["text"]


def _joined(pieces: Iterator[str]) -> str | None:
    # An empty prompt is no prompt: the server has one null for both.
    return PARAGRAPH.join(pieces) or None


def _from_messages(body: Mapping[str, Any]) -> str | None:
    messages = body.get("messages")
    return _joined(
        text
        for message in (messages if isinstance(messages, list) else ())
        if isinstance(message, dict) and message.get("role") in SYSTEM_ROLES
        for text in _text(message.get("content"))
    )


SKINS: Mapping[str, Skin] = {
    skin.name: skin
    for skin in (
        Skin("chat/completions", "messages", _from_messages),
        Skin("messages", "system", lambda body: _joined(_text(body.get("system")))),
        Skin("responses", "instructions", lambda body: _joined(_text(body.get("instructions")))),
    )
}
