"""The rules about tools, their settings and what stands beside them, row by row of their tables."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from presetsync.diagnostics import Severity
from presetsync.presets.skins import SKINS
from presetsync.validation import rules
from presetsync.validation.lint import (
    companions,
    contradictions,
    effects,
    lint,
    server_tools,
)
from presetsync.validation.lint.tool_sites import tools_in
from presetsync.validation.validator import validate

CHAT, MESSAGES, RESPONSES = "chat/completions", "messages", "responses"
# What these bodies lack on purpose.
LACKING = {"incomplete-request", "no-system-prompt"}


def told(skin: str, **body: Any) -> list[tuple[str, str]]:
    """The codes and places of what is said of a body."""
    return [(finding.code, finding.pointer) for finding in findings(skin, body)]


def findings(skin: str, body: dict[str, Any]) -> list[Any]:
    return [f for f in lint({"skin": skin, "body": body}) if f.code not in LACKING]


def server_tool(kind: str, /, **parameters: Any) -> dict[str, Any]:
    return {"type": f"openrouter:{kind}", "parameters": parameters}


def nested(tool: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Bodies with a tool within a tool, a plugin, and what the input adds."""
    return {
        "tools/0/parameters/tools": [server_tool("fusion", tools=[tool])],
        "plugins/0/tools": [{"id": "fusion", "tools": [tool]}],
        "input/0/tools": [{"type": "additional_tools", "role": "developer", "tools": [tool]}],
    }


@pytest.mark.parametrize("absence", server_tools.ABSENCES, ids=lambda row: row.type)
@pytest.mark.parametrize("skin", SKINS)
def test_a_server_tool_is_told_in_the_skins_without_it_alone(
    skin: str, absence: server_tools.Absence
) -> None:
    found = findings(skin, {"tools": [{"type": absence.type}]})
    mine = [f for f in found if f.code == "unavailable-tool"]
    rows = [r for r in server_tools.ABSENCES if r.type == absence.type and skin in r.skins]
    assert [(f.pointer, f.severity) for f in mine] == [
        ("/body/tools/0/type", r.severity) for r in rows
    ]


@pytest.mark.parametrize("place", [*nested({})])
def test_a_tool_within_something_is_looked_at_like_an_outer_one(place: str) -> None:
    body = {place.partition("/")[0]: nested(server_tool("web_fech"))[place]}
    assert told(RESPONSES, **body) == [("unknown-server-tool", f"/body/{place}/0/type")]


def test_a_tool_within_another_one_is_only_warned_of() -> None:
    body = {"tools": [server_tool("subagent", tools=[{"type": "openrouter:shell"}])]}
    assert [f.severity for f in findings(CHAT, body)] == [Severity.WARNING]


@pytest.mark.parametrize("skin", SKINS)
def test_the_settings_of_a_tool_within_a_subagent_are_held_to_its_schema(skin: str) -> None:
    inner = server_tool("subagent", tools=[server_tool("web_search", max_reslts=3)])
    body = {"tools": [server_tool("subagent", tools=[inner])]}
    (finding,) = validate({"skin": skin, "body": body})
    place = "/body/tools/0/parameters/tools/0/parameters/tools/0/parameters/max_reslts"
    assert (finding.code, finding.pointer) == ("unknown-field", place)
    assert finding.hint == "did you mean `max_results`?"


def test_tools_of_namespaces_are_tools_too() -> None:
    space = {"type": "namespace", "name": "a", "tools": [{"type": "custom", "name": "b"}]}
    assert [tool.path[1:] for tool in tools_in({"tools": [space]})] == [
        ("tools", 0),
        ("tools", 0, "tools", 0),
    ]


def test_a_list_of_tools_that_holds_itself_by_aliases_is_looked_at_once() -> None:
    tools: list[Any] = [server_tool("fusion")]
    for _ in range(40):
        tools = [server_tool("fusion", tools=tools), server_tool("fusion", tools=tools)]
    assert len(list(tools_in({"tools": tools}))) == 40 * 2 + 1


@pytest.mark.parametrize(
    ("choice", "place"),
    [
        ({"type": "openrouter:web_serch"}, "/type"),
        ({"type": "allowed_tools", "tools": [{"type": "openrouter:web_serch"}]}, "/tools/0/type"),
        (
            {
                "type": "allowed_tools",
                "allowed_tools": {"tools": [{"type": "openrouter:web_serch"}]},
            },
            "/allowed_tools/tools/0/type",
        ),
    ],
)
def test_a_tool_that_is_chosen_by_a_misspelt_type_is_told(
    choice: dict[str, Any], place: str
) -> None:
    expected = [("unknown-server-tool", f"/body/tool_choice{place}")]
    assert told(CHAT, tool_choice=choice) == expected


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("web_search_20250305", ""),
        ("web_search_20991231", ""),
        ("web_search_20250350", "web_search_20250305"),
        ("web_search_20250306", "web_search_20250305"),
        ("web_search_19990101", "web_search_20260209"),
        ("web_serch_20250305", "web_search_20250305"),
        ("web_serch_20990101", "web_search_20260209"),
        ("text_editer_20250728", "text_editor_20250728"),
        ("telepathy_20250101", ""),
        ("BASH_20250124", "bash_20250124"),
        ("web-search_20250305", "web_search_20250305"),
    ],
)
def test_a_dated_tool_that_was_never_there_is_told(name: str, meant: str) -> None:
    found = findings(MESSAGES, {"tools": [{"type": name, "name": "x"}]})
    assert [f.hint for f in found if f.code == "unknown-server-tool"] == (
        [f"did you mean `{meant}`?"] if meant else []
    )


@pytest.mark.parametrize("setting", effects.SETTINGS, ids=lambda row: f"{row.type}-{row.place}")
@pytest.mark.parametrize("skin", SKINS)
def test_a_setting_without_effect_is_told_in_its_skins_alone(
    skin: str, setting: effects.Setting
) -> None:
    def found(value: Any) -> list[tuple[str, Severity]]:
        for step in reversed(setting.place):
            value = {step: value}
        body = {"tools": [{"type": setting.type, **value}]}
        told = findings(skin, body)
        return [(f.pointer, f.severity) for f in told if f.code == "ignored-setting"]

    place = "/".join(["/body/tools/0", *setting.place])
    assert found(["f"]) == ([(place, setting.severity)] if skin in setting.skins else [])
    assert [*map(found, (False, None, []))] == [[], [], []]


@pytest.mark.parametrize(
    ("settings", "ignored"),
    [
        *(
            ({"engine": engine, field: "high"}, field)
            for field, engines in effects.IGNORED_BY_ENGINE.items()
            for engine in sorted(engines)
        ),
        ({"engine": "exa", "mode": "turbo"}, "mode"),
        ({"engine": "parallel", "mode": "deep"}, "mode"),
        ({"engine": "perplexity", "max_results": 21}, "max_results"),
    ],
)
def test_what_an_engine_ignores_is_told(settings: dict[str, Any], ignored: str) -> None:
    expected = [("ignored-setting", f"/body/tools/0/parameters/{ignored}")]
    assert told(CHAT, tools=[server_tool("web_search", **settings)]) == expected
    plain = [{"type": "web_search", **settings}]
    assert told(CHAT, tools=plain) == [("ignored-setting", f"/body/tools/0/{ignored}")]
    assert told(CHAT, tools=[server_tool("web_search", **{**settings, "engine": "auto"})]) == []


def test_a_router_s_plugin_for_the_other_router_is_told() -> None:
    plugins = [{"id": "auto-router", "cost_tier": "low"}]
    expected = [("ignored-setting", "/body/plugins/0/id")]
    assert told(CHAT, model="openrouter/auto-beta", plugins=plugins) == expected
    assert told(CHAT, model="openrouter/auto:nitro", plugins=plugins) == []
    assert told(CHAT, plugins=plugins) == []


NAMED = [
    ({"type": "function", "function": {"name": "f"}}, "/function/name", Severity.WARNING),
    ({"type": "function", "name": "f"}, "/name", Severity.WARNING),
    ({"name": "f", "input_schema": {}}, "/name", Severity.WARNING),
    ({"type": "mcp", "server_label": "s"}, "/server_label", Severity.WARNING),
    ({"type": "openrouter:datetime"}, "/type", Severity.WARNING),
    (server_tool("advisor"), "", Severity.ERROR),
    (server_tool("subagent"), "", Severity.WARNING),
    (server_tool("advisor", name="a"), "/parameters/name", Severity.ERROR),
    (server_tool("subagent", name="a"), "/parameters/name", Severity.ERROR),
]  # fmt: skip


@pytest.mark.parametrize(("tool", "place", "severity"), NAMED)
def test_a_tool_that_is_there_already_is_told(
    tool: dict[str, Any], place: str, severity: Severity
) -> None:
    other = {"type": "openrouter:web_search"}
    (finding,) = findings(RESPONSES, {"tools": [tool, other, tool]})
    assert (finding.code, finding.pointer) == ("duplicate-name", f"/body/tools/2{place}")
    assert finding.severity is severity
    assert told(RESPONSES, tools=[tool, other]) == []


def test_tools_that_can_be_told_apart_are_fine() -> None:
    tools = [
        server_tool("advisor"),
        server_tool("advisor", name="a"),
        server_tool("advisor", name="A"),
        server_tool("subagent"),
        server_tool("subagent", name="a"),
        {"type": "function", "name": "a"},
        {"type": "code_interpreter"},
        {"type": "code_interpreter"},
        server_tool("fusion", tools=[{"type": "openrouter:datetime"}]),
        {"type": "openrouter:datetime"},
    ]
    assert told(RESPONSES, tools=tools) == []


@pytest.mark.parametrize("pair", contradictions.PAIRS, ids=lambda row: f"{row.first}-{row.second}")
def test_a_pair_that_excludes_itself_is_told_at_its_second_field(
    pair: contradictions.Pair,
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
    assert (told(CHAT, tools=[tool]) == []) == (engine == "exa")
    assert (told(CHAT, plugins=[plugin]) == []) == (engine in ("exa", "auto", None))


@pytest.mark.parametrize("holder", [*contradictions.BUDGETS])
@pytest.mark.parametrize("limit", contradictions.LIMITS)
def test_a_budget_leaves_something_to_answer_with(holder: tuple[str, str], limit: str) -> None:
    def places(budget: int) -> list[str]:
        body = {holder[0]: {holder[1]: budget}, limit: 100}
        return [pointer for code, pointer in told(CHAT, **body) if code == "contradiction"]

    assert places(99) == []
    assert places(100) == places(101) == [f"/body/{holder[0]}/{holder[1]}"]


def test_the_budget_of_an_inner_call_is_held_against_its_own_limit() -> None:
    tool = server_tool("advisor", reasoning={"max_tokens": 9}, max_completion_tokens=9)
    expected = [("contradiction", "/body/tools/0/parameters/reasoning/max_tokens")]
    assert told(CHAT, max_tokens=5000, tools=[tool]) == expected
    both = server_tool("advisor", reasoning={"max_tokens": 9, "effort": "low"})
    assert told(CHAT, tools=[both]) == []


@pytest.mark.parametrize(
    "choice", ["auto", None, {"type": "auto"}, {"type": "allowed_tools", "tools": []}]
)
def test_a_choice_that_leaves_the_tool_search_its_way_is_fine(choice: Any) -> None:
    assert told(RESPONSES, tools=DEFERRED, tool_choice=choice) == []


DEFERRED = [{"type": "tool_search"}, {"type": "function", "name": "f", "defer_loading": True}]


@pytest.mark.parametrize(
    "choice", ["required", "none", {"type": "function", "name": "f"}, {"type": "any"}]
)
def test_a_choice_beside_deferred_tools_is_refused(choice: Any) -> None:
    (finding,) = findings(RESPONSES, {"tools": DEFERRED, "tool_choice": choice})
    assert (finding.pointer, finding.severity) == ("/body/tool_choice", Severity.ERROR)
    assert told(RESPONSES, tools=DEFERRED[:1], tool_choice=choice) == []


def test_deferred_tools_need_something_that_finds_them() -> None:
    deferred = {"name": "f", "input_schema": {}, "defer_loading": True}
    other = {"name": "g", "input_schema": {}}
    expected = [("missing-companion", "/body/tools/0/defer_loading")]
    assert told(MESSAGES, tools=[deferred]) == expected
    assert told(MESSAGES, tools=[deferred, other]) == []
    assert told(RESPONSES, tools=[deferred, other]) == expected
    assert told(MESSAGES, tools=[deferred, {"type": "openrouter:tool_search"}]) == []


def test_a_subagent_inherits_functions_that_are_there() -> None:
    tools = [
        {"type": "function", "name": "f"},
        server_tool("subagent", inherited_function_names=["f", " f ", "g"]),
    ]
    place = "/body/tools/1/parameters/inherited_function_names/2"
    assert told(RESPONSES, tools=tools) == [("missing-companion", place)]


@pytest.mark.parametrize("beside", [{"tools": [{"type": "openrouter:datetime"}]}, {}])
def test_rounds_of_calls_count_where_there_is_something_to_call(beside: dict[str, Any]) -> None:
    tool = server_tool("subagent", max_tool_calls=3, **beside)
    assert (told(RESPONSES, tools=[tool]) == []) == bool(beside)


def test_log_probabilities_are_asked_for_with_their_alternatives() -> None:
    expected = [("missing-companion", "/body/top_logprobs")]
    assert told(CHAT, top_logprobs=0, logprobs=False) == expected
    assert told(CHAT, top_logprobs=0, logprobs=True) == told(RESPONSES, top_logprobs=2) == []


@pytest.mark.parametrize(
    ("model", "severity"),
    [("a/b", Severity.ERROR), (None, Severity.ERROR), ("gpt-x", Severity.WARNING)],
)
def test_an_earlier_answer_is_refused_but_for_models_of_another_api(
    model: str | None, severity: Severity
) -> None:
    body = {"model": model, "previous_response_id": "r"}
    assert [f.severity for f in findings(RESPONSES, body)] == [severity]


def test_patterns_are_counted_all_together() -> None:
    def plugin(count: int) -> list[dict[str, Any]]:
        return [{"id": "auto-router", "excluded_models": ["m" * 1024] * count}]

    assert told(CHAT, plugins=plugin(64)) == []
    assert told(CHAT, plugins=plugin(65)) == [("too-long", "/body/plugins/0/excluded_models")]


def test_every_guide_that_a_rule_s_comment_cites_is_named_in_a_page() -> None:
    pages = "".join(rules.rule(code).page for code in rules.codes())
    modules = (companions, contradictions, effects, server_tools)
    cited = {
        name
        for module in modules
        for name in re.findall(
            r"guides/[a-z/-]+[a-z]", Path(str(module.__file__)).read_text(encoding="utf-8")
        )
    }
    assert len(cited) >= 8
    assert {name for name in cited if name.rpartition("/")[2] not in pages} == set()


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
def test_settings_that_say_the_opposite_are_told(body: dict[str, Any], place: str) -> None:
    assert told(CHAT, **body) == ([("contradiction", f"/body/{place}")] if place else [])


@pytest.mark.parametrize("engine", ["native", "openrouter", "exa", "auto"])
def test_some_engines_fetch_so_many_pages_at_most(engine: str) -> None:
    def at(**settings: Any) -> list[tuple[str, str]]:
        return told(CHAT, tools=[server_tool("web_fetch", engine=engine, **settings)])

    place = "/body/tools/0/parameters"
    many = [("ignored-setting", f"{place}/max_uses")]
    assert at(max_uses=50) == []
    assert at(max_uses=51) == (many if engine in effects.FETCHERS else [])
    cut = [("ignored-setting", f"{place}/max_content_tokens")]
    assert at(max_content_tokens=9) == (cut if engine == "native" else [])


CHOICES: dict[str, Any] = {
    CHAT: {"type": "function", "function": {"name": "g"}},
    MESSAGES: {"type": "tool", "name": "g"},
    RESPONSES: {"type": "function", "name": "g"},
}


@pytest.mark.parametrize("skin", SKINS)
def test_a_chosen_tool_is_one_of_the_tools(skin: str) -> None:
    def tool(name: str) -> dict[str, Any]:
        if skin == CHAT:
            return {"type": "function", "function": {"name": name}}
        return {"name": name, "input_schema": {}} if skin == MESSAGES else {"name": name}

    step = "/function" if skin == CHAT else ""
    expected = [("missing-companion", f"/body/tool_choice{step}/name")]
    assert told(skin, tools=[tool("f")], tool_choice=CHOICES[skin]) == expected
    assert told(skin, tools=[tool("f"), tool("g")], tool_choice=CHOICES[skin]) == []
    assert told(skin, tool_choice=CHOICES[skin]) == []


def test_the_search_of_models_is_named_as_it_is_called_for_now() -> None:
    (finding,) = findings(CHAT, {"tools": [server_tool("search_models")]})
    assert finding.hint == "did you mean `openrouter:experimental__search_models`?"


@pytest.mark.parametrize("place", [*nested({})])
def test_a_setting_of_an_image_that_looks_like_a_known_one_is_told(place: str) -> None:
    tool = server_tool("image_generation", qualty="high", quality="high", style="vivid")
    body = {place.partition("/")[0]: nested(tool)[place]}
    assert told(RESPONSES, **body) == [("unknown-field", f"/body/{place}/0/parameters/qualty")]


@pytest.mark.parametrize("name", server_tools.FIXED_NAMES)
def test_a_tool_of_anthropic_s_has_its_own_name(name: str) -> None:
    kind = f"{name}_{server_tools.VERSIONS[name][-1]}"
    place = "/body/tools/0"
    wrong = [("not-allowed-value", f"{place}/name")]
    assert told(MESSAGES, tools=[{"type": kind, "name": name}]) == []
    assert told(MESSAGES, tools=[{"type": kind, "name": "x"}]) == wrong
    assert told(MESSAGES, tools=[{"type": kind}]) == [("not-allowed-value", place)]


def test_a_fallback_is_no_preset() -> None:
    body = {"fallbacks": [{"model": "a/b"}, {"model": "@preset/x"}]}
    assert told(MESSAGES, **body) == [("preset-reference", "/body/fallbacks/1/model")]
