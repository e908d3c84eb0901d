"""What to do about a name or a word that is not known: the nearest one, or where it is at home.

What people bring along from elsewhere is in `presetsync.validation.vocabulary`; the rest is
worked out from the schemas. Every function returns one sentence, or "" where it has no good idea.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from presetsync import schemas
from presetsync.presets.skins import SKINS
from presetsync.schemas import alternatives
from presetsync.spelling import did_you_mean, snake_case
from presetsync.validation.conversions import QUOTES
from presetsync.validation.messages import shown
from presetsync.validation.vocabulary import (
    EVERY_SKIN,
    FIELDS,
    JSON_TYPES,
    TYPES_ELSEWHERE,
    WORDS,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from presetsync.jsonpointer import Path

    Schema = Mapping[str, Any]

_SHORTEST_PART = 3
_MOST_NAMED = 12
_ANYWHERE = frozenset({"type", "id", "name"})  # they say nothing of where they belong


def for_unknown_field(
    skin: str | None, path: Path, known: Mapping[str, Schema], definitions: Mapping[str, Schema]
) -> str:
    """What to do about a field that is not among the known ones of its object."""
    *parents, name = path
    if not isinstance(name, str):
        return ""
    if said := elsewhere_called(skin, parents, name):
        return said
    inside = [] if name in _ANYWHERE else holders(name, known, definitions)
    if 0 < len(inside) <= 2:  # noqa: PLR2004 - more are no help
        return f"It belongs in {' or '.join(f'`{field}`' for field in inside)}."
    if elsewhere := _elsewhere(skin, path, name):
        return elsewhere
    few = parents and 0 < len(known) <= _MOST_NAMED
    return did_you_mean(name, known, f"Known here are {', '.join(known)}." if few else "")


def elsewhere_called(skin: str | None, parents: Path | list[str | int], name: str) -> str:
    """What a field is to be called or replaced by that people know from elsewhere."""
    table = _at(FIELDS, skin, parents)
    return table.get(name) or table.get(snake_case(name), "")


def holders(name: str, known: Mapping[str, Schema], definitions: Mapping[str, Schema]) -> list[str]:
    """The fields, among the known ones of an object, that hold an object with such a field."""
    return [
        field
        for field, schema in known.items()
        if any(name in branch.get("properties", ()) for branch in alternatives(schema, definitions))
    ]


def _elsewhere(skin: str | None, path: Path, name: str) -> str:
    """Where else the field is known: another level of this body, or another skin."""
    if skin is None:
        return ""
    inside_the_body = 2
    if len(path) < inside_the_body:
        return "It belongs in `body`." if name in _top_level(skin) else ""
    if len(path) > inside_the_body:
        above = name in _top_level(skin)
        return "It is a field of the body itself, one level or more above." if above else ""
    others = [other for other in SKINS if other != skin and name in _top_level(other)]
    return f"It is a field of {' and '.join(others)}, not of {skin}." if others else ""


def for_word(skin: str | None, path: Path, value: Any, words: Collection[Any]) -> str:
    """What to do about a value that is none of the words allowed at its place."""
    if written := written_here(skin, path, value):
        return written
    if not isinstance(value, str):
        return QUOTES if shown(value) in words else ""
    if value in TYPES_ELSEWHERE and set(words) == set(JSON_TYPES):
        return f"Write `{TYPES_ELSEWHERE[value]}`."
    texts = [word for word in words if isinstance(word, str)]
    if hint := did_you_mean(value, texts):
        return hint
    holding = [word for word in texts if len(value) >= _SHORTEST_PART and value in word]
    if 0 < len(holding) <= 3:  # noqa: PLR2004 - more are no help
        return f"did you mean {' or '.join(f'`{word}`' for word in holding)}?"
    return ""


def written_here(skin: str | None, path: Path, value: Any) -> str:
    """What to write in the place of a word that people know from elsewhere."""
    word = value if isinstance(value, str) else shown(value)
    return _at(WORDS, skin, path).get(word, "")


def _at(
    tables: Mapping[tuple[str, str], Mapping[str, str]],
    skin: str | None,
    path: Collection[str | int],
) -> Mapping[str, str]:
    """What a table of the vocabulary says of a place, for the skin and for all."""
    place = _place(path)
    return {**tables.get((EVERY_SKIN, place), {}), **tables.get((skin or "", place), {})}


def _place(path: Collection[str | int]) -> str:
    """Where in a body something stands, with ``*`` for a position in a list."""
    inside = list(path)[1:]
    return "/".join("*" if isinstance(part, int) else part for part in inside)


def _top_level(skin: str) -> Collection[str]:
    properties: Mapping[str, Any] = schemas.load(skin)["properties"]
    return properties.keys()
