"""Synonyms: names and words of other skins and APIs, each with what to write instead.

Data for `presetsync.validation.name_hints` and `presetsync.validation.value_hints`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

JSON_TYPES = ("array", "boolean", "integer", "null", "number", "object", "string")

TYPES_ELSEWHERE: Mapping[str, str] = {
    "bool": "boolean",
    "date": "string",
    "dict": "object",
    "double": "number",
    "enum": "string",
    "float": "number",
    "int": "integer",
    "list": "array",
    "map": "object",
    "none": "null",
    "str": "string",
    "text": "string",
}
"""Names that other languages have for the types of JSON Schema."""

EVERY_SKIN = "*"
"""The place of a skin where all use the same name."""

UNITS: Mapping[str, str] = {
    "max_cost_in_dollars": "dollars",
    "max_price": "dollars",
    "preferred_max_latency": "seconds",
    "preferred_min_throughput": "tokens a second",
    "timeout_ms": "milliseconds",
}
"""By field: the unit of its number."""

_SYSTEM_MESSAGE = "Add a message to `messages`: {role: system, content: …}."

_FLAT_FUNCTION = "Move its fields out of `function`, next to `type`."
_ANTHROPIC_TOOL = "Write the tool as {name: …, description: …, input_schema: {…}}."
_BUDGET = "Only `type: enabled` has a budget."
_NESTED_FUNCTION = "Move it into `function`: {type: function, function: {name: …}}."
_ALLOWING = ("allow", "allowed", "allowlist", "include", "included", "use", "whitelist")
_AVOIDING = (
    "avoid", "blacklist", "block", "blocked", "blocklist", "deny", "denylist", "exclude",
    "excluded", "ignored", "skip",
)  # fmt: skip
_TOKENS = {"budget_tokens": "Use `max_tokens`."}

FIELDS: Mapping[tuple[str, str], Mapping[str, str]] = {
    (EVERY_SKIN, ""): {
        "extra_body": "Move its fields into `body`.",
        "fallback_models": "Use `models`.",
        "providers": "Use `provider`, as in {order: […]}.",
    },
    (EVERY_SKIN, "provider"): {
        **dict.fromkeys(_ALLOWING, "Use `only`."),
        **dict.fromkeys(_AVOIDING, "Use `ignore`."),
        **dict.fromkeys(("prefer", "preferred", "priority"), "Use `order`."),
        "fallbacks": "Use `allow_fallbacks`, or `models` next to `provider`.",
        "name": "Use `only` or `order`, a list.",
    },
    (EVERY_SKIN, "provider/max_price"): {
        "input": "Use `prompt`.",
        "output": "Use `completion`.",
    },
    ("chat/completions", ""): {
        "fallbacks": "Use `models`, a list of names.",
        "function_call": "Use `tool_choice`.",
        "functions": "Use `tools`: {type: function, function: {…}}.",
        "input": "Use `messages`.",
        "instructions": _SYSTEM_MESSAGE,
        "max_output_tokens": "Use `max_completion_tokens`.",
        "output_config": "Use `reasoning.effort` and `response_format`.",
        "stop_sequences": "Use `stop`.",
        "system": _SYSTEM_MESSAGE,
        "system_prompt": _SYSTEM_MESSAGE,
        "text": "Use `response_format` and `verbosity`.",
    },
    ("messages", ""): {
        "functions": "Use `tools`: {name: …, input_schema: {…}}.",
        "input": "Use `messages`.",
        "instructions": "Use `system`.",
        "max_completion_tokens": "Use `max_tokens`.",
        "max_output_tokens": "Use `max_tokens`.",
        "output_format": "Use `output_config.format`.",
        "parallel_tool_calls": "Use `tool_choice.disable_parallel_tool_use`.",
        "reasoning": "Use `thinking` and `output_config.effort`.",
        "reasoning_effort": "Use `output_config.effort`.",
        "response_format": "Use `output_config.format`.",
        "stop": "Use `stop_sequences`, a list.",
        "system_prompt": "Use `system`.",
        "text": "Use `output_config.format`.",
    },
    ("responses", ""): {
        "functions": "Use `tools`: {type: function, name: …, parameters: {…}}.",
        "max_completion_tokens": "Use `max_output_tokens`.",
        "max_tokens": "Use `max_output_tokens`.",
        "messages": "Use `input`.",
        "reasoning_effort": "Use `reasoning.effort`.",
        "response_format": "Use `text.format`.",
        "stop_sequences": "Use `stop`.",
        "system": "Use `instructions`.",
        "system_prompt": "Use `instructions`.",
        "thinking": "Use `reasoning`.",
        "verbosity": "Use `text.verbosity`.",
    },
    ("chat/completions", "tools/*"): {
        "description": _NESTED_FUNCTION,
        "input_schema": "Use `function.parameters`.",
        "name": _NESTED_FUNCTION,
        "parameters": _NESTED_FUNCTION,
    },
    ("chat/completions", "tools/*/function"): {"input_schema": "Use `parameters`."},
    ("chat/completions", "tool_choice"): {"name": _NESTED_FUNCTION},
    ("chat/completions", "reasoning"): _TOKENS,
    ("responses", "reasoning"): _TOKENS,
    ("chat/completions", "thinking"): {"budget_tokens": _BUDGET},
    ("chat/completions", "response_format"): {
        "name": "Move it into `json_schema`.",
        "schema": "Move it into `json_schema`.",
        "strict": "Move it into `json_schema`.",
    },
    ("messages", "tools/*"): {
        "function": _ANTHROPIC_TOOL,
        "parameters": "Use `input_schema`.",
    },
    ("messages", "metadata"): {"user": "Use `user_id`."},
    ("messages", "thinking"): {
        "budget_tokens": _BUDGET,
        "effort": "Use `output_config.effort`.",
        "max_tokens": "Use `budget_tokens`.",
    },
    ("messages", "output_config/format"): {"json_schema": "Put `schema` next to `type`."},
    ("responses", "tools/*"): {
        "function": _FLAT_FUNCTION,
        "input_schema": "Use `parameters`.",
    },
    ("responses", "tool_choice"): {"function": "Put `name` next to `type`."},
    ("responses", "text/format"): {
        "json_schema": "Put `name`, `schema` and `strict` next to `type`.",
    },
}
"""By skin and place: fields that have another name or form there."""

_JSON = {"json": "Write `json_object`, or `json_schema` with a schema."}
_NO_EFFORT = dict.fromkeys(("off", "false", "disabled"), "Write `none`.")

_ON = dict.fromkeys(("true", "on", "yes"), "Write {enabled: true}.")
_OFF = dict.fromkeys(("false", "off", "no"), "Write {enabled: false}.")
_COLLECTION = {
    **dict.fromkeys(("true", "yes", "on"), "Write `allow`."),
    **dict.fromkeys(("false", "no", "off", "none"), "Write `deny`."),
}

WORDS: Mapping[tuple[str, str], Mapping[str, str]] = {
    (EVERY_SKIN, "plugins/*/id"): dict.fromkeys(
        ("web-search", "web_search", "search"), "Write `web`."
    ),
    (EVERY_SKIN, "provider/data_collection"): _COLLECTION,
    (EVERY_SKIN, "provider/sort"): {
        "cheapest": "Write `price`.",
        "cost": "Write `price`.",
        "speed": "Write `throughput`.",
    },
    ("chat/completions", "messages/*/content/*/type"): {
        "image": "Write {type: image_url, image_url: {url: …}}.",
        "input_image": "Write {type: image_url, image_url: {url: …}}.",
        "input_text": "Write {type: text, text: …}.",
    },
    ("chat/completions", "messages/*/role"): {
        "ai": "Write `assistant`.",
        "bot": "Write `assistant`.",
        "function": "Write `tool`.",
        "human": "Write `user`.",
        "model": "Write `assistant`.",
    },
    ("chat/completions", "reasoning"): {**_ON, **_OFF},
    ("chat/completions", "reasoning/effort"): _NO_EFFORT,
    ("chat/completions", "reasoning_effort"): _NO_EFFORT,
    ("chat/completions", "response_format/type"): _JSON,
    ("chat/completions", "tool_choice"): {"any": "Write `required`."},
    ("chat/completions", "tool_choice/type"): {
        "any": "Write `tool_choice: required`.",
        "auto": "Write `tool_choice: auto`.",
        "none": "Write `tool_choice: none`.",
        "tool": "Write {type: function, function: {name: …}}.",
    },
    ("chat/completions", "tools/*/type"): {
        "custom": "Write {type: function, function: {name: …, parameters: {…}}}.",
    },
    ("messages", "messages/*/role"): {
        "developer": "Write the system prompt in `system`.",
        "tool": "Write a `tool_result` block in a user message.",
    },
    ("messages", "messages/*/content/*/type"): {
        "image_url": "Write {type: image, source: {type: url, url: …}}.",
        "input_text": "Write {type: text, text: …}.",
    },
    ("messages", "tools/*/type"): {"function": _ANTHROPIC_TOOL},
    ("messages", "tool_choice"): {"required": "Write {type: any}."},
    ("messages", "tool_choice/type"): {
        "function": "Write {type: tool, name: …}.",
        "required": "Write {type: any}.",
    },
    ("messages", "output_config/effort"): {
        **dict.fromkeys(
            [*_NO_EFFORT, "none"], "Write `thinking: {type: disabled}`; the lowest effort is `low`."
        ),
        "minimal": "The lowest effort is `low`.",
    },
    ("responses", "reasoning/effort"): _NO_EFFORT,
    ("responses", "text/format/type"): _JSON,
    ("responses", "input/*/content/*/type"): {
        "image_url": "Write {type: input_image, image_url: …}.",
        "text": "Write {type: input_text, text: …}.",
    },
    ("responses", "tool_choice"): {"any": "Write `required`."},
    ("responses", "tool_choice/type"): {
        "any": "Write `tool_choice: required`.",
        "auto": "Write `tool_choice: auto`.",
        "none": "Write `tool_choice: none`.",
        "tool": "Write {type: function, name: …}.",
    },
}
"""By skin and place: words that have another form there."""
