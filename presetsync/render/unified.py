"""A text's comparison as one column of lines, as text and Markdown show it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from presetsync.plan.textdiff import Fold, Kind, Row
from presetsync.render.neutral import neutral_pieces
from presetsync.render.wording import counted, folded, span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from presetsync.plan.textdiff import Line, Space, TextDiff
    from presetsync.plan.words import Piece


@dataclass(frozen=True, slots=True)
class Shown:
    """A line of the text itself, neutral.

    ``sign`` is a space, ``-``, ``+``, or ``>`` for a line that has come from elsewhere.
    """

    number: int
    sign: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Remark:
    """A line about the text, in our own words."""

    text: str


@dataclass(frozen=True, slots=True)
class Block:
    """Rows and folds that are told together, and what is to be said of them, or ""."""

    stretches: tuple[Row | Fold, ...]
    remark: str = ""

    @property
    def kind(self) -> Kind:
        """What became of the lines."""
        return self.stretches[0].kind


def blocks(diff: TextDiff) -> Iterator[Block]:
    """The stretches of a comparison in blocks; of the same kind, and moved just as far."""
    for (kind, space, _), group in groupby(diff.stretches, key=_likeness):
        stretches = tuple(group)
        rows = [row for stretch in stretches for row in _rows(stretch)]
        lines, here = counted(len(rows), "line"), span(rows)
        there = span(rows, other=True)
        if kind is Kind.GONE:
            yield Block(stretches, f"{lines} moved from {here} to {there}")
        elif kind is Kind.COME:
            edited = sum(row.is_edited for row in rows)
            changed = f", {edited} of them changed" if edited else ""
            yield Block(stretches, f"{lines} moved here from {there}{changed}")
        else:
            # What is true of all is said at the top.
            is_news = space and diff.space is not space
            yield Block(stretches, f"white space only: {space}" if is_news else "")


def unified(diff: TextDiff) -> Iterator[Shown | Remark]:
    """The lines; of a pair the old one comes first, and a moved block is shown where it came to."""
    for block in blocks(diff):
        if block.remark:
            yield Remark(block.remark)
        if block.kind is Kind.GONE:
            continue
        for stretch in block.stretches:
            yield from _row(stretch) if isinstance(stretch, Row) else (Remark(folded(stretch)),)


def _likeness(stretch: Row | Fold) -> tuple[Kind, Space | None, int]:
    row = _rows(stretch)[0]
    return row.kind, row.space, row.distance


def _rows(stretch: Row | Fold) -> tuple[Row, ...]:
    return (stretch,) if isinstance(stretch, Row) else stretch.rows


def _row(row: Row) -> Iterator[Shown | Remark]:
    sides: tuple[tuple[str, Line | None], ...] = (("-", row.before), ("+", row.after))
    if row.kind is Kind.SAME:
        sides = ((" ", row.after),)
    elif row.kind is Kind.COME and not row.is_edited:
        sides = ((">", row.after),)
    for sign, line in sides:
        if line:
            yield Shown(line.number, sign, tuple(neutral_pieces(line.pieces)))
            if line.is_open:
                yield Remark("no line feed at the end")
