"""Two contents side by side, for people: fields as before → after, prompts by line."""

from __future__ import annotations

import json
from difflib import unified_diff
from typing import TYPE_CHECKING, Any

from presetsync.plan.diffing import ABSENT, FieldChange, diff_config
from presetsync.render.neutral import neutral, neutral_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from presetsync.presets.model import Content
    from presetsync.render.style import Style

_CONTEXT_LINES = 2


def difference_text(before: Content | None, after: Content, style: Style) -> Iterator[str]:
    """What of the config and of the system prompt differs, indented."""
    for field in diff_config(before.config if before else {}, after.config):
        yield from _field(field, style)
    old, new = (before.system if before else None) or "", after.system or ""
    if old != new:
        yield "    system prompt:"
        yield from _text_diff(old, new, style)


def _field(field: FieldChange, style: Style) -> Iterator[str]:
    pointer = f"    {neutral_line(field.pointer)}: "
    texts = [value for value in (field.before, field.after) if value is not ABSENT]
    if any(isinstance(value, str) and "\n" in value for value in texts):
        yield pointer.rstrip()
        yield from _text_diff(_as_text(field.before), _as_text(field.after), style)
    elif field.before is ABSENT:
        yield pointer + style(json_text(field.after), "green") + " added"
    elif field.after is ABSENT:
        yield pointer + style(json_text(field.before), "red") + " removed"
    else:
        yield (
            pointer
            + f"{style(json_text(field.before), 'red')} → {style(json_text(field.after), 'green')}"
        )


def _as_text(value: Any) -> str:
    if value is ABSENT:
        return ""
    return value if isinstance(value, str) else json_text(value)


def _text_diff(before: str, after: str, style: Style) -> Iterator[str]:
    """A diff by line; unchanged stretches are folded to the line numbers of what follows."""
    diff = unified_diff(_lines(before), _lines(after), n=_CONTEXT_LINES, lineterm="")
    for line in list(diff)[2:]:
        mark, text = line[0], neutral(line[1:])
        if mark == "@":
            yield style(f"      {line}", "cyan")
        elif mark == " ":
            yield f"        {text}".rstrip()
        else:
            yield style(f"      {mark} {text}", "red" if mark == "-" else "green")


def _lines(text: str) -> list[str]:
    """The lines of a text; one that does not end in a line feed says so."""
    *lines, last = text.split("\n")
    return [*lines, f"{last} (no line feed at the end)"] if last else lines


def json_text(value: Any) -> str:
    """A value as JSON on one line."""
    return neutral_line(json.dumps(value, ensure_ascii=False))
