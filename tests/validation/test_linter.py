"""The rules together: what runs beside what, bounds, and any data at all."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presetsync.jsonpointer import nodes
from presetsync.presets.skins import SKINS
from presetsync.validation import lint as lint_room
from presetsync.validation import rules
from presetsync.validation.lint.linter import MOST_FINDINGS, lint
from presetsync.validation.lint.model import tools_in
from tests.validation.linting import CHAT, MESSAGES, RESPONSES, of_prompt, server_tool

LINT = Path(str(lint_room.__file__)).parent


def found(skin: str, **body: Any) -> list[tuple[str, str]]:
    """What is reported of a body, except that it is not a complete request."""
    findings = lint({"skin": skin, "body": body})
    return [(f.code, f.pointer) for f in findings if f.code != "incomplete-request"]


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


def test_beside_an_error_there_are_no_warnings() -> None:
    assert found(CHAT, model="@preset/x", stream=True) == [("preset-reference", "/body/model")]


def test_a_file_of_nothing_but_warnings_has_a_bounded_number() -> None:
    assert len(of_prompt(" ".join(f"{{{{p{n}}}}}" for n in range(1000)))) == MOST_FINDINGS


def test_what_aliases_repeat_is_checked_once() -> None:
    value: Any = "{{a}}"
    for _ in range(60):
        value = [value, value]
    assert len(list(nodes(value))) == 60 + 2
    # One by one, these 2**60 texts would take for ever.
    assert lint({"skin": CHAT, "body": {"image_config": value}}) == lint({"skin": CHAT, "body": {}})


def test_tools_of_namespaces_are_tools_too() -> None:
    space = {"type": "namespace", "name": "a", "tools": [{"type": "custom", "name": "b"}]}
    assert [tool.path[1:] for tool in tools_in({"tools": [space]})] == [
        ("tools", 0),
        ("tools", 0, "tools", 0),
    ]


def test_a_list_of_tools_that_holds_itself_by_aliases_is_checked_once() -> None:
    tools: list[Any] = [server_tool("fusion")]
    for _ in range(40):
        tools = [server_tool("fusion", tools=tools), server_tool("fusion", tools=tools)]
    assert len(list(tools_in({"tools": tools}))) == 40 * 2 + 1


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


def test_every_guide_that_a_rule_s_comment_cites_is_named_in_a_page() -> None:
    pages = "".join(rules.rule(code).page for code in rules.codes())
    cited = {
        name
        for module in LINT.glob("*.py")
        for name in re.findall(r"guides/[a-z/-]+[a-z]", module.read_text(encoding="utf-8"))
    }
    assert len(cited) >= 8
    assert {name for name in cited if name.rpartition("/")[2] not in pages} == set()
