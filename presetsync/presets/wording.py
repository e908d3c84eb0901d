"""How a mistake is told: the value seen, shortened and harmless, and what is allowed instead."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from jsonschema.exceptions import ValidationError

LONGEST_VALUE = 60
MOST_WORDS = 24

# Keys of all kinds: a prefix such as sk-or-v1- or ghp_, and then more than a word.
_KEY = re.compile(r"\b((?:[a-z]{2,4}[-_])+)[A-Za-z0-9_-]{12,}")

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
    return _cut(json.dumps(_KEY.sub(r"\1…", value[: 4 * LONGEST_VALUE]), ensure_ascii=False))


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


def code_and_message(error: ValidationError) -> tuple[str, str]:  # noqa: PLR0911 - one a keyword
    """The rule that a value breaks, and a sentence that says so."""
    value, allowed = error.instance, error.validator_value
    match str(error.validator):
        case "type":
            types = [allowed] if isinstance(allowed, str) else allowed
            return "wrong-type", f"{_seen(value)}, but {plain_types(types)} is expected."
        case "enum" | "const":
            choice = allowed if error.validator == "enum" else [allowed]
            if not any(type(word) is type(value) for word in choice):
                return (
                    "wrong-type",
                    f"{_seen(value)}, but one of these is expected: {words(choice)}.",
                )
            if len(choice) == 1:
                return "not-allowed-value", f"{shown(value)} is not allowed, only {words(choice)}."
            return "not-allowed-value", f"{shown(value)} is not one of {words(choice)}."
        case "minimum":
            return "out-of-range", f"{shown(value)} is below the least allowed value, {allowed}."
        case "maximum":
            return "out-of-range", f"{shown(value)} is above the greatest allowed value, {allowed}."
        case "maxLength":
            return "too-long", f"{len(value)} characters, but at most {allowed} are allowed."
        case "minLength":
            return "too-short", f"{len(value)} characters, but at least {allowed} is needed."
        case "maxItems" | "maxProperties":
            return "too-many", f"{len(value)} items, but at most {allowed} are allowed."
        case "format":
            return "bad-format", f"{shown(value)} is not a {allowed} such as 2026-01-31."
        case "pattern":
            return "bad-format", f"{shown(value)} has a form that is not allowed here."
        case _:
            return "not-allowed-value", f"{shown(value)} is not allowed here."


def _seen(value: Any) -> str:
    """The value and its type, without saying either twice."""
    if isinstance(value, (dict, list)) or value is None:
        return f"This is {type_name(value)}"
    if isinstance(value, bool):
        return f"This is {shown(value)}"
    return f"{shown(value)} is {type_name(value)}"
