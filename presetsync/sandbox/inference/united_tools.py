"""Tools of a preset together with those of a request, and tools that the caller runs. Pure.

Source: "How preset tools merge with request tools" in the presets guide. Of tools that are neither
functions nor OpenRouter's it says nothing: the type is taken to be the identity there, too.
"""

from __future__ import annotations

import json
from typing import Any, NamedTuple

_NAMED = ("openrouter:advisor", "openrouter:subagent")
_CUSTOM = (None, "custom")


class FunctionTool(NamedTuple):
    """A tool that the caller runs.

    Attributes:
        name: the function's name.
        description: for the model; None for none.
        parameters: the JSON Schema of its arguments; None for none.
        strict: whether arguments must match it exactly; None if the tool does not say.

    """

    name: str
    description: str | None
    parameters: dict[str, Any] | None
    strict: bool | None


def function_of(tool: object) -> FunctionTool | None:
    """The function that a tool is, in the form of any skin; None for another tool."""
    if not isinstance(tool, dict):
        return None
    kind, inner = tool.get("type"), tool.get("function")
    if kind == "function":
        # chat/completions has the function in its own member, and responses does not.
        described = inner if isinstance(inner, dict) else tool
        schema = described.get("parameters")
    elif kind in _CUSTOM and "input_schema" in tool:
        described, schema = tool, tool["input_schema"]
    else:
        return None
    name, strict = described.get("name"), described.get("strict")
    description = described.get("description")
    if not isinstance(name, str):
        return None
    return FunctionTool(
        name,
        description if isinstance(description, str) else None,
        schema if isinstance(schema, dict) else None,
        strict if isinstance(strict, bool) else None,
    )


def functions_in(tools: object) -> list[FunctionTool]:
    """The functions among tools, in order."""
    found = [function_of(tool) for tool in tools] if isinstance(tools, list) else []
    return [function for function in found if function]


def united(preset: object, request: object) -> list[Any]:
    """The tools of both: a request's takes the place of the preset's that is the same tool."""
    own = request if isinstance(request, list) else []
    overriding: dict[tuple[str, ...], list[Any]] = {}
    for tool in own:
        overriding.setdefault(_identity(tool), []).append(tool)
    tools: list[Any] = []
    placed: set[tuple[str, ...]] = set()
    for tool in preset if isinstance(preset, list) else []:
        identity = _identity(tool)
        if identity not in overriding:
            tools.append(tool)
        elif identity not in placed:
            placed.add(identity)
            tools += overriding[identity]
    return tools + [tool for tool in own if _identity(tool) not in placed]


def _identity(tool: object) -> tuple[str, ...]:
    if function := function_of(tool):
        return ("function", function.name)
    kind = tool.get("type") if isinstance(tool, dict) else None
    if not isinstance(tool, dict) or not isinstance(kind, str):
        return ("", json.dumps(tool, sort_keys=True))
    if kind in _NAMED:
        parameters = tool.get("parameters")
        name = parameters.get("name") if isinstance(parameters, dict) else None
        # Names are compared as the server trims them.
        return (kind, name.strip()) if isinstance(name, str) else (kind,)
    return (kind,)
