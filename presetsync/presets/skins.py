"""The three request formats ("skins"), as data.

Sources: the OpenRouter API reference of ``POST /presets/{slug}/{skin}``, which documents that
"only fields that overlap with the preset config are persisted" and names ``messages``,
``stream`` and ``prompt`` among the ignored ones; `input` is the ``messages`` of responses.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from presetsync.jsonpointer import Path

IGNORED_FIELDS = frozenset({"messages", "input", "prompt", "stream"})
"""Top-level body fields that the server documents as ignored, whatever the skin."""

SYSTEM_ROLES = ("system", "developer")
"""The roles of system messages, in the skin that has the system prompt among the messages."""

PARAGRAPH = "\n\n"
"""The separator between the parts of a system prompt."""


class PromptPart(NamedTuple):
    """The system prompt of a body, or a part of it.

    Attributes:
        path: where it is in the body.
        text: its text.

    """

    path: Path
    text: str


EXAMPLE = {"messages": [{"role": "user", "content": "Hello"}]}
"""The conversation for a body without one, if the API requires it."""


@dataclass(frozen=True, slots=True)
class Skin:
    """One request format.

    Attributes:
        name: as in a preset file, and in the path of the API after ``/presets/{slug}/``.
        system_field: the body field with the system prompt (``messages`` also contains others).
        conversation_field: the body field with the messages, the example of a preset.
        prompt_parts: finds the parts of a body's system prompt, in order.
        example: the fields that the API requires of a request in addition to those of a preset.

    """

    name: str
    system_field: str
    conversation_field: str
    prompt_parts: Callable[[Mapping[str, Any]], Iterator[PromptPart]]
    example: Mapping[str, Any]

    def system_prompt(self, body: Mapping[str, Any]) -> str | None:
        """The system prompt of a body; None if there is none."""
        # An empty prompt is no prompt: the server stores null for both.
        return PARAGRAPH.join(part.text for part in self.prompt_parts(body)) or None


def _parts(path: Path, value: object) -> Iterator[PromptPart]:
    """A text, or the text blocks of a list; anything else has none."""
    if isinstance(value, str):
        yield PromptPart(path, value)
    elif isinstance(value, list):
        for number, block in enumerate(value):
            if isinstance(block, dict) and isinstance(block.get("text"), str):
                yield PromptPart((*path, number, "text"), block["text"])


def _parts_in_messages(body: Mapping[str, Any]) -> Iterator[PromptPart]:
    messages = body.get("messages")
    for number, message in enumerate(messages if isinstance(messages, list) else ()):
        if isinstance(message, dict) and message.get("role") in SYSTEM_ROLES:
            yield from _parts(("messages", number, "content"), message.get("content"))


def _parts_in(field: str) -> Callable[[Mapping[str, Any]], Iterator[PromptPart]]:
    return lambda body: _parts((field,), body.get(field))


SKINS: Mapping[str, Skin] = {
    skin.name: skin
    for skin in (
        Skin("chat/completions", "messages", "messages", _parts_in_messages, EXAMPLE),
        Skin("messages", "system", "messages", _parts_in("system"), EXAMPLE),
        Skin("responses", "instructions", "input", _parts_in("instructions"), {}),
    )
}
