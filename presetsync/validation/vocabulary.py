"""What people write who know another skin or another API, and what that is called here.

Data for `presetsync.validation.suggestions` and `presetsync.validation.conversions`: each entry is
the sentence that says what to write instead.
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
"""What other languages call the types of JSON Schema."""

EVERY_SKIN = "*"
"""Stands for a skin where all have the same name for something."""

UNITS: Mapping[str, str] = {
    "max_cost_in_dollars": "dollars",
    "max_price": "dollars",
    "preferred_max_latency": "seconds",
    "preferred_min_throughput": "tokens a second",
    "timeout_ms": "milliseconds",
}
"""By field: what a number counts that people write with a unit."""

_SYSTEM_MESSAGE = "Here the system prompt is a message: {role: system, content: …} in `messages`."

_FLAT_FUNCTION = "Here a tool's name and parameters stand beside `type`, not in `function`."
_ANTHROPIC_TOOL = "Here a tool is {name: …, description: …, input_schema: {…}}, without `function`."
_BUDGET = "It belongs to `type: enabled`, the one kind of thinking with a budget."
_NESTED_FUNCTION = "Here it belongs in `function`: {type: function, function: {name: …}}."
_ALLOWING = ("allow", "allowed", "allowlist", "include", "included", "use", "whitelist")
_AVOIDING = (
    "avoid", "blacklist", "block", "blocked", "blocklist", "deny", "denylist", "exclude",
    "excluded", "ignored", "skip",
)  # fmt: skip
_TOKENS = {"budget_tokens": "It is called `max_tokens` here."}

FIELDS: Mapping[tuple[str, str], Mapping[str, str]] = {
    (EVERY_SKIN, ""): {
        "extra_body": "Its fields belong directly in the body.",
        "fallback_models": "It is called `models` here.",
        "providers": "It is called `provider`: {order: […]}, for one.",
    },
    (EVERY_SKIN, "provider"): {
        **dict.fromkeys(_ALLOWING, "It is called `only` here."),
        **dict.fromkeys(_AVOIDING, "It is called `ignore` here."),
        **dict.fromkeys(("prefer", "preferred", "priority"), "It is called `order` here."),
        "fallbacks": "Here that is `allow_fallbacks`, or `models` beside `provider`.",
        "name": "It is called `only` or `order` here, a list.",
    },
    (EVERY_SKIN, "provider/max_price"): {
        "input": "It is called `prompt` here.",
        "output": "It is called `completion` here.",
    },
    ("chat/completions", ""): {
        "fallbacks": "It is called `models` here, a list of names.",
        "function_call": "It is called `tool_choice` now.",
        "functions": "They are called `tools` now: {type: function, function: {…}}.",
        "input": "It is called `messages` here.",
        "instructions": _SYSTEM_MESSAGE,
        "max_output_tokens": "It is called `max_completion_tokens` here.",
        "output_config": "Here that is `reasoning.effort` and `response_format`.",
        "stop_sequences": "It is called `stop` here.",
        "system": _SYSTEM_MESSAGE,
        "system_prompt": _SYSTEM_MESSAGE,
        "text": "Here that is `response_format` and `verbosity`.",
    },
    ("messages", ""): {
        "functions": "They are called `tools` here: {name: …, input_schema: {…}}.",
        "input": "It is called `messages` here.",
        "instructions": "It is called `system` here.",
        "max_completion_tokens": "It is called `max_tokens` here.",
        "max_output_tokens": "It is called `max_tokens` here.",
        "output_format": "It is called `output_config.format` here.",
        "parallel_tool_calls": "Here that is `tool_choice.disable_parallel_tool_use`.",
        "reasoning": "Here that is `thinking`, and `output_config.effort`.",
        "reasoning_effort": "It is called `output_config.effort` here.",
        "response_format": "It is called `output_config.format` here.",
        "stop": "It is called `stop_sequences` here, a list.",
        "system_prompt": "It is called `system` here.",
        "text": "Here that is `output_config.format`.",
    },
    ("responses", ""): {
        "functions": "They are called `tools` here: {type: function, name: …, parameters: {…}}.",
        "max_completion_tokens": "It is called `max_output_tokens` here.",
        "max_tokens": "It is called `max_output_tokens` here.",
        "messages": "It is called `input` here.",
        "reasoning_effort": "It is called `reasoning.effort` here.",
        "response_format": "It is called `text.format` here.",
        "stop_sequences": "It is called `stop` here.",
        "system": "It is called `instructions` here.",
        "system_prompt": "It is called `instructions` here.",
        "thinking": "It is called `reasoning` here.",
        "verbosity": "It is called `text.verbosity` here.",
    },
    ("chat/completions", "tools/*"): {
        "description": _NESTED_FUNCTION,
        "input_schema": "Here that is `function.parameters`.",
        "name": _NESTED_FUNCTION,
        "parameters": _NESTED_FUNCTION,
    },
    ("chat/completions", "tools/*/function"): {"input_schema": "It is called `parameters` here."},
    ("chat/completions", "tool_choice"): {"name": _NESTED_FUNCTION},
    ("chat/completions", "reasoning"): _TOKENS,
    ("responses", "reasoning"): _TOKENS,
    ("chat/completions", "thinking"): {"budget_tokens": _BUDGET},
    ("chat/completions", "response_format"): {
        "name": "Here it belongs in `json_schema`.",
        "schema": "Here it belongs in `json_schema`.",
        "strict": "Here it belongs in `json_schema`.",
    },
    ("messages", "tools/*"): {
        "function": _ANTHROPIC_TOOL,
        "parameters": "It is called `input_schema` here.",
    },
    ("messages", "metadata"): {"user": "It is called `user_id` here."},
    ("messages", "thinking"): {
        "budget_tokens": _BUDGET,
        "effort": "Here that is `output_config.effort`.",
        "max_tokens": "It is called `budget_tokens` here.",
    },
    ("messages", "output_config/format"): {"json_schema": "Here `schema` stands beside `type`."},
    ("responses", "tools/*"): {
        "function": _FLAT_FUNCTION,
        "input_schema": "It is called `parameters` here.",
    },
    ("responses", "tool_choice"): {"function": "Here `name` stands beside `type`."},
    ("responses", "text/format"): {
        "json_schema": "Here `name`, `schema` and `strict` stand beside `type`.",
    },
}
"""By skin and place: fields that are called or written otherwise there."""

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
        "developer": "The system prompt is `system` here.",
        "tool": "A tool's answer is a `tool_result` block of a user message here.",
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
            [*_NO_EFFORT, "none"], "Write `thinking: {type: disabled}`; the least here is `low`."
        ),
        "minimal": "The least is `low` here.",
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
"""By skin and place: words that are written otherwise in it."""
