"""How two contents differ, for readers: fields, tools by name, the system prompt. Pure."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from presetsync.diff.fields import ABSENT, Absent, diff_config, one_line
from presetsync.diff.text_difference import compare_texts
from presetsync.diff.tools import TOOLS, ToolChangeKind, diff_tools
from presetsync.jsonpointer import keys_of

if TYPE_CHECKING:
    from presetsync.diff.fields import FieldChange
    from presetsync.diff.text_difference import TextDifference
    from presetsync.diff.tools import ToolChange
    from presetsync.presets.model import Content

LONG = 80
"""Maximum characters of a value as JSON; a longer one is compared as text."""


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """One field that differs.

    Attributes:
        pointer: from the config's root, or from the tool.
        before: its value, or `ABSENT`.
        after: its value, or `ABSENT`.
        text: for a value that is long or has several lines, how it differs as text; a value that
            is no string is compared as indented JSON.

    """

    pointer: str
    before: Any
    after: Any
    text: TextDifference | None = None


@dataclass(frozen=True, slots=True)
class ToolDifference:
    """One tool that differs.

    Attributes:
        name: see `presetsync.diff.tools.ToolChange`.
        kind: what happened to it.
        fields: of a tool that changed or was renamed; pointers are from the tool.
        text: the whole of a tool that was added or removed, as indented JSON.

    """

    name: str
    kind: ToolChangeKind
    fields: tuple[FieldDifference, ...] = ()
    text: TextDifference | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """How two contents differ; everything is empty where they do not.

    Attributes:
        fields: of the config, tools aside.
        tools: by name.
        tool_order: the names of the tools that both have, before and after, where their order
            differs; else None.
        system: the system prompt, where it differs.

    """

    fields: tuple[FieldDifference, ...]
    tools: tuple[ToolDifference, ...]
    tool_order: tuple[tuple[str, ...], tuple[str, ...]] | None
    system: TextDifference | None

    @property
    def is_empty(self) -> bool:
        """Whether the two are equal."""
        return not (self.fields or self.tools or self.tool_order or self.system)


def compare(before: Content | None, after: Content) -> Comparison:
    """Compare two contents; ``before`` is None if there was none.

    Redact secrets first: they cannot be found in a text that is split into words and lines.
    """
    old: dict[str, Any] = dict(before.config) if before else {}
    new: dict[str, Any] = dict(after.config)
    tools = diff_tools(old.get(TOOLS, ABSENT), new.get(TOOLS, ABSENT))
    if tools:
        old, new = ({k: v for k, v in side.items() if k != TOOLS} for side in (old, new))
    # In the order of the file, which readers expect.
    places = {key: place for place, key in enumerate({**new, **old})}
    fields = sorted(diff_config(old, new), key=lambda field: places[top_level(field.pointer)])
    one, other = (before and before.system) or "", after.system or ""
    return Comparison(
        fields=tuple(map(_field, fields)),
        tools=tuple(map(_tool, tools.tools)) if tools else (),
        tool_order=tools.order if tools else None,
        system=compare_texts(one, other) if one != other else None,
    )


def top_level(pointer: str) -> str:
    """The top-level field that a pointer names, or is in."""
    return keys_of(pointer)[0]


def _field(field: FieldChange) -> FieldDifference:
    sides = [value for value in (field.before, field.after) if value is not ABSENT]
    are_texts = all(isinstance(value, str) for value in sides)
    text = None
    if any(len(one_line(value)) > LONG for value in sides) or (
        are_texts and any("\n" in value for value in sides)
    ):
        show = str if are_texts else _indented
        both = (field.before, field.after)
        text = compare_texts(*("" if isinstance(value, Absent) else show(value) for value in both))
    return FieldDifference(field.pointer, field.before, field.after, text)


def _tool(tool: ToolChange) -> ToolDifference:
    if tool.kind in (ToolChangeKind.CHANGED, ToolChangeKind.RENAMED):
        return ToolDifference(tool.name, tool.kind, tuple(map(_field, tool.fields)))
    whole = _indented(tool.tool)
    texts = ("", whole) if tool.kind is ToolChangeKind.ADDED else (whole, "")
    return ToolDifference(tool.name, tool.kind, text=compare_texts(*texts))


def _indented(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)
