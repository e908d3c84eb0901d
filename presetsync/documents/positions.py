"""Where something is in a YAML text, and how much of its line it takes. Pure."""

from __future__ import annotations

from typing import Protocol

from presetsync.diagnostics import Position


class Mark(Protocol):
    """PyYAML's mark: line and column from 0, in characters."""

    line: int
    column: int


def position_of(mark: Mark) -> Position:
    """The mark as people count."""
    return Position(mark.line + 1, mark.column + 1)


def width_of(start: Mark, end: Mark) -> int:
    """How many characters of a line are between two marks; 1 where they are on two lines."""
    return max(end.column - start.column, 1) if start.line == end.line else 1
