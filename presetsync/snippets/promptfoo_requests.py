"""A request as promptfoo sends it: the body of a provider, the prompt, and the message in it.

The prompt is the conversation of the example, as JSON, and the text of the last message of the user
is a variable in it. The body has all else, but for system prompts among the messages: the function
that adds the prompt to the body adds those before it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from presetsync.presets.bodies import replaced
from presetsync.presets.skins import SKINS, SYSTEM_ROLES
from presetsync.snippets.nunjucks import Expression, json_template

if TYPE_CHECKING:
    from collections.abc import Mapping

    from presetsync.jsonpointer import Path

_CONVERSATION = Expression("JSON.parse(prompt)")
_MESSAGES = Expression("...JSON.parse(prompt)")
_STREAMING = ("stream", "stream_options")
_NO_VARIABLE = "{# no text of the user #}"
"""Else promptfoo would take the prompt for JSON, and the texts in it for templates."""


@dataclass(frozen=True, slots=True)
class PromptfooRequest:
    """A request in its parts.

    Attributes:
        body: JSON, without the conversation.
        addition: a JavaScript function that makes what is added to the body of a prompt.
        prompt: a template that makes JSON of ``message``, which is a text.
        message: what it is in the example; None if the user says no text there.

    """

    body: str
    addition: str
    prompt: str
    message: str | None


def promptfoo_request(skin: str, body: Mapping[str, Any]) -> PromptfooRequest:
    """The parts of a request, which has a conversation; it is not streamed."""
    field = SKINS[skin].conversation_field
    system, conversation = _divided(skin, body[field])
    taken = {field: [*system, _MESSAGES] if system else _CONVERSATION}
    others = {key: value for key, value in body.items() if key not in (field, *_STREAMING)}
    path = _message_path(conversation)
    if path is None:
        prompt, message = f"{json_template(conversation)}\n{_NO_VARIABLE}", None
    else:
        text = conversation
        for key in path:
            text = text[key]
        # promptfoo cuts off the line feed that ends a variable.
        message = text.rstrip("\n")
        end = text[len(message) :].replace("\n", "\\n")
        variable = f'(message + "{end}")' if end else "message"
        hole = Expression(f"{{{{ {variable} | dump }}}}")
        prompt = json_template(replaced(conversation, path, hole))
    return PromptfooRequest(
        body=f"{json_template(others)}\n",
        addition=f"(prompt) => ({json_template(taken)})\n",
        prompt=f"{prompt}\n",
        message=message,
    )


def _divided(skin: str, conversation: Any) -> tuple[list[Any], Any]:
    """The messages that are the system prompt, which comes first as in a preset, and the others."""
    if SKINS[skin].system_field != SKINS[skin].conversation_field:
        return [], conversation
    system = [each for each in conversation if each.get("role") in SYSTEM_ROLES]
    return system, [each for each in conversation if each.get("role") not in SYSTEM_ROLES]


def _message_path(conversation: Any) -> Path | None:
    """Where the last text of the user is; None if there is none."""
    if isinstance(conversation, str):
        return ()
    for number in reversed(range(len(conversation))):
        if conversation[number].get("role") == "user":
            return _text_path(number, conversation[number].get("content"))
    return None


def _text_path(number: int, content: Any) -> Path | None:
    if isinstance(content, str):
        return (number, "content")
    blocks = [*enumerate(content if isinstance(content, list) else ())]
    for place, block in reversed(blocks):
        if isinstance(block, dict) and isinstance(block.get("text"), str):
            return (number, "content", place, "text")
    return None
