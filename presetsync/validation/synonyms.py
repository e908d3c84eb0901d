"""Synonyms: names and words of other skins and APIs, each with what to write instead.

Data for `presetsync.validation.name_hints` and `presetsync.validation.value_hints`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    Table = Mapping[tuple[str, str], Mapping[str, str]]


def _said(sentence: str, synonyms: Mapping[str, str]) -> dict[str, str]:
    """By synonym: the sentence with the name that it resolves to; spaces separate synonyms."""
    return {
        synonym: sentence.format(name)
        for name, listed in synonyms.items()
        for synonym in listed.split()
    }


def _use(synonyms: Mapping[str, str]) -> dict[str, str]:
    return _said("Use `{}`.", synonyms)


def _write(synonyms: Mapping[str, str]) -> dict[str, str]:
    return _said("Write {}.", synonyms)


JSON_TYPES = ("array", "boolean", "integer", "null", "number", "object", "string")

TYPES_ELSEWHERE: Mapping[str, str] = _said("{}", {
    "array": "list",
    "boolean": "bool",
    "integer": "int",
    "null": "none",
    "number": "double float",
    "object": "dict map",
    "string": "date enum str text",
})  # fmt: skip
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
_ANTHROPIC_TOOL = "Write the tool as {name: …, description: …, input_schema: {…}}."
_BUDGET = {"budget_tokens": "Only `type: enabled` has a budget."}
_NESTED_FUNCTION = "Move it into `function`: {type: function, function: {name: …}}."

FIELDS: Table = {
    (EVERY_SKIN, ""): {
        **_use({"models": "fallback_models"}),
        "extra_body": "Move its fields into `body`.",
        "providers": "Use `provider`, as in {order: […]}.",
    },
    (EVERY_SKIN, "provider"): {
        **_use({
            "only": "allow allowed allowlist include included use whitelist",
            "ignore": "avoid blacklist block blocked blocklist deny denylist exclude excluded "
            "ignored skip",
            "order": "prefer preferred priority",
        }),
        "fallbacks": "Use `allow_fallbacks`, or `models` next to `provider`.",
        "name": "Use `only` or `order`, a list.",
    },
    (EVERY_SKIN, "provider/max_price"): _use({"prompt": "input", "completion": "output"}),
    ("chat/completions", ""): {
        **_use({
            "max_completion_tokens": "max_output_tokens",
            "messages": "input",
            "stop": "stop_sequences",
            "tool_choice": "function_call",
        }),
        **dict.fromkeys(("instructions", "system", "system_prompt"), _SYSTEM_MESSAGE),
        "fallbacks": "Use `models`, a list of names.",
        "functions": "Use `tools`: {type: function, function: {…}}.",
        "output_config": "Use `reasoning.effort` and `response_format`.",
        "text": "Use `response_format` and `verbosity`.",
    },
    ("messages", ""): {
        **_use({
            "max_tokens": "max_completion_tokens max_output_tokens",
            "messages": "input",
            "output_config.effort": "reasoning_effort",
            "output_config.format": "output_format response_format text",
            "system": "instructions system_prompt",
            "tool_choice.disable_parallel_tool_use": "parallel_tool_calls",
        }),
        "functions": "Use `tools`: {name: …, input_schema: {…}}.",
        "reasoning": "Use `thinking` and `output_config.effort`.",
        "stop": "Use `stop_sequences`, a list.",
    },
    ("responses", ""): {
        **_use({
            "input": "messages",
            "instructions": "system system_prompt",
            "max_output_tokens": "max_completion_tokens max_tokens",
            "reasoning": "thinking",
            "reasoning.effort": "reasoning_effort",
            "stop": "stop_sequences",
            "text.format": "response_format",
            "text.verbosity": "verbosity",
        }),
        "functions": "Use `tools`: {type: function, name: …, parameters: {…}}.",
    },
    ("chat/completions", "tools/*"): {
        **_use({"function.parameters": "input_schema"}),
        **dict.fromkeys(("description", "name", "parameters"), _NESTED_FUNCTION),
    },
    ("chat/completions", "tools/*/function"): _use({"parameters": "input_schema"}),
    ("chat/completions", "tool_choice"): {"name": _NESTED_FUNCTION},
    ("chat/completions", "reasoning"): _use({"max_tokens": "budget_tokens"}),
    ("responses", "reasoning"): _use({"max_tokens": "budget_tokens"}),
    ("chat/completions", "thinking"): _BUDGET,
    ("chat/completions", "response_format"): dict.fromkeys(
        ("name", "schema", "strict"), "Move it into `json_schema`."
    ),
    ("messages", "tools/*"): {
        **_use({"input_schema": "parameters"}),
        "function": _ANTHROPIC_TOOL,
    },
    ("messages", "metadata"): _use({"user_id": "user"}),
    ("messages", "thinking"): {
        **_BUDGET,
        **_use({"output_config.effort": "effort", "budget_tokens": "max_tokens"}),
    },
    ("messages", "output_config/format"): {"json_schema": "Put `schema` next to `type`."},
    ("responses", "tools/*"): {
        **_use({"parameters": "input_schema"}),
        "function": "Move its fields out of `function`, next to `type`.",
    },
    ("responses", "tool_choice"): {"function": "Put `name` next to `type`."},
    ("responses", "text/format"): {
        "json_schema": "Put `name`, `schema` and `strict` next to `type`.",
    },
}  # fmt: skip
"""By skin and place: fields that have another name or form there."""

_JSON = {"json": "Write `json_object`, or `json_schema` with a schema."}
_EFFORT = _write({"`none`": "off false disabled"})
_IMAGE_URL = "{type: image_url, image_url: {url: …}}"
_CHOICE = _write({
    "`tool_choice: required`": "any", "`tool_choice: auto`": "auto", "`tool_choice: none`": "none",
})  # fmt: skip

WORDS: Table = {
    (EVERY_SKIN, "plugins/*/id"): _write({"`web`": "web-search web_search search"}),
    (EVERY_SKIN, "provider/data_collection"): _write({
        "`allow`": "true yes on",
        "`deny`": "false no off none",
    }),
    (EVERY_SKIN, "provider/sort"): _write({"`price`": "cheapest cost", "`throughput`": "speed"}),
    ("chat/completions", "messages/*/content/*/type"): _write({
        _IMAGE_URL: "image input_image",
        "{type: text, text: …}": "input_text",
    }),
    ("chat/completions", "messages/*/role"): _write({
        "`assistant`": "ai bot model",
        "`tool`": "function",
        "`user`": "human",
    }),
    ("chat/completions", "reasoning"): _write({
        "{enabled: true}": "true on yes",
        "{enabled: false}": "false off no",
    }),
    ("chat/completions", "reasoning/effort"): _EFFORT,
    ("chat/completions", "reasoning_effort"): _EFFORT,
    ("chat/completions", "response_format/type"): _JSON,
    ("chat/completions", "tool_choice"): _write({"`required`": "any"}),
    ("chat/completions", "tool_choice/type"): {
        **_CHOICE,
        **_write({"{type: function, function: {name: …}}": "tool"}),
    },
    ("chat/completions", "tools/*/type"): _write({
        "{type: function, function: {name: …, parameters: {…}}}": "custom",
    }),
    ("messages", "messages/*/role"): {
        "developer": "Write the system prompt in `system`.",
        "tool": "Write a `tool_result` block in a user message.",
    },
    ("messages", "messages/*/content/*/type"): _write({
        "{type: image, source: {type: url, url: …}}": "image_url",
        "{type: text, text: …}": "input_text",
    }),
    ("messages", "tools/*/type"): {"function": _ANTHROPIC_TOOL},
    ("messages", "tool_choice"): _write({"{type: any}": "required"}),
    ("messages", "tool_choice/type"): _write({
        "{type: tool, name: …}": "function",
        "{type: any}": "required",
    }),
    ("messages", "output_config/effort"): {
        **_write({
            "`thinking: {type: disabled}`; the lowest effort is `low`": "off false disabled none",
        }),
        "minimal": "The lowest effort is `low`.",
    },
    ("responses", "reasoning/effort"): _EFFORT,
    ("responses", "text/format/type"): _JSON,
    ("responses", "input/*/content/*/type"): _write({
        "{type: input_image, image_url: …}": "image_url",
        "{type: input_text, text: …}": "text",
    }),
    ("responses", "tool_choice"): _write({"`required`": "any"}),
    ("responses", "tool_choice/type"): {
        **_CHOICE,
        **_write({"{type: function, name: …}": "tool"}),
    },
}  # fmt: skip
"""By skin and place: words that have another form there."""
