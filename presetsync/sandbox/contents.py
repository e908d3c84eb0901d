"""The part of an inference request that the server keeps, for each of its three formats.

Sources: the presets guide ("OpenRouter persists only the fields that overlap with the preset
config … Transient fields like ``messages``, ``input``, ``prompt``, and ``stream`` are silently
ignored"; "the extracted system prompt"; "the top-level ``system`` field becomes the preset's
system prompt"; "the ``instructions`` field becomes the preset's system prompt"). How several system
messages become one prompt is not documented: the blank line between them is an assumption.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_TRANSIENT = frozenset({"messages", "input", "prompt", "stream"})


def _texts(content: object) -> list[str]:
    """The texts of a message's content, which is one text or a list of blocks."""
    if isinstance(content, str):
        return [content]
    blocks = content if isinstance(content, list) else []
    texts = [block.get("text") for block in blocks if isinstance(block, dict)]
    return [text for text in texts if isinstance(text, str)]


def _system_messages(body: Mapping[str, Any]) -> list[str]:
    messages = body.get("messages")
    texts: list[str] = []
    for message in messages if isinstance(messages, list) else []:
        if isinstance(message, dict) and message.get("role") in {"system", "developer"}:
            texts += _texts(message.get("content"))
    return texts


_SYSTEM_TEXTS: Mapping[str, Callable[[Mapping[str, Any]], list[str]]] = {
    "chat/completions": _system_messages,
    "messages": lambda body: _texts(body.get("system")),
    "responses": lambda body: _texts(body.get("instructions")),
}

_SYSTEM_FIELD = {"messages": "system", "responses": "instructions"}

SKINS = tuple(_SYSTEM_TEXTS)
"""The formats, as the API's paths name them."""


def missing_member(skin: str, body: Mapping[str, Any]) -> str:
    """The first required member that a body lacks, as the API's error names it; "" for none.

    Source: the ``required`` members of ``ChatRequest``, ``MessagesRequest`` and
    ``ResponsesRequest`` in the OpenAPI document, which are the bodies of the preset endpoints too.
    """
    messages = body.get("messages")
    if skin == "chat/completions" and not (isinstance(messages, list) and messages):
        return "messages: Required, at least one"
    if skin == "messages":
        if not isinstance(body.get("model"), str):
            return "model: Required"
        if "messages" not in body or not isinstance(messages, list | None):
            return "messages: Required"
    return ""


def system_prompt_of(skin: str, body: Mapping[str, Any]) -> str | None:
    """The system prompt of a body; None if there is none or it is empty."""
    return "\n\n".join(_SYSTEM_TEXTS[skin](body)) or None


def config_of(skin: str, body: Mapping[str, Any], kept: frozenset[str] | None) -> dict[str, Any]:
    """The top-level fields that are stored: those in ``kept``, or all but the transient ones.

    Neither the transient fields nor the one that holds the system prompt is ever stored.
    """
    never = _TRANSIENT | {_SYSTEM_FIELD.get(skin)}
    return {
        field: value
        for field, value in body.items()
        if field not in never and (kept is None or field in kept)
    }
