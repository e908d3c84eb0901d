"""Each documented bound, on both sides."""

from __future__ import annotations

from typing import Any

import pytest

from presetsync.diagnostics import Severity
from presetsync.validation.validator import validate

CHAT, MESSAGES, RESPONSES = "chat/completions", "messages", "responses"
EVERY = (CHAT, MESSAGES, RESPONSES)


def ranges(field: str, low: Any, high: Any, step: Any, skins: tuple[str, ...]) -> list[Any]:
    """A field's least and greatest value, and the values a step outside of them."""
    return [pytest.param(skin, field, low, high, step, id=f"{skin}-{field}") for skin in skins]


NUMBERS = [
    *ranges("temperature", 0, 2, 0.01, (CHAT, MESSAGES)),
    *ranges("top_p", 0, 1, 0.01, EVERY),
    *ranges("frequency_penalty", -2, 2, 0.01, (CHAT, RESPONSES)),
    *ranges("presence_penalty", -2, 2, 0.01, (CHAT, RESPONSES)),
    *ranges("repetition_penalty", 0, 2, 0.01, (CHAT,)),
    *ranges("min_p", 0, 1, 0.01, (CHAT,)),
    *ranges("top_a", 0, 1, 0.01, (CHAT,)),
    *ranges("top_k", 0, None, 1, EVERY),
    *ranges("top_logprobs", 0, 20, 1, (CHAT, RESPONSES)),
    *ranges("max_tokens", 1, None, 1, (CHAT, MESSAGES)),
    *ranges("max_completion_tokens", 1, None, 1, (CHAT,)),
    *ranges("max_output_tokens", 1, None, 1, (RESPONSES,)),
    *ranges("max_tool_calls", 1, 30, 1, EVERY),
]


def codes(skin: str, body: dict[str, Any]) -> list[tuple[str, str]]:
    findings = validate({"skin": skin, "body": body})
    return [(finding.code, finding.pointer) for finding in findings]


@pytest.mark.parametrize(("skin", "field", "low", "high", "step"), NUMBERS)
def test_a_number_is_held_to_its_range(
    skin: str, field: str, low: float, high: float | None, step: float
) -> None:
    assert codes(skin, {field: low}) == []
    assert codes(skin, {field: low - step}) == [("out-of-range", f"/body/{field}")]
    if high is None:
        assert codes(skin, {field: 10**9}) == []
    else:
        assert codes(skin, {field: high}) == []
        assert codes(skin, {field: high + step}) == [("out-of-range", f"/body/{field}")]


def test_a_temperature_below_zero_is_a_warning_where_the_reference_gives_no_range() -> None:
    (finding,) = validate({"skin": RESPONSES, "body": {"temperature": -1}})
    assert (finding.code, finding.severity) == ("out-of-range", Severity.WARNING)
    assert codes(RESPONSES, {"temperature": 0}) == codes(RESPONSES, {"temperature": 2}) == []
    assert codes(RESPONSES, {"temperature": 2.01}) == [("out-of-range", "/body/temperature")]


def function(name: str) -> dict[str, Any]:
    return {"tools": [{"type": "function", "function": {"name": name}}]}


def flat_function(name: str) -> dict[str, Any]:
    return {"tools": [{"type": "function", "name": name, "parameters": {}}]}


def own_tool(name: str) -> dict[str, Any]:
    return {"tools": [{"name": name, "input_schema": {}}]}


def named_format(name: str) -> dict[str, Any]:
    return {"response_format": {"type": "json_schema", "json_schema": {"name": name}}}


def flat_format(name: str) -> dict[str, Any]:
    return {"text": {"format": {"type": "json_schema", "name": name, "schema": {}}}}


def search(**parameters: Any) -> dict[str, Any]:
    return {"tools": [{"type": "openrouter:web_search", "parameters": parameters}]}


def fetch(**parameters: Any) -> dict[str, Any]:
    return {"tools": [{"type": "openrouter:web_fetch", "parameters": parameters}]}


def until(name: str, **limit: Any) -> dict[str, Any]:
    return {"stop_server_tools_when": [{"type": name, **limit}]}


# Field by field: the least value that means something, and the place of the one below it.
LEAST = [
    *(
        (search(**{name: 1}), search(**{name: 0}), f"/body/tools/0/parameters/{name}")
        for name in ("max_results", "max_total_results", "max_characters", "max_uses")
    ),
    *(
        (fetch(**{name: 1}), fetch(**{name: 0}), f"/body/tools/0/parameters/{name}")
        for name in ("max_uses", "max_content_tokens")
    ),
    *(
        (until(kind, **{field: low}), until(kind, **{field: low - 1}),
         f"/body/stop_server_tools_when/0/{field}")
        for kind, field, low in (
            ("step_count_is", "step_count", 1),
            ("max_tokens_used", "max_tokens", 1),
            ("max_cost", "max_cost_in_dollars", 0),
        )
    ),
    (
        {"plugins": [{"id": "web", "max_results": 1}]},
        {"plugins": [{"id": "web", "max_results": 0}]},
        "/body/plugins/0/max_results",
    ),
]  # fmt: skip


def at(pointer: str, value: Any, **beside: Any) -> dict[str, Any]:
    """A body with a value at a pointer; numbers are places in lists, `beside` is next to it."""
    name, *rest = pointer.split("/")[::-1]
    built: Any = {name: value, **beside}
    for step in rest[:-1]:
        built = [built] if step == "0" else {step: built}
    assert isinstance(built, dict)
    return built


def hosted(kind: str, **beside: Any) -> dict[str, Any]:
    return {"type": kind, **beside}


FILES = hosted("file_search", vector_store_ids=["v"])
ADVISOR = hosted("advisor_20260301", name="advisor", model="a/b")
SEARCH = hosted("web_search_20250305", name="web_search")
RULES = {"id": "alignment", "rules": []}
FUSION = hosted("openrouter:fusion")
SUBAGENT = hosted("openrouter:subagent")
SEARCH_MODELS = hosted("openrouter:experimental__search_models")
WHOLE = 1
# Skins, pointer, least and greatest value, the step outside of them, and what stands beside.
INSIDE: list[tuple[tuple[str, ...], str, float | None, float | None, float, dict[str, Any]]] = [
    ((CHAT, RESPONSES), "/reasoning/max_tokens", 0, None, WHOLE, {}),
    ((CHAT,), "/thinking/budget_tokens", 1024, None, WHOLE, {"type": "enabled"}),
    ((MESSAGES,), "/output_config/task_budget/remaining", 0, None, WHOLE,
     {"type": "tokens", "total": 20000}),
    ((RESPONSES,), "/tools/0/max_num_results", 1, 50, WHOLE, FILES),
    ((RESPONSES,), "/tools/0/ranking_options/score_threshold", 0, 1, 0.01, {}),
    ((RESPONSES,), "/tools/0/output_compression", 0, 100, WHOLE, hosted("image_generation")),
    ((RESPONSES,), "/tools/0/partial_images", 0, 3, WHOLE, hosted("image_generation")),
    ((RESPONSES,), "/tools/0/max_results", 1, 25, WHOLE, hosted("web_search")),
    ((RESPONSES,), "/tools/0/max_uses", 1, None, WHOLE, hosted("web_search_preview")),
    ((MESSAGES,), "/tools/0/max_uses", 1, None, WHOLE, SEARCH),
    ((MESSAGES,), "/tools/0/max_uses", 1, None, WHOLE, ADVISOR),
    ((MESSAGES,), "/tools/0/max_tokens", 1, None, WHOLE, ADVISOR),
    (EVERY, "/plugins/0/max_uses", 1, None, WHOLE, {"id": "web"}),
    (EVERY, "/plugins/0/max_content_tokens", 1, None, WHOLE, {"id": "web-fetch"}),
    (EVERY, "/plugins/0/cost_quality_tradeoff", 0, 10, WHOLE, {"id": "auto-router"}),
    (EVERY, "/plugins/0/cost_quality_tradeoff", 0, 10, WHOLE, {"id": "auto-beta-router"}),
    (EVERY, "/plugins/0/threshold", 0, 1, 0.01, RULES),
    (EVERY, "/plugins/0/max_retries", 0, None, WHOLE, RULES),
    (EVERY, "/provider/max_price/audio", 0, None, 0.01, {}),
    (EVERY, "/provider/max_price/completion", 0, None, 0.01, {}),
    (EVERY, "/provider/max_price/image", 0, None, 0.01, {}),
    (EVERY, "/provider/max_price/request", 0, None, 0.01, {}),
    ((CHAT,), "/logit_bias/50256", -100, 100, WHOLE, {}),
    (EVERY, "/plugins/0/max_price", 0, None, 0.01, {"id": "pareto-router"}),
    (EVERY, "/plugins/0/min_coding_score", 0, 1, 0.01, {"id": "pareto-router"}),
    (EVERY, "/plugins/0/max_tool_calls", 1, 16, WHOLE, {"id": "fusion"}),
    (EVERY, "/tools/0/parameters/max_tool_calls", 1, 16, WHOLE, FUSION),
    (EVERY, "/tools/0/parameters/max_tool_calls", 1, 25, WHOLE, SUBAGENT),
    (EVERY, "/tools/0/parameters/max_tool_calls", 1, 25, WHOLE, hosted("openrouter:advisor")),
    *(
        (EVERY, "/tools/0/parameters/temperature", 0, 2, 0.01, hosted(f"openrouter:{name}"))
        for name in ("advisor", "fusion", "subagent")
    ),
    (EVERY, "/tools/0/parameters/output_compression", 0, 100, WHOLE,
     hosted("openrouter:image_generation")),
    (EVERY, "/tools/0/parameters/max_results", 1, 25, WHOLE, hosted("openrouter:web_search")),
    (EVERY, "/tools/0/parameters/max_characters", 1, 100_000, WHOLE,
     hosted("openrouter:web_search")),
    ((MESSAGES, RESPONSES), "/tools/0/parameters/max_results", 1, 50, WHOLE,
     hosted("openrouter:tool_search")),
    ((MESSAGES, RESPONSES), "/tools/0/parameters/sleep_after_seconds", 0, 2_592_000, WHOLE,
     hosted("openrouter:shell")),
    (EVERY, "/tools/0/parameters/sleep_after_seconds", 0, 2_592_000, WHOLE,
     hosted("openrouter:bash")),
    (EVERY, "/cache_ttl_seconds", 1, 86_400, WHOLE, {}),
    (EVERY, "/tools/0/parameters/max_results", 1, 20, WHOLE, SEARCH_MODELS),
]  # fmt: skip


@pytest.mark.parametrize(
    ("skin", "pointer", "low", "high", "step", "beside"),
    [(skin, *case) for skins, *case in INSIDE for skin in skins],
)
def test_a_number_further_inside_is_held_to_its_range(
    skin: str,
    pointer: str,
    low: float,
    high: float | None,
    step: float,
    beside: dict[str, Any],
) -> None:
    def told(value: float) -> list[tuple[str, str]]:
        body = at(pointer, value, **beside)
        if "ranking_options" in pointer:
            body = {"tools": [{**FILES, **body["tools"][0]}]}
        if "parameters" in pointer:  # the type stands one level above
            parameters = body["tools"][0]["parameters"]
            kind = {"type": parameters.pop("type")}
            body = {"tools": [{**kind, "parameters": parameters}]}
        return codes(skin, body)

    outside = [("out-of-range", f"/body{pointer}")]
    assert told(low) == []
    assert told(low - step) == outside
    if high is None:
        assert told(10**9) == []
    else:
        assert told(high) == []
        assert told(high + step) == outside


PAIRS = {str(number): "" for number in range(16)}


def plugin(name: str, /, **settings: Any) -> dict[str, Any]:
    return {"plugins": [{"id": name, **settings}]}


def server_tool(kind: str, /, **parameters: Any) -> dict[str, Any]:
    return {"tools": [{"type": f"openrouter:{kind}", "parameters": parameters}]}


def shell(container: str) -> dict[str, Any]:
    environment = {"type": "container_reference", "container_id": container}
    return server_tool("bash", environment=environment)


def handles(field: str, count: int) -> dict[str, Any]:
    return {"x_search_filter": {field: ["a"] * count}}


CONTAINER = "/body/tools/0/parameters/environment/container_id"
MODELS = "/body/plugins/0/allowed_models"
# Skins, a body inside the limit, one outside of it, the code and the place.
LIMITS: list[tuple[tuple[str, ...], dict[str, Any], dict[str, Any], str, str]] = [
    *(
        (
            EVERY,
            plugin(router, **{field: ["m" * 1024] * 1024}),
            plugin(router, **{field: ["m"] * 1025}),
            "too-many",
            f"/body/plugins/0/{field}",
        )
        for router in ("auto-router", "auto-beta-router")
        for field in ("allowed_models", "excluded_models")
    ),
    (
        EVERY,
        plugin("auto-router", allowed_models=["m" * 1024]),
        plugin("auto-router", allowed_models=["m" * 1025]),
        "too-long",
        f"{MODELS}/0",
    ),
    (
        EVERY,
        plugin("fusion", analysis_models=["m"] * 8),
        plugin("fusion", analysis_models=["m"] * 9),
        "too-many",
        "/body/plugins/0/analysis_models",
    ),
    (
        EVERY,
        plugin("fusion", analysis_models=["m"]),
        plugin("fusion", analysis_models=[]),
        "too-few",
        "/body/plugins/0/analysis_models",
    ),
    (
        EVERY,
        plugin("fusion", tools=[{"type": "openrouter:datetime"}] * 8),
        plugin("fusion", tools=[{"type": "openrouter:datetime"}] * 9),
        "too-many",
        "/body/plugins/0/tools",
    ),
    (
        EVERY,
        until("has_tool_call", tool_name="t"),
        until("has_tool_call", tool_name=""),
        "too-short",
        "/body/stop_server_tools_when/0/tool_name",
    ),
    (
        EVERY,
        until("finish_reason_is", reason="stop"),
        until("finish_reason_is", reason=""),
        "too-short",
        "/body/stop_server_tools_when/0/reason",
    ),
    (
        EVERY,
        until("max_cost", max_cost_in_dollars=1),
        {"stop_server_tools_when": []},
        "too-few",
        "/body/stop_server_tools_when",
    ),
    *(
        ((CHAT, RESPONSES), inside, outside, code, "/body/tools/0/parameters/name")
        for tool in ("advisor", "subagent")
        for inside, outside, code in (
            (server_tool(tool, name="n" * 64), server_tool(tool, name="n" * 65), "too-long"),
            (server_tool(tool, name="Lead 1"), server_tool(tool, name=""), "too-short"),
            (server_tool(tool, name="a-b_c"), server_tool(tool, name="a.b"), "bad-format"),
        )
    ),
    ((MESSAGES, RESPONSES), shell("c" * 20), shell("c" * 21), "too-long", CONTAINER),
    ((MESSAGES, RESPONSES), shell("c-1_A"), shell("c.1"), "bad-format", CONTAINER),
    *(
        (
            (CHAT, RESPONSES),
            handles(field, 20),
            handles(field, 21),
            "too-many",
            f"/body/x_search_filter/{field}",
        )
        for field in ("allowed_x_handles", "excluded_x_handles")
    ),
    (
        (RESPONSES,),
        {"metadata": {"a.b": ""}},
        {"metadata": {"a[0]": ""}},
        "bad-format",
        "/body/metadata/a[0]",
    ),
    (
        (CHAT,),
        {"messages": [{"role": "user", "content": "Hi"}]},
        {"messages": []},
        "too-few",
        "/body/messages",
    ),
]


@pytest.mark.parametrize(
    ("skin", "inside", "outside", "code", "pointer"),
    [(skin, *case) for skins, *case in LIMITS for skin in skins],
)
def test_a_setting_of_a_plugin_or_tool_is_held_to_its_limit(
    skin: str, inside: dict[str, Any], outside: dict[str, Any], code: str, pointer: str
) -> None:
    assert codes(skin, inside) == []
    assert codes(skin, outside) == [(code, pointer)]


LENGTHS: list[tuple[str, dict[str, Any], dict[str, Any], str, str]] = [
    (CHAT, {"stop": ["a"] * 4}, {"stop": ["a"] * 5}, "too-many", "/body/stop"),
    (RESPONSES, {"stop": ["a"] * 4}, {"stop": ["a"] * 5}, "too-many", "/body/stop"),
    *(
        (skin, {field: "u" * 256}, {field: "u" * 257}, "too-long", f"/body/{field}")
        for skin in EVERY
        for field in ("session_id", "user")
    ),
    *(
        case
        for skin in (CHAT, RESPONSES)
        for case in (
            (
                skin,
                {"metadata": PAIRS},
                {"metadata": {**PAIRS, "x": ""}},
                "too-many",
                "/body/metadata",
            ),
            (
                skin,
                {"metadata": {"k" * 64: "v" * 512}},
                {"metadata": {"k": "v" * 513}},
                "too-long",
                "/body/metadata/k",
            ),
            (
                skin,
                {"metadata": {"k" * 64: ""}},
                {"metadata": {"k" * 65: ""}},
                "too-long",
                f"/body/metadata/{'k' * 65}",
            ),
        )
    ),
    (CHAT, function("f" * 64), function("f" * 65), "too-long", "/body/tools/0/function/name"),
    (CHAT, function("f-1_A"), function("f 1"), "bad-format", "/body/tools/0/function/name"),
    (CHAT, function("f"), function(""), "too-short", "/body/tools/0/function/name"),
    (CHAT, function("f"), function("f\n"), "bad-format", "/body/tools/0/function/name"),
    (MESSAGES, own_tool("f" * 128), own_tool("f" * 129), "too-long", "/body/tools/0/name"),
    (MESSAGES, own_tool("f"), own_tool(""), "too-short", "/body/tools/0/name"),
    (RESPONSES, flat_function("f"), flat_function(""), "too-short", "/body/tools/0/name"),
    *((skin, {"model": "a"}, {"model": ""}, "too-short", "/body/model") for skin in EVERY),
    *((skin, {"models": ["a"]}, {"models": [""]}, "too-short", "/body/models/0") for skin in EVERY),
    *((skin, {"models": ["a"]}, {"models": []}, "too-few", "/body/models") for skin in EVERY),
    *((skin, {"model": "a/b"}, {"model": "a/ b"}, "bad-format", "/body/model") for skin in EVERY),
    (
        RESPONSES,
        flat_function("f" * 128),
        flat_function("f" * 129),
        "too-long",
        "/body/tools/0/name",
    ),
    (
        CHAT,
        named_format("f" * 64),
        named_format("f" * 65),
        "too-long",
        "/body/response_format/json_schema/name",
    ),
    (RESPONSES, flat_format("f" * 64), flat_format("f" * 65), "too-long", "/body/text/format/name"),
    (
        CHAT,
        {"logit_bias": {"1": 100, "2": -100}},
        {"logit_bias": {"1": 101}},
        "out-of-range",
        "/body/logit_bias/1",
    ),
    (
        CHAT,
        {"provider": {"max_price": {"prompt": 0}}},
        {"provider": {"max_price": {"prompt": -1}}},
        "out-of-range",
        "/body/provider/max_price/prompt",
    ),
    (
        MESSAGES,
        {"thinking": {"type": "enabled", "budget_tokens": 1024}},
        {"thinking": {"type": "enabled", "budget_tokens": 1023}},
        "out-of-range",
        "/body/thinking/budget_tokens",
    ),
    (
        MESSAGES,
        {"output_config": {"task_budget": {"type": "tokens", "total": 20000}}},
        {"output_config": {"task_budget": {"type": "tokens", "total": 19999}}},
        "out-of-range",
        "/body/output_config/task_budget/total",
    ),
    (
        MESSAGES,
        {"fallbacks": [{"model": "a/b"}] * 3},
        {"fallbacks": [{"model": "a/b"}] * 4},
        "too-many",
        "/body/fallbacks",
    ),
    (
        RESPONSES,
        {"tools": [{"type": "file_search", "vector_store_ids": ["v"], "max_num_results": 50}]},
        {"tools": [{"type": "file_search", "vector_store_ids": ["v"], "max_num_results": 51}]},
        "out-of-range",
        "/body/tools/0/max_num_results",
    ),
]


@pytest.mark.parametrize("skin", EVERY)
@pytest.mark.parametrize(("inside", "outside", "pointer"), LEAST)
def test_a_count_or_cost_has_a_least_value(
    skin: str, inside: dict[str, Any], outside: dict[str, Any], pointer: str
) -> None:
    assert codes(skin, inside) == []
    assert codes(skin, outside) == [("out-of-range", pointer)]


@pytest.mark.parametrize(("skin", "inside", "outside", "code", "pointer"), LENGTHS)
def test_a_length_or_form_is_held_to_its_limit(
    skin: str, inside: dict[str, Any], outside: dict[str, Any], code: str, pointer: str
) -> None:
    assert codes(skin, inside) == []
    assert codes(skin, outside) == [(code, pointer)]


@pytest.mark.parametrize("slug", ["a", "A-b_c.d~9", "a" * 128, "..."])
def test_a_slug_of_unreserved_characters_is_valid(slug: str) -> None:
    assert validate({"skin": MESSAGES, "slug": slug, "body": {}}) == ()


@pytest.mark.parametrize(
    ("slug", "code"),
    [
        ("", "too-short"),
        (".", "bad-format"),
        ("..", "bad-format"),
        ("a b", "bad-format"),
        ("a\n", "bad-format"),
        ("a/b", "bad-format"),
        ("é", "bad-format"),
        ("a" * 129, "too-long"),
    ],
)
def test_any_other_slug_is_not(slug: str, code: str) -> None:
    findings = validate({"skin": MESSAGES, "slug": slug, "body": {}})
    assert [(finding.code, finding.pointer) for finding in findings] == [(code, "/slug")]


def inner(kind: str, **settings: Any) -> dict[str, Any]:
    return {"tools": [{"type": f"openrouter:{kind}", "parameters": settings}]}


def warned(body: dict[str, Any], place: str) -> list[str]:
    """The codes of the warnings at a place, in every skin; nothing else may be said."""
    told = []
    for skin in EVERY:
        found = validate({"skin": skin, "body": body})
        assert {(f.pointer, f.severity) for f in found} <= {(f"/body/{place}", Severity.WARNING)}
        told.append([f.code for f in found])
    assert told[0] == told[1] == told[2]
    return told[0]


@pytest.mark.parametrize("kind", ["advisor", "fusion", "subagent"])
def test_the_model_of_a_tool_has_the_form_of_a_model_and_some_tokens(kind: str) -> None:
    place = "tools/0/parameters"
    assert warned(inner(kind, model="a b"), f"{place}/model") == ["bad-format"]
    assert warned(inner(kind, model=""), f"{place}/model") == ["too-short"]
    tokens = f"{place}/max_completion_tokens"
    assert warned(inner(kind, max_completion_tokens=0), tokens) == ["out-of-range"]
    assert warned(inner(kind, model="a/b", max_completion_tokens=1), place) == []


@pytest.mark.parametrize(
    ("body", "place", "code"),
    [
        ({"plugins": [{"id": "web", "max_results": 26}]}, "plugins/0/max_results", "out-of-range"),
        ({"plugins": [{"id": "web", "max_results": 25}]}, "plugins/0/max_results", ""),
        ({"plugins": [{"id": "fusion", "model": "a b"}]}, "plugins/0/model", "bad-format"),
        (
            {"plugins": [{"id": "fusion", "analysis_models": [""]}]},
            "plugins/0/analysis_models/0",
            "too-short",
        ),
        (
            inner("fusion", analysis_models=["a b"]),
            "tools/0/parameters/analysis_models/0",
            "bad-format",
        ),
        (
            inner("image_generation", output_compression="high"),
            "tools/0/parameters/output_compression",
            "wrong-type",
        ),
        ({"transforms": ["middleout"]}, "transforms/0", "not-allowed-value"),
        ({"transforms": ["middle-out"]}, "transforms/0", ""),
        (
            {"provider": {"preferred_max_latency": {"p90": -1}}},
            "provider/preferred_max_latency/p90",
            "out-of-range",
        ),
        (
            {"provider": {"preferred_min_throughput": -1}},
            "provider/preferred_min_throughput",
            "out-of-range",
        ),
        ({"provider": {"preferred_min_throughput": 0}}, "provider", ""),
    ],
)
def test_what_only_the_guides_bound_is_a_warning(
    body: dict[str, Any], place: str, code: str
) -> None:
    assert warned(body, place) == ([code] if code else [])


@pytest.mark.parametrize(
    ("zone", "code"),
    [
        ("UTC", ""),
        ("Europe/Berlin", ""),
        ("America/Argentina/Buenos_Aires", ""),
        ("Etc/GMT+2", ""),
        ("EST5EDT", ""),
        ("CEST", "bad-format"),
        ("+02:00", "bad-format"),
        ("UTC+2", "bad-format"),
        ("Eurpe/Berlin", "bad-format"),
    ],
)
def test_a_time_zone_is_one_of_the_database(zone: str, code: str) -> None:
    place = "tools/0/parameters/timezone"
    assert warned(inner("datetime", timezone=zone), place) == ([code] if code else [])


@pytest.mark.parametrize(
    ("skin", "choice", "place"),
    [
        (
            CHAT,
            {"allowed_tools": {"mode": "auto", "tools": [{"tpye": "function"}]}},
            "allowed_tools/tools/0",
        ),
        (RESPONSES, {"mode": "auto", "tools": [{"tpye": "function"}]}, "tools/0"),
    ],
)
def test_a_tool_among_the_allowed_ones_has_a_type(
    skin: str, choice: dict[str, Any], place: str
) -> None:
    body = {"tool_choice": {"type": "allowed_tools", **choice}}
    assert codes(skin, body) == [("missing-field", f"/body/tool_choice/{place}")]
