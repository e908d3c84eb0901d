"""Locations of findings: in the preset file, or in an included file. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from presetsync.diagnostics import Position
from presetsync.jsonpointer import value_at

if TYPE_CHECKING:
    from collections.abc import Sequence

    from presetsync.documents.document import Document, Locator
    from presetsync.findings import Finding


class Location(NamedTuple):
    """The location of a finding.

    Attributes:
        path: the file: the preset's, or one that it includes.
        position: in that file.
        width: the length of the relevant part of that line, in characters.
        lines: the lines of the preset file where a comment can refer to the finding.
        through: where the preset's file includes that file; None if it is the preset's.

    """

    path: str
    position: Position
    width: int
    lines: frozenset[int]
    through: Position | None = None


def location_of(finding: Finding, document: Document, locator: Locator) -> Location:
    """The location of a finding, as exact as possible: in a literal text, the exact character."""
    start, width = locator.span(finding.pointer, at_key=finding.at_key)
    if finding.position:
        lines = frozenset({start.line, finding.position.line})
        return Location(document.path, finding.position, finding.length, lines)
    if finding.index is None:
        return Location(document.path, start, width, frozenset({start.line}))
    text = value_at(document.data, finding.pointer)
    for piece in reversed(locator.pieces(finding.pointer)):
        if piece.start <= finding.index:
            file = document.included[piece.name]
            position = _position(file.text, finding.index - piece.start)
            lines = frozenset({start.line, piece.position.line})
            length = _on_one_line(text, finding)
            return Location(file.path, position, length, lines, piece.position)
    position = _inside(document.text.split("\n"), start, text, finding.index)
    width = width if position == start else _on_one_line(text, finding)
    return Location(document.path, position, width, frozenset({start.line, position.line}))


def _on_one_line(text: str, finding: Finding) -> int:
    """The length of a finding in characters; 1 if it spans lines."""
    index = finding.index or 0
    return 1 if "\n" in text[index : index + finding.length] else finding.length


def _inside(lines: Sequence[str], start: Position, text: str, index: int) -> Position:
    """The place of a character of a text that starts at a place of a file.

    Found by comparing whole lines, so it is exact, or the start of the text if that is folded or
    has escapes.
    """
    place = _position(text, index)
    said = text.split("\n")[place.line - 1]
    below = start.line + place.line  # a block's text begins on the line after its | or >
    if below <= len(lines) and said.strip() and lines[below - 1].endswith(said):
        return Position(below, len(lines[below - 1]) - len(said) + place.column)
    if place.line == 1:
        found = lines[start.line - 1].find(said, start.column - 1)
        if found >= 0 and "\n" not in text:
            return Position(start.line, found + place.column)
    return start


def _position(text: str, index: int) -> Position:
    return Position(text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index))
