"""The lines of a text after ``>``, which YAML joins with spaces. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from presetsync.sequences import common

if TYPE_CHECKING:
    from collections.abc import Sequence

_SPACE = re.compile(r"(?<=[^\s]) (?=[^\s\-*+•#0-9])")
"""Where a line may end: not before what would look like the item of a list, or a heading."""

_FEWEST_COLUMNS = 40


def folded(rows: Sequence[str], before: str, after: str) -> list[str] | None:
    """The lines of a new text; those of paragraphs that stay, and of their ends, stay as they are.

    Args:
        rows: the lines of the old text, without indentation.
        before: the old text, without line feeds at its end.
        after: the new one, likewise.

    Returns:
        None for a text that cannot be folded: with a line that is indented, say.

    """
    if _unfolded(rows) != before:
        return None
    groups = _groups(rows)
    old = [line for line in before.split("\n") if line]
    new = [line for line in after.split("\n") if line]
    width = max([_FEWEST_COLUMNS, *map(len, rows)])
    paragraphs = [_wrapped(line, width) for line in new]
    start, begin = 0, 0
    for stop, end in [*common(old, new), (len(old), len(new))]:
        if stop - start == end - begin:
            for offset in range(stop - start):
                paragraphs[begin + offset] = _refolded(
                    groups[start + offset], new[begin + offset], width
                )
        if end < len(new):
            paragraphs[end] = groups[stop]
        start, begin = stop + 1, end + 1
    lines = _joined(after.split("\n"), paragraphs)
    return lines if _unfolded(lines) == after else None


def _unfolded(rows: Sequence[str]) -> str | None:
    """The text of folded lines; None if one is indented, which keeps its line breaks."""
    text, feeds = "", 0
    for number, row in enumerate(rows):
        if row[:1] in (" ", "\t"):
            return None
        if row:
            text += "\n" * feeds if feeds or not number else " "
            text += row
            feeds = 0
        else:
            feeds += 1
    return text


def _groups(rows: Sequence[str]) -> list[list[str]]:
    """The lines of each paragraph."""
    groups: list[list[str]] = []
    is_inside = False
    for row in rows:
        if row and is_inside:
            groups[-1].append(row)
        elif row:
            groups.append([row])
        is_inside = bool(row)
    return groups


def _joined(lines: Sequence[str], paragraphs: Sequence[Sequence[str]]) -> list[str]:
    """The paragraphs with the empty lines that a text has between them."""
    rows: list[str] = []
    waiting = iter(paragraphs)
    is_first = True
    for line in lines:
        if not line:
            rows.append("")
            continue
        if not is_first:
            rows.append("")
        rows += next(waiting)
        is_first = False
    return rows


def _refolded(rows: Sequence[str], text: str, width: int) -> list[str]:
    """The lines of a paragraph that changed: as many as can stay at either end, and the rest."""
    start = 0
    while start < len(rows) and text.startswith(f"{rows[start]} "):
        text = text[len(rows[start]) + 1 :]
        start += 1
    end = len(rows)
    while end > start and text.endswith(f" {rows[end - 1]}"):
        end -= 1
        text = text[: -len(rows[end]) - 1]
    return [*rows[:start], *_wrapped(text, width), *rows[end:]]


def _wrapped(text: str, width: int) -> list[str]:
    """A text of one line on lines of a width, broken at single spaces."""
    lines: list[str] = []
    for word in _SPACE.split(text):
        if lines and len(lines[-1]) + 1 + len(word) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines
