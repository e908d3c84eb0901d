"""`not-strict`: JSON Schemas that lack what ``strict: true`` requires of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from presetsync.jsonpointer import nodes
from presetsync.validation.lint.model import MESSAGES, Mistake, objects, value_below

if TYPE_CHECKING:
    from collections.abc import Iterator

    from presetsync.jsonpointer import Path
    from presetsync.validation.lint.model import Body, Subject

_SCHEMAS = ("parameters", "input_schema", "schema")
_NO_SCHEMAS = frozenset({"enum", "const", "default", "example", "examples"})
_MOST_NAMES = 5


def check(subject: Subject) -> Iterator[Mistake]:
    """Objects in strict schemas that let other properties through, or leave some out.

    Anthropic's format, in the messages skin, takes optional properties.
    """
    for path, holder in _holders(subject.body):
        if not isinstance(holder, dict) or holder.get("strict") is not True:
            continue
        for field in _SCHEMAS:
            for place, schema in nodes(holder.get(field), ("body", *path, field)):
                if _is_object_schema(place, schema):
                    yield from _object(place, schema, all_required=subject.skin != MESSAGES)


def _holders(body: Body) -> Iterator[tuple[Path, Any]]:
    """What may hold a schema beside `strict`."""
    for number, tool in objects(body.get("tools")):
        yield ("tools", number), tool
        yield ("tools", number, "function"), tool.get("function")
    for path in (("response_format", "json_schema"), ("text", "format")):
        yield path, value_below(body, path)


def _is_object_schema(path: Path, node: Any) -> bool:
    """Whether a node is the schema of an object, not a property named like a keyword."""
    return (
        isinstance(node, dict)
        and isinstance(node.get("properties"), dict)
        and node.get("type", "object") in ("object", ["object", "null"], ["null", "object"])
        and _NO_SCHEMAS.isdisjoint(path)
    )


def _object(path: Path, schema: Body, *, all_required: bool) -> Iterator[Mistake]:
    required = schema.get("required")
    optional = [
        name
        for name in schema["properties"]
        if all_required and name not in (required if isinstance(required, list) else ())
    ]
    if schema.get("additionalProperties") is not False:
        yield Mistake(
            path,
            "With `strict: true` every object needs `additionalProperties: false`.",
            "Add it.",
        )
    if optional:
        names = ", ".join(f"`{name}`" for name in optional[:_MOST_NAMES])
        more = f" and {len(optional) - _MOST_NAMES} more" if len(optional) > _MOST_NAMES else ""
        yield Mistake(
            path,
            f"With `strict: true` every property must be required; not required: {names}{more}.",
            "Add them to `required`; a property that may be absent can be nullable.",
        )
