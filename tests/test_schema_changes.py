"""What is said of a newer SDK: each field, word and bound that came or went, once."""

from __future__ import annotations

from typing import Any

import pytest

from presetsync import schemas
from presetsync.presets.skins import SKINS
from scripts.schema_changes import changes, facts, report

SHIPPED = {skin: schemas.load(skin) for skin in SKINS}


def body(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


def said(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    text = report(changes({"messages": before}, {"messages": after}), ["messages"])
    return [line for line in text.splitlines() if line.startswith("- ")]


NUMBER = {"type": "number", "minimum": 0, "maximum": 2}
EFFORT = {"enum": ["low", "high"]}
TOOLS = {"type": "array", "items": {"anyOf": [body(type={"const": "search"})]}}


@pytest.mark.parametrize(
    ("before", "after", "lines"),
    [
        (body(), body(top_k=NUMBER), ["- `top_k`"]),
        (body(), body(a=body(b=body(c=NUMBER))), ["- `a`, with 2 inside"]),
        (body(a=body()), body(a=body(b=NUMBER)), ["- `a.b`"]),
        (body(effort=EFFORT), body(effort={"enum": ["low", "max"]}), ["max", "high"]),
        (body(a=NUMBER), body(a={**NUMBER, "maximum": 1}), ["maximum 1", "maximum 2"]),
        (body(a=NUMBER), body(a={**NUMBER, "type": "string"}), ["string", "number"]),
        (body(a=NUMBER), body(a={**NUMBER, "description": "New words."}), []),
        (body(tools=TOOLS), body(tools={"type": "array", "items": {}}), ["- `tools[search]`"]),
        (body(a={"type": "object"}), body(a={"additionalProperties": NUMBER}), ["- `a.*`"]),
    ],
)
def test_what_came_and_went_is_said(
    before: dict[str, Any], after: dict[str, Any], lines: list[str]
) -> None:
    found = said(before, after)
    for line in lines:
        assert any(line in other for other in found), found
    assert bool(found) is bool(lines)


def test_what_came_went_the_other_way_round() -> None:
    here, there = {"messages": body(a=NUMBER)}, {"messages": body(b=EFFORT)}
    once, back = changes(here, there), changes(there, here)
    turned = {"came": "went", "went": "came"}
    assert sorted(change._replace(way=turned[change.way]) for change in back) == sorted(once)


def test_where_a_definition_stands_makes_no_difference() -> None:
    inline = body(a=body(b=NUMBER), c=body(b=NUMBER))
    used = body(a={"$ref": "#/$defs/Pair"}, c={"$ref": "#/$defs/Pair"})
    assert facts({**used, "$defs": {"Pair": body(b=NUMBER)}}) == facts(inline)


def test_a_definition_within_itself_ends() -> None:
    nested = body(tools={"items": {"$ref": "#/$defs/Tool"}})
    tool = body(inner={"$ref": "#/$defs/Tool"}, name={"type": "string"})
    assert {"tools.inner", "tools.name"} <= facts({**nested, "$defs": {"Tool": tool}}).keys()


def test_the_same_in_several_schemas_is_one_line_that_names_them() -> None:
    old = dict.fromkeys(SKINS, body())
    new = {**dict.fromkeys(SKINS, body(seed=NUMBER)), "messages": body()}
    found = report(changes(old, new), SKINS)
    assert found == "### Fields that came (1)\n\n- `seed` (chat/completions, responses)\n"


def test_a_name_cannot_become_markdown() -> None:
    (line,) = said(body(), body(**{"a`b\n# heading": NUMBER}))
    assert line == "- `a'b # heading`"


def test_the_shipped_schemas_are_read_whole() -> None:
    """Each field that a schema names, however deep, is at some path."""
    for schema in SHIPPED.values():
        names: set[str] = set()
        queue: list[Any] = [schema]
        while queue:
            part = queue.pop()
            if isinstance(part, dict):
                names |= part["properties"].keys() if "properties" in part else set()
                queue += part.values()
            elif isinstance(part, list):
                queue += part
        named = {path.rpartition(".")[2].partition("[")[0] for path in facts(schema)}
        named |= {part for path in facts(schema) for part in path.split(".")}
        assert names - named - {"properties"} == set()


def test_nothing_is_said_of_schemas_that_are_the_same() -> None:
    assert changes(SHIPPED, SHIPPED) == []
    assert report([], SKINS) == "No field, word, bound or type came or went.\n"
