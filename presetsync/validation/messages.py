"""How a mistake is told: the value seen, shortened and harmless, and what is allowed instead."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from presetsync.key_shapes import redacted

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

LONGEST_VALUE = 60
MOST_WORDS = 24

_TYPES = {
    "array": "a list",
    "boolean": "true or false",
    "integer": "a whole number",
    "null": "null",
    "number": "a number",
    "object": "an object",
    "string": "a text",
}


def shown(value: Any) -> str:
    """A value for a message: one line, at most `LONGEST_VALUE` characters, no key in full."""
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return "a list"
    if not isinstance(value, str):
        return _cut(json.dumps(value))
    return _cut(json.dumps(redacted(value[: 4 * LONGEST_VALUE]), ensure_ascii=False))


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_VALUE else f"{text[: LONGEST_VALUE - 1]}…"


def type_name(value: Any) -> str:
    """What kind of value it is, in the words of `plain_types`."""
    kinds = {bool: "boolean", int: "integer", float: "number", type(None): "null"}
    kinds |= {dict: "object", list: "array", str: "string"}
    return _TYPES[kinds[type(value)]]


def plain_types(types: Collection[str]) -> str:
    """JSON types as people call them; ``null`` is only named where nothing else is allowed."""
    named = [_TYPES[name] for name in types if name != "null" or len(types) == 1]
    return " or ".join(named)


def words(allowed: Iterable[Any]) -> str:
    """The words of a closed list, with the number of those that are left out."""
    named = [word if isinstance(word, str) else json.dumps(word) for word in allowed]
    rest = len(named) - MOST_WORDS
    return ", ".join(named[:MOST_WORDS]) + (f" and {rest} more" if rest > 0 else "")


_SENTENCES = {
    "minimum": ("out-of-range", "{value} is below the least allowed value, {allowed}."),
    "maximum": ("out-of-range", "{value} is above the greatest allowed value, {allowed}."),
    "minLength": ("too-short", "{length} characters, but at least {allowed} is needed."),
    "maxLength": ("too-long", "{length} characters, but at most {allowed} are allowed."),
    "minItems": ("too-few", "{length} items, but at least {allowed} is needed."),
    "maxItems": ("too-many", "{length} items, but at most {allowed} are allowed."),
    "maxProperties": ("too-many", "{length} fields, but at most {allowed} are allowed."),
    "format": ("bad-format", "{value} is not a {allowed} such as 2026-01-31."),
    "pattern": ("bad-format", "{value} has a form that is not allowed here."),
}
"""By schema keyword: the rule's code, and a sentence that says how a value breaks it."""


def code_and_message(rule: str, value: Any, allowed: Any) -> tuple[str, str]:
    """The code of a schema keyword that a value breaks, and a sentence that says so."""
    if rule == "type":
        types = [allowed] if isinstance(allowed, str) else allowed
        return "wrong-type", f"{_seen(value)}, but {plain_types(types)} is expected."
    if rule in ("enum", "const"):
        choice = allowed if rule == "enum" else [allowed]
        if not any(type(word) is type(value) for word in choice):
            return "wrong-type", f"{_seen(value)}, but this is expected: {words(choice)}."
        if len(choice) == 1:
            return (
                "not-allowed-value",
                f"This is {shown(value)}, but only `{words(choice)}` is taken.",
            )
        return "not-allowed-value", f"{shown(value)} is not one of: {words(choice)}."
    code, sentence = _SENTENCES.get(rule, ("not-allowed-value", "{value} is not allowed here."))
    length = len(value) if isinstance(value, (str, list, dict)) else 0
    return code, sentence.format(value=shown(value), allowed=allowed, length=length)


def _seen(value: Any) -> str:
    """The value and its type, without saying either twice."""
    if isinstance(value, (dict, list)) or value is None:
        return f"This is {type_name(value)}"
    if isinstance(value, bool):
        return f"This is {shown(value)}"
    return f"{shown(value)} is {type_name(value)}"
