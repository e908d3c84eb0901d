"""Each documented bound of a length or a form, on both sides."""

from __future__ import annotations

from typing import Any

import pytest

from presetsync.validation.validator import validate
from tests.schemas.bodies import CHAT, EVERY, MESSAGES, RESPONSES, codes


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


PAIRS = {str(number): "" for number in range(16)}


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
