"""Bodies with one mistake each, with its code and its place."""

from __future__ import annotations

from typing import Any

from presetsync.findings import Finding
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


def only(document: object) -> Finding:
    (finding,) = validate(document)
    return finding
