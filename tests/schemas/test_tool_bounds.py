"""The bounds of plugins and tools, and what only the guides bound."""

from __future__ import annotations

from typing import Any

import pytest

from presetsync.diagnostics import Severity
from presetsync.validation.validator import validate
from tests.schemas.bodies import CHAT, EVERY, MESSAGES, RESPONSES, codes, until


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


def inner(kind: str, **settings: Any) -> dict[str, Any]:
    return {"tools": [{"type": f"openrouter:{kind}", "parameters": settings}]}


def warned(body: dict[str, Any], place: str) -> list[str]:
    """The codes of the warnings at a place, in every skin; nothing else may be said."""
    reported = []
    for skin in EVERY:
        found = validate({"skin": skin, "body": body})
        assert {(f.pointer, f.severity) for f in found} <= {(f"/body/{place}", Severity.WARNING)}
        reported.append([f.code for f in found])
    assert reported[0] == reported[1] == reported[2]
    return reported[0]


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
