"""A text with the ranges to replace. Pure."""

from __future__ import annotations

from typing import NamedTuple


class _Splice(NamedTuple):
    """A range and what replaces it; of those at one place the first added comes first."""

    start: int
    end: int
    number: int
    text: str


class EditBuffer:
    """A text that is being edited. Positions are indexes in the text as it was.

    Attributes:
        text: the text as it was, with a line feed at its end.

    """

    def __init__(self, text: str) -> None:
        self.text = text
        self._splices: list[_Splice] = []

    def replace(self, start: int, end: int, text: str = "") -> None:
        """Replace a range; what is inserted in front of it, at ``start``, stays."""
        if start < end or text:
            self._splices.append(_Splice(start, end, len(self._splices), text))

    def insert_lines(self, index: int, lines: list[str]) -> None:
        """Insert lines in front of the line that begins at an index."""
        self.replace(index, index, "".join(f"{line}\n" for line in lines))

    def remove_lines(self, start: int, end: int) -> None:
        """Remove the lines that a range touches."""
        self.replace(self.line_start(start), self.next_line(end))

    def result(self) -> str:
        """The text with all ranges replaced."""
        parts, place = [], 0
        for start, end, _, text in sorted(self._splices):
            parts += [self.text[place:start], text]
            place = max(place, end)
        return "".join([*parts, self.text[place:]])

    def line_start(self, index: int) -> int:
        """Where the line of an index begins."""
        return self.text.rfind("\n", 0, index) + 1

    def next_line(self, index: int) -> int:
        """Where the line after that of an index begins."""
        return self.text.find("\n", index) + 1 or len(self.text)

    def lead(self, index: int) -> str:
        """What is on the line in front of an index."""
        return self.text[self.line_start(index) : index]

    def rest(self, index: int) -> str:
        """What is on the line from an index on, without the line feed."""
        return self.text[index : self.next_line(index)].rstrip("\n")

    def is_first(self, index: int) -> bool:
        """Whether there is only whitespace in front of an index."""
        return not self.lead(index).strip()

    def is_last(self, index: int) -> bool:
        """Whether there is only whitespace or a comment from an index on."""
        rest = self.rest(index).strip()
        return not rest or rest.startswith("#")
