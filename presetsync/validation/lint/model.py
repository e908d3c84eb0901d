"""The data of lint rules: their subject, its tools, and the mistakes that they find."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from presetsync.diagnostics import Severity
from presetsync.findings import Finding
from presetsync.jsonpointer import pointer_of
from presetsync.presets.skins import SYSTEM_ROLES

if TYPE_CHECKING:
    from presetsync.jsonpointer import Path

Body = Mapping[str, Any]

CHAT, MESSAGES, RESPONSES = "chat/completions", "messages", "responses"


@dataclass(frozen=True, slots=True)
class Mistake:
    """A finding of a rule; the registry adds the code.

    Attributes:
        path: the place in the preset file's data.
        message: what is wrong.
        hint: what to do.
        severity: an error, or advice.
        at_key: the place is the member's key, not its value.
        index: where in the text at that place, in characters; None for the whole value.
        length: how many characters it is about, from `index`.

    """

    path: Path
    message: str
    hint: str
    severity: Severity = Severity.WARNING
    at_key: bool = False
    index: int | None = None
    length: int = 1


def finding_of(code: str, mistake: Mistake) -> Finding:
    """The finding that a rule's mistake is; ``code`` is the rule's."""
    return Finding(
        code,
        pointer_of(mistake.path),
        mistake.message,
        mistake.hint,
        at_key=mistake.at_key,
        severity=mistake.severity,
        index=mistake.index,
        length=mistake.length,
    )


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool of a body.

    Attributes:
        path: its place in the preset file.
        entry: its definition.
        host: the type of the tool, or the id of the plugin, that may call it; "" for the model.

    """

    path: Path
    entry: Body
    host: str = ""

    @property
    def type(self) -> str:
        """Its type; "" where it has none."""
        return text_of(self.entry, "type")

    @property
    def settings(self) -> Body:
        """The settings of a server tool; {} for none."""
        settings = self.entry.get("parameters")
        return settings if isinstance(settings, dict) else {}


class Subject(NamedTuple):
    """What a rule checks.

    Attributes:
        document: the preset file's plain JSON data, valid or not.
        text: every text of the document, one per line; faster to search than each at its place.
        skin: the skin of the body; "" where the file has no known skin or no body.
        body: the body; {} where `skin` is "".
        tools: every tool of the body, however deep; those of one list are neighbours.

    """

    document: Any
    text: str
    skin: str
    body: Body
    tools: tuple[Tool, ...]


def text_of(entry: Body, field: str) -> str:
    """The text of a field; "" where there is none."""
    value = entry.get(field)
    return value if isinstance(value, str) else ""


def objects(value: Any) -> Iterator[tuple[int, Body]]:
    """The objects of a list with their positions; nothing if the value is no list."""
    for number, item in enumerate(value if isinstance(value, list) else ()):
        if isinstance(item, dict):
            yield number, item


def system_messages(conversation: Any) -> Iterator[tuple[int, Body]]:
    """The messages that instruct the model, with their positions."""
    for number, message in objects(conversation):
        # Other items of an input, such as added tools, may have a role that says nothing.
        if message.get("type", "message") == "message" and message.get("role") in SYSTEM_ROLES:
            yield number, message


def value_below(value: Any, steps: tuple[str, ...]) -> Any:
    """The value that member names lead to; None if there is none."""
    for step in steps:
        value = value.get(step) if isinstance(value, dict) else None
    return value


def tools_in(body: Body) -> Iterator[Tool]:
    """Every tool of a body, list by list: the outer ones, and those in plugins, input and tools."""
    waiting: list[tuple[Path, Any, str]] = [(("body", "tools"), body.get("tools"), "")]
    for number, plugin in objects(body.get("plugins")):
        path: Path = ("body", "plugins", number, "tools")
        waiting.append((path, plugin.get("tools"), text_of(plugin, "id")))
    for number, item in objects(body.get("input")):
        if item.get("type") == "additional_tools":
            waiting.append((("body", "input", number, "tools"), item.get("tools"), ""))
    seen: set[int] = set()
    for path, value, host in waiting:
        if id(value) in seen:  # an alias of YAML repeats the same list
            continue
        seen.add(id(value))
        for number, entry in objects(value):
            tool = Tool((*path, number), entry, host)
            yield tool
            nested = (*tool.path, "parameters", "tools")
            waiting.append((nested, tool.settings.get("tools"), tool.type))
            if tool.type == "namespace":
                waiting.append(((*tool.path, "tools"), entry.get("tools"), host))


def named_tools(subject: Subject) -> Iterator[Tool]:
    """Every tool of the body, then every one that `tool_choice` names by its type."""
    yield from subject.tools
    choice = subject.body.get("tool_choice")
    if isinstance(choice, dict):
        yield Tool(("body", "tool_choice"), choice)
        for steps in (("tools",), ("allowed_tools", "tools")):
            for number, entry in objects(value_below(choice, steps)):
                yield Tool(("body", "tool_choice", *steps, number), entry)
