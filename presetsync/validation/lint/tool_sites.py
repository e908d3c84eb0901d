"""Where tools stand in a body: the outer ones, and those within tools, plugins and input items."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from presetsync.jsonpointer import Path

    Body = Mapping[str, Any]
    Entry = Mapping[str, Any]

ADVISOR = "openrouter:advisor"
FUSION = "openrouter:fusion"
IMAGE_GENERATION = "openrouter:image_generation"
SUBAGENT = "openrouter:subagent"
WEB_FETCH = "openrouter:web_fetch"
OWN = frozenset({"function", "custom"})
"""Types of tools that the application runs; a tool without a type is one as well."""

TOOL_SEARCH = frozenset({
    "openrouter:tool_search", "tool_search", "tool_search_tool_regex",
    "tool_search_tool_regex_20251119",
})  # fmt: skip
"""OpenRouter's tool search by all its names (guides/features/server-tools/tool-search)."""


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool of a body.

    Attributes:
        path: where it stands in the preset file.
        entry: what stands there.
        host: the type of the tool, or the id of the plugin, that may call it; "" for the model.

    """

    path: Path
    entry: Entry
    host: str = ""

    @property
    def type(self) -> str:
        """Its type; "" where it has none."""
        return text_of(self.entry, "type")

    @property
    def settings(self) -> Entry:
        """The settings of a server tool, wherever they stand; {} for none."""
        settings = self.entry.get("parameters")
        return settings if isinstance(settings, dict) else {}


def text_of(entry: Entry, field: str) -> str:
    """The text of a field; "" where there is none."""
    value = entry.get(field)
    return value if isinstance(value, str) else ""


def objects(value: Any) -> Iterator[tuple[int, Entry]]:
    """The objects of a list with their positions; nothing of what is no list."""
    for number, item in enumerate(value if isinstance(value, list) else ()):
        if isinstance(item, dict):
            yield number, item


def tool_lists(body: Body) -> Iterator[list[Tool]]:
    """Every list of tools, each once, however deep."""
    waiting: list[tuple[Path, Any, str]] = [(("body", "tools"), body.get("tools"), "")]
    for number, plugin in objects(body.get("plugins")):
        waiting.append(
            (("body", "plugins", number, "tools"), plugin.get("tools"), text_of(plugin, "id"))
        )
    for number, item in objects(body.get("input")):
        if item.get("type") == "additional_tools":
            waiting.append((("body", "input", number, "tools"), item.get("tools"), ""))
    seen: set[int] = set()
    for path, value, host in waiting:
        if not isinstance(value, list) or id(value) in seen:
            continue
        seen.add(id(value))
        tools = [Tool((*path, number), entry, host) for number, entry in objects(value)]
        yield tools
        for tool in tools:
            nested = (*tool.path, "parameters", "tools")
            waiting.append((nested, tool.settings.get("tools"), tool.type))
            if tool.type == "namespace":
                waiting.append(((*tool.path, "tools"), tool.entry.get("tools"), host))


def tools_in(body: Body) -> Iterator[Tool]:
    """Every tool, however deep."""
    for tools in tool_lists(body):
        yield from tools


def chosen(body: Body) -> Iterator[Tool]:
    """The tools that `tool_choice` names by their types."""
    choice = body.get("tool_choice")
    if not isinstance(choice, dict):
        return
    path: Path = ("body", "tool_choice")
    yield Tool(path, choice)
    for step in ((), ("allowed_tools",)):
        holder = choice.get(step[0]) if step else choice
        if isinstance(holder, dict):
            for number, entry in objects(holder.get("tools")):
                yield Tool((*path, *step, "tools", number), entry)
