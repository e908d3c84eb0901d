from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from presetsync import schemas
from presetsync.findings import Finding
from presetsync.presets.skins import SKINS
from presetsync.validation.explanations import MOST_FINDINGS
from presetsync.validation.validator import validate

CHAT, MESSAGES, RESPONSES = "chat/completions", "messages", "responses"

UNKNOWN, TYPE, WORD = "unknown-field", "wrong-type", "not-allowed-value"
RANGE, MISSING = "out-of-range", "missing-field"

Mistake = tuple[dict[str, Any], str, str]

# One mistake each: the body, the code, the pointer below /body.
EVERYWHERE: list[Mistake] = [
    ({"temprature": 1}, UNKNOWN, "/temprature"),
    ({"topP": 1}, UNKNOWN, "/topP"),
    ({"Model": "a/b"}, UNKNOWN, "/Model"),
    ({"extra_body": {}}, UNKNOWN, "/extra_body"),
    ({"model": 5}, TYPE, "/model"),
    ({"model": None}, TYPE, "/model"),
    ({"model": ["a/b"]}, TYPE, "/model"),
    ({"models": "a/b"}, TYPE, "/models"),
    ({"models": ["a/b", 1]}, TYPE, "/models/1"),
    ({"models": ["a/b", "a /b"]}, "bad-format", "/models/1"),
    ({"model": "a/b c"}, "bad-format", "/model"),
    ({"temperature": "0.7"}, TYPE, "/temperature"),
    ({"temperature": True}, TYPE, "/temperature"),
    ({"temperature": 3}, RANGE, "/temperature"),
    ({"top_p": 90}, RANGE, "/top_p"),
    ({"stream": "true"}, TYPE, "/stream"),
    ({"provider": "openai"}, TYPE, "/provider"),
    ({"provider": {"sort": "prise"}}, WORD, "/provider/sort"),
    ({"provider": {"sort": {"by": "cost"}}}, WORD, "/provider/sort/by"),
    ({"provider": {"sort": {"bye": "price"}}}, UNKNOWN, "/provider/sort/bye"),
    ({"provider": {"sort": 1}}, TYPE, "/provider/sort"),
    ({"provider": {"order": "openai"}}, TYPE, "/provider/order"),
    ({"provider": {"ordr": ["openai"]}}, UNKNOWN, "/provider/ordr"),
    ({"provider": {"temperature": 1}}, UNKNOWN, "/provider/temperature"),
    ({"provider": {"data_collection": "no"}}, WORD, "/provider/data_collection"),
    ({"provider": {"quantizations": ["fp7"]}}, WORD, "/provider/quantizations/0"),
    ({"provider": {"allow_fallbacks": "yes"}}, TYPE, "/provider/allow_fallbacks"),
    ({"provider": {"max_price": {"promt": 1}}}, UNKNOWN, "/provider/max_price/promt"),
    ({"provider": {"max_price": 1}}, TYPE, "/provider/max_price"),
    ({"plugins": [{"id": "wb"}]}, WORD, "/plugins/0/id"),
    ({"plugins": [{}]}, MISSING, "/plugins/0"),
    ({"plugins": ["web"]}, TYPE, "/plugins/0"),
    ({"plugins": [{"id": "web", "max_result": 3}]}, UNKNOWN, "/plugins/0/max_result"),
    ({"plugins": [{"id": "web", "max_results": "3"}]}, TYPE, "/plugins/0/max_results"),
    ({"plugins": [{"id": "web", "x_search": {"from_date": "1.1.26"}}]}, "bad-format",
     "/plugins/0/x_search/from_date"),
    ({"cache_control": {"type": "permanent"}}, WORD, "/cache_control/type"),
    ({"cache_control": {"type": "ephemeral", "ttl": "2h"}}, WORD, "/cache_control/ttl"),
    ({"route": "fallbacks"}, WORD, "/route"),
    ({"stop_server_tools_when": [{"type": "max_cost", "dollars": 1}]}, UNKNOWN,
     "/stop_server_tools_when/0/dollars"),
    ({"stop_server_tools_when": [{"type": "step_count"}]}, WORD, "/stop_server_tools_when/0/type"),
    ({"tools": {"type": "function"}}, TYPE, "/tools"),
    ({"tools": ["web_search"]}, TYPE, "/tools/0"),
    ({"tools": [{"type": "openrouter:web_search", "parameters": {"max_result": 1}}]}, UNKNOWN,
     "/tools/0/parameters/max_result"),
    ({"tools": [{"type": "openrouter:web_search", "parameters": {"engine": "bing"}}]}, WORD,
     "/tools/0/parameters/engine"),
]  # fmt: skip


def function(**members: Any) -> dict[str, Any]:
    return {"tools": [{"type": "function", "function": {"name": "f", **members}}]}


def message(**members: Any) -> dict[str, Any]:
    return {"messages": [{"role": "user", **members}]}


def item(**members: Any) -> dict[str, Any]:
    return {"input": [members]}


IN_CHAT: list[Mistake] = [
    ({"system": "Be brief."}, UNKNOWN, "/system"),
    ({"max_output_tokens": 5}, UNKNOWN, "/max_output_tokens"),
    ({"instructions": "Be brief."}, UNKNOWN, "/instructions"),
    ({"stop_sequences": ["a"]}, UNKNOWN, "/stop_sequences"),
    ({"sort": "price"}, UNKNOWN, "/sort"),
    ({"max_tokens": 0}, RANGE, "/max_tokens"),
    ({"max_tokens": 10.5}, TYPE, "/max_tokens"),
    ({"seed": "42"}, TYPE, "/seed"),
    ({"stop": 5}, TYPE, "/stop"),
    ({"stop": ["a", 5]}, TYPE, "/stop/1"),
    ({"reasoning_effort": "hihg"}, WORD, "/reasoning_effort"),
    ({"reasoning_effort": 3}, TYPE, "/reasoning_effort"),
    ({"reasoning": {"effort": "extreme"}}, WORD, "/reasoning/effort"),
    ({"reasoning": {"budget_tokens": 2000}}, UNKNOWN, "/reasoning/budget_tokens"),
    ({"reasoning": "high"}, TYPE, "/reasoning"),
    ({"verbosity": "verbose"}, WORD, "/verbosity"),
    ({"modalities": ["txt"]}, WORD, "/modalities/0"),
    ({"tool_choice": "any"}, WORD, "/tool_choice"),
    ({"tool_choice": {"type": "any"}}, WORD, "/tool_choice/type"),
    ({"tool_choice": {"type": "function", "name": "f"}}, MISSING, "/tool_choice"),
    ({"tool_choice": {"type": "function"}}, MISSING, "/tool_choice"),
    ({"tool_choice": 5}, TYPE, "/tool_choice"),
    ({"tools": [{"type": "fuction", "function": {"name": "f"}}]}, WORD, "/tools/0/type"),
    ({"tools": [{"function": {"name": "f"}}]}, MISSING, "/tools/0"),
    ({"tools": [{"type": "function", "name": "f", "parameters": {}}]}, MISSING, "/tools/0"),
    (function(name=5), TYPE, "/tools/0/function/name"),
    (function(paramters={}), UNKNOWN, "/tools/0/function/paramters"),
    (function(parameters=[]), TYPE, "/tools/0/function/parameters"),
    (function(strict="yes"), TYPE, "/tools/0/function/strict"),
    (function(input_schema={}), UNKNOWN, "/tools/0/function/input_schema"),
    (function(parameters={"type": "objekt"}), WORD, "/tools/0/function/parameters/type"),
    (function(parameters={"properties": ["a"]}), TYPE, "/tools/0/function/parameters/properties"),
    (function(parameters={"required": "a"}), TYPE, "/tools/0/function/parameters/required"),
    (function(parameters={"properties": {"a": {"type": ["string", "nul"]}}}), WORD,
     "/tools/0/function/parameters/properties/a/type/1"),
    (function(parameters={"anyOf": []}), "too-few", "/tools/0/function/parameters/anyOf"),
    ({"response_format": "json"}, TYPE, "/response_format"),
    ({"response_format": {"type": "json"}}, WORD, "/response_format/type"),
    ({"response_format": {"type": "json_schema", "json_schema": {"schema": {}}}}, MISSING,
     "/response_format/json_schema"),
    ({"response_format": {"type": "json_schema", "json_schema": {"nme": "x"}}}, UNKNOWN,
     "/response_format/json_schema/nme"),
    ({"response_format": {"type": "json_schema"}}, MISSING, "/response_format"),
    ({"response_format": {"type": "json_object", "strict": True}}, UNKNOWN,
     "/response_format/strict"),
    (message(content=5), TYPE, "/messages/0/content"),
    ({"messages": [{"role": "usr", "content": "hi"}]}, WORD, "/messages/0/role"),
    ({"messages": [{"content": "hi"}]}, MISSING, "/messages/0"),
    ({"messages": "hi"}, TYPE, "/messages"),
    (message(contnt="hi"), UNKNOWN, "/messages/0/contnt"),
    (message(content=[{"type": "image", "url": "u"}]), WORD, "/messages/0/content/0/type"),
    (message(content=[{"type": "text", "txt": "hi"}]), UNKNOWN, "/messages/0/content/0/txt"),
    (message(content=[{"type": "image_url", "image_url": "u"}]), TYPE,
     "/messages/0/content/0/image_url"),
    (message(content=[{"type": "image_url", "image_url": {"url": "u", "detail": "hi"}}]), WORD,
     "/messages/0/content/0/image_url/detail"),
    ({"logit_bias": {"50256": "low"}}, TYPE, "/logit_bias/50256"),
    ({"metadata": {"team": 7}}, TYPE, "/metadata/team"),
    ({"usage": True}, TYPE, "/usage"),
    ({"web_search_options": {"search_context_size": "big"}}, WORD,
     "/web_search_options/search_context_size"),
]  # fmt: skip

IN_MESSAGES: list[Mistake] = [
    ({"max_output_tokens": 5}, UNKNOWN, "/max_output_tokens"),
    ({"instructions": "Be brief."}, UNKNOWN, "/instructions"),
    ({"stop": ["a"]}, UNKNOWN, "/stop"),
    ({"seed": 5}, UNKNOWN, "/seed"),
    ({"response_format": {"type": "json_object"}}, UNKNOWN, "/response_format"),
    ({"max_tokens": "1024"}, TYPE, "/max_tokens"),
    ({"system": 5}, TYPE, "/system"),
    ({"system": {"text": "x"}}, TYPE, "/system"),
    ({"system": ["Be brief."]}, TYPE, "/system/0"),
    ({"system": [{"type": "txt", "text": "x"}]}, WORD, "/system/0/type"),
    ({"system": [{"type": "text", "text": "x", "cache": {}}]}, UNKNOWN, "/system/0/cache"),
    ({"system": [{"type": "text"}]}, MISSING, "/system/0"),
    ({"system": [{"type": "text", "text": "x", "cache_control": {"type": "ephemeral",
     "ttl": "1d"}}]}, WORD, "/system/0/cache_control/ttl"),
    ({"stop_sequences": "END"}, TYPE, "/stop_sequences"),
    ({"thinking": True}, TYPE, "/thinking"),
    ({"thinking": {"type": "on"}}, WORD, "/thinking/type"),
    ({"thinking": {"type": "enabled"}}, MISSING, "/thinking"),
    ({"thinking": {"type": "enabled", "budget": 2000}}, UNKNOWN, "/thinking/budget"),
    ({"thinking": {"type": "disabled", "budget_tokens": 2000}}, UNKNOWN, "/thinking/budget_tokens"),
    ({"thinking": {"budget_tokens": 2000}}, MISSING, "/thinking"),
    ({"tool_choice": "required"}, TYPE, "/tool_choice"),
    ({"tool_choice": "auto"}, TYPE, "/tool_choice"),
    ({"tool_choice": {"type": "required"}}, WORD, "/tool_choice/type"),
    ({"tool_choice": {"type": "tool"}}, MISSING, "/tool_choice"),
    ({"tool_choice": {"type": "function", "name": "f"}}, WORD, "/tool_choice/type"),
    (function(), WORD, "/tools/0/type"),
    ({"tools": [{"name": "f"}]}, MISSING, "/tools/0"),
    ({"tools": [{"name": "f", "parameters": {}}]}, UNKNOWN, "/tools/0/parameters"),
    ({"tools": [{"name": "f", "input_schma": {}}]}, UNKNOWN, "/tools/0/input_schma"),
    ({"tools": [{"name": "f", "input_schema": "{}"}]}, TYPE, "/tools/0/input_schema"),
    ({"tools": [{"name": "f f", "input_schema": {}}]}, "bad-format", "/tools/0/name"),
    ({"tools": [{"name": "f", "input_schema": {"properties": {"a": {"enum": "x"}}}}]}, TYPE,
     "/tools/0/input_schema/properties/a/enum"),
    ({"output_config": {"format": {"type": "json_schema", "schema": {"type": "list"}}}}, WORD,
     "/output_config/format/schema/type"),
    ({"tools": [{"type": "web_search", "name": "web_search"}]}, WORD, "/tools/0/type"),
    ({"tools": [{"type": "web_search_20250305", "name": "search"}]}, WORD, "/tools/0/name"),
    ({"tools": [{"type": "web_search_20250305", "name": "web_search", "max_uses": 0}]}, RANGE,
     "/tools/0/max_uses"),
    ({"output_config": {"effort": "minimal"}}, WORD, "/output_config/effort"),
    ({"output_config": {"format": {"type": "json_object"}}}, WORD, "/output_config/format/type"),
    ({"output_config": {"format": {"type": "json_schema"}}}, MISSING, "/output_config/format"),
    ({"metadata": {"team": "blue"}}, UNKNOWN, "/metadata/team"),
    ({"speed": "slow"}, WORD, "/speed"),
    ({"fallbacks": ["a/b"]}, TYPE, "/fallbacks/0"),
    ({"context_management": {"edits": [{"type": "clear"}]}}, WORD,
     "/context_management/edits/0/type"),
    ({"messages": [{"role": "tool", "content": "hi"}]}, WORD, "/messages/0/role"),
    (message(), MISSING, "/messages/0"),
    (message(content=[{"type": "image_url", "image_url": {"url": "u"}}]), WORD,
     "/messages/0/content/0/type"),
    (message(content=[{"type": "image", "source": {"type": "base64", "data": "x",
     "media_type": "image/bmp"}}]), WORD, "/messages/0/content/0/source/media_type"),
    (message(content=[{"type": "image", "source": {"type": "url", "uri": "u"}}]), UNKNOWN,
     "/messages/0/content/0/source/uri"),
]  # fmt: skip

IN_RESPONSES: list[Mistake] = [
    ({"max_tokens": 5}, UNKNOWN, "/max_tokens"),
    ({"messages": []}, UNKNOWN, "/messages"),
    ({"system": "Be brief."}, UNKNOWN, "/system"),
    ({"response_format": {"type": "json_object"}}, UNKNOWN, "/response_format"),
    ({"reasoning_effort": "low"}, UNKNOWN, "/reasoning_effort"),
    ({"verbosity": "low"}, UNKNOWN, "/verbosity"),
    ({"effort": "low"}, UNKNOWN, "/effort"),
    ({"instructions": ["Be brief."]}, TYPE, "/instructions"),
    ({"max_output_tokens": "99"}, TYPE, "/max_output_tokens"),
    ({"reasoning": {"effort": "hgh"}}, WORD, "/reasoning/effort"),
    ({"reasoning": {"efort": "high"}}, UNKNOWN, "/reasoning/efort"),
    ({"reasoning": {"summary": "long"}}, WORD, "/reasoning/summary"),
    ({"reasoning": True}, TYPE, "/reasoning"),
    ({"text": "json"}, TYPE, "/text"),
    ({"text": {"verbosity": "terse"}}, WORD, "/text/verbosity"),
    ({"text": {"format": "json"}}, TYPE, "/text/format"),
    ({"text": {"format": {"type": "json"}}}, WORD, "/text/format/type"),
    ({"text": {"format": {"type": "json_schema", "name": "x"}}}, MISSING, "/text/format"),
    ({"text": {"format": {"type": "json_schema", "json_schema": {"name": "x", "schema": {}}}}},
     UNKNOWN, "/text/format/json_schema"),
    ({"text": {"format": {"type": "json_schema", "name": "x", "schema": {}, "strikt": True}}},
     UNKNOWN, "/text/format/strikt"),
    ({"text": {"format": {"type": "json_schema", "name": "x", "schema": {"items": "string"}}}},
     TYPE, "/text/format/schema/items"),
    ({"tools": [{"type": "function", "name": "f", "parameters": {"type": "str"}}]}, WORD,
     "/tools/0/parameters/type"),
    ({"truncation": "middle"}, WORD, "/truncation"),
    ({"include": ["reasoning"]}, WORD, "/include/0"),
    ({"include": "reasoning.encrypted_content"}, TYPE, "/include"),
    ({"store": True}, WORD, "/store"),
    ({"metadata": {"team": 7}}, TYPE, "/metadata/team"),
    ({"tool_choice": "any"}, WORD, "/tool_choice"),
    ({"tool_choice": {"type": "function", "function": {"name": "f"}}}, UNKNOWN,
     "/tool_choice/function"),
    ({"tool_choice": {"type": "tool", "name": "f"}}, WORD, "/tool_choice/type"),
    ({"tool_choice": {"type": "allowed_tools", "mode": "any", "tools": []}}, WORD,
     "/tool_choice/mode"),
    (function(parameters={}), UNKNOWN, "/tools/0/function"),
    ({"tools": [{"type": "function", "name": "f"}]}, MISSING, "/tools/0"),
    ({"tools": [{"type": "function", "name": "f", "params": {}}]}, UNKNOWN, "/tools/0/params"),
    ({"tools": [{"type": "web_serch"}]}, WORD, "/tools/0/type"),
    ({"tools": [{"name": "f", "parameters": {}}]}, MISSING, "/tools/0"),
    ({"tools": [{"type": "web_search", "search_context_size": "xl"}]}, WORD,
     "/tools/0/search_context_size"),
    ({"tools": [{"type": "file_search"}]}, MISSING, "/tools/0"),
    ({"tools": [{"type": "mcp", "server_label": "l", "require_approval": "sometimes"}]}, WORD,
     "/tools/0/require_approval"),
    ({"tools": [{"type": "code_interpreter", "container": {"type": "atuo"}}]}, WORD,
     "/tools/0/container/type"),
    ({"input": 5}, TYPE, "/input"),
    ({"input": ["hi"]}, TYPE, "/input/0"),
    (item(role="usr", content="hi"), WORD, "/input/0/role"),
    (item(role="user", content=[{"type": "text", "text": "hi"}]), WORD,
     "/input/0/content/0/type"),
    (item(role="user", content=[{"type": "input_text", "txt": "hi"}]), UNKNOWN,
     "/input/0/content/0/txt"),
    (item(type="mesage", role="user", content="hi"), WORD, "/input/0/type"),
    (item(type="function_call_output", output="x"), MISSING, "/input/0"),
    (item(role="user", contents="hi"), UNKNOWN, "/input/0/contents"),
]  # fmt: skip

MISTAKES = [
    (skin, *mistake)
    for skin, mistakes in ((CHAT, IN_CHAT), (MESSAGES, IN_MESSAGES), (RESPONSES, IN_RESPONSES))
    for mistake in [*EVERYWHERE, *mistakes]
]


@pytest.mark.parametrize(("skin", "body", "code", "pointer"), MISTAKES, ids=str)
def test_one_mistake_is_one_finding_at_its_place(
    skin: str, body: dict[str, Any], code: str, pointer: str
) -> None:
    findings = validate({"skin": skin, "body": body})
    assert [(finding.code, finding.pointer) for finding in findings] == [(code, f"/body{pointer}")]
    assert findings[0].message.endswith(".")
    assert findings[0].at_key == (code == UNKNOWN)


def only(document: object) -> Finding:
    (finding,) = validate(document)
    return finding


@pytest.mark.parametrize(
    ("skin", "body", "hint"),
    [
        (CHAT, {"temprature": 1}, "did you mean `temperature`?"),
        (CHAT, {"topP": 1}, "did you mean `top_p`?"),
        (CHAT, {"system": "x"}, "{role: system, content: …}"),
        (CHAT, {"max_output_tokens": 1}, "`max_completion_tokens`"),
        (CHAT, {"sort": "price"}, "It belongs in `provider`."),
        (CHAT, {"store": False}, "It is a field of responses, not of chat/completions."),
        (CHAT, {"provider": {"seed": 1}}, "a field of the body itself"),
        (CHAT, {"provider": {"sort": "prize"}}, "did you mean `price`?"),
        (CHAT, {"tool_choice": "any"}, "Write `required`."),
        (CHAT, {"tools": [{"type": "function", "name": "f", "parameters": {}}]}, "`name` and `par"),
        (CHAT, {"temperature": "0.7"}, "Write 0.7 without quotes."),
        (CHAT, {"top_p": 90}, "write 0.9 for 90 %"),
        (CHAT, {"temperature": 3}, "from 0 to 2"),
        (CHAT, {"stream": "yes"}, "Write true or false, without quotes."),
        (CHAT, {"max_tokens": 1.5}, "Write a whole number."),
        (CHAT, {"models": "a/b"}, "Write a list"),
        (CHAT, {"model": 5}, "Put it in quotes"),
        (CHAT, {"model": None}, "Leave the field out"),
        (MESSAGES, {"max_output_tokens": 1}, "`max_tokens`"),
        (MESSAGES, {"tool_choice": "required"}, "Write {type: any}."),
        (MESSAGES, {"tool_choice": {"type": "function", "name": "f"}}, "{type: tool, name: …}"),
        (MESSAGES, {"seed": 1}, "a field of chat/completions, not of messages"),
        (MESSAGES, {"tools": [{"name": "f", "parameters": {}}]}, "called `input_schema`"),
        (MESSAGES, {"thinking": {"type": "enabled", "budget": 1}}, "did you mean `budget_tokens`?"),
        (MESSAGES, {"thinking": {"budget_tokens": 2000}}, "Write `type: enabled`."),
        (CHAT, {"reasoning": {"effort": "off"}}, "Write `none`."),
        (CHAT, {"reasoning_effort": False}, "Write `none`."),
        (RESPONSES, {"reasoning": {"effort": "off"}}, "Write `none`."),
        (MESSAGES, {"output_config": {"effort": "off"}}, "{type: disabled}"),
        (MESSAGES, {"thinking": {"type": "adaptive", "budget_tokens": 2000}}, "`type: enabled`"),
        (CHAT, {"thinking": {"type": "adaptive", "budget_tokens": 2000}}, "`type: enabled`"),
        (CHAT, {"reasoning": {"budget_tokens": 2000}}, "called `max_tokens`"),
        (CHAT, {"model": "openai/gpt 5.4"}, "without spaces"),
        (CHAT, function(parameters={"type": "objekt"}), "did you mean `object`?"),
        (CHAT, function(parameters={"properties": {"a": "string"}}), "Write {type: string}."),
        (CHAT, function(parameters={"properties": {"a": {"required": True}}}), "List the names"),
        (CHAT, {"tools": [{"type": "function", "function": {"name": "a.b"}}]}, "`_` and `-`"),
        (RESPONSES, {"max_tokens": 1}, "`max_output_tokens`"),
        (CHAT, {"provider": {"max_price": {"prompt": "$1"}}}, "a number alone; it is in dollars"),
        (CHAT, {"logit_bias": {"hello": 5}}, "ids in the model's tokenizer"),
        (MESSAGES, {"provider": {"allow": ["azure"]}}, "`only`"),
        (RESPONSES, {"provider": {"avoid": ["azure"]}}, "`ignore`"),
        (CHAT, {"provider": {"preferred": ["azure"]}}, "`order`"),
        (RESPONSES, {"tools": [{"type": "function", "function": {"name": "f"}}]}, "beside `type`"),
        (RESPONSES, {"tools": [{"type": "web_serch"}]}, "did you mean `web_search`?"),
        # One level down, or one up.
        (CHAT, {"tools": [{"type": "openrouter:datetime", "timezone": "UTC"}]}, "in `parameters`."),
        (CHAT, {"plugins": [{"id": "file-parser", "engine": "native"}]}, "It belongs in `pdf`."),
        (CHAT, {"json_schema": {"name": "x"}}, "It belongs in `response_format`."),
        (CHAT, {"reasoning": "high"}, "Write {effort: high}."),
        (CHAT, {"reasoning": True}, "Write {enabled: true}."),
        (CHAT, {"usage": True}, "Write {include: true}."),
        (CHAT, {"plugins": ["web"]}, "Write {id: web}."),
        (CHAT, {"cache_control": "ephemeral"}, "Write {type: ephemeral}."),
        (CHAT, {"messages": ["Be brief."]}, "Write an object with `role`"),
        (MESSAGES, {"thinking": "disabled"}, "Write {type: disabled}."),
        (MESSAGES, {"fallbacks": ["a/b"]}, "Write {model: …}."),
        (CHAT, {"reasoning": [{"effort": "high"}]}, "Write the object alone"),
        (CHAT, {"provider": {"sort": ["price"]}}, "Write it without a list."),
        (CHAT, {"models": [{"model": "a/b"}]}, "Write the text alone"),
        (CHAT, {"model": ["a/b", "c/d"]}, "several to try in order are `models`"),
        # What chooses the branch of a union.
        (CHAT, {"tools": [{"typ": "function", "function": {"name": "f"}}]}, "you mean `type`?"),
        (CHAT, {"tools": [{"function": {"name": "f"}}]}, "Write `type: function`."),
        (CHAT, {"tools": [{"name": "f", "input_schema": {}}]}, "belongs in `function`"),
        (MESSAGES, {"tools": [{"type": "web_search", "name": "x"}]}, "`web_search_20260209`?"),
        # Words and names, misspelt or from elsewhere.
        (CHAT, {"temp": 1}, "did you mean `temperature`?"),
        (CHAT, {"systemPrompt": "x"}, "{role: system, content: …}"),
        (CHAT, {"provider": {"exclude": ["a"]}}, "It is called `ignore` here."),
        (CHAT, {"provider": {"max_price": {"input": 1}}}, "It is called `prompt` here."),
        (CHAT, {"provider": {"data_collection": False}}, "Write `deny`."),
        (CHAT, {"provider": {"preferred_max_latency": {"p95": 2}}}, "Known here are p50, p75,"),
        # Numbers as people write them.
        (CHAT, {"top_p": "0,9"}, "Write 0.9, and no quotes."),
        (CHAT, {"max_tokens": "1_000"}, "Write 1000, and no quotes."),
        (CHAT, {"provider": {"preferred_max_latency": "2s"}}, "it is in seconds."),
        (CHAT, {"max_tokens": "1k"}, "Write the number alone."),
        (CHAT, {"messages": [{"role": "system", "content": 3}]}, "Put it in quotes"),
        (CHAT, {"tool_choice": True}, ""),
    ],
)
def test_a_hint_says_what_to_do(skin: str, body: dict[str, Any], hint: str) -> None:
    assert hint in only({"skin": skin, "body": body}).hint


def test_fields_that_belong_in_one_object_are_one_mistake() -> None:
    tool = {"type": "openrouter:web_search", "max_results": 3, "engine": "exa"}
    finding = only({"skin": CHAT, "body": {"tools": [tool]}})
    assert (finding.code, finding.pointer) == (UNKNOWN, "/body/tools/0/max_results")
    assert finding.hint == "It belongs in `parameters`, as does `engine`."


@pytest.mark.parametrize("value", [True, 3])
def test_a_value_is_held_against_the_words_where_an_object_is_the_alternative(value: Any) -> None:
    finding = only({"skin": CHAT, "body": {"tool_choice": value}})
    assert finding.message.endswith("but this is expected: none, auto, required.")


def test_the_one_word_that_is_taken_is_named() -> None:
    assert only({"skin": RESPONSES, "body": {"store": True}}).message == (
        "This is true, but only `false` is taken."
    )


def test_nothing_is_hinted_at_where_nothing_is_near() -> None:
    assert only({"skin": CHAT, "body": {"zzz": 1}}).hint == ""
    assert only({"skin": CHAT, "body": {"x" * 1000: 1}}).hint == ""


@pytest.mark.parametrize(
    ("document", "code", "pointer"),
    [
        ([], TYPE, ""),
        (None, TYPE, ""),
        ({"body": {"wrong": 1}}, MISSING, ""),
        ({"skin": "chat", "body": {"wrong": 1}}, WORD, "/skin"),
        ({"skin": 5, "body": {"wrong": 1}}, TYPE, "/skin"),
        ({"skin": ["messages"], "body": {}}, TYPE, "/skin"),
        ({"skin": CHAT}, MISSING, ""),
        ({"skin": CHAT, "body": []}, TYPE, "/body"),
        ({"skin": CHAT, "body": {}, "protect": "yes"}, TYPE, "/protect"),
        ({"skin": CHAT, "body": {}, "description": 5}, TYPE, "/description"),
        ({"skin": CHAT, "body": {}, "model": "a/b"}, UNKNOWN, "/model"),
        ({"skin": CHAT, "body": {}, "a/b~": 1}, UNKNOWN, "/a~1b~0"),
        ({"skin": CHAT, "bdy": {}}, UNKNOWN, "/bdy"),
        ({"skn": CHAT, "body": {}}, UNKNOWN, "/skn"),
    ],
)
def test_a_preset_file_is_held_to_its_own_fields(document: object, code: str, pointer: str) -> None:
    finding = only(document)
    assert (finding.code, finding.pointer) == (code, pointer)


def test_a_body_field_beside_the_body_is_said_to_belong_into_it() -> None:
    assert "`body`" in only({"skin": CHAT, "body": {}, "temperature": 1}).hint


def test_a_skin_is_hinted_at() -> None:
    assert only({"skin": "chat/completion", "body": {}}).hint == "did you mean `chat/completions`?"


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"temperature": 1.0, "max_tokens": 5.0},
        {"provider": None, "seed": None, "stop": None},
        {"tools": [{"type": "openrouter:newer_than_us", "parameters": {"any": 1}}]},
        {"provider": {"order": ["newer-than-us"], "options": {"newer-than-us": {"any": [1]}}}},
        {"provider": {"max_price": {"prompt": "1.5", "completion": 2}}},
        function(parameters={"$ref": "#/x", "x-mine": 5, "properties": {"type": {}, "$ref": {}}}),
        function(parameters={"type": "string", "nullable": True, "example": "a"}),
        function(parameters={"items": [{}, True], "minimum": 0, "exclusiveMinimum": True}),
        function(parameters={"definitions": {"a": {"type": ["string", "null"]}}, "const": None}),
        {"trace": {"trace_id": "t", "mine": {"deep": [1]}}, "image_config": {"size": [1, 2]}},
        {"messages": [{"role": "assistant", "content": None, "annotations": [{"type": "x"}]}]},
        {"tool_choice": {"type": "openrouter:web_search"}},
    ],
)
def test_what_the_api_takes_is_valid(body: dict[str, Any]) -> None:
    assert validate({"skin": CHAT, "body": body}) == ()


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


@pytest.mark.parametrize(
    "secret",
    [
        "sk-or-v1-0123456789abcdef0123456789abcdef",
        "sk-ant-api03-abcDEF_123-456-789",
        "ghp_0123456789abcdefghij0123456789",
    ],
)
def test_no_key_is_shown_whole(secret: str) -> None:
    for body in ({"temperature": secret}, {"provider": {"sort": secret}}, {secret: 1}):
        finding = only({"skin": CHAT, "body": body})
        assert secret[12:] not in finding.message + finding.hint


def test_a_name_is_not_taken_for_a_key() -> None:
    message = only({"skin": MESSAGES, "body": {"max_output_tokens_of_the_answer": 1}}).message
    assert '"max_output_tokens_of_the_answer"' in message


def test_a_long_value_is_shortened() -> None:
    finding = only({"skin": CHAT, "body": {"temperature": "x" * 10_000}})
    assert len(finding.message) < 120


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


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(document=JSON | st.fixed_dictionaries({"skin": st.sampled_from([*SKINS]), "body": JSON}))
def test_whatever_the_data_there_are_findings_and_no_exception(document: object) -> None:
    for finding in validate(document):
        assert finding.message
        assert len(finding.message) < 2000


def reference(skin: str, body: object) -> bool:
    """What plain jsonschema says of a preset file, through the shipped files' references."""
    files = [
        (schemas.file_name(name), Resource.from_contents(schemas.load(name)))
        for name in [*SKINS, schemas.PRESET]
    ]
    registry: Registry[Any] = Registry().with_resources(files)
    plain = Draft202012Validator(schemas.load(schemas.PRESET), registry=registry)
    return bool(plain.is_valid({"skin": skin, "body": body}))


BODIES = [(skin, body) for skin, body, _, _ in MISTAKES]
PLACES = sorted({field for skin in SKINS for field in schemas.load(skin)["properties"]})
VALUES = st.sampled_from([value for _, body in BODIES for value in body.values()])


@settings(max_examples=150, deadline=None)
@given(
    skin=st.sampled_from([*SKINS]),
    body=st.dictionaries(st.sampled_from(PLACES), VALUES | JSON, max_size=3),
)
def test_the_verdict_is_that_of_plain_jsonschema(skin: str, body: dict[str, Any]) -> None:
    errors = [f for f in validate({"skin": skin, "body": body}) if f.severity == "error"]
    # The reference asserts no formats, which is the one way to be stricter than it.
    if all(finding.code != "bad-format" for finding in errors):
        assert reference(skin, body) == (not errors)


@pytest.mark.parametrize(("skin", "body"), BODIES)
def test_plain_jsonschema_refuses_the_same_mistakes(skin: str, body: dict[str, Any]) -> None:
    if "from_date" not in json.dumps(body):
        assert not reference(skin, body)
