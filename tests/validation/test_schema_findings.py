"""One finding for each mistake, with a hint that helps."""

from __future__ import annotations

from typing import Any

import pytest

from presetsync.validation.schema_findings import MOST_FINDINGS
from presetsync.validation.validator import validate
from tests.validation.mistakes import (
    CHAT,
    MESSAGES,
    RANGE,
    RESPONSES,
    UNKNOWN,
    function,
    only,
)


@pytest.mark.parametrize(
    ("skin", "body", "hint"),
    [
        (CHAT, {"temprature": 1}, "did you mean `temperature`?"),
        (CHAT, {"topP": 1}, "did you mean `top_p`?"),
        (CHAT, {"system": "x"}, "Add a message to `messages`: {role: system, content: …}."),
        (CHAT, {"max_output_tokens": 1}, "Use `max_completion_tokens`."),
        (CHAT, {"sort": "price"}, "It belongs in `provider`."),
        (CHAT, {"store": False}, "It belongs to the skin responses, not chat/completions."),
        (CHAT, {"provider": {"seed": 1}}, "It belongs at the top level of `body`."),
        (CHAT, {"provider": {"sort": "prize"}}, "did you mean `price`?"),
        (CHAT, {"tool_choice": "any"}, "Write `required`."),
        (
            CHAT,
            {"tools": [{"type": "function", "name": "f", "parameters": {}}]},
            "Move `name` and `parameters` into it.",
        ),
        (CHAT, {"temperature": "0.7"}, "Write 0.7 without quotes."),
        (CHAT, {"top_p": 90}, "Write a fraction: 0.9 for 90%."),
        (CHAT, {"temperature": 3}, "The range is 0 to 2."),
        (CHAT, {"stream": "yes"}, "Write true or false, without quotes."),
        (CHAT, {"max_tokens": 1.5}, "Write a whole number."),
        (CHAT, {"models": "a/b"}, "Write a list, even for a single item."),
        (CHAT, {"model": 5}, "Put it in quotes to make it a string."),
        (CHAT, {"model": None}, "Remove the field, or give it a value."),
        (MESSAGES, {"max_output_tokens": 1}, "Use `max_tokens`."),
        (MESSAGES, {"tool_choice": "required"}, "Write {type: any}."),
        (
            MESSAGES,
            {"tool_choice": {"type": "function", "name": "f"}},
            "Write {type: tool, name: …}.",
        ),
        (MESSAGES, {"seed": 1}, "It belongs to the skin chat/completions, not messages."),
        (MESSAGES, {"tools": [{"name": "f", "parameters": {}}]}, "Use `input_schema`."),
        (MESSAGES, {"thinking": {"type": "enabled", "budget": 1}}, "did you mean `budget_tokens`?"),
        (MESSAGES, {"thinking": {"budget_tokens": 2000}}, "Write `type: enabled`."),
        (CHAT, {"reasoning": {"effort": "off"}}, "Write `none`."),
        (CHAT, {"reasoning_effort": False}, "Write `none`."),
        (RESPONSES, {"reasoning": {"effort": "off"}}, "Write `none`."),
        (
            MESSAGES,
            {"output_config": {"effort": "off"}},
            "Write `thinking: {type: disabled}`; the lowest effort is `low`.",
        ),
        (
            MESSAGES,
            {"thinking": {"type": "adaptive", "budget_tokens": 2000}},
            "Only `type: enabled` has a budget.",
        ),
        (
            CHAT,
            {"thinking": {"type": "adaptive", "budget_tokens": 2000}},
            "Only `type: enabled` has a budget.",
        ),
        (CHAT, {"reasoning": {"budget_tokens": 2000}}, "Use `max_tokens`."),
        (CHAT, {"model": "openai/gpt 5.4"}, "Remove spaces and line breaks."),
        (CHAT, function(parameters={"type": "objekt"}), "did you mean `object`?"),
        (CHAT, function(parameters={"properties": {"a": "string"}}), "Write {type: string}."),
        (
            CHAT,
            function(parameters={"properties": {"a": {"required": True}}}),
            "List the names of the required properties in the object's own `required`.",
        ),
        (
            CHAT,
            {"tools": [{"type": "function", "function": {"name": "a.b"}}]},
            "Use only letters, digits, `_` and `-`.",
        ),
        (RESPONSES, {"max_tokens": 1}, "Use `max_output_tokens`."),
        (
            CHAT,
            {"provider": {"max_price": {"prompt": "$1"}}},
            "Write only the number, in dollars.",
        ),
        (
            CHAT,
            {"logit_bias": {"hello": 5}},
            "Use token ids of the model's tokenizer, such as 50256.",
        ),
        (MESSAGES, {"provider": {"allow": ["azure"]}}, "Use `only`."),
        (RESPONSES, {"provider": {"avoid": ["azure"]}}, "Use `ignore`."),
        (CHAT, {"provider": {"preferred": ["azure"]}}, "Use `order`."),
        (
            RESPONSES,
            {"tools": [{"type": "function", "function": {"name": "f"}}]},
            "Move its fields out of `function`, next to `type`.",
        ),
        (RESPONSES, {"tools": [{"type": "web_serch"}]}, "did you mean `web_search`?"),
        # One level down, or one up.
        (
            CHAT,
            {"tools": [{"type": "openrouter:datetime", "timezone": "UTC"}]},
            "It belongs in `parameters`.",
        ),
        (CHAT, {"plugins": [{"id": "file-parser", "engine": "native"}]}, "It belongs in `pdf`."),
        (CHAT, {"json_schema": {"name": "x"}}, "It belongs in `response_format`."),
        (CHAT, {"reasoning": "high"}, "Write {effort: high}."),
        (CHAT, {"reasoning": True}, "Write {enabled: true}."),
        (CHAT, {"usage": True}, "Write {include: true}."),
        (CHAT, {"plugins": ["web"]}, "Write {id: web}."),
        (CHAT, {"cache_control": "ephemeral"}, "Write {type: ephemeral}."),
        (CHAT, {"messages": ["Be brief."]}, "Write an object with `role`."),
        (MESSAGES, {"thinking": "disabled"}, "Write {type: disabled}."),
        (MESSAGES, {"fallbacks": ["a/b"]}, "Write {model: …}."),
        (
            CHAT,
            {"reasoning": [{"effort": "high"}]},
            "Write the object itself, without a list around it.",
        ),
        (CHAT, {"provider": {"sort": ["price"]}}, "Write it without a list."),
        (
            CHAT,
            {"models": [{"model": "a/b"}]},
            "Write the string itself, without an object around it.",
        ),
        (CHAT, {"model": ["a/b", "c/d"]}, "Write one model; list several in `models`."),
        # What chooses the branch of a union.
        (CHAT, {"tools": [{"typ": "function", "function": {"name": "f"}}]}, "did you mean `type`?"),
        (CHAT, {"tools": [{"function": {"name": "f"}}]}, "Write `type: function`."),
        (
            CHAT,
            {"tools": [{"name": "f", "input_schema": {}}]},
            "Move it into `function`: {type: function, function: {name: …}}.",
        ),
        (
            MESSAGES,
            {"tools": [{"type": "web_search", "name": "x"}]},
            " or `web_search_20250305` or `web_search_20260209`?",
        ),
        # Words and names, misspelt or from elsewhere.
        (CHAT, {"temp": 1}, "did you mean `temperature`?"),
        (CHAT, {"systemPrompt": "x"}, "Add a message to `messages`: {role: system, content: …}."),
        (CHAT, {"provider": {"exclude": ["a"]}}, "Use `ignore`."),
        (CHAT, {"provider": {"max_price": {"input": 1}}}, "Use `prompt`."),
        (CHAT, {"provider": {"data_collection": False}}, "Write `deny`."),
        (
            CHAT,
            {"provider": {"preferred_max_latency": {"p95": 2}}},
            "The known fields are p50, p75, p90, p99.",
        ),
        # Numbers as people write them.
        (CHAT, {"top_p": "0,9"}, "Write 0.9 without quotes."),
        (CHAT, {"max_tokens": "1_000"}, "Write 1000 without quotes."),
        (
            CHAT,
            {"provider": {"preferred_max_latency": "2s"}},
            "Write only the number, in seconds.",
        ),
        (CHAT, {"max_tokens": "1k"}, "Write only the number."),
        (
            CHAT,
            {"messages": [{"role": "system", "content": 3}]},
            "Put it in quotes to make it a string.",
        ),
        (CHAT, {"tool_choice": True}, ""),
    ],
)
def test_a_hint_says_what_to_do(skin: str, body: dict[str, Any], hint: str) -> None:
    assert hint in only({"skin": skin, "body": body}).hint


def test_fields_that_belong_in_one_object_are_one_mistake() -> None:
    tool = {"type": "openrouter:web_search", "max_results": 3, "engine": "exa"}
    finding = only({"skin": CHAT, "body": {"tools": [tool]}})
    assert (finding.code, finding.pointer) == (UNKNOWN, "/body/tools/0/max_results")
    assert finding.hint == "Move it into `parameters`, with `engine`."


def test_nothing_is_hinted_at_where_nothing_is_near() -> None:
    assert only({"skin": CHAT, "body": {"zzz": 1}}).hint == ""
    assert only({"skin": CHAT, "body": {"x" * 1000: 1}}).hint == ""


def test_a_body_field_beside_the_body_is_said_to_belong_into_it() -> None:
    assert "`body`" in only({"skin": CHAT, "body": {}, "temperature": 1}).hint


def test_a_skin_is_hinted_at() -> None:
    assert only({"skin": "chat/completion", "body": {}}).hint == "did you mean `chat/completions`?"


def test_a_known_tool_is_not_taken_for_one_that_is_newer_than_us() -> None:
    tool: dict[str, Any] = {"type": "web_search_20250305", "name": "web_search", "max_usse": 1}
    finding = only({"skin": MESSAGES, "body": {"tools": [tool]}})
    assert (finding.code, finding.pointer) == (UNKNOWN, "/body/tools/0/max_usse")
    assert finding.hint == "did you mean `max_uses`?"
    tool["type"] = "web_search_20991231"
    assert validate({"skin": MESSAGES, "body": {"tools": [tool]}}) == ()


def test_two_mistakes_are_two_findings() -> None:
    body = {"temperature": 3, "tools": [{"type": "function", "function": {"nme": "f", "x": 1}}]}
    found = [(finding.code, finding.pointer) for finding in validate({"skin": CHAT, "body": body})]
    assert sorted(found) == [
        (RANGE, "/body/temperature"),
        (UNKNOWN, "/body/tools/0/function/nme"),
        (UNKNOWN, "/body/tools/0/function/x"),
    ]


def test_what_is_nested_too_deeply_is_a_finding() -> None:
    deep: Any = "x"
    for _ in range(100_000):
        deep = [deep]
    assert validate({"skin": CHAT, "body": {"model": deep}})
    assert validate({"skin": CHAT, "body": {"tools": deep}})


def test_a_file_of_nothing_but_mistakes_has_a_bounded_number_of_findings() -> None:
    body: dict[str, Any] = {f"temperatur{number}": 1 for number in range(10_000)}
    assert len(validate({"skin": CHAT, "body": body})) == MOST_FINDINGS
    body = {"plugins": [{"id": "wb"}] * 10_000}
    assert len(validate({"skin": CHAT, "body": body})) == MOST_FINDINGS
