"""The call of a function that a request forces, with arguments that its schema describes. Pure.

Source: the tool choices of the three skins in the OpenAPI document. A choice of a server tool
forces no call of the caller's: it runs on the server, and the answer is text.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from presetsync.sandbox.inference.united_tools import functions_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from presetsync.sandbox.inference.united_tools import FunctionTool

_MAX_DEPTH = 16
"""Arguments nest no deeper, whatever a schema asks for."""

_SAMPLES: Mapping[str, Any] = {"string": "text", "boolean": True, "null": None}


class FunctionCall(NamedTuple):
    """A call of a function: its name and its arguments."""

    name: str
    arguments: dict[str, Any]

    @property
    def text(self) -> str:
        """The arguments as JSON."""
        return json.dumps(self.arguments)


def forced_call(config: Mapping[str, Any]) -> FunctionCall | None:
    """The call that a request's ``tool_choice`` forces; None if it forces none."""
    functions = _forced(functions_in(config.get("tools")), config.get("tool_choice"))
    if not functions:
        return None
    arguments = _sample(functions[0].parameters or {}, _MAX_DEPTH)
    return FunctionCall(functions[0].name, arguments if isinstance(arguments, dict) else {})


def chosen_name(choice: Mapping[str, Any]) -> object:
    """The name of the function that a choice of any skin names."""
    inner = choice.get("function")
    return inner.get("name") if isinstance(inner, dict) else choice.get("name")


def _forced(functions: list[FunctionTool], choice: object) -> list[FunctionTool]:
    """The functions of which one must be called."""
    if not isinstance(choice, dict):
        return functions if choice == "required" else []
    match choice.get("type"):
        case "any":
            return functions
        case "function" | "tool":
            return [each for each in functions if each.name == chosen_name(choice)]
        case "allowed_tools" if choice.get("mode") == "required":
            allowed = choice.get("tools")
            tools = allowed if isinstance(allowed, list) else []
            names = [chosen_name(tool) for tool in tools if isinstance(tool, dict)]
            return [each for each in functions if each.name in names]
    return []


def _sample(schema: object, depth: int) -> Any:
    """A value as simple schemas describe it; of the members of an object, the required ones."""
    if not isinstance(schema, dict) or depth == 0:
        return None
    if "const" in schema:
        return schema["const"]
    for keyword in ("enum", "examples"):
        values = schema.get(keyword)
        if isinstance(values, list) and values:
            return values[0]
    if "default" in schema:
        return schema["default"]
    for keyword in ("anyOf", "oneOf", "allOf"):
        branches = schema.get(keyword)
        if isinstance(branches, list) and branches:
            return _sample(branches[0], depth - 1)
    return _of_type(schema, depth)


def _of_type(schema: Mapping[str, Any], depth: int) -> Any:
    kind = schema.get("type")
    kind = kind[0] if isinstance(kind, list) and kind else kind
    if isinstance(kind, str) and kind in _SAMPLES:
        return _SAMPLES[kind]
    if kind in ("integer", "number"):
        return schema.get("minimum", 1)
    if kind == "array":
        return [_sample(schema.get("items", {}), depth - 1)]
    members, required = schema.get("properties"), schema.get("required")
    described = members if isinstance(members, dict) else {}
    names = required if isinstance(required, list) else []
    return {
        name: _sample(described[name], depth - 1)
        for name in names
        if isinstance(name, str) and name in described
    }
