"""The parameters of a body, in terms of the catalogue's ``supported_parameters``. Pure.

The words are those of the API's OpenAPI document (``Parameter``); bodies of the three skins have
other names for some.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from presetsync.validation.lint.model import objects, text_of, value_below

if TYPE_CHECKING:
    from collections.abc import Iterator

    from presetsync.jsonpointer import Path
    from presetsync.models.model import Endpoint
    from presetsync.validation.lint.model import Body

MAX_TOKENS = ("max_tokens", "max_completion_tokens", "max_output_tokens")
"""The names of the most tokens of an answer, by skin; the catalogue lists the first two."""

PARAMETERS = {
    name: (name,)
    for name in (
        "temperature", "top_p", "top_k", "min_p", "frequency_penalty", "presence_penalty",
        "repetition_penalty", "logit_bias", "logprobs", "top_logprobs", "seed", "stop",
    )
} | {"stop_sequences": ("stop",)} | dict.fromkeys(MAX_TOKENS, MAX_TOKENS[:2])  # fmt: skip
"""What the catalogue calls the parameters that are plain values, by their names in bodies."""

_REASONING = ("reasoning", "include_reasoning")
_FORMATS = (("response_format",), ("text", "format"), ("output_config", "format"))
"""Where chat/completions, responses and messages have the format of the answer."""

_DEFAULTS = {
    "temperature": 1, "top_p": 1, "top_k": 0, "min_p": 0, "frequency_penalty": 0,
    "presence_penalty": 0, "repetition_penalty": 1, "top_logprobs": 0,
}  # fmt: skip
"""Default values, from /api_reference/parameters."""

_FUNCTIONS = ("function", "custom", "namespace")
_VERBOSITY = (("verbosity",), ("text", "verbosity"))
_PREFERRED = {"tools"} | {path[0] for path in (*_FORMATS, *_VERBOSITY)}


class AskedParameter(NamedTuple):
    """A parameter that a body sets.

    Attributes:
        path: its place in the preset file.
        names: what the catalogue calls it; an endpoint that lists one of them supports it.

    """

    path: Path
    names: tuple[str, ...]

    def supported_by(self, endpoint: Endpoint) -> bool:
        """Whether an endpoint lists it; a list without any parameter says nothing."""
        listed = endpoint.parameters
        for name in self.names:
            if name in listed:
                return True
        return not listed


def asked_parameters(body: Body) -> tuple[AskedParameter, ...]:
    """What a body sets of what the catalogue lists wherever it is supported.

    That is not all: ``parallel_tool_calls``, ``prediction``, ``reasoning_effort``, ``top_a``,
    ``verbosity`` and ``web_search_options`` are listed for few of the models that take them, or
    for none, so that a list without them says nothing.
    """
    return tuple(AskedParameter(("body", *path), names) for path, names in _asked(body))


def preferred_parameters(body: Body) -> tuple[AskedParameter, ...]:
    """What a body sets of what endpoints are preferred for, sparsely listed or not.

    /guides/routing/provider-selection#default-parameter-preferences names tools, the format of
    the answer, and verbosity.
    """
    if _PREFERRED.isdisjoint(body):
        return ()
    found: list[tuple[Path, tuple[str, ...]]] = []
    if next(objects(body.get("tools")), None):
        found.append((("tools",), ("tools",)))
    found += _format(body)
    found += [(path, ("verbosity",)) for path in _VERBOSITY if value_below(body, path) is not None]
    return tuple(AskedParameter(("body", *path), names) for path, names in found)


def is_set(value: Any) -> bool:
    """Whether a parameter asks for something: null and False are what goes without saying."""
    return value is not None and value is not False and value not in ([], {})


def is_default(name: str, value: Any) -> bool:
    """Whether a parameter has the value that it would have without being set.

    Where nobody takes the parameter, nothing changes by its being dropped.
    """
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return is_number and _DEFAULTS.get(name) == value


def has_function_tools(body: Body) -> bool:
    """Whether the caller has tools of its own.

    Server tools are run by OpenRouter, and any model can call them, as the guide says
    (/guides/features/server-tools): they ask nothing of an endpoint.
    """
    return any(_is_function(tool) for _, tool in objects(body.get("tools")))


def most_tokens(body: Body) -> tuple[Path, int] | None:
    """Where a body sets how long an answer may be, and to how many tokens; None for no limit."""
    for name in MAX_TOKENS:
        value = body.get(name)
        if isinstance(value, int | float) and not isinstance(value, bool) and value == value // 1:
            return ("body", name), int(value)
    return None


def _asked(body: Body) -> Iterator[tuple[Path, tuple[str, ...]]]:
    for name, names in PARAMETERS.items():
        if name in body and is_set(body[name]):
            yield (name,), names
    for name in ("reasoning", "thinking"):
        if _asks_for_reasoning(body.get(name)):
            yield (name,), _REASONING
    if body.get("include_reasoning") is True:
        yield ("include_reasoning",), _REASONING
    yield from _format(body)
    if has_function_tools(body):
        yield ("tools",), ("tools",)
        if _is_choice(body.get("tool_choice")):
            yield ("tool_choice",), ("tool_choice",)


def _format(body: Body) -> Iterator[tuple[Path, tuple[str, ...]]]:
    """The format of the answer: text needs nothing, a schema ``structured_outputs``."""
    for path in _FORMATS:
        kind = value_below(body, (*path, "type")) if path[0] in body else None
        if kind == "json_schema":
            yield path, ("structured_outputs",)
        elif kind == "json_object":
            yield path, ("response_format", "structured_outputs")


def _is_choice(value: Any) -> bool:
    """Whether a ``tool_choice`` says more than what goes without saying, or than no tool."""
    kind = value.get("type") if isinstance(value, dict) else value
    return kind not in (None, "auto", "none")


def _asks_for_reasoning(value: Any) -> bool:
    """Whether reasoning is configured, but not turned off: that needs no support.

    Leaving it out of the answer needs none either (/guides/best-practices/reasoning-tokens).
    """
    return (
        isinstance(value, dict)
        and any(is_set(member) for name, member in value.items() if name != "exclude")
        and value.get("enabled") is not False
        and value.get("max_tokens") != 0
        and text_of(value, "effort") != "none"
        and text_of(value, "type") != "disabled"
    )


def _is_function(tool: Body) -> bool:
    """A tool that the caller runs; in the skin messages such a tool needs no type."""
    kind = tool.get("type")
    return kind in _FUNCTIONS or (kind is None and isinstance(tool.get("name"), str))
