from __future__ import annotations

from typing import Any

import pytest

from presetsync.models.parameters import asked_parameters, most_tokens, preferred_parameters
from tests.models.catalogue import endpoint

FUNCTION = {"type": "function", "function": {"name": "f"}}
SCHEMA = {"type": "json_schema", "name": "answer", "schema": {}}


@pytest.mark.parametrize(
    ("body", "supported", "lacking"),
    [
        ({"temperature": 0}, ["temperature"], ["top_p"]),
        ({"max_output_tokens": 9}, ["max_tokens"], ["temperature"]),
        ({"max_tokens": 9}, ["max_completion_tokens"], []),
        ({"max_completion_tokens": 9}, ["max_tokens"], []),
        ({"stop_sequences": ["END"]}, ["stop"], ["stop_sequences"]),
        ({"thinking": {"type": "enabled", "budget_tokens": 9}}, ["reasoning"], ["thinking"]),
        ({"thinking": {"type": "adaptive"}}, ["reasoning"], []),
        ({"reasoning": {"effort": "low"}}, ["include_reasoning"], []),
        ({"include_reasoning": True}, ["reasoning"], []),
        ({"response_format": SCHEMA}, ["structured_outputs"], ["response_format"]),
        ({"text": {"format": SCHEMA}}, ["structured_outputs"], ["response_format"]),
        ({"output_config": {"format": SCHEMA}}, ["structured_outputs"], ["response_format"]),
        ({"response_format": {"type": "json_object"}}, ["response_format"], ["stop"]),
        ({"response_format": {"type": "json_object"}}, ["structured_outputs"], []),
        ({"tools": [FUNCTION]}, ["tools"], ["tool_choice"]),
        ({"tools": [{"name": "f", "input_schema": {}}]}, ["tools"], []),
        ({"tools": [FUNCTION], "tool_choice": "required"}, ["tools", "tool_choice"], ["tools"]),
        ({"tools": [FUNCTION], "tool_choice": FUNCTION}, ["tools", "tool_choice"], ["tools"]),
        ({"tools": [FUNCTION], "tool_choice": "auto"}, ["tools"], []),
        ({"tools": [FUNCTION], "tool_choice": {"type": "auto"}}, ["tools"], []),
    ],
)
def test_what_a_body_sets_in_the_words_of_the_catalogue(
    body: dict[str, Any], supported: list[str], lacking: list[str]
) -> None:
    asked = asked_parameters(body)
    assert asked
    assert all(each.supported_by(endpoint(parameters=tuple(supported))) for each in asked)
    assert not all(each.supported_by(endpoint(parameters=(*lacking, "other"))) for each in asked)


@pytest.mark.parametrize(
    "body",
    [
        {"parallel_tool_calls": True},
        {"verbosity": "low"},
        {"reasoning_effort": "high"},
        {"prediction": {"type": "content", "content": "x"}},
        {"web_search_options": {"search_context_size": "low"}},
        {"top_a": 0.5},
        {"temperature": None},
        {"logprobs": False},
        {"stop": []},
        {"reasoning": {}},
        {"reasoning": {"effort": None}},
        {"reasoning": {"effort": "none"}},
        {"reasoning": {"enabled": False}},
        {"reasoning": {"max_tokens": 0}},
        {"reasoning": {"exclude": True}},
        {"thinking": {"type": "disabled"}},
        {"include_reasoning": False},
        {"response_format": {"type": "text"}},
        {"text": {"format": {"type": "text"}, "verbosity": "low"}},
        {"tools": [{"type": "openrouter:web_search"}], "tool_choice": "required"},
        {"tools": [{"type": "web_search_20250305", "name": "web_search"}]},
        {"tools": []},
        {"tool_choice": "auto"},
        {"model": "openai/gpt-5", "metadata": {"a": "b"}, "provider": {"sort": "price"}},
    ],
)
def test_what_is_listed_sparsely_not_set_or_run_by_openrouter_asks_for_nothing(
    body: dict[str, Any],
) -> None:
    assert asked_parameters(body) == ()


def test_places_are_those_of_the_preset_file() -> None:
    body = {"text": {"format": SCHEMA}, "temperature": 1}
    assert [each.path for each in asked_parameters(body)] == [
        ("body", "temperature"),
        ("body", "text", "format"),
    ]


def test_what_endpoints_are_preferred_for() -> None:
    body = {
        "tools": [{"type": "openrouter:web_search"}],
        "response_format": SCHEMA,
        "verbosity": "low",
        "temperature": 1,
    }
    assert [each.names for each in preferred_parameters(body)] == [
        ("tools",),
        ("structured_outputs",),
        ("verbosity",),
    ]
    assert preferred_parameters({"text": {"verbosity": "low"}})[0].path == (
        "body",
        "text",
        "verbosity",
    )
    assert preferred_parameters({"temperature": 1, "tools": []}) == ()


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ({}, None),
        ({"max_tokens": None}, None),
        ({"max_tokens": True}, None),
        ({"max_tokens": 10}, ("max_tokens", 10)),
        ({"max_output_tokens": 10.0}, ("max_output_tokens", 10)),
    ],
)
def test_the_most_tokens_of_an_answer(body: dict[str, Any], found: Any) -> None:
    limit = most_tokens(body)
    assert (limit and (limit[0][-1], limit[1])) == found
