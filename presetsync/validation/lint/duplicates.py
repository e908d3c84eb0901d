"""What stands twice in a body and can be there once: tools of one name, and plugins."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from presetsync.diagnostics import Severity
from presetsync.findings import Finding
from presetsync.jsonpointer import pointer_of
from presetsync.validation.lint.server_tools import PREFIX
from presetsync.validation.lint.tool_sites import (
    ADVISOR,
    SUBAGENT,
    objects,
    text_of,
    tool_lists,
)
from presetsync.validation.messages import shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from presetsync.jsonpointer import Path
    from presetsync.validation.lint.tool_sites import Tool

    Body = Mapping[str, Any]

AGENTS = (ADVISOR, SUBAGENT)
"""The server tools that may stand several times, each under a name of its own."""


def tools_twice(_: str, body: Body) -> Iterator[Finding]:
    """Tools that no one could tell apart, at the second one.

    A preset's tools are told apart by type and name (guides/features/presets), and each list is for
    itself. That two advisors of one name, or without one, are refused with 400 is documented.
    """
    for tools in tool_lists(body):
        seen: dict[tuple[str, str], Tool] = {}
        for tool in tools:
            identity, place = _identity(tool)
            if not any(identity):
                continue
            if identity in seen:
                yield _twice(tool, identity, place, seen[identity])
            seen.setdefault(identity, tool)


def _identity(tool: Tool) -> tuple[tuple[str, str], Path]:
    """What a tool is known by, as kind and name, and where that stands; ("", "") for nothing."""
    if tool.type in AGENTS:
        name = text_of(tool.settings, "name").strip()
        return (tool.type, name), ("parameters", "name") if name else ()
    if tool.type.startswith(PREFIX):
        return (tool.type, ""), ("type",)
    if tool.type == "mcp":
        return ("mcp", text_of(tool.entry, "server_label")), ("server_label",)
    function = tool.entry.get("function")
    if isinstance(function, dict):
        return ("", text_of(function, "name")), ("function", "name")
    return ("", text_of(tool.entry, "name")), ("name",)


def _twice(tool: Tool, identity: tuple[str, str], place: Path, first: Tool) -> Finding:
    kind, name = identity
    severity, hint = Severity.WARNING, "Remove one, or rename it."
    if kind in AGENTS and not name:
        message = f"Only one `{kind}` can be without a name."
        hint = "Give each of the others a `name` among its `parameters`."
        severity = Severity.ERROR if kind == ADVISOR else Severity.WARNING
    elif kind.startswith(PREFIX) and not name:
        message = f"`{kind}` is there already, and counts once."
        hint = "Remove one of the two."
    else:
        message = f"The tool at {first.path[-1]} is called {shown(name)} already."
        severity = Severity.ERROR if kind in AGENTS else Severity.WARNING
    return Finding(
        "duplicate-name", pointer_of((*tool.path, *place)), message, hint, severity=severity
    )


def plugins_twice(_: str, body: Body) -> Iterator[Finding]:
    """A plugin that is configured twice, at the second time."""
    seen = set()
    for number, plugin in objects(body.get("plugins")):
        name = text_of(plugin, "id")
        if name and name in seen:
            yield Finding(
                "duplicate-name",
                pointer_of(("body", "plugins", number, "id")),
                f"The plugin {shown(name)} is configured already.",
                "Make one of the two.",
                severity=Severity.WARNING,
            )
        seen.add(name)
