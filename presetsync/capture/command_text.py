"""The words of a command line: their texts, and the place of each character. Pure."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


class CommandError(Exception):
    """A command line cannot be read; ``index`` is the place in its text."""

    def __init__(self, message: str, hint: str, index: int) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.index = index


@dataclass(frozen=True, slots=True)
class ShellWord:
    """A word of a command line, without the quoting.

    Attributes:
        text: what the command gets.
        places: for each character of it, the index in the command line.
        start: where the word begins in the command line.
        expansions: what the shell replaces, such as ``$HOME``, by its index in the command line.

    """

    text: str
    places: Sequence[int]
    start: int
    expansions: tuple[tuple[int, str], ...] = ()

    def after(self, length: int) -> ShellWord:
        """The word without its first characters."""
        places = self.places[length:]
        start = places[0] if places else self.start
        return ShellWord(self.text[length:], places, start, self.expansions)


@dataclass(frozen=True, slots=True)
class Operator:
    """What separates words other than blanks: a line feed, ``|``, ``&&``, ``>`` and the like."""

    text: str
    start: int


@dataclass(slots=True)
class WordBuilder:
    """A word that is being read from a command line."""

    line: str
    start: int
    parts: list[str] = field(default_factory=list)
    places: array[int] = field(default_factory=lambda: array("L"))
    expansions: list[tuple[int, str]] = field(default_factory=list)

    def take(self, start: int, end: int) -> None:
        """Add characters as they are written."""
        self.parts.append(self.line[start:end])
        self.places.extend(range(start, end))

    def put(self, text: str, place: int) -> None:
        """Add characters that are written in another way at a place."""
        self.parts.append(text)
        self.places.extend([place] * len(text))

    def expand(self, start: int, end: int) -> None:
        """Add what the shell replaces, as it is written."""
        self.expansions.append((start, self.line[start:end]))
        self.take(start, end)

    def word(self) -> ShellWord:
        """What was read so far."""
        return ShellWord("".join(self.parts), self.places, self.start, tuple(self.expansions))
