"""Where the values of a YAML text stand, and how much of their line they take. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from presetsync.diagnostics import Position


class Mark(Protocol):
    """PyYAML's mark: line and column from 0, in characters."""

    line: int
    column: int


def position_of(mark: Mark) -> Position:
    """The mark as people count."""
    return Position(mark.line + 1, mark.column + 1)


def width_of(start: Mark, end: Mark) -> int:
    """How many characters of a line stand between two marks; 1 where they are on two lines."""
    return max(end.column - start.column, 1) if start.line == end.line else 1


@dataclass(slots=True)
class Place:
    """Where a value stands, where the key that names it does, and where its members do.

    A tree rather than a table by pointer: below a long key each pointer repeats the key.

    Attributes:
        position: where the value begins.
        key: where its key begins; None for an item of a list.
        members: the places of its members, by key or by position.
        width: how many characters of its line the value takes; 1 where it spans lines.
        key_width: the same of its key.

    """

    position: Position
    key: Position | None = None
    members: dict[str, Place] = field(default_factory=dict)
    width: int = 1
    key_width: int = 1


class Piece(NamedTuple):
    """What of a text came through one path of a ``!file``.

    Attributes:
        name: the path as it is written.
        start: where in the text it begins, in characters.
        position: where the path stands in the YAML file.

    """

    name: str
    start: int
    position: Position


class IncludedText(str):
    """A text that came through ``!file``, and the files that it came from."""

    __slots__ = ("pieces",)

    pieces: tuple[Piece, ...]

    def __new__(cls, text: str, pieces: tuple[Piece, ...]) -> IncludedText:  # noqa: PYI034 - final
        """A text made of pieces."""
        self = super().__new__(cls, text)
        self.pieces = pieces
        return self
