"""Positions and widths in a YAML text. Pure."""

from __future__ import annotations

from typing import Protocol

from presetsync.diagnostics import Position


class Mark(Protocol):
    """PyYAML's mark: line and column from 0, in characters."""

    line: int
    column: int


def position_of(mark: Mark) -> Position:
    """The mark as a position that counts from 1."""
    return Position(mark.line + 1, mark.column + 1)


def width_of(start: Mark, end: Mark) -> int:
    """The number of characters between two marks on a line; 1 if they are on two lines."""
    return max(end.column - start.column, 1) if start.line == end.line else 1
