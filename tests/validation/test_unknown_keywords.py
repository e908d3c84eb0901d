"""Keywords of JSON Schemas that look misspelt, wherever a body holds a schema."""

from __future__ import annotations

from typing import Any

import pytest

from presetsync.validation.lint import unknown_keywords
from presetsync.validation.lint.linter import lint

CHAT, MESSAGES, RESPONSES = "chat/completions", "messages", "responses"


def reported(skin: str, **body: Any) -> list[tuple[str, str]]:
    findings = lint({"skin": skin, "body": body})
    return [(f.pointer, f.hint) for f in findings if f.code == "unknown-keyword"]


def of_schema(schema: Any) -> list[str]:
    found = reported(MESSAGES, tools=[{"name": "f", "input_schema": schema}])
    return [pointer.removeprefix("/body/tools/0/input_schema") for pointer, _ in found]


WRONG: dict[str, Any] = {"propertis": {}}


@pytest.mark.parametrize(
    ("skin", "body", "place"),
    [
        (CHAT, {"tools": [{"type": "function", "function": {"name": "f", "parameters": WRONG}}]},
         "/tools/0/function/parameters"),
        (CHAT, {"response_format": {"json_schema": {"schema": WRONG}}},
         "/response_format/json_schema/schema"),
        (MESSAGES, {"tools": [{"name": "f", "input_schema": WRONG}]}, "/tools/0/input_schema"),
        (MESSAGES, {"output_config": {"format": {"schema": WRONG}}},
         "/output_config/format/schema"),
        (RESPONSES, {"tools": [{"type": "function", "parameters": WRONG}]}, "/tools/0/parameters"),
        (RESPONSES, {"tools": [{"type": "function", "output_schema": WRONG}]},
         "/tools/0/output_schema"),
        (RESPONSES, {"tools": [{"type": "namespace", "tools": [{"parameters": WRONG}]}]},
         "/tools/0/tools/0/parameters"),
        (RESPONSES, {"text": {"format": {"schema": WRONG}}}, "/text/format/schema"),
    ],
)  # fmt: skip
def test_a_misspelt_keyword_is_reported_in_every_schema_of_a_body(
    skin: str, body: dict[str, Any], place: str
) -> None:
    assert reported(skin, **body) == [(f"/body{place}/propertis", "did you mean `properties`?")]


@pytest.mark.parametrize(
    ("schema", "places"),
    [
        ({"properties": {"a": {"requierd": []}}}, ["/properties/a/requierd"]),
        ({"items": {"discription": ""}}, ["/items/discription"]),
        ({"items": [{"discription": ""}]}, ["/items/0/discription"]),
        ({"anyOf": [{}, {"enumm": []}]}, ["/anyOf/1/enumm"]),
        ({"$defs": {"a": {"minimun": 1}}}, ["/$defs/a/minimun"]),
        ({"additionalProperties": {"formt": "date"}}, ["/additionalProperties/formt"]),
        ({"additionalPropertys": False}, ["/additionalPropertys"]),
        ({"maxlength": 3}, ["/maxlength"]),
    ],
)
def test_a_misspelt_keyword_is_reported_however_deep(schema: Any, places: list[str]) -> None:
    assert of_schema(schema) == places


@pytest.mark.parametrize(
    "schema",
    [
        {"properties": {"propertis": {}, "requierd": {"type": "string"}}},
        {"enum": [{"propertis": 1}], "default": {"propertis": 1}, "const": {"requierd": 1}},
        {"examples": [{"propertis": 1}], "x-propertis": 1},
        dict.fromkeys(unknown_keywords._OTHER_DIALECTS),
        {"units": "metres", "ui:widget": "x", "sensitive": True},
        "propertis",
        [5],
    ],
)
def test_names_values_and_other_dialects_are_left_alone(schema: Any) -> None:
    assert of_schema(schema) == []


def test_what_aliases_repeat_is_checked_once() -> None:
    schema: Any = {"propertis": 1}
    for _ in range(60):
        schema = {"anyOf": [schema, schema]}
    assert len(of_schema(schema)) == 1


@pytest.mark.parametrize(
    ("written", "meant"), [("tpye", "type"), ("eunm", "enum"), ("cnost", "const")]
)
def test_two_letters_that_changed_places_are_reported_in_a_short_keyword(
    written: str, meant: str
) -> None:
    found = reported(MESSAGES, tools=[{"name": "f", "input_schema": {written: "object"}}])
    assert found == [(f"/body/tools/0/input_schema/{written}", f"did you mean `{meant}`?")]
