"""Tools of two configs, compared by name. Pure.

By index, a tool that was put in front would read as a change of all that follow.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from presetsync.plan.diffing import Absent, FieldChange, diff_config

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    _Key = tuple[str, int]

TOOLS = "tools"
"""The config's field that lists them, whatever the skin."""

_WRAPPER = "function"
"""Where the chat skin has name, description and parameters of a tool."""


class Fate(StrEnum):
    """What became of a tool."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class ToolChange:
    """One tool that differs.

    Attributes:
        name: of the function, or the type of a tool that has no name.
        fate: see `Fate`.
        tool: as it is now, or was where it was removed.
        fields: where it was changed, what of it; pointers are from the tool, past the chat
            skin's ``function``: ``/parameters/properties/limit/maximum``.

    """

    name: str
    fate: Fate
    tool: Mapping[str, Any]
    fields: tuple[FieldChange, ...] = ()


@dataclass(frozen=True, slots=True)
class ToolsChange:
    """How the tools of two configs differ.

    ``order`` has the names in the order before and now, where the tools that both have stand in
    another order; else it is None.
    """

    tools: tuple[ToolChange, ...]
    order: tuple[tuple[str, ...], tuple[str, ...]] | None


def diff_tools(before: Any, after: Any) -> ToolsChange | None:
    """Compare two values of ``tools``; either may be `ABSENT`.

    None where they are not lists of named tools, so that they can only be compared as they stand.
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
    """Tools by name and by how many of that name came before."""
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
    wrapped = tool.get(_WRAPPER)
    inner = wrapped if isinstance(wrapped, dict) else tool
    name = inner.get("name") or tool.get("type")
    return name if isinstance(name, str) else ""


def _names(keys: Iterable[_Key]) -> tuple[str, ...]:
    return tuple(name for name, _ in keys)


def _changes(
    old: Mapping[_Key, Mapping[str, Any]], new: Mapping[_Key, Mapping[str, Any]]
) -> Iterator[ToolChange]:
    """What was removed, then the rest in the order of now."""
    for key, tool in old.items():
        if key not in new:
            yield ToolChange(key[0], Fate.REMOVED, tool)
    for key, tool in new.items():
        if key not in old:
            yield ToolChange(key[0], Fate.ADDED, tool)
        elif fields := diff_config(old[key], tool):
            keys = {*old[key], *tool}
            yield ToolChange(
                key[0], Fate.CHANGED, tool, tuple(_unwrapped(field, keys) for field in fields)
            )


def _unwrapped(field: FieldChange, keys: Iterable[str]) -> FieldChange:
    """The field without the wrapper in its pointer, unless that makes it that of another field."""
    inner = field.pointer.removeprefix(f"/{_WRAPPER}")
    is_inside = inner != field.pointer and inner.startswith("/")
    return replace(field, pointer=inner) if is_inside and _first(inner) not in keys else field


def _first(pointer: str) -> str:
    return pointer.split("/")[1]
