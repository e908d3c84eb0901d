"""Tools for which a request is answered with a 400. Pure.

Sources: the guides on the advisor, the subagent, bash, shell and tool search. Of the preset and the
request each may be right by itself: what counts is both together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from presetsync.sandbox.inference.united_tools import function_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_ADVISOR, _SUBAGENT = "openrouter:advisor", "openrouter:subagent"
_SKINS = {
    "openrouter:bash": ("messages",),
    "openrouter:shell": ("messages", "responses"),
    "openrouter:tool_search": ("messages", "responses"),
}
"""The skins that have a tool where others refuse it."""


def refusal_of(skin: str, tools: object) -> str:
    """Why a request with these tools is refused; "" where it is not."""
    found = [tool for tool in tools if isinstance(tool, dict)] if isinstance(tools, list) else []
    names = [_advisor_name(tool) for tool in found if tool.get("type") == _ADVISOR]
    if names.count(None) > 1:
        return "tools: At most one advisor may have no name"
    if len(names) != len(set(names)):
        return "tools: The names of advisors must be unique"
    if any(function_of(nested) for tool in found for nested in _nested(tool)):
        return "tools: A subagent takes server tools only"
    kinds = [kind for tool in found if isinstance(kind := tool.get("type"), str)]
    for kind in kinds:
        if skin not in _SKINS.get(kind, (skin,)):
            return f"tools: {kind} is not available in {skin}"
    return ""


def _advisor_name(tool: dict[str, Any]) -> str | None:
    parameters = tool.get("parameters")
    name = parameters.get("name") if isinstance(parameters, dict) else None
    return name.strip() if isinstance(name, str) else None


def _nested(tool: dict[str, Any]) -> Iterator[object]:
    """The tools that a subagent has."""
    parameters = tool.get("parameters")
    if tool.get("type") == _SUBAGENT and isinstance(parameters, dict):
        tools = parameters.get("tools")
        yield from tools if isinstance(tools, list) else []
