"""What to do about a mistake: the nearest name, the other skin's name for it, the right type.

What people bring along from elsewhere is in `presetsync.presets.vocabulary`; the rest is worked out
from the schemas. Every function returns one sentence, or "" where it has no good idea.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from presetsync.presets import schemas
from presetsync.presets.skins import SKINS
from presetsync.presets.vocabulary import FIELDS, JSON_TYPES, NESTED, TYPES_ELSEWHERE, WORDS

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from presetsync.presets.findings import Path

LONGEST_NAME = 64
"""Nothing longer is a misspelt field or word."""

ALIKE = 0.7
"""How alike (difflib's ratio) two names are that one may be the other misspelt."""


def for_unknown_field(skin: str | None, path: Path, known: Collection[str]) -> str:
    """What to do about a field that is not among the known ones of its object."""
    *parents, name = path
    if not isinstance(name, str):
        return ""
    table = FIELDS.get(skin or "", {}) if path == ("body", name) else {}
    table = table or NESTED.get((skin or "", _place(parents)), {})
    if name in table:
        return table[name]
    if elsewhere := _elsewhere(skin, path, name):
        return elsewhere
    near = nearest(name, known)
    return f"Did you mean `{near}`?" if near else ""


def _elsewhere(skin: str | None, path: Path, name: str) -> str:
    """Where else the field is known: another level of this body, or another skin."""
    if skin is None:
        return ""
    if len(path) == 1:
        return "It belongs into `body`." if name in _top_level(skin) else ""
    if len(path) > 2 and name in _top_level(skin):  # noqa: PLR2004 - deeper than body/name
        return "It is a field of the body itself, one level or more above."
    if len(path) > 2:  # noqa: PLR2004
        return ""
    inside = [outer for outer, inner in _objects(skin).items() if name in inner]
    if inside:
        return f"It belongs into `{inside[0]}`."
    others = [other for other in SKINS if other != skin and name in _top_level(other)]
    return f"It is a field of {' and '.join(others)}, not of {skin}." if others else ""


def for_word(skin: str | None, path: Path, value: Any, words: Collection[Any]) -> str:
    """What to do about a value that is none of the words allowed at its place."""
    if value is False and "none" in words:
        return "Write `none`."
    if not isinstance(value, str):
        types = {"string"} if any(isinstance(word, str) for word in words) else set()
        return for_type(skin, path, value, types)
    if written := WORDS.get((skin or "", _place(path)), {}).get(value):
        return written
    if value in TYPES_ELSEWHERE and set(words) == set(JSON_TYPES):
        return f"Write `{TYPES_ELSEWHERE[value]}`."
    near = nearest(value, [word for word in words if isinstance(word, str)])
    return f"Did you mean `{near}`?" if near else ""


def for_type(skin: str | None, path: Path, value: Any, types: Collection[str]) -> str:  # noqa: PLR0911
    """What to do about a value of another type than the allowed ones."""
    if isinstance(value, str) and (written := WORDS.get((skin or "", _place(path)), {}).get(value)):
        return written
    numbers = not {"number", "integer"}.isdisjoint(types)
    if value is None:
        return "Leave the field out, or give it a value."
    if isinstance(value, str) and numbers and re.fullmatch(r"-?\d+(\.\d+)?", value[:LONGEST_NAME]):
        return f"Write {value} without quotes."
    if value in JSON_TYPES and types == ["object", "boolean"]:
        return f"Write {{type: {value}}}."
    if value is True and path[-1:] == ("required",):
        return "List the names of the required properties in the object's own `required`."
    if isinstance(value, str) and "boolean" in types:
        known = value.lower() in {"true", "false", "yes", "no", "on", "off"}
        return "Write true or false, without quotes." if known else ""
    if isinstance(value, float) and "integer" in types:
        return "Write a whole number."
    if "array" in types and not isinstance(value, list) and "object" not in types:
        return "Write a list, with one item if there is only one."
    if isinstance(value, (bool, int, float)) and "string" in types:
        return "Put it in quotes to make it a text."
    return ""


def for_form(path: Path, value: str) -> str:
    """What to do about a text of another form than the required one."""
    if any(character.isspace() for character in value):
        return "Write it without spaces and line breaks."
    if path[-1:] == ("name",):
        return "Use only letters, digits, `_` and `-`."
    return "Use only letters, digits and - . _ ~." if path == ("slug",) else ""


def for_range(value: Any, schema: Mapping[str, Any]) -> str:
    """What to do about a number out of its range."""
    low, high = schema.get("minimum"), schema.get("maximum")
    if (low, high) == (0, 1) and 2 <= value <= 100:  # noqa: PLR2004 - per cent
        return f"It is a share: write {value / 100:g} for {value:g} %."
    if low is not None and high is not None:
        return f"It goes from {low} to {high}."
    return ""


def nearest(name: str, known: Collection[str], *, alike: float = ALIKE) -> str:
    """The known name that the given one may be a misspelling of, or ""; camelCase is one too."""
    if len(name) > LONGEST_NAME:
        return ""
    snake = re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name).lower().replace("-", "_")
    by_plain = {candidate.lower().replace("-", "_"): candidate for candidate in known}
    close = get_close_matches(snake, by_plain, n=1, cutoff=alike)
    return by_plain[close[0]] if close else ""


def _place(path: Collection[str | int]) -> str:
    """Where in a body something stands, with ``*`` for a position in a list."""
    inside = list(path)[1:]
    return "/".join("*" if isinstance(part, int) else part for part in inside)


def _top_level(skin: str) -> Collection[str]:
    properties: Mapping[str, Any] = schemas.load(skin)["properties"]
    return properties.keys()


@lru_cache
def _objects(skin: str) -> Mapping[str, Collection[str]]:
    """The top-level fields that hold one plain object, with that object's fields."""
    definitions = schemas.load(skin).get("$defs", {})
    found = {}
    for name, field in schemas.load(skin)["properties"].items():
        branches = [
            definitions[branch["$ref"].rpartition("/")[2]] if "$ref" in branch else branch
            for branch in field.get("anyOf", [field])
        ]
        objects = [branch["properties"] for branch in branches if "properties" in branch]
        if len(objects) == 1:
            found[name] = objects[0].keys()
    return found
