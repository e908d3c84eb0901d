"""A text's comparison as one column of lines, as text and Markdown show it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from presetsync.diff.aspects import code_points
from presetsync.diff.folds import folded_pieces
from presetsync.diff.rows import Fold, Kind, Row
from presetsync.render.phrases import (
    counted,
    folded,
    only,
    span,
    unchanged,
)
from presetsync.render.safe import sanitize_pieces

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from presetsync.diff.aspects import Aspect
    from presetsync.diff.rows import Line, TextDiff
    from presetsync.diff.words import Piece
    from presetsync.render.safe import SafePiece


@dataclass(frozen=True, slots=True)
class Shown:
    """A line of the text itself, sanitized.

    Attributes:
        number: of the line.
        sign: a space, ``-``, ``+``, or ``>`` for a line that has come from elsewhere.
        pieces: of the line, or of the part of it that stands between two remarks.
        goes_on: it is not the first part.

    """

    number: int
    sign: str
    pieces: tuple[SafePiece, ...]
    goes_on: bool = False


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
    aspects = diff.tally.aspects
    for (kind, aspect, _), group in groupby(diff.stretches, key=_likeness):
        stretches = tuple(group)
        rows = [row for stretch in stretches for row in _rows(stretch)]
        lines, here = counted(len(rows), "line"), span(rows)
        there = span(rows, other=True)
        if kind is Kind.MOVED_FROM:
            yield Block(stretches, f"{lines} moved from {here} to {there}")
        elif kind is Kind.MOVED_TO:
            edited = sum(row.is_edited for row in rows)
            changed = f", {edited} of them changed" if edited else ""
            yield Block(stretches, f"{lines} moved here from {there}{changed}")
        else:
            # What is true of all is said at the top.
            is_news = aspect and (aspects != (aspect,) or aspect.needs_code_points)
            yield Block(stretches, _only(rows) if is_news else "")


def unified(diff: TextDiff, *, full: bool = False) -> Iterator[Shown | Remark]:
    """The lines; of a pair the old one comes first, and a moved block is shown where it came to.

    ``full`` folds nothing away.
    """
    for block in blocks(diff.unfolded if full else diff):
        if block.remark:
            yield Remark(block.remark)
        if block.kind is Kind.MOVED_FROM:
            continue
        for stretch in block.stretches:
            if isinstance(stretch, Fold):
                yield Remark(folded(stretch))
            else:
                yield from _row(stretch, full=full)


def _only(rows: Sequence[Row]) -> str:
    """In what alone the rows differ; what looks the same has its code points told."""
    row = rows[0]
    assert row.aspect
    told = only((row.aspect,))
    if row.aspect.needs_code_points and row.before and row.after:
        told += f", {code_points(row.before.text, row.after.text)}"
    return told


def _likeness(stretch: Row | Fold) -> tuple[Kind, Aspect | None, int]:
    row = _rows(stretch)[0]
    return row.kind, row.aspect, row.distance


def _rows(stretch: Row | Fold) -> tuple[Row, ...]:
    return (stretch,) if isinstance(stretch, Row) else stretch.rows


def _row(row: Row, *, full: bool) -> Iterator[Shown | Remark]:
    sides: tuple[tuple[str, Line | None], ...] = (("-", row.before), ("+", row.after))
    if row.kind is Kind.SAME:
        sides = ((" ", row.after),)
    elif row.kind is Kind.MOVED_TO and not row.is_edited:
        sides = ((">", row.after),)
    for sign, line in sides:
        if line:
            yield from _parts(line, sign, line.pieces if full else folded_pieces(line.pieces))
            if line.is_open:
                yield Remark("no line feed at the end")


def _parts(line: Line, sign: str, pieces: Sequence[Piece]) -> Iterator[Shown | Remark]:
    """A line, in parts where something in between is folded away."""
    safe = sanitize_pieces(pieces)
    if not any(piece.is_folded for piece in safe):
        yield Shown(line.number, sign, safe)
        return
    is_first = True
    for is_folded, group in groupby(safe, key=lambda piece: piece.is_folded):
        part = tuple(group)
        if is_folded:
            yield Remark(unchanged("".join(piece.text for piece in part)))
        else:
            yield Shown(line.number, sign, part, goes_on=not is_first)
            is_first = False
    if is_first:
        yield Shown(line.number, sign, ())
