"""Parameters, tools and schemas that no endpoint takes; and what the catalogue does not say."""

from __future__ import annotations

from typing import Any

import pytest

from tests.models.catalogue import endpoint, model, model_lock
from tests.models.judged import (
    CHAT,
    MESSAGES,
    NAME,
    RESPONSES,
    findings,
    lock_of,
    lock_with,
    one,
    reported,
)

LOCK = lock_of(endpoint(parameters=("max_tokens", "reasoning")))
FUNCTION = {"type": "function", "function": {"name": "f"}}
SCHEMA = {"type": "json_schema", "json_schema": {"name": "x", "schema": {}}}


@pytest.mark.parametrize(
    ("skin", "body", "pointer"),
    [
        (CHAT, {"temperature": 0}, "temperature"),
        (CHAT, {"stop": ["END"]}, "stop"),
        (CHAT, {"seed": 7}, "seed"),
        (CHAT, {"response_format": {"type": "json_object"}}, "response_format"),
        (MESSAGES, {"stop_sequences": ["END"]}, "stop_sequences"),
        (MESSAGES, {"top_k": 5}, "top_k"),
        (RESPONSES, {"top_p": 0.5}, "top_p"),
        (RESPONSES, {"text": {"format": {"type": "json_object"}}}, "text/format"),
    ],
)
def test_a_parameter_that_no_endpoint_lists_is_dropped(
    skin: str, body: dict[str, Any], pointer: str
) -> None:
    found = one({"model": NAME, **body}, LOCK, skin)
    assert (found.code, found.pointer) == ("unsupported-parameter", f"/body/{pointer}")
    assert (found.stops_push, found.at_key) == (False, True)
    assert found.message.startswith(
        f"According to the catalogue, no endpoint of `{NAME}` supports "
    )
    assert "the model lock is out of date, run `presetsync models update`" in found.hint


@pytest.mark.parametrize(
    "body",
    [
        {"max_tokens": 5},
        {"max_completion_tokens": 5},
        {"max_output_tokens": 5},
        {"parallel_tool_calls": False},
        {"temperature": 1.0, "top_p": 1, "top_k": 0, "frequency_penalty": 0, "top_logprobs": 0},
        {"verbosity": "low"},
        {"text": {"verbosity": "low"}},
        {"reasoning_effort": "low"},
        {"top_a": 0.5},
        {"web_search_options": {"search_context_size": "low"}},
        {"provider": {"sort": "price"}, "plugins": [{"id": "web"}], "transforms": []},
        {"session_id": "a", "service_tier": "flex", "user": "b", "metadata": {}},
        {"temperature": None, "logprobs": False, "stop": []},
        {"response_format": {"type": "text"}},
        {"thinking": {"type": "enabled", "budget_tokens": 2000}},
        {"reasoning": {"effort": "low"}, "include_reasoning": True},
        {"tools": [{"type": "openrouter:web_search"}]},
        {"tools": []},
    ],
)
def test_what_is_supported_or_listed_sparsely_or_no_models_is_never_told(
    body: dict[str, Any],
) -> None:
    assert reported({"model": NAME, **body}, LOCK) == []


def test_reasoning_is_one_parameter_under_two_names_and_off_without_support() -> None:
    lock = lock_of(endpoint(parameters=("max_tokens",)))
    both = {"model": NAME, "reasoning": {"effort": "low"}, "include_reasoning": True}
    assert reported(both, lock) == [("unsupported-parameter", "/body/reasoning")]
    for off in ({"effort": "none"}, {"enabled": False}, {"exclude": True}):
        assert reported({"model": NAME, "reasoning": off}, lock) == []


def test_with_required_parameters_no_endpoint_is_left_which_is_said_once() -> None:
    body = {"model": NAME, "temperature": 0, "provider": {"require_parameters": True}}
    found = one(body, LOCK)
    assert (found.code, found.stops_push) == ("unsupported-parameter", True)
    assert "`require_parameters` then leaves none" in found.message


def test_one_endpoint_that_takes_it_is_enough() -> None:
    lock = lock_of(endpoint(), endpoint("azure", parameters=("max_tokens",)))
    assert reported({"model": NAME, "temperature": 0}, lock) == []


def test_only_the_endpoints_count_that_the_preset_leaves() -> None:
    lock = lock_of(endpoint(), endpoint("azure", parameters=("max_tokens",)))
    body = {"model": NAME, "temperature": 0, "provider": {"only": ["azure"]}}
    assert f"no endpoint of `{NAME}` that the preset leaves supports" in one(body, lock).message
    body = {"model": NAME, "tools": [FUNCTION], "provider": {"only": ["azure"]}}
    assert reported(body, lock) == [("no-tool-support", "/body/tools")]


def test_fallbacks_are_named_in_one_finding() -> None:
    lock = lock_with(
        b=model(),
        c=model(endpoint(parameters=("max_tokens",))),
        d=model(endpoint(parameters=("max_tokens",))),
    )
    body = {"model": "a/b", "models": ["a/c", "a/d"], "temperature": 0, "top_p": 0}
    assert reported(body, lock) == [
        ("unsupported-parameter", "/body/temperature"),
        ("unsupported-parameter", "/body/top_p"),
    ]
    assert all("of `a/c` and `a/d` supports" in each.message for each in findings(body, lock))


@pytest.mark.parametrize(
    ("skin", "tool"),
    [(CHAT, FUNCTION), (RESPONSES, {"type": "function", "name": "f", "parameters": {}}),
     (MESSAGES, {"name": "f", "input_schema": {}})],
)  # fmt: skip
def test_functions_without_tool_support_are_an_error_that_says_all(
    skin: str, tool: dict[str, Any]
) -> None:
    body = {"model": NAME, "tools": [tool], "tool_choice": {"type": "function", "name": "f"}}
    found = one(body, LOCK, skin)
    assert (found.code, found.pointer) == ("no-tool-support", "/body/tools")
    assert (found.stops_push, found.at_key) == (True, True)
    assert "Use a model that supports them" in found.hint
    required = body | {"provider": {"require_parameters": True}}
    assert reported(required, LOCK, skin) == [("no-tool-support", "/body/tools")]


def test_a_choice_among_tools_needs_support_of_its_own_unless_it_is_the_models() -> None:
    lock = lock_of(endpoint(parameters=("tools",)))
    forced = {"model": NAME, "tools": [FUNCTION], "tool_choice": "required"}
    assert reported(forced, lock) == [("unsupported-parameter", "/body/tool_choice")]
    for choice in ("auto", "none", {"type": "auto"}):
        assert reported(forced | {"tool_choice": choice}, lock) == []


@pytest.mark.parametrize(
    ("skin", "body", "pointer"),
    [
        (CHAT, {"response_format": SCHEMA}, "response_format"),
        (RESPONSES, {"text": {"format": {"type": "json_schema", "schema": {}}}}, "text/format"),
        (MESSAGES, {"output_config": {"format": {"type": "json_schema"}}}, "output_config/format"),
    ],
)
def test_a_schema_without_structured_outputs_is_an_error(
    skin: str, body: dict[str, Any], pointer: str
) -> None:
    lock = lock_of(endpoint(parameters=("max_tokens", "response_format")))
    found = one({"model": NAME, **body}, lock, skin)
    assert (found.code, found.pointer) == ("no-structured-outputs", f"/body/{pointer}")
    assert found.stops_push
    supported = lock_of(endpoint(parameters=("structured_outputs",)))
    assert reported({"model": NAME, **body}, supported, skin) == []


@pytest.mark.parametrize("name", ["~a/b-latest", "a/router", "a/unused", "a/empty"])
def test_nothing_is_said_of_what_the_catalogue_does_not_say(name: str) -> None:
    lock = model_lock(
        {
            "~a/b-latest": model(alias_of="a/unused", endpoints=()),
            "a/router": model(endpoints=()),
            "a/empty": model(endpoint(parameters=())),
        },
        others=["a/unused"],
    )
    body = {"model": name, "temperature": 0, "tools": [FUNCTION], "response_format": SCHEMA}
    assert reported(body, lock) == []
    assert reported(body | {"provider": {"require_parameters": True}}, lock) == []


def test_a_default_that_is_dropped_is_told_only_where_it_leaves_no_endpoint() -> None:
    body = {"model": NAME, "frequency_penalty": 0}
    assert reported(body, LOCK) == []
    assert reported(body | {"frequency_penalty": False}, LOCK) == []
    assert reported(body | {"frequency_penalty": 0.1}, LOCK) != []
    assert reported(body | {"provider": {"require_parameters": True}}, LOCK) == [
        ("unsupported-parameter", "/body/frequency_penalty")
    ]


def test_an_alias_has_the_parameters_of_the_model_that_it_stands_for() -> None:
    lock = lock_with(b=model(endpoint(parameters=("seed",))), c=model(alias_of="a/b", endpoints=()))
    assert reported({"model": "a/c", "top_p": 0, "seed": 1}, lock) == [
        ("unsupported-parameter", "/body/top_p")
    ]
