"""Name hints: what to write for an unknown field, or a value that is not allowed.

Names from other APIs are in `presetsync.validation.synonyms`; the rest comes from the schemas.
Every function returns one sentence, or "" for no suggestion.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from presetsync import schemas
from presetsync.presets.skins import SKINS
from presetsync.schemas import alternatives
from presetsync.spelling import did_you_mean, snake_case
from presetsync.validation.messages import shown
from presetsync.validation.synonyms import (
    EVERY_SKIN,
    FIELDS,
    JSON_TYPES,
    TYPES_ELSEWHERE,
    WORDS,
)
from presetsync.validation.value_hints import QUOTES

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from presetsync.jsonpointer import Path
    from presetsync.schemas import Schema

_SHORTEST_PART = 3
# More are no help.
_MOST_NAMED, _MOST_PLACES, _MOST_WORDS = 12, 2, 3
_ANYWHERE = frozenset({"type", "id", "name"})  # too common to tell where they belong


def for_unknown_field(
    skin: str | None, path: Path, known: Mapping[str, Schema], definitions: Mapping[str, Schema]
) -> str:
    """What to write for a field that its object does not have."""
    *parents, name = path
    if not isinstance(name, str):
        return ""
    if said := for_synonymous_field(skin, parents, name):
        return said
    inside = [] if name in _ANYWHERE else holders(name, known, definitions)
    if 0 < len(inside) <= _MOST_PLACES:
        return f"It belongs in {' or '.join(f'`{field}`' for field in inside)}."
    if elsewhere := _elsewhere(skin, path, name):
        return elsewhere
    few = parents and 0 < len(known) <= _MOST_NAMED
    return did_you_mean(name, known, f"The known fields are {', '.join(known)}." if few else "")


def for_synonymous_field(skin: str | None, parents: Path | list[str | int], name: str) -> str:
    """What to write for a field that people know from elsewhere."""
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
    """Where the field is known: another level of this body, or another skin."""
    if skin is None:
        return ""
    inside_the_body = 2
    if len(path) < inside_the_body:
        return "Move it into `body`." if name in _top_level(skin) else ""
    if len(path) > inside_the_body:
        above = name in _top_level(skin)
        return "It belongs at the top level of `body`." if above else ""
    others = [other for other in SKINS if other != skin and name in _top_level(other)]
    return f"It belongs to the skin {' or '.join(others)}, not {skin}." if others else ""


def for_word(skin: str | None, path: Path, value: Any, words: Collection[Any]) -> str:
    """What to write for a value that is none of the allowed words."""
    if written := for_synonym(skin, path, value):
        return written
    if not isinstance(value, str):
        return QUOTES if shown(value) in words else ""
    if value in TYPES_ELSEWHERE and set(words) == set(JSON_TYPES):
        return f"Write `{TYPES_ELSEWHERE[value]}`."
    texts = [word for word in words if isinstance(word, str)]
    if hint := did_you_mean(value, texts):
        return hint
    holding = [word for word in texts if len(value) >= _SHORTEST_PART and value in word]
    if 0 < len(holding) <= _MOST_WORDS:
        return f"did you mean {' or '.join(f'`{word}`' for word in holding)}?"
    return ""


def for_synonym(skin: str | None, path: Path, value: Any) -> str:
    """What to write for a word that people know from elsewhere."""
    word = value if isinstance(value, str) else shown(value)
    return _at(WORDS, skin, path).get(word, "")


def _at(
    tables: Mapping[tuple[str, str], Mapping[str, str]],
    skin: str | None,
    path: Collection[str | int],
) -> Mapping[str, str]:
    """The entries of a table for a place, in the skin and in all."""
    place = _place(path)
    return {**tables.get((EVERY_SKIN, place), {}), **tables.get((skin or "", place), {})}


def _place(path: Collection[str | int]) -> str:
    """A path below the body as text, with ``*`` for a position in a list."""
    inside = list(path)[1:]
    return "/".join("*" if isinstance(part, int) else part for part in inside)


def _top_level(skin: str) -> Collection[str]:
    properties: Mapping[str, Any] = schemas.load(skin)["properties"]
    return properties.keys()
