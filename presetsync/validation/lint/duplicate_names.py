"""`duplicate-name`: tools of one name in a list, and plugins that are configured twice."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from presetsync.diagnostics import Severity
from presetsync.validation.lint.model import Mistake, objects, text_of
from presetsync.validation.lint.server_tools import ADVISOR, PREFIX, SUBAGENT
from presetsync.validation.messages import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from presetsync.jsonpointer import Path
    from presetsync.validation.lint.model import Body, Subject, Tool

AGENTS = (ADVISOR, SUBAGENT)
"""The server tools that a list may hold several times, each under its own name."""


def check(subject: Subject) -> Iterator[Mistake]:
    """Each tool and plugin that repeats an earlier one.

    The API identifies the tools of a list by type and name (guides/features/presets). It documents
    that two advisors of one name, or without one, are refused with 400.
    """
    for _, tools in groupby(subject.tools, key=lambda tool: tool.path[:-1]):
        seen: dict[tuple[str, str], Tool] = {}
        for tool in tools:
            identity, place = _identity(tool)
            if identity in seen:
                yield _duplicate(tool, identity, place, seen[identity])
            elif any(identity):
                seen[identity] = tool
    yield from _plugins(subject.body)


def _identity(tool: Tool) -> tuple[tuple[str, str], Path]:
    """What identifies a tool, as kind and name, and where that is; ("", "") for nothing."""
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


def _duplicate(tool: Tool, identity: tuple[str, str], place: Path, first: Tool) -> Mistake:
    kind, name = identity
    severity, hint = Severity.WARNING, "Remove one of them, or rename it."
    if kind in AGENTS and not name:
        message = f"Only one `{kind}` can be without a name."
        hint = "Give each of the others a `name` in its `parameters`."
        severity = Severity.ERROR if kind == ADVISOR else Severity.WARNING
    elif kind.startswith(PREFIX) and not name:
        message = f"Duplicate `{kind}`: it counts once."
        hint = "Remove one of them."
    else:
        message = (
            f"Duplicate tool name {shown(name)}: the tool at {first.path[-1]} has the same name."
        )
        severity = Severity.ERROR if kind in AGENTS else Severity.WARNING
    return Mistake((*tool.path, *place), message, hint, severity)


def _plugins(body: Body) -> Iterator[Mistake]:
    seen = set()
    for number, plugin in objects(body.get("plugins")):
        name = text_of(plugin, "id")
        if name and name in seen:
            yield Mistake(
                ("body", "plugins", number, "id"),
                f"Duplicate plugin {shown(name)}.",
                "Merge the two into one.",
            )
        seen.add(name)
