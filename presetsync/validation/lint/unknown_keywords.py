"""`unknown-keyword`: keywords of JSON Schema that look misspelt, and so check nothing."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from presetsync import schemas
from presetsync.spelling import nearest
from presetsync.validation.lint.model import Mistake, value_below
from presetsync.validation.lint.server_tools import PREFIX
from presetsync.validation.messages import shown

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from presetsync.jsonpointer import Path
    from presetsync.validation.lint.model import Subject

MAPS = frozenset({"$defs", "definitions", "dependentSchemas", "patternProperties", "properties"})
"""Keywords that hold schemas by names of the user's own."""

_IN_TOOLS = (("parameters",), ("input_schema",), ("output_schema",), ("function", "parameters"))
_IN_BODIES = (
    ("response_format", "json_schema", "schema"),
    ("text", "format", "schema"),
    ("output_config", "format", "schema"),
)
_OTHER_DIALECTS = frozenset({
    "$dynamicAnchor", "$dynamicRef", "$recursiveAnchor", "$recursiveRef", "$vocabulary", "const",
    "contentEncoding", "contentMediaType", "contentSchema", "default", "dependencies",
    "discriminator", "enumDescriptions", "enumNames", "example", "externalDocs", "id", "meta",
    "optional", "propertyOrdering", "strict", "xml",
})  # fmt: skip
_ALIKE = 0.8  # a keyword of a dialect that nobody here knows is no mistake


def check(subject: Subject) -> Iterator[Mistake]:
    """Each unknown keyword that is much like a known one."""
    known = _keywords()
    for path, schema in _schemas(subject):
        for keyword in schema:
            if keyword in known or keyword in _OTHER_DIALECTS or keyword.startswith("x-"):
                continue
            if near := nearest(keyword, {*known, *_OTHER_DIALECTS}, alike=_ALIKE):
                yield Mistake(
                    (*path, keyword),
                    f"JSON Schema has no keyword {shown(keyword)}; it has no effect.",
                    f"did you mean `{near}`?",
                    at_key=True,
                )


@lru_cache
def _keywords() -> Collection[str]:
    """The keywords that the schema of schemas has, which is the same for all skins."""
    definitions = schemas.load("responses")["$defs"]
    return frozenset(definitions["JsonSchemaObject"]["properties"])


def _schemas(subject: Subject) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """Every JSON Schema of a body, and every one within it, each once."""
    waiting: list[tuple[Path, Any]] = [
        (("body", *steps), value_below(subject.body, steps)) for steps in _IN_BODIES
    ]
    for tool in subject.tools:
        if not tool.type.startswith(PREFIX):
            waiting += [((*tool.path, *s), value_below(tool.entry, s)) for s in _IN_TOOLS]
    known = _keywords()
    seen: set[int] = set()
    for path, value in waiting:
        if not isinstance(value, (dict, list)) or id(value) in seen:
            continue
        seen.add(id(value))
        if isinstance(value, list):
            waiting += [((*path, number), item) for number, item in enumerate(value)]
            continue
        yield path, value
        for keyword, held in value.items():
            if keyword in MAPS and isinstance(held, dict):
                waiting += [((*path, keyword, name), inner) for name, inner in held.items()]
            elif keyword in known and keyword not in ("enum", "examples"):
                waiting.append(((*path, keyword), held))
