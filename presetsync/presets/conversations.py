"""The example of a body: the messages of a request other than the content of its preset. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from presetsync.presets.skins import SKINS, SYSTEM_ROLES

if TYPE_CHECKING:
    from collections.abc import Mapping

_USER = "user"
_TEXT_TYPES = ("text", "input_text", "output_text")
"""The types of content blocks that are text: those of messages, and the two of responses."""


class ForeignExampleError(ValueError):
    """A conversation contains more than text, which another skin writes differently."""


def has_user_message(skin: str, body: Mapping[str, Any]) -> bool:
    """Whether there is a message to answer."""
    value = body.get(SKINS[skin].conversation_field)
    return bool(value) if isinstance(value, str) else _last_user(value) is not None


def with_user_message(skin: str, body: Mapping[str, Any], text: str) -> dict[str, Any]:
    """A body with a text in place of the last user message, or at the end."""
    field = SKINS[skin].conversation_field
    value = body.get(field)
    if not isinstance(value, list):
        is_chat = field == "messages"
        return {**body, field: [{"role": _USER, "content": text}] if is_chat else text}
    number = _last_user(value)
    if number is None:
        return {**body, field: [*value, {"role": _USER, "content": text}]}
    message = {**value[number], "content": text}
    return {**body, field: [*value[:number], message, *value[number + 1 :]]}


def with_example_of(
    skin: str, body: Mapping[str, Any], example_skin: str, example: Mapping[str, Any]
) -> dict[str, Any]:
    """A body with the conversation of another one, and with its own system prompt.

    Raises `ForeignExampleError` if the skins differ and the conversation contains more than text.
    """
    field = SKINS[skin].conversation_field
    own = [message for message in _messages(body.get(field)) if _is_system(message)]
    system = own if field == SKINS[skin].system_field else []
    taken = _conversation(example_skin, example)
    if example_skin == skin and isinstance(taken, str) and not system:
        return {**body, field: taken}
    is_own = example_skin == skin and isinstance(taken, list)
    return {**body, field: [*system, *(taken if is_own else _as_texts(taken))]}


def _conversation(skin: str, body: Mapping[str, Any]) -> Any:
    """The messages of a body without its system prompt."""
    format_ = SKINS[skin]
    value = body.get(format_.conversation_field)
    if format_.system_field != format_.conversation_field or not isinstance(value, list):
        return value
    return [message for message in value if not _is_system(message)]


def _as_texts(conversation: Any) -> list[dict[str, str]]:
    """A conversation in the form that every skin accepts."""
    if isinstance(conversation, str):
        return [{"role": _USER, "content": conversation}]
    texts = []
    for message in _messages(conversation):
        text = _text_of(message)
        role = message.get("role") if isinstance(message, dict) else None
        if text is None or role not in (_USER, "assistant"):
            raise ForeignExampleError
        texts.append({"role": role, "content": text})
    return texts


def _text_of(message: Any) -> str | None:
    """The text of a message; None if it contains anything else."""
    if not isinstance(message, dict) or message.get("tool_calls"):
        return None
    content = message.get("content")
    if isinstance(content, str):
        return content
    if not isinstance(content, list) or not content:
        return None
    texts = [
        block.get("text") if isinstance(block, dict) and block.get("type") in _TEXT_TYPES else None
        for block in content
    ]
    if not all(isinstance(text, str) for text in texts):
        return None
    return "\n\n".join(str(text) for text in texts)


def _last_user(value: Any) -> int | None:
    """The position of the last user message."""
    numbers = [number for number, message in enumerate(_messages(value)) if _is_user(message)]
    return numbers[-1] if numbers else None


def _messages(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _is_user(message: Any) -> bool:
    return isinstance(message, dict) and message.get("role") == _USER


def _is_system(message: Any) -> bool:
    return isinstance(message, dict) and message.get("role") in SYSTEM_ROLES
