"""Messages: what is wrong with a value, by the schema keyword that it breaks."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from presetsync.keys.key_shapes import redacted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from presetsync.schemas.violations import Violation

LONGEST_VALUE = 60
MOST_WORDS = 24

_TYPES = {
    "array": "a list",
    "boolean": "true or false",
    "integer": "a whole number",
    "null": "null",
    "number": "a number",
    "object": "an object",
    "string": "a string",
}

_SENTENCES = {
    "additionalProperties": ("unknown-field", "Unknown field {name}."),
    "required": ("missing-field", "Missing field `{field}`."),
    "type": ("wrong-type", "Expected {types}, found {found}."),
    "minimum": ("out-of-range", "{value} is below the minimum of {allowed}."),
    "maximum": ("out-of-range", "{value} is above the maximum of {allowed}."),
    "minLength": ("too-short", "Too short: {length} characters, at least {allowed} required."),
    "maxLength": ("too-long", "Too long: {length} characters, at most {allowed} allowed."),
    "minItems": ("too-few", "Too few items: {length}, at least {allowed} required."),
    "maxItems": ("too-many", "Too many items: {length}, at most {allowed} allowed."),
    "maxProperties": ("too-many", "Too many fields: {length}, at most {allowed} allowed."),
    "format": ("bad-format", "{value} is not a {allowed} such as 2026-01-31."),
    "pattern": ("bad-format", "{value} does not have the required format."),
}
"""By schema keyword: the rule's code, and a sentence that says how a value breaks it."""


def code_and_message(violation: Violation) -> tuple[str, str]:
    """The rule's code, and a sentence that says what is wrong."""
    value, allowed = violation.value, violation.allowed
    if violation.rule in ("enum", "const"):
        return _not_a_word(value, allowed if violation.rule == "enum" else [allowed])
    types = [allowed] if isinstance(allowed, str) else allowed
    code, sentence = _SENTENCES.get(
        violation.rule, ("not-allowed-value", "{value} is not allowed here.")
    )
    return code, sentence.format(
        value=shown(value),
        found=_found(value),
        length=len(value) if isinstance(value, (str, list, dict)) else 0,
        allowed=allowed,
        types=_plain_types(types) if code == "wrong-type" else "",
        field=violation.field,
        name=shown_name(violation.field),
    )


def _not_a_word(value: Any, choice: list[Any]) -> tuple[str, str]:
    if not any(type(word) is type(value) for word in choice):
        expected = f"one of {words(choice)}" if len(choice) > 1 else f"`{words(choice)}`"
        return "wrong-type", f"Expected {expected}, found {_found(value)}."
    if len(choice) == 1:
        return "not-allowed-value", f"Expected `{words(choice)}`, found {shown(value)}."
    return "not-allowed-value", f"{shown(value)} is not one of {words(choice)}."


def shown(value: Any) -> str:
    """A value for a message: one line, at most `LONGEST_VALUE` characters, no key in full."""
    if isinstance(value, (dict, list)):
        return _TYPES["object" if isinstance(value, dict) else "array"]
    if not isinstance(value, str):
        return _cut(json.dumps(value))
    return _cut(json.dumps(redacted(value[: 4 * LONGEST_VALUE]), ensure_ascii=False))


def shown_name(name: str) -> str:
    """A name for a message, between backticks; otherwise as `shown`."""
    return f"`{_cut(json.dumps(redacted(name[: 4 * LONGEST_VALUE]), ensure_ascii=False)[1:-1])}`"


def words(allowed: Iterable[Any]) -> str:
    """The words of a closed list, with the number of those that are left out."""
    named = [word if isinstance(word, str) else json.dumps(word) for word in allowed]
    rest = len(named) - MOST_WORDS
    return ", ".join(named[:MOST_WORDS]) + (f" and {rest} more" if rest > 0 else "")


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_VALUE else f"{text[: LONGEST_VALUE - 1]}…"


def _found(value: Any) -> str:
    return f"the string {shown(value)}" if isinstance(value, str) else shown(value)


def _plain_types(types: list[str]) -> str:
    """JSON types in plain words; ``null`` is only named where nothing else is allowed."""
    return " or ".join(_TYPES[name] for name in types if name != "null" or len(types) == 1)
