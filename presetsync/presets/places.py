"""Where a finding stands: in the preset's file, and in a file that it includes. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from presetsync.diagnostics import Position
from presetsync.presets.findings import value_at

if TYPE_CHECKING:
    from collections.abc import Sequence

    from presetsync.presets.findings import Finding
    from presetsync.presets.loading import Document, Locator


class Spot(NamedTuple):
    """Where a finding stands.

    Attributes:
        position: in the preset's file.
        lines: those lines of it on which a comment may speak of the finding.
        within: the place in an included file, for people, or "".

    """

    position: Position
    lines: frozenset[int]
    within: str = ""


def spot_of(finding: Finding, document: Document, locator: Locator) -> Spot:
    """The place of a finding, as near as the file tells: in a literal text the very character."""
    start = locator.locate(finding.pointer, at_key=finding.at_key)
    if finding.index is None:
        return Spot(start, frozenset({start.line}))
    text = value_at(document.data, finding.pointer)
    if name := locator.included(finding.pointer):
        line, column = _line_and_column(text, finding.index)
        return Spot(start, frozenset({start.line}), f"{name}, line {line}, column {column}")
    position = _inside(document.text.split("\n"), start, text, finding.index)
    return Spot(position, frozenset({start.line, position.line}))


def _inside(lines: Sequence[str], start: Position, text: str, index: int) -> Position:
    """The place of a character of a text that starts at a place of a file.

    Found by comparing whole lines, so that it is right or, where the text is folded or has escapes,
    the start of the text.
    """
    line, column = _line_and_column(text, index)
    said = text.split("\n")[line - 1]
    below = start.line + line  # a block's text begins on the line after its | or >
    if below <= len(lines) and said.strip() and lines[below - 1].endswith(said):
        return Position(below, len(lines[below - 1]) - len(said) + column)
    if line == 1:
        found = lines[start.line - 1].find(said, start.column - 1)
        if found >= 0 and "\n" not in text:
            return Position(start.line, found + column)
    return start


def _line_and_column(text: str, index: int) -> tuple[int, int]:
    return text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index)
