"""What people write who know another skin or another API, and what that is called here.

Data for `presetsync.presets.hints`: each entry is the sentence that says what to write instead.
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

_SYSTEM_MESSAGE = "Here the system prompt is a message: {role: system, content: …} in `messages`."

FIELDS: Mapping[str, Mapping[str, str]] = {
    "chat/completions": {
        "extra_body": "Its fields belong directly into the body.",
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
    "messages": {
        "extra_body": "Its fields belong directly into the body.",
        "functions": "They are called `tools` here: {name: …, input_schema: {…}}.",
        "input": "It is called `messages` here.",
        "instructions": "It is called `system` here.",
        "max_completion_tokens": "It is called `max_tokens` here.",
        "max_output_tokens": "It is called `max_tokens` here.",
        "parallel_tool_calls": "Here that is `tool_choice.disable_parallel_tool_use`.",
        "reasoning": "Here that is `thinking`, and `output_config.effort`.",
        "reasoning_effort": "It is called `output_config.effort` here.",
        "response_format": "It is called `output_config.format` here.",
        "stop": "It is called `stop_sequences` here, a list.",
        "system_prompt": "It is called `system` here.",
        "text": "Here that is `output_config.format`.",
    },
    "responses": {
        "extra_body": "Its fields belong directly into the body.",
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
}
"""By skin: top-level fields that have another name in it."""

_FLAT_FUNCTION = "Here a tool's name and parameters stand beside `type`, not in `function`."
_ANTHROPIC_TOOL = "Here a tool is {name: …, description: …, input_schema: {…}}, without `function`."
_BUDGET = "It belongs to `type: enabled`, the one kind of thinking with a budget."
_NESTED_FUNCTION = "Here it belongs into `function`: {type: function, function: {name: …}}."

NESTED: Mapping[tuple[str, str], Mapping[str, str]] = {
    ("chat/completions", "tools/*"): {
        "description": _NESTED_FUNCTION,
        "input_schema": "Here that is `function.parameters`.",
        "name": _NESTED_FUNCTION,
        "parameters": _NESTED_FUNCTION,
    },
    ("chat/completions", "tools/*/function"): {"input_schema": "It is called `parameters` here."},
    ("chat/completions", "tool_choice"): {"name": _NESTED_FUNCTION},
    ("chat/completions", "reasoning"): {"budget_tokens": "It is called `max_tokens` here."},
    ("chat/completions", "thinking"): {"budget_tokens": _BUDGET},
    ("chat/completions", "response_format"): {
        "name": "Here it belongs into `json_schema`.",
        "schema": "Here it belongs into `json_schema`.",
        "strict": "Here it belongs into `json_schema`.",
    },
    ("messages", "tools/*"): {
        "function": _ANTHROPIC_TOOL,
        "parameters": "It is called `input_schema` here.",
    },
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
"""By skin and place: fields of nested objects that are written otherwise in it."""

_EFFORT = {effort: f"Write {{effort: {effort}}}." for effort in ("low", "medium", "high")}
_FORMAT = {kind: f"Write {{type: {kind}}}." for kind in ("text", "json_object")}
_JSON = {"json": "Write `json_object`, or `json_schema` with a schema."}
_NO_EFFORT = dict.fromkeys(("off", "false", "disabled"), "Write `none`.")
_SORT = {"cheapest": "Write `price`.", "cost": "Write `price`.", "speed": "Write `throughput`."}
_WEB_PLUGIN = dict.fromkeys(("web-search", "web_search", "search"), "Write `web`.")

WORDS: Mapping[tuple[str, str], Mapping[str, str]] = {
    ("chat/completions", "messages/*/content/*/type"): {
        "image": "Write {type: image_url, image_url: {url: …}}.",
        "input_image": "Write {type: image_url, image_url: {url: …}}.",
        "input_text": "Write {type: text, text: …}.",
    },
    ("chat/completions", "plugins/*/id"): _WEB_PLUGIN,
    ("chat/completions", "provider/sort"): _SORT,
    ("chat/completions", "reasoning"): _EFFORT,
    ("chat/completions", "reasoning/effort"): _NO_EFFORT,
    ("chat/completions", "reasoning_effort"): _NO_EFFORT,
    ("chat/completions", "response_format"): _FORMAT,
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
    ("messages", "tool_choice"): {
        "any": "Write {type: any}.",
        "auto": "Write {type: auto}.",
        "none": "Write {type: none}.",
        "required": "Write {type: any}.",
    },
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
    ("messages", "plugins/*/id"): _WEB_PLUGIN,
    ("messages", "provider/sort"): _SORT,
    ("responses", "plugins/*/id"): _WEB_PLUGIN,
    ("responses", "provider/sort"): _SORT,
    ("responses", "reasoning"): _EFFORT,
    ("responses", "reasoning/effort"): _NO_EFFORT,
    ("responses", "text/format"): _FORMAT,
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
