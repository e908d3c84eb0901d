"""How the tools of a preset and of a request become one list."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presetsync.sandbox.inference.united_tools import FunctionTool, functions_in, united

SCHEMA = {"type": "object"}
FORMS: list[dict[str, Any]] = [
    {"type": "function", "function": {"name": "refund", "parameters": SCHEMA}},
    {"type": "function", "name": "refund", "parameters": SCHEMA},
    {"name": "refund", "input_schema": SCHEMA},
    {"type": "custom", "name": "refund", "input_schema": SCHEMA},
]
SEARCH = {"type": "openrouter:web_search"}


def advisor(name: str | None, model: str = "a/b") -> dict[str, Any]:
    named = {} if name is None else {"name": name}
    return {"type": "openrouter:advisor", "parameters": {**named, "model": model}}


@pytest.mark.parametrize("form", FORMS)
def test_a_function_is_read_in_the_form_of_each_skin(form: dict[str, Any]) -> None:
    assert functions_in([form]) == [FunctionTool("refund", None, SCHEMA, None)]


@pytest.mark.parametrize("preset", FORMS)
@pytest.mark.parametrize("request_form", FORMS)
def test_functions_are_the_same_by_their_names(
    preset: dict[str, Any], request_form: dict[str, Any]
) -> None:
    assert united([preset], [request_form]) == [request_form]


def test_an_overriding_tool_takes_the_place_and_others_follow() -> None:
    changed = SEARCH | {"parameters": {"max_results": 1}}
    other = {"type": "openrouter:datetime"}

    assert united([advisor("a"), SEARCH, FORMS[0]], [other, changed]) == [
        advisor("a"),
        changed,
        FORMS[0],
        other,
    ]


@pytest.mark.parametrize("kind", ["openrouter:advisor", "openrouter:subagent"])
def test_advisors_and_subagents_are_told_apart_by_name(kind: str) -> None:
    a, b, unnamed = ({**advisor(name), "type": kind} for name in ("a", "b", None))
    changed = {**advisor(" b ", "c/d"), "type": kind}

    assert united([a, b, unnamed], [changed]) == [a, changed, unnamed]
    assert united([a, b], [unnamed]) == [a, b, unnamed]


def test_an_advisor_is_no_subagent() -> None:
    subagent = {**advisor("a"), "type": "openrouter:subagent"}

    assert united([advisor("a")], [subagent]) == [advisor("a"), subagent]


def test_server_tools_are_the_same_by_their_types() -> None:
    preset, request = ({"type": "web_search_20250305", "max_uses": n} for n in (1, 2))

    assert united([preset], [request]) == [request]


@pytest.mark.parametrize("nothing", [None, "x", {}, 1])
def test_what_is_no_list_has_no_tools(nothing: Any) -> None:
    assert united(nothing, [SEARCH]) == united([SEARCH], nothing) == [SEARCH]


JSON = st.recursive(
    st.none() | st.sampled_from([*FORMS, SEARCH, advisor("a"), advisor(None), "x", 1]),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["type", "name"]), inner),
)


@given(st.lists(JSON), st.lists(JSON))
def test_every_tool_of_the_request_is_there_and_the_preset_s_keep_their_order(
    preset: list[Any], request: list[Any]
) -> None:
    both = united(preset, request)

    assert all(tool in both for tool in request)
    kept = [tool for tool in both if not any(tool is own for own in request)]
    assert kept == [tool for tool in preset if any(tool is each for each in kept)]
    assert united(preset, []) == preset
