"""A new preset file: a body in a natural order, with a long prompt in its own file. Pure."""

from __future__ import annotations

from posixpath import basename, dirname, relpath, splitext
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from presetsync.documents.emission import Include, emit
from presetsync.documents.scalar_styles import needs_escapes
from presetsync.findings import BODY
from presetsync.imports import PROMPTS_OVER
from presetsync.presets.bodies import replaced
from presetsync.presets.overlays import ENVIRONMENTS
from presetsync.presets.skins import SKINS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from presetsync.imports.skin_choice import Fit
    from presetsync.presets.skins import PromptPart

FIRST_FIELDS = (
    *("model", "models", "fallbacks", "route", "preset", "provider"),
    *("temperature", "top_p", "top_k", "top_a", "min_p", "frequency_penalty", "presence_penalty"),
    *("repetition_penalty", "seed", "logit_bias", "logprobs", "top_logprobs"),
    *("stop", "stop_sequences"),
    *("reasoning", "reasoning_effort", "include_reasoning", "thinking", "output_config"),
    *("verbosity", "speed"),
    *("max_tokens", "max_completion_tokens", "max_output_tokens", "max_tool_calls", "truncation"),
    *("response_format", "structured_outputs", "text", "modalities", "audio", "image_config"),
    *("prediction", "plugins", "web_search_options", "x_search_filter", "transforms"),
    *("context_management", "tools", "tool_choice", "parallel_tool_calls", "deferred_tools"),
    *("stop_server_tools_when", "cache_control", "cache_enabled", "cache_ttl_seconds"),
    *("prompt_cache_key", "prompt_cache_options", "service_tier", "safeguards", "safe_prompt"),
    *("safety_identifier", "raw_mode", "user", "session_id", "metadata", "trace", "usage", "debug"),
    *("store", "background", "include", "stream", "stream_options", "previous_response_id"),
)
"""The fields of a body in a natural order; others come after them."""

LAST_FIELDS = ("prompt", "system", "instructions", "input", "messages")
"""The fields that come last: the prompt and the conversation."""

_LEADING = ("role", "type", "id", "name", "description")
"""The members that identify a message, block or tool, which come first."""

_HOLDERS = frozenset({
    *("messages", "input", "system", "instructions", "tools", "plugins"),
    *("content", "function", "tool_calls"),
})  # fmt: skip
"""The fields that hold messages, blocks and tools."""

_DEEPEST = 12
"""Levels below the body in which such objects are ordered."""

_PLACES = {
    **{field: number - len(FIRST_FIELDS) for number, field in enumerate(FIRST_FIELDS)},
    **{field: number for number, field in enumerate(LAST_FIELDS, start=1)},
}


def new_preset_file(
    slug: str,
    fit: Fit,
    *,
    path: str,
    prompt_path: str,
    settings: Mapping[str, Any] = MappingProxyType({}),
    prompts_over: int = PROMPTS_OVER,
) -> dict[str, str]:
    """The texts of a new preset file and of its prompt's, by path; the preset file is the last.

    Messages, blocks and tools begin with what they are. All else that is nested in a field keeps
    its order: that of a JSON Schema's properties is the order in which a model writes them. Never
    raises for JSON data; read the files back to know that they say it.

    Args:
        slug: is written where the file's name does not give it.
        fit: the body, and its skin. What is wrong with it is written all the same.
        path: the preset file, from the repository root.
        prompt_path: the file for the first text of the system prompt that is longer than
            ``prompts_over``. Other texts stay in the preset file, and so does one that has
            characters that `!file` or an editor would change, such as CR and U+2028.
        settings: what the file has in addition to the body, such as ``description``, in front of
            it; its environments are behind it.
        prompts_over: characters.

    """
    named = {"slug": slug} if splitext(basename(path))[0] != slug else {}
    body = in_order(fit.body)
    prompt = _long_prompt(fit, prompts_over)
    prompts = {}
    if prompt:
        prompts[prompt_path] = prompt.text
        include = Include((relpath(prompt_path, dirname(path) or "."),))
        body = replaced(body, prompt.path, include)
    data = {"skin": fit.skin, **named, **settings, BODY: body}
    if ENVIRONMENTS in data:
        data[ENVIRONMENTS] = data.pop(ENVIRONMENTS)
    return {**prompts, path: emit(data, fit.ignored)}


def in_order(body: Mapping[str, Any]) -> dict[str, Any]:
    """A body with its fields in a natural order."""
    fields = {field: body[field] for field in sorted(body, key=_place)}
    ordered: dict[str, Any] = _ordered(fields, (), _DEEPEST)
    return ordered


def _ordered(value: Any, first: Sequence[str], levels: int) -> Any:
    """A value with some keys of its objects first, as deep as there are messages and tools."""
    if isinstance(value, list) and levels:
        return [_ordered(item, first, levels - 1) for item in value]
    if isinstance(value, dict) and levels:
        keys = dict.fromkeys([*(key for key in first if key in value), *value])
        return {
            key: _ordered(value[key], _LEADING, levels - 1) if key in _HOLDERS else value[key]
            for key in keys
        }
    return value


def _place(field: str) -> int:
    return _PLACES.get(field, 0)


def _long_prompt(fit: Fit, prompts_over: int) -> PromptPart | None:
    """The text of the system prompt to write to a file; None for none."""
    for part in SKINS[fit.skin].prompt_parts(fit.body):
        if len(part.text) > prompts_over and not needs_escapes(part.text):
            return part
    return None
