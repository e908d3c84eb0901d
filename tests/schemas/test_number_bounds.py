"""Each documented bound of a number, on both sides."""

from __future__ import annotations

from typing import Any

import pytest

from presetsync.diagnostics import Severity
from presetsync.validation.validator import validate
from tests.schemas.bodies import CHAT, EVERY, MESSAGES, RESPONSES, codes, until


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


def search(**parameters: Any) -> dict[str, Any]:
    return {"tools": [{"type": "openrouter:web_search", "parameters": parameters}]}


def fetch(**parameters: Any) -> dict[str, Any]:
    return {"tools": [{"type": "openrouter:web_fetch", "parameters": parameters}]}


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


# Skins, pointer, least and greatest value, the step outside of them, and what is beside it.
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
    def reported(value: float) -> list[tuple[str, str]]:
        body = at(pointer, value, **beside)
        if "ranking_options" in pointer:
            body = {"tools": [{**FILES, **body["tools"][0]}]}
        if "parameters" in pointer:  # the type is one level above
            parameters = body["tools"][0]["parameters"]
            kind = {"type": parameters.pop("type")}
            body = {"tools": [{**kind, "parameters": parameters}]}
        return codes(skin, body)

    outside = [("out-of-range", f"/body{pointer}")]
    assert reported(low) == []
    assert reported(low - step) == outside
    if high is None:
        assert reported(10**9) == []
    else:
        assert reported(high) == []
        assert reported(high + step) == outside


@pytest.mark.parametrize("skin", EVERY)
@pytest.mark.parametrize(("inside", "outside", "pointer"), LEAST)
def test_a_count_or_cost_has_a_least_value(
    skin: str, inside: dict[str, Any], outside: dict[str, Any], pointer: str
) -> None:
    assert codes(skin, inside) == []
    assert codes(skin, outside) == [("out-of-range", pointer)]
