"""`nested-tool`: tools that the tool or plugin around them cannot call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from presetsync.diagnostics import Severity
from presetsync.spelling import nearest
from presetsync.validation.lint.model import RESPONSES, Mistake
from presetsync.validation.lint.server_tools import ALIKE, FUSION, PREFIX, SUBAGENT, known_tools

if TYPE_CHECKING:
    from collections.abc import Iterator

    from presetsync.validation.lint.model import Subject, Tool

_OWN = ("function", "custom")
"""Types of tools that the application runs; so does a tool without a type."""


def check(subject: Subject) -> Iterator[Mistake]:
    """Each tool that its host cannot call."""
    for tool in subject.tools:
        refused_by = Severity.ERROR if tool.host == SUBAGENT else Severity.WARNING
        if not tool.host:
            continue
        if tool.type in _OWN or ("type" not in tool.entry and "name" in tool.entry):
            # guides/features/server-tools/subagent: a documented 400
            yield _mistake(
                tool,
                f"`{tool.host}` can call server tools only, not your own.",
                "Remove it; in responses a subagent may inherit functions by name.",
                refused_by,
            )
        elif tool.type == tool.host:
            yield _mistake(tool, f"`{tool.host}` must not list itself.", "Remove it.", refused_by)
        elif tool.type == FUSION and tool.host == "fusion":
            yield _mistake(tool, "The models of the panel cannot call it again.", "Remove it.")
        elif tool.type and not tool.type.startswith(PREFIX):
            near = nearest(tool.type, known_tools(RESPONSES), alike=ALIKE)
            yield _mistake(
                tool,
                f"`{tool.host}` can call OpenRouter's server tools only.",
                f"did you mean `{PREFIX}{near}`?"
                if near
                else f"Their types start with `{PREFIX}`.",
            )


def _mistake(tool: Tool, message: str, hint: str, severity: Severity = Severity.WARNING) -> Mistake:
    place = (*tool.path, "type") if "type" in tool.entry else tool.path
    return Mistake(place, message, hint, severity)
