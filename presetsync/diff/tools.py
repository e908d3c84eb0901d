"""Comparing the tools of two configs by name. Pure.

By index, inserting a tool at the front would look like a change of all others.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from presetsync.diff.fields import Absent, FieldChange, diff_config

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    _Key = tuple[str, int]

TOOLS = "tools"
"""The config's field that lists them, whatever the skin."""

_WRAPPER = "function"
"""Where the chat skin has name, description and parameters of a tool."""


class ToolChangeKind(StrEnum):
    """What happened to a tool."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    RENAMED = "renamed"


@dataclass(frozen=True, slots=True)
class ToolChange:
    """One tool that differs.

    Attributes:
        name: of the function, or the type of a tool that has no name.
        kind: see `ToolChangeKind`.
        tool: the tool after, or before where it was removed.
        fields: where it was changed or renamed, what of it; pointers are from the tool, past the
            chat skin's ``function``: ``/parameters/properties/limit/maximum``.
        former: the name of a tool that was renamed; "" of any other.

    """

    name: str
    kind: ToolChangeKind
    tool: Mapping[str, Any]
    fields: tuple[FieldChange, ...] = ()
    former: str = ""

    @property
    def label(self) -> str:
        """The name, after the former one where it was renamed."""
        return f"{self.former} → {self.name}" if self.former else self.name


@dataclass(frozen=True, slots=True)
class ToolsChange:
    """How the tools of two configs differ.

    ``order`` has the names of the tools that both have, before and after, where their order
    differs; else it is None.
    """

    tools: tuple[ToolChange, ...]
    order: tuple[tuple[str, ...], tuple[str, ...]] | None


def diff_tools(before: Any, after: Any) -> ToolsChange | None:
    """Compare two values of ``tools``; either may be `ABSENT`.

    None if they are not lists of named tools: then only the values can be compared.
    """
    old, new = _by_name(before), _by_name(after)
    if old is None or new is None or not (old or new):
        return None
    stayed, now = [key for key in old if key in new], [key for key in new if key in old]
    moved = stayed != now
    return ToolsChange(
        tools=tuple(_changes(old, new)),
        order=(_names(stayed), _names(now)) if moved else None,
    )


def _by_name(tools: Any) -> dict[_Key, Mapping[str, Any]] | None:
    """Tools by name and by how many of that name are before them."""
    if isinstance(tools, Absent):
        return {}
    if not isinstance(tools, list):
        return None
    seen: Counter[str] = Counter()
    named: dict[_Key, Mapping[str, Any]] = {}
    for tool in tools:
        name = _name(tool)
        if not name:
            return None
        named[name, seen[name]] = tool
        seen[name] += 1
    return named


def _name(tool: Any) -> str:
    """What the model calls the tool; "" where it has no name."""
    if not isinstance(tool, dict):
        return ""
    name = _inner(tool).get("name") or tool.get("type")
    return name if isinstance(name, str) else ""


def _inner(tool: Mapping[str, Any]) -> Mapping[str, Any]:
    wrapped = tool.get(_WRAPPER)
    return wrapped if isinstance(wrapped, dict) else tool


def _renamed(
    old: Mapping[_Key, Mapping[str, Any]], new: Mapping[_Key, Mapping[str, Any]]
) -> dict[_Key, _Key]:
    """Which new tool equals a removed one in all but the name; they must have a description."""
    removed = {_but_the_name(tool): key for key, tool in old.items() if key not in new}
    added = {_but_the_name(tool): key for key, tool in new.items() if key not in old}
    return {key: removed[rest] for rest, key in added.items() if rest and rest in removed}


def _but_the_name(tool: Mapping[str, Any]) -> str:
    inner = _inner(tool)
    if not inner.get("description"):
        return ""
    return json.dumps(
        [{**tool, _WRAPPER: None, "name": None}, {**inner, "name": None}], sort_keys=True
    )


def _names(keys: Iterable[_Key]) -> tuple[str, ...]:
    return tuple(name for name, _ in keys)


def _changes(
    old: Mapping[_Key, Mapping[str, Any]], new: Mapping[_Key, Mapping[str, Any]]
) -> Iterator[ToolChange]:
    """What was removed, then the rest in their order after."""
    renamed = _renamed(old, new)
    for key, tool in old.items():
        if key not in new and key not in renamed.values():
            yield ToolChange(key[0], ToolChangeKind.REMOVED, tool)
    for key, tool in new.items():
        if key in renamed:
            former = renamed[key]
            yield ToolChange(
                key[0], ToolChangeKind.RENAMED, tool, _fields(old[former], tool), former=former[0]
            )
        elif key not in old:
            yield ToolChange(key[0], ToolChangeKind.ADDED, tool)
        elif fields := _fields(old[key], tool):
            yield ToolChange(key[0], ToolChangeKind.CHANGED, tool, fields)


def _fields(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[FieldChange, ...]:
    keys = {*old, *new}
    return tuple(_unwrapped(field, keys) for field in diff_config(old, new))


def _unwrapped(field: FieldChange, keys: Iterable[str]) -> FieldChange:
    """The field without the wrapper in its pointer, unless that makes it that of another field."""
    inner = field.pointer.removeprefix(f"/{_WRAPPER}")
    is_inside = inner != field.pointer and inner.startswith("/")
    return replace(field, pointer=inner) if is_inside and _first(inner) not in keys else field


def _first(pointer: str) -> str:
    return pointer.split("/")[1]
