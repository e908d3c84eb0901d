from __future__ import annotations

from typing import Any

import pytest

from presetsync.diagnostics import Severity
from presetsync.validation.lint import contradictions
from tests.validation.linting import CHAT, MESSAGES, RESPONSES, findings, reported, server_tool


@pytest.mark.parametrize("pair", contradictions.PAIRS, ids=lambda row: f"{row.first}-{row.second}")
def test_a_pair_that_excludes_itself_is_reported_at_its_second_field(
    pair: contradictions.ExclusiveFields,
) -> None:
    beside = {"engine": "firecrawl", "type": "web_search_20250305"}
    values = {pair.first: True, pair.second: ["b"]}
    body: dict[str, Any]
    if pair.when(("body",), values):
        body, place = values, "/body"
    else:
        body, place = {"plugins": [{**values, **beside}]}, "/body/plugins/0"
    found = [f for f in findings(MESSAGES, body) if f.code == "contradiction"]
    assert [(f.pointer, f.severity) for f in found] == [(f"{place}/{pair.second}", pair.severity)]


@pytest.mark.parametrize("engine", ["exa", "auto", None, "firecrawl", "native"])
def test_the_engine_decides_whether_both_filters_may_stand(engine: str | None) -> None:
    tool = server_tool("web_search", allowed_domains=["a"], excluded_domains=["b"], engine=engine)
    plugin = {"id": "web", "include_domains": ["a"], "exclude_domains": ["b"], "engine": engine}
    assert (reported(CHAT, tools=[tool]) == []) == (engine == "exa")
    assert (reported(CHAT, plugins=[plugin]) == []) == (engine in ("exa", "auto", None))


@pytest.mark.parametrize("holder", [*contradictions.BUDGETS])
@pytest.mark.parametrize("limit", contradictions.LIMITS)
def test_a_budget_leaves_something_to_answer_with(holder: tuple[str, str], limit: str) -> None:
    def places(budget: int) -> list[str]:
        body = {holder[0]: {holder[1]: budget}, limit: 100}
        return [pointer for code, pointer in reported(CHAT, **body) if code == "contradiction"]

    assert places(99) == []
    assert places(100) == places(101) == [f"/body/{holder[0]}/{holder[1]}"]


def test_the_budget_of_an_inner_call_is_held_against_its_own_limit() -> None:
    tool = server_tool("advisor", reasoning={"max_tokens": 9}, max_completion_tokens=9)
    expected = [("contradiction", "/body/tools/0/parameters/reasoning/max_tokens")]
    assert reported(CHAT, max_tokens=5000, tools=[tool]) == expected
    both = server_tool("advisor", reasoning={"max_tokens": 9, "effort": "low"})
    assert reported(CHAT, tools=[both]) == []


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({"reasoning_effort": "low", "reasoning": {"max_tokens": 9}}, "reasoning_effort"),
        ({"reasoning": {"enabled": False, "effort": "high"}}, "reasoning/enabled"),
        ({"reasoning": {"enabled": False, "max_tokens": 9}}, "reasoning/enabled"),
        ({"reasoning": {"enabled": True, "effort": "none"}}, "reasoning/enabled"),
        ({"reasoning": {"exclude": True}, "include_reasoning": True}, "include_reasoning"),
        ({"reasoning": {"exclude": False}, "include_reasoning": False}, "include_reasoning"),
        ({"provider": {"order": ["a"], "ignore": ["b", "a"]}}, "provider/ignore/1"),
        ({"provider": {"only": ["a"], "ignore": ["a"]}}, "provider/ignore/0"),
        ({"reasoning": {"enabled": False, "effort": "none"}}, ""),
        ({"reasoning": {"enabled": True, "max_tokens": 9}}, ""),
        ({"reasoning": {"enabled": False, "max_tokens": 0}}, ""),
        ({"reasoning": {"exclude": True}, "include_reasoning": False}, ""),
        ({"reasoning_effort": "low", "reasoning": {"exclude": True}}, ""),
        ({"provider": {"order": ["a"], "ignore": ["b"]}}, ""),
    ],
)
def test_settings_that_say_the_opposite_are_reported(body: dict[str, Any], place: str) -> None:
    assert reported(CHAT, **body) == ([("contradiction", f"/body/{place}")] if place else [])


DEFERRED = [{"type": "tool_search"}, {"type": "function", "name": "f", "defer_loading": True}]


@pytest.mark.parametrize(
    "choice", ["auto", None, {"type": "auto"}, {"type": "allowed_tools", "tools": []}]
)
def test_a_choice_that_leaves_the_tool_search_its_way_is_fine(choice: Any) -> None:
    assert reported(RESPONSES, tools=DEFERRED, tool_choice=choice) == []


@pytest.mark.parametrize(
    "choice", ["required", "none", {"type": "function", "name": "f"}, {"type": "any"}]
)
def test_a_choice_beside_deferred_tools_is_refused(choice: Any) -> None:
    (finding,) = findings(RESPONSES, {"tools": DEFERRED, "tool_choice": choice})
    assert (finding.pointer, finding.severity) == ("/body/tool_choice", Severity.ERROR)
    assert reported(RESPONSES, tools=DEFERRED[:1], tool_choice=choice) == []
