from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presetsync.findings import Finding
from presetsync.jsonpointer import nodes, value_at
from presetsync.presets.skins import SKINS
from presetsync.validation.lint import MOST_FINDINGS, lint

CHAT, MESSAGES, RESPONSES = "chat/completions", "messages", "responses"


def found(skin: str, **body: Any) -> list[tuple[str, str]]:
    """What is told of a body, beside that it is no whole request."""
    findings = lint({"skin": skin, "body": body})
    return [(f.code, f.pointer) for f in findings if f.code != "incomplete-request"]


def of_prompt(text: str) -> list[Finding]:
    return list(lint({"skin": RESPONSES, "body": {"instructions": text}}))


@pytest.mark.parametrize(
    "text",
    [
        'Write JSON such as {"a": {"b": 1}}.',
        "Close a template with `{{name}}`.",
        "```\nHello {{name}}\n```\nThat was it.",
        "Flag every TODO comment in the diff.",
        "Answer in [brackets] or <tags>.",
        "Ask for [your name] politely.",
        "Costs are in $ or {euro}.",
        "Set ${} aside.",
        "A todo: buy milk.",
        "{{}}",
    ],
)  # fmt: skip
def test_a_prompt_without_placeholders_is_left_alone(text: str) -> None:
    assert of_prompt(text) == []


@pytest.mark.parametrize(
    ("text", "placeholder", "index"),
    [
        ("Hello {{ name }}!", "{{ name }}", 6),
        ("{% if vip %}Thanks{% endif %}", "{% if vip %}", 0),
        ("Call ${PHONE}.", "${PHONE}", 5),
        ("For <YOUR COMPANY> only", "<YOUR COMPANY>", 4),
        ("For [INSERT NAME]", "[INSERT NAME]", 4),
        ("Rules (TODO)", "(TODO)", 6),
        ("Rules: TBD: ask Mei", "TBD", 7),
        ("Rules:\n  * FIXME the order", "FIXME", 11),
        ("See `{{ok}}` and {{open}}", "{{open}}", 17),
    ],
)
def test_an_open_placeholder_is_named_at_its_place(text: str, placeholder: str, index: int) -> None:
    first = of_prompt(text)[0]
    assert (first.code, first.index) == ("open-placeholder", index)
    assert f" {placeholder} " in first.message


def test_a_placeholder_outside_of_the_system_prompt_is_not_meant() -> None:
    messages = [{"role": "system", "content": "Hi."}, {"role": "user", "content": "{{name}}"}]
    assert found(CHAT, messages=messages, image_config={"a": "{{b}}"}) == []


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("One.\nTwo.\n", []),
        ("One.  \nTwo.", []),
        ("One. \nTwo.", ["trailing-whitespace"]),
        ("One.\t\nTwo.", ["trailing-whitespace"]),
        ("One.   \nTwo.", ["trailing-whitespace"]),
        ("One.\n\n", ["trailing-whitespace"]),
        ("One.\n ", ["trailing-whitespace"]),
    ],
)
def test_space_that_nobody_sees_is_told(text: str, codes: list[str]) -> None:
    assert [finding.code for finding in of_prompt(text)] == codes


@pytest.mark.parametrize(
    "text",
    [
        "👩\u200d💻 and ❤\ufe0f",
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        "שלום\u200f!",
        "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        "naïve, “quoted” …",
    ],
)
def test_invisible_characters_that_writing_needs_are_left_alone(text: str) -> None:
    assert of_prompt(text) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("a\u200bb", "U+200B ZERO WIDTH SPACE"),
        ("a\u200db", "U+200D ZERO WIDTH JOINER"),
        ("é\u200d", "U+200D ZERO WIDTH JOINER"),
        ("left\u200f", "U+200F RIGHT-TO-LEFT MARK"),
        ("a\u202eb", "U+202E RIGHT-TO-LEFT OVERRIDE"),
        ("a\ufeffb", "U+FEFF ZERO WIDTH NO-BREAK SPACE"),
        ("a\U000e0041", "U+E0041 TAG LATIN CAPITAL LETTER A"),
    ],
)
def test_an_invisible_character_is_named(text: str, name: str) -> None:
    (finding,) = of_prompt(text)
    assert finding.code == "invisible-character"
    assert name in finding.message


@pytest.mark.parametrize(
    ("skin", "body", "expected"),
    [
        (MESSAGES, {"system": "Hi.", "model": "x@preset/y"}, [("preset-reference", "/body/model")]),
        (MESSAGES, {"system": "Hi.", "models": ["@preset/y"]},
         [("preset-reference", "/body/models/0")]),
        (MESSAGES, {"system": "Hi.", "model": 5, "models": "@preset/y"}, []),
        (CHAT, {"messages": "none"}, [("no-system-prompt", "/body")]),
        (CHAT, {"messages": ["none", {"role": "system", "content": [{"text": "{{a}}"}, 5]}]},
         [("open-placeholder", "/body/messages/1/content/0/text")]),
        (MESSAGES, {"system": "Hi.", "thinking": {"budget_tokens": 10}, "max_tokens": 10},
         [("contradiction", "/body/thinking/budget_tokens")]),
        (MESSAGES, {"system": "Hi.", "thinking": {"budget_tokens": 9}, "max_tokens": 10}, []),
        (MESSAGES, {"system": "Hi.", "max_tool_calls": 5, "stop_server_tools_when": []}, []),
        (RESPONSES, {"instructions": "Hi.", "tools": [{"parameters": {"properties": {
            "allowed_domains": {}, "excluded_domains": {}}}}]}, []),
        (RESPONSES, {"instructions": "Hi.", "tools": [5, {"type": "openrouter:web_search"},
            {"type": "openrouter:time_travel"}, {"type": "custom_serch"}]}, []),
        (RESPONSES, {"instructions": "Hi.", "tools": [{"type": "openrouter:datetme"}]},
         [("unknown-server-tool", "/body/tools/0/type")]),
        (RESPONSES, {"instructions": "Hi.", "input": "text", "tools": "none"}, []),
    ],
)  # fmt: skip
def test_a_rule_finds_what_it_is_about(
    skin: str, body: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    assert found(skin, **body) == expected


def strict(schema: Any, **beside: Any) -> list[tuple[str, str]]:
    tool = {"type": "function", "strict": True, "parameters": schema, **beside}
    return found(RESPONSES, instructions="Hi.", tools=[tool])


CLOSED = {
    "type": "object",
    "properties": {"a": {}},
    "required": ["a"],
    "additionalProperties": False,
}


@pytest.mark.parametrize(
    "schema",
    [
        CLOSED,
        {},
        None,
        {"type": "string", "enum": [{"properties": {}}]},
        {**CLOSED, "properties": {"a": CLOSED}},
        {"$defs": {"a": CLOSED}, "anyOf": [CLOSED]},
        {"type": "string", "properties": {}},
    ],
)
def test_a_strict_schema_that_is_closed_is_fine(schema: Any) -> None:
    assert strict(schema) == []


@pytest.mark.parametrize(
    ("schema", "pointer"),
    [
        ({**CLOSED, "additionalProperties": True}, ""),
        ({**CLOSED, "required": []}, ""),
        ({**CLOSED, "required": None}, ""),
        ({**CLOSED, "properties": {"a": {"properties": {}}}}, "/properties/a"),
        ({"anyOf": [{"type": ["object", "null"], "properties": {}}]}, "/anyOf/0"),
    ],
)
def test_a_strict_schema_that_is_open_is_told(schema: Any, pointer: str) -> None:
    assert strict(schema) == [("not-strict", f"/body/tools/0/parameters{pointer}")]


def test_a_schema_that_is_not_strict_may_be_open() -> None:
    assert strict({"properties": {"a": {}}}, strict=False) == []


def test_of_many_properties_that_are_not_required_some_are_named() -> None:
    schema = {**CLOSED, "properties": {f"p{number}": {} for number in range(9)}, "required": []}
    (finding,) = lint(
        {"skin": RESPONSES, "body": {"instructions": "Hi.", "tools": [
            {"strict": True, "parameters": schema}]}}
    )  # fmt: skip
    assert "`p0`, `p1`, `p2`, `p3`, `p4` and 4 more" in finding.message


def test_beside_an_error_there_are_no_warnings() -> None:
    assert found(CHAT, model="@preset/x", stream=True) == [("preset-reference", "/body/model")]


def test_a_file_of_nothing_but_warnings_has_a_bounded_number() -> None:
    assert len(of_prompt(" ".join(f"{{{{p{n}}}}}" for n in range(1000)))) == MOST_FINDINGS


def test_what_aliases_repeat_is_looked_at_once() -> None:
    value: Any = "{{a}}"
    for _ in range(60):
        value = [value, value]
    assert len(list(nodes(value))) == 60 + 2
    # Looked at one by one, these 2**60 texts would take for ever.
    assert lint({"skin": CHAT, "body": {"image_config": value}}) == lint({"skin": CHAT, "body": {}})


@pytest.mark.parametrize("pointer", ["/a/b", "/0", "/a/x", "/a/9", "/a/0/b"])
def test_a_pointer_to_nothing_has_no_value(pointer: str) -> None:
    assert value_at({"a": ["text"]}, pointer) is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)
FIELDS = st.sampled_from(
    ["messages", "input", "system", "instructions", "tools", "model", "models", "response_format",
     "text", "thinking", "max_tokens", "stop_server_tools_when", "plugins", "tool_choice",
     "reasoning", "reasoning_effort", "output_config", "user", "metadata"]
)  # fmt: skip


@given(
    skin=st.sampled_from([*SKINS, "other"]) | JSON,
    body=st.dictionaries(FIELDS, JSON, max_size=4) | JSON,
)
def test_whatever_the_data_there_are_findings_and_no_exception(skin: Any, body: Any) -> None:
    for finding in lint({"skin": skin, "body": body}):
        assert finding.message
