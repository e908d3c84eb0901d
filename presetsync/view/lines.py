"""The comparison of a text as lines, folds and remarks, for every format."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from presetsync.diff.aspects import code_points
from presetsync.diff.folds import folded_pieces
from presetsync.diff.rows import Fold, Row, RowKind
from presetsync.diff.word_breaks import word_count
from presetsync.view.phrases import (
    Words,
    counted,
    words,
    words_joined,
)
from presetsync.view.safe import sanitize_pieces

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from presetsync.diff.aspects import Aspect
    from presetsync.diff.rows import Line, TextDiff
    from presetsync.diff.words import Piece
    from presetsync.view.safe import SafePiece

_LONGEST_WORD = 20
"""Average characters of a word, with its separators; longer ones are data, not words."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A line of the text itself, sanitized.

    Attributes:
        number: of the line.
        sign: a space, ``-``, ``+``, or ``>`` for a line that moved here.
        pieces: of the line, or of the part of it between two remarks.
        goes_on: it is not the first part.

    """

    number: int
    sign: str
    pieces: tuple[SafePiece, ...]
    goes_on: bool = False


@dataclass(frozen=True, slots=True)
class RemarkLine:
    """A line about the text."""

    text: Words


@dataclass(frozen=True, slots=True)
class Block:
    """Rows and folds that are shown together; ``remark`` describes them, or is ""."""

    stretches: tuple[Row | Fold, ...]
    remark: Words

    @property
    def kind(self) -> RowKind:
        """What happened to the lines."""
        return self.stretches[0].kind


def blocks(diff: TextDiff) -> Iterator[Block]:
    """The comparison in blocks of rows of one kind; lines of a block moved equally far."""
    aspects = diff.tally.aspects
    for (kind, aspect, _), group in groupby(diff.stretches, key=_likeness):
        stretches = tuple(group)
        rows = [row for stretch in stretches for row in _rows(stretch)]
        lines, here = counted(len(rows), "line"), span(rows)
        there = span(rows, other=True)
        if kind is RowKind.MOVED_FROM:
            yield Block(stretches, words("{} moved from {} to {}", lines, here, there))
        elif kind is RowKind.MOVED_TO:
            edited = sum(row.is_edited for row in rows)
            changed = words(", {} of them changed", edited) if edited else words()
            yield Block(stretches, words("{} moved here from {}{}", lines, there, changed))
        else:
            # Remarks about the whole text are in its summary.
            is_news = aspect and (aspects != (aspect,) or aspect.needs_code_points)
            yield Block(stretches, _only(rows) if is_news else words())


def unified(diff: TextDiff, *, full: bool = False) -> Iterator[Shown | RemarkLine]:
    """The lines; of a pair the old one comes first, and a moved block is shown where it is now.

    ``full`` folds nothing away.
    """
    for block in blocks(diff.unfolded if full else diff):
        if block.remark:
            yield RemarkLine(block.remark)
        if block.kind is RowKind.MOVED_FROM:
            continue
        for stretch in block.stretches:
            if isinstance(stretch, Fold):
                yield RemarkLine(folded(stretch))
            else:
                yield from _row(stretch, full=full)


def only(aspects: Sequence[Aspect]) -> Words:
    """What differs in a text, or in some lines, if no word does."""
    names = words_joined(aspects)
    if all(aspect.is_white_space for aspect in aspects):
        return words("white space only: {}", names)
    return words("{} only", names)


def unchanged(text: str) -> Words:
    """How much of a line is hidden."""
    count = word_count(text)
    is_prose = count * _LONGEST_WORD > len(text)
    size = counted(count, "word") if is_prose else counted(len(text), "character")
    return words("{} unchanged", size)


def folded(fold: Fold) -> Words:
    """How many lines are folded, and which."""
    lines, numbers = counted(len(fold.rows), "line"), span(fold.rows)
    if fold.kind is RowKind.SAME:
        return words("{} unchanged ({})", lines, numbers)
    alone = words(", {}", only((fold.aspect,))) if fold.aspect else words()
    return words("{} ({}){}", counted(len(fold.rows), "more line"), numbers, alone)


def span(rows: Sequence[Row], *, other: bool = False) -> Words:
    """The line numbers of adjacent rows; with ``other``, of the place that they moved to or from.

    A row has the number of its line after, where it has one.
    """
    row = rows[0]
    line = row.after or row.before
    first = (row.other if other else None) or (line.number if line else 0)
    if len(rows) == 1:
        return words("{}", first)
    return words("{}-{}", first, first + len(rows) - 1)


def _only(rows: Sequence[Row]) -> Words:
    """What differs in the rows; if both sides look the same, also the code points."""
    row = rows[0]
    if row.aspect is None:
        return words()
    if row.aspect.needs_code_points and row.before and row.after:
        points = Words(code_points(row.before.text, row.after.text))
        return words("{}, {}", only((row.aspect,)), points)
    return only((row.aspect,))


def _likeness(stretch: Row | Fold) -> tuple[RowKind, Aspect | None, int]:
    row = _rows(stretch)[0]
    return row.kind, row.aspect, row.distance


def _rows(stretch: Row | Fold) -> tuple[Row, ...]:
    return (stretch,) if isinstance(stretch, Row) else stretch.rows


def _row(row: Row, *, full: bool) -> Iterator[Shown | RemarkLine]:
    sides: tuple[tuple[str, Line | None], ...] = (("-", row.before), ("+", row.after))
    if row.kind is RowKind.SAME:
        sides = ((" ", row.after),)
    elif row.kind is RowKind.MOVED_TO and not row.is_edited:
        sides = ((">", row.after),)
    for sign, line in sides:
        if line:
            yield from _parts(line, sign, line.pieces if full else folded_pieces(line.pieces))
            if line.is_open:
                yield RemarkLine(words("no line feed at the end"))


def _parts(line: Line, sign: str, pieces: Sequence[Piece]) -> Iterator[Shown | RemarkLine]:
    """A line, split where a part of it is folded."""
    safe = sanitize_pieces(pieces)
    if not any(piece.is_folded for piece in safe):
        yield Shown(line.number, sign, safe)
        return
    is_first = True
    for is_folded, group in groupby(safe, key=lambda piece: piece.is_folded):
        part = tuple(group)
        if is_folded:
            yield RemarkLine(unchanged("".join(piece.text for piece in part)))
        else:
            yield Shown(line.number, sign, part, goes_on=not is_first)
            is_first = False
    if is_first:
        yield Shown(line.number, sign, ())
