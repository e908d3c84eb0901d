"""Value hints: what to write for a value of the wrong type, format or range.

Every function returns one sentence, or "" for no suggestion.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from presetsync.schemas import alternatives, types_of, words_of
from presetsync.validation.synonyms import UNITS

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from presetsync.jsonpointer import Path
    from presetsync.schemas import Schema

_NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,15})?")
_LOCAL_NUMBER = re.compile(r"-?\d{1,3}([ _']\d{3}){1,4}|-?\d{1,15},\d{1,15}")
_WITH_UNIT = re.compile(r"-?\d{1,15}(\.\d{1,15})? ?[A-Za-z%$€/]{1,12}|[$€] ?\d{1,15}(\.\d{1,15})?")
_SWITCHES = frozenset({"true", "false", "yes", "no", "on", "off"})
_MOST_NAMES = 4
_PERCENT = (2, 100)

LIST = "Write a list, even for a single item."
QUOTES = "Put it in quotes to make it a string."


def for_type(
    path: Path,
    value: Any,
    types: Collection[str],
    schema: Schema,
    definitions: Mapping[str, Schema],
) -> str:
    """What to write for a value of a type that the schema does not allow."""
    objects = [s for s in alternatives(schema, definitions) if "properties" in s]
    hint = ""
    if value is None:
        hint = "Remove the field, or give it a value."
    elif isinstance(value, dict):
        hint = _for_object(types)
    elif isinstance(value, list):
        hint = _for_list(path, value, types)
    else:
        hint = _for_text(path, value, types) if isinstance(value, str) else ""
        if not hint and "object" in types and "array" not in types:
            hint = _as_object(value, objects, definitions)
    return hint or _for_scalar(path, value, types)


def _for_object(types: Collection[str]) -> str:
    if "array" in types:
        return LIST
    return "Write the string itself, without an object around it." if "string" in types else ""


def _for_list(path: Path, value: Sequence[Any], types: Collection[str]) -> str:
    if path[-1:] == ("model",):
        return "Write one model; list several in `models`."
    if "object" in types and value and all(isinstance(item, dict) for item in value):
        return "Write the object itself, without a list around it."
    return "Write it without a list." if len(value) == 1 else ""


def _for_text(path: Path, value: str, types: Collection[str]) -> str:
    if {"number", "integer"}.isdisjoint(types):
        return ""
    if _NUMBER.fullmatch(value):
        return f"Write {value} without quotes."
    if _LOCAL_NUMBER.fullmatch(value):
        plain = value.replace(",", ".") if "," in value else re.sub(r"[ _']", "", value)
        return f"Write {plain} without quotes."
    if _WITH_UNIT.fullmatch(value):
        unit = next((f", in {unit}" for step, unit in UNITS.items() if step in path), "")
        return f"Write only the number{unit}."
    return ""


def _for_scalar(path: Path, value: Any, types: Collection[str]) -> str:
    if value is True and path[-1:] == ("required",):
        return "List the names of the required properties in the object's own `required`."
    if isinstance(value, str) and "boolean" in types:
        return "Write true or false, without quotes." if value.lower() in _SWITCHES else ""
    if isinstance(value, float) and "integer" in types:
        return "Write a whole number."
    if isinstance(value, (bool, int, float)) and "string" in types:
        return QUOTES
    return LIST if "array" in types and not isinstance(value, (dict, list)) else ""


def _as_object(value: Any, objects: Sequence[Schema], definitions: Mapping[str, Schema]) -> str:
    """The object whose field's value was written alone."""
    fields = [
        (name, branch)
        for schema in objects
        for name, field in schema["properties"].items()
        for branch in alternatives(field, definitions)
    ]
    for_word = {name for name, field in fields if value in words_of(field)}
    if isinstance(value, str) and len(for_word) == 1:
        return f"Write {{{for_word.pop()}: {value}}}."
    needed = _needed(objects)
    if len(objects) == len(needed) == 1 and any(_fits(value, f) for n, f in fields if n in needed):
        said = "…" if isinstance(value, str) else json.dumps(value)
        return f"Write {{{needed[0]}: {said}}}."
    if 0 < len(needed) <= _MOST_NAMES:
        return f"Write an object with {' and '.join(f'`{name}`' for name in needed)}."
    return ""


def _needed(objects: Sequence[Schema]) -> list[str]:
    """The fields that all objects require; where one object requires none, its fields."""
    if not objects:
        return []
    first, *rest = [schema.get("required", []) for schema in objects]
    if not first and not rest:
        return [*objects[0]["properties"]]
    return [name for name in first if all(name in required for required in rest)]


def _fits(value: Any, schema: Schema) -> bool:
    kinds = {bool: ["boolean"], int: ["integer", "number"], float: ["number"], str: ["string"]}
    return not words_of(schema) and not set(kinds[type(value)]).isdisjoint(types_of(schema))


def for_format(path: Path, value: str) -> str:
    """What to write for a string that does not have the required format."""
    if path[-1:] == ("name",):
        return "Use only letters, digits, `_` and `-`."
    if "max_price" in path:
        return f"Write only the number, in {UNITS['max_price']}."
    if path[-2:-1] == ("logit_bias",):
        return "Use token ids of the model's tokenizer, such as 50256."
    if path[-1:] == ("timezone",):
        return "Use a name from the IANA time zone database, such as Europe/Berlin or UTC."
    if any(character.isspace() for character in value):
        return "Remove spaces and line breaks."
    return "Use only letters, digits and - . _ ~." if path == ("slug",) else ""


def for_range(value: Any, schema: Schema) -> str:
    """What to write for a number out of its range."""
    low, high = schema.get("minimum"), schema.get("maximum")
    if (low, high) == (0, 1) and _PERCENT[0] <= value <= _PERCENT[1]:
        return f"Write a fraction: {value / 100:g} for {value:g}%."
    return "" if None in (low, high) else f"The range is {low} to {high}."
