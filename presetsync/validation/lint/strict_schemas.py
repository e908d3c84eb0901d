"""JSON Schemas under ``strict: true``, which asks more of a schema than to be one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from presetsync.diagnostics import Severity
from presetsync.findings import Finding
from presetsync.jsonpointer import nodes, pointer_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from presetsync.jsonpointer import Path

    Holder = tuple[Path, Any]

_SCHEMAS = ("parameters", "input_schema", "schema")
_NO_SCHEMAS = frozenset({"enum", "const", "default", "example", "examples"})
_MOST_NAMES = 5


def strict_schemas(skin: str, body: Mapping[str, Any]) -> Iterator[Finding]:
    """Objects in strict schemas that let other properties through, or leave some out.

    Anthropic's format, in the messages skin, takes optional properties.
    """
    for path, holder in _holders(body):
        if not isinstance(holder, dict) or holder.get("strict") is not True:
            continue
        for field in _SCHEMAS:
            for place, schema in nodes(holder.get(field), ("body", *path, field)):
                if _is_object_schema(place, schema):
                    yield from _object(place, schema, all_required=skin != "messages")


def _holders(body: Mapping[str, Any]) -> Iterator[Holder]:
    """The objects of a body that may hold a schema and `strict`."""
    tools = body.get("tools")
    for number, tool in enumerate(tools if isinstance(tools, list) else ()):
        yield ("tools", number), tool
        if isinstance(tool, dict):
            yield ("tools", number, "function"), tool.get("function")
    for path in (("response_format", "json_schema"), ("text", "format")):
        outer = body.get(path[0])
        yield path, outer.get(path[1]) if isinstance(outer, dict) else None


def _is_object_schema(path: Path, node: Any) -> bool:
    """Whether a node is a schema of an object, rather than a property that is called like it."""
    return (
        isinstance(node, dict)
        and isinstance(node.get("properties"), dict)
        and node.get("type", "object") in ("object", ["object", "null"], ["null", "object"])
        and _NO_SCHEMAS.isdisjoint(path)
    )


def _object(path: Path, schema: Mapping[str, Any], *, all_required: bool) -> Iterator[Finding]:
    required = schema.get("required")
    optional = [
        name
        for name in schema["properties"]
        if all_required and name not in (required if isinstance(required, list) else ())
    ]
    if schema.get("additionalProperties") is not False:
        yield _finding(path, "an object needs `additionalProperties: false`", "Add it.")
    if optional:
        names = ", ".join(f"`{name}`" for name in optional[:_MOST_NAMES])
        more = f" and {len(optional) - _MOST_NAMES} more" if len(optional) > _MOST_NAMES else ""
        yield _finding(
            path,
            f"every property is required, and {names}{more} is not",
            "Add what is missing to `required`; what may be absent can be nullable.",
        )


def _finding(path: Path, what: str, hint: str) -> Finding:
    return Finding(
        "not-strict",
        pointer_of(path),
        f"With `strict: true` {what}.",
        hint,
        severity=Severity.WARNING,
    )
