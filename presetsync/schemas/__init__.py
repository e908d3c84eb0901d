"""The shipped JSON Schemas: one for the body of each skin, and one for the preset file.

`presetsync.schemas.build.builder` builds them; nothing else here needs the SDK. Two validators
apply them: `presetsync.schemas.compiled`, which is fast, and `presetsync.schemas.violations`, the
reference, which says what is wrong.
"""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    Schema = Mapping[str, Any]

PRESET = "preset"
"""The name of the preset file's schema; the others have the names of their skins."""

KEPT = "x-openrouter-preset"
"""On each top-level field of a body: whether the server documents that a preset keeps it."""

WARN = "x-presetsync-warn"
"""A schema inside a schema: a value that violates only this one gets a warning."""

REF = "#/$defs/"
"""How a schema refers to a definition of its own file."""

_TYPE_NAMES = {str: "string", bool: "boolean", int: "integer", float: "number", type(None): "null"}


def words_of(schema: Mapping[str, Any]) -> list[Any]:
    """The words of a closed word list; none where the schema is not one."""
    return [schema["const"]] if "const" in schema else list(schema.get("enum", ()))


def types_of(schema: Mapping[str, Any]) -> list[str]:
    """The JSON types that a schema admits; none named where it admits all."""
    if "type" in schema:
        return [schema["type"]] if isinstance(schema["type"], str) else list(schema["type"])
    return [*dict.fromkeys(_TYPE_NAMES[type(word)] for word in words_of(schema))]


def resolved(schema: Mapping[str, Any], definitions: Mapping[str, Any]) -> Mapping[str, Any]:
    """The schema that a ``$ref`` names, or the schema itself."""
    found = definitions[schema["$ref"].removeprefix(REF)] if "$ref" in schema else schema
    return cast("Mapping[str, Any]", found)


def alternatives(
    schema: Mapping[str, Any], definitions: Mapping[str, Any]
) -> Iterator[Mapping[str, Any]]:
    """The branches of a schema that is a union, however nested, or the schema itself."""
    schema = resolved(schema, definitions)
    if "anyOf" not in schema:
        yield schema
    for branch in schema.get("anyOf", ()):
        yield from alternatives(branch, definitions)


def file_name(name: str) -> str:
    """The file of a schema, which is also its ``$id``; the slash of a skin becomes a dash."""
    return name.replace("/", "-") + ".json"


@lru_cache
def load(name: str) -> dict[str, Any]:
    """The schema of a skin's body, or `PRESET`; shared, so do not modify it.

    Raises:
        FileNotFoundError: there is no such schema.

    """
    text = Path(__file__).with_name(file_name(name)).read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


@lru_cache
def kept_fields(skin: str) -> frozenset[str]:
    """The top-level body fields of a skin that the server does not document as ignored."""
    properties = load(skin)["properties"].items()
    return frozenset(name for name, schema in properties if schema[KEPT] == "kept")
