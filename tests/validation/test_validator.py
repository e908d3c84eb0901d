from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from presetsync import schemas
from presetsync.presets.skins import SKINS
from presetsync.validation.validator import validate
from tests.validation.linting import server_tool
from tests.validation.mistakes import (
    CHAT,
    MISSING,
    MISTAKES,
    TYPE,
    UNKNOWN,
    WORD,
    function,
    only,
)


@pytest.mark.parametrize(("skin", "body", "code", "pointer"), MISTAKES, ids=str)
def test_one_mistake_is_one_finding_at_its_place(
    skin: str, body: dict[str, Any], code: str, pointer: str
) -> None:
    findings = validate({"skin": skin, "body": body})
    assert [(finding.code, finding.pointer) for finding in findings] == [(code, f"/body{pointer}")]
    assert findings[0].message.endswith(".")
    assert findings[0].at_key == (code == UNKNOWN)


@pytest.mark.parametrize(
    ("document", "code", "pointer"),
    [
        ([], TYPE, ""),
        (None, TYPE, ""),
        ({"body": {"wrong": 1}}, MISSING, ""),
        ({"skin": "chat", "body": {"wrong": 1}}, WORD, "/skin"),
        ({"skin": 5, "body": {"wrong": 1}}, TYPE, "/skin"),
        ({"skin": ["messages"], "body": {}}, TYPE, "/skin"),
        ({"skin": CHAT}, MISSING, ""),
        ({"skin": CHAT, "body": []}, TYPE, "/body"),
        ({"skin": CHAT, "body": {}, "protect": "yes"}, TYPE, "/protect"),
        ({"skin": CHAT, "body": {}, "description": 5}, TYPE, "/description"),
        ({"skin": CHAT, "body": {}, "model": "a/b"}, UNKNOWN, "/model"),
        ({"skin": CHAT, "body": {}, "a/b~": 1}, UNKNOWN, "/a~1b~0"),
        ({"skin": CHAT, "bdy": {}}, UNKNOWN, "/bdy"),
        ({"skn": CHAT, "body": {}}, UNKNOWN, "/skn"),
    ],
)
def test_a_preset_file_is_held_to_its_own_fields(document: object, code: str, pointer: str) -> None:
    finding = only(document)
    assert (finding.code, finding.pointer) == (code, pointer)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"temperature": 1.0, "max_tokens": 5.0},
        {"provider": None, "seed": None, "stop": None},
        {"tools": [{"type": "openrouter:newer_than_us", "parameters": {"any": 1}}]},
        {"provider": {"order": ["newer-than-us"], "options": {"newer-than-us": {"any": [1]}}}},
        {"provider": {"max_price": {"prompt": "1.5", "completion": 2}}},
        function(parameters={"$ref": "#/x", "x-mine": 5, "properties": {"type": {}, "$ref": {}}}),
        function(parameters={"type": "string", "nullable": True, "example": "a"}),
        function(parameters={"items": [{}, True], "minimum": 0, "exclusiveMinimum": True}),
        function(parameters={"definitions": {"a": {"type": ["string", "null"]}}, "const": None}),
        {"trace": {"trace_id": "t", "mine": {"deep": [1]}}, "image_config": {"size": [1, 2]}},
        {"messages": [{"role": "assistant", "content": None, "annotations": [{"type": "x"}]}]},
        {"tool_choice": {"type": "openrouter:web_search"}},
    ],
)
def test_what_the_api_takes_is_valid(body: dict[str, Any]) -> None:
    assert validate({"skin": CHAT, "body": body}) == ()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(document=JSON | st.fixed_dictionaries({"skin": st.sampled_from([*SKINS]), "body": JSON}))
def test_whatever_the_data_there_are_findings_and_no_exception(document: object) -> None:
    for finding in validate(document):
        assert finding.message
        assert len(finding.message) < 2000


def reference(skin: str, body: object) -> bool:
    """What plain jsonschema says of a preset file, through the shipped files' references."""
    files = [
        (schemas.file_name(name), Resource.from_contents(schemas.load(name)))
        for name in [*SKINS, schemas.PRESET]
    ]
    registry: Registry[Any] = Registry().with_resources(files)
    plain = Draft202012Validator(schemas.load(schemas.PRESET), registry=registry)
    return bool(plain.is_valid({"skin": skin, "body": body}))


BODIES = [(skin, body) for skin, body, _, _ in MISTAKES]


PLACES = sorted({field for skin in SKINS for field in schemas.load(skin)["properties"]})


VALUES = st.sampled_from([value for _, body in BODIES for value in body.values()])


@settings(max_examples=150, deadline=None)
@given(
    skin=st.sampled_from([*SKINS]),
    body=st.dictionaries(st.sampled_from(PLACES), VALUES | JSON, max_size=3),
)
def test_the_verdict_is_that_of_plain_jsonschema(skin: str, body: dict[str, Any]) -> None:
    errors = [f for f in validate({"skin": skin, "body": body}) if f.severity == "error"]
    # The reference asserts no formats, which is the one way to be stricter than it.
    if all(finding.code != "bad-format" for finding in errors):
        assert reference(skin, body) == (not errors)


@pytest.mark.parametrize(("skin", "body"), BODIES)
def test_plain_jsonschema_refuses_the_same_mistakes(skin: str, body: dict[str, Any]) -> None:
    if "from_date" not in json.dumps(body):
        assert not reference(skin, body)


@pytest.mark.parametrize("skin", SKINS)
def test_the_settings_of_a_tool_within_a_subagent_are_held_to_its_schema(skin: str) -> None:
    inner = server_tool("subagent", tools=[server_tool("web_search", max_reslts=3)])
    body = {"tools": [server_tool("subagent", tools=[inner])]}
    (finding,) = validate({"skin": skin, "body": body})
    place = "/body/tools/0/parameters/tools/0/parameters/tools/0/parameters/max_reslts"
    assert (finding.code, finding.pointer) == ("unknown-field", place)
    assert finding.hint == "did you mean `max_results`?"
