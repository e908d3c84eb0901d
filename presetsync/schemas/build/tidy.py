"""The last steps on a built schema: catch-alls closed, single uses inlined, everything in order."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from presetsync.schemas import REF, words_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Json = dict[str, Any]
"""A JSON Schema, or a part of one."""

_ORDER = (
    "$schema", "$id", "$comment", "$ref", "title", "description", "type", "const", "enum",
    "required", "properties", "additionalProperties",
)  # fmt: skip
_BY_NAME = ("properties", "$defs")


def references(schema: object) -> Iterator[str]:
    """Every ``$ref`` in a schema, as often as it occurs."""
    if isinstance(schema, dict):
        if isinstance(schema.get("$ref"), str):
            yield schema["$ref"]
        for value in schema.values():
            yield from references(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from references(value)


def close_catch_alls(definitions: dict[str, Json]) -> None:
    """Keep every catch-all variant of a union off the words that the other variants name.

    A tool whose ``type`` may be any string would otherwise accept what is wrong in a known tool.
    """
    for union in list(_unions(definitions)):
        variants = [
            definitions[branch["$ref"].removeprefix(REF)] for branch in union if "$ref" in branch
        ]
        types = [variant.get("properties", {}).get("type") for variant in variants]
        words = {word for schema in types if schema for word in words_of(schema)}
        for variant, schema in zip(variants, types, strict=True):
            if schema and schema.get("type") == "string" and words:
                known = words.union(schema.get("not", {}).get("enum", ()))
                closed = {**schema, "not": {"enum": sorted(known)}}
                variant["properties"] = {**variant["properties"], "type": closed}


def _unions(schema: object) -> Iterator[list[Json]]:
    if isinstance(schema, dict):
        if isinstance(schema.get("anyOf"), list):  # not a property of that name
            yield schema["anyOf"]
        for value in schema.values():
            yield from _unions(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from _unions(value)


def inline(root: Json, definitions: Mapping[str, Json]) -> Json:
    """The schema with ``$defs`` for what is used more than once, the rest in its place."""
    uses = Counter(_uses(root, definitions, set()))
    inlined = _inlined(root, definitions, uses)
    kept = {
        name: _inlined(definitions[name], definitions, uses)
        for name in definitions
        if uses[REF + name] > 1
    }
    return {**inlined, "$defs": kept} if kept else inlined


def _uses(schema: Json, definitions: Mapping[str, Json], seen: set[str]) -> Iterator[str]:
    """The references that are reached from a schema, each definition's own counted once."""
    for reference in references(schema):
        yield reference
        if reference not in seen:
            seen.add(reference)
            yield from _uses(definitions[reference.removeprefix(REF)], definitions, seen)


def _inlined(schema: Any, definitions: Mapping[str, Json], uses: Mapping[str, int]) -> Any:
    if isinstance(schema, list):
        return [_inlined(value, definitions, uses) for value in schema]
    if not isinstance(schema, dict):
        return schema
    reference = schema.get("$ref")
    if isinstance(reference, str) and uses[reference] == 1:
        schema = {**definitions[reference.removeprefix(REF)], **schema}
        del schema["$ref"]
    return {key: _inlined(value, definitions, uses) for key, value in schema.items()}


def in_order(schema: Any, *, named: bool = False) -> Any:
    """The schema with its keywords in reading order, and what is named by us or the API by name."""
    if isinstance(schema, list):
        return [in_order(value) for value in schema]
    if not isinstance(schema, dict):
        return schema
    rank = {} if named else {keyword: place for place, keyword in enumerate(_ORDER)}
    keys = sorted(schema, key=lambda key: (key == "$defs", rank.get(key, len(rank)), key))
    return {key: in_order(schema[key], named=not named and key in _BY_NAME) for key in keys}
