"""What to do about a mistake: the nearest name, the other skin's name for it, the right type.

The tables are what people bring along from another skin or from another API; the rest is worked
out from the schemas. Every function returns one sentence, or "" where it has no good idea.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from presetsync.presets import schemas
from presetsync.presets.skins import SKINS

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    Path = tuple[str | int, ...]

LONGEST_NAME = 64
"""Nothing longer is a misspelt field or word."""

ALIKE = 0.7
"""How alike (difflib's ratio) two names are that one may be the other misspelt."""

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
    ("chat/completions", "response_format"): {
        "name": "Here it belongs into `json_schema`.",
        "schema": "Here it belongs into `json_schema`.",
        "strict": "Here it belongs into `json_schema`.",
    },
    ("messages", "tools/*"): {
        "function": _ANTHROPIC_TOOL,
        "parameters": "It is called `input_schema` here.",
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

WORDS: Mapping[tuple[str, str], Mapping[str, str]] = {
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
    ("chat/completions", "messages/*/content/*/type"): {
        "image": "Write {type: image_url, image_url: {url: …}}.",
        "input_image": "Write {type: image_url, image_url: {url: …}}.",
        "input_text": "Write {type: text, text: …}.",
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
    ("messages", "output_config/effort"): {"minimal": "The least is `low` here."},
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


def for_unknown_field(skin: str | None, path: Path, known: Collection[str]) -> str:
    """What to do about a field that is not among the known ones of its object."""
    *parents, name = path
    if not isinstance(name, str):
        return ""
    table = FIELDS.get(skin or "", {}) if path == ("body", name) else {}
    table = table or NESTED.get((skin or "", _place(parents)), {})
    if name in table:
        return table[name]
    if elsewhere := _elsewhere(skin, path, name):
        return elsewhere
    near = nearest(name, known)
    return f"Did you mean `{near}`?" if near else ""


def _elsewhere(skin: str | None, path: Path, name: str) -> str:
    """Where else the field is known: another level of this body, or another skin."""
    if skin is None:
        return ""
    if len(path) == 1:
        return "It belongs into `body`." if name in _top_level(skin) else ""
    if len(path) > 2 and name in _top_level(skin):  # noqa: PLR2004 - deeper than body/name
        return "It is a field of the body itself, one level or more above."
    if len(path) > 2:  # noqa: PLR2004
        return ""
    inside = [outer for outer, inner in _objects(skin).items() if name in inner]
    if inside:
        return f"It belongs into `{inside[0]}`."
    others = [other for other in SKINS if other != skin and name in _top_level(other)]
    return f"It is a field of {' and '.join(others)}, not of {skin}." if others else ""


def for_word(skin: str | None, path: Path, value: Any, words: Collection[Any]) -> str:
    """What to do about a value that is none of the words allowed at its place."""
    if not isinstance(value, str):
        types = {"string"} if any(isinstance(word, str) for word in words) else set()
        return for_type(skin, path, value, types)
    if written := WORDS.get((skin or "", _place(path)), {}).get(value):
        return written
    near = nearest(value, [word for word in words if isinstance(word, str)])
    return f"Did you mean `{near}`?" if near else ""


def for_type(skin: str | None, path: Path, value: Any, types: Collection[str]) -> str:  # noqa: PLR0911
    """What to do about a value of another type than the allowed ones."""
    if isinstance(value, str) and (written := WORDS.get((skin or "", _place(path)), {}).get(value)):
        return written
    numbers = not {"number", "integer"}.isdisjoint(types)
    if value is None:
        return "Leave the field out, or give it a value."
    if isinstance(value, str) and numbers and re.fullmatch(r"-?\d+(\.\d+)?", value[:LONGEST_NAME]):
        return f"Write {value} without quotes."
    if isinstance(value, str) and "boolean" in types:
        known = value.lower() in {"true", "false", "yes", "no", "on", "off"}
        return "Write true or false, without quotes." if known else ""
    if isinstance(value, float) and "integer" in types:
        return "Write a whole number."
    if "array" in types and not isinstance(value, list) and "object" not in types:
        return "Write a list, with one item if there is only one."
    if isinstance(value, (bool, int, float)) and "string" in types:
        return "Put it in quotes to make it a text."
    return ""


def for_range(value: Any, schema: Mapping[str, Any]) -> str:
    """What to do about a number out of its range."""
    low, high = schema.get("minimum"), schema.get("maximum")
    if (low, high) == (0, 1) and 1 < value <= 100:  # noqa: PLR2004 - per cent
        return f"It is a share: write {value / 100:g} for {value:g} %."
    if low is not None and high is not None:
        return f"It goes from {low} to {high}."
    return ""


def nearest(name: str, known: Collection[str]) -> str:
    """The known name that the given one may be a misspelling of, or ""; camelCase is one too."""
    if len(name) > LONGEST_NAME:
        return ""
    snake = re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name).lower().replace("-", "_")
    by_plain = {candidate.lower().replace("-", "_"): candidate for candidate in known}
    close = get_close_matches(snake, by_plain, n=1, cutoff=ALIKE)
    return by_plain[close[0]] if close else ""


def _place(path: Collection[str | int]) -> str:
    """Where in a body something stands, with ``*`` for a position in a list."""
    inside = list(path)[1:]
    return "/".join("*" if isinstance(part, int) else part for part in inside)


def _top_level(skin: str) -> Collection[str]:
    properties: Mapping[str, Any] = schemas.load(skin)["properties"]
    return properties.keys()


@lru_cache
def _objects(skin: str) -> Mapping[str, Collection[str]]:
    """The top-level fields that hold one plain object, with that object's fields."""
    definitions = schemas.load(skin).get("$defs", {})
    found = {}
    for name, field in schemas.load(skin)["properties"].items():
        branches = [
            definitions[branch["$ref"].rpartition("/")[2]] if "$ref" in branch else branch
            for branch in field.get("anyOf", [field])
        ]
        objects = [branch["properties"] for branch in branches if "properties" in branch]
        if len(objects) == 1:
            found[name] = objects[0].keys()
    return found
