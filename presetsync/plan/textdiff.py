"""What differs between two texts, by line, as a person reads it. Pure.

Made for prompts: changed words are known within a line that was replaced, a block that moved is
not told as gone and come, and a change of white space alone has a name. Lines end in a line feed
and in nothing else. The work grows about as the texts do.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import groupby
from typing import TYPE_CHECKING

from presetsync.plan.moves import moves
from presetsync.plan.sequences import common
from presetsync.plan.words import Piece, compare

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from presetsync.plan.moves import Move

CONTEXT = 2
"""Unchanged lines that are shown above and below a change."""


class Kind(StrEnum):
    """What became of a line."""

    SAME = "same"
    REPLACED = "replaced"
    REMOVED = "removed"
    ADDED = "added"
    GONE = "gone"
    COME = "come"


class Space(StrEnum):
    """In which white space alone a line, or a text, differs."""

    TRAILING = "trailing spaces"
    INDENTATION = "indentation"
    WITHIN = "spaces between words"
    LINE_ENDS = "line ends"
    LINE_BREAKS = "line breaks"
    BLANK_LINES = "blank lines"
    FINAL_LINE_FEED = "the line feed at the end"
    SEVERAL = "white space"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a text.

    Attributes:
        number: counts from 1.
        pieces: its text, without the line feed; empty where the line is.
        is_open: it ends its text without a line feed, and the other text ends with one.

    """

    number: int
    pieces: tuple[Piece, ...]
    is_open: bool = False

    @property
    def text(self) -> str:
        """The line without its line feed."""
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Row:
    """One line, or two that stand side by side.

    Attributes:
        kind: see `Kind`; a line that moved has two rows, `GONE` and `COME`.
        before: None where the line was added, or has come as it was.
        after: None where the line was removed or is gone.
        space: the white space in which alone it differs, where it does.
        other: the number that a line which moved has on the other side.

    """

    kind: Kind
    before: Line | None
    after: Line | None
    space: Space | None = None
    other: int | None = None

    @property
    def distance(self) -> int:
        """By how many lines it moved."""
        here = self.before if self.kind is Kind.GONE else self.after
        return here.number - self.other if here and self.other else 0

    @property
    def is_edited(self) -> bool:
        """Whether it has come, and not as it was."""
        return self.kind is Kind.COME and self.before is not None


@dataclass(frozen=True, slots=True)
class Fold:
    """Rows, all alike, that a reader need not see: unchanged, moved, or changed in ``space``."""

    rows: tuple[Row, ...]

    @property
    def kind(self) -> Kind:
        """What became of the lines."""
        return self.rows[0].kind

    @property
    def space(self) -> Space | None:
        """The white space in which alone they differ, where they do."""
        return self.rows[0].space


@dataclass(frozen=True, slots=True)
class TextDiff:
    """The rows of a comparison in reading order, some of them folded away."""

    stretches: tuple[Row | Fold, ...]

    @property
    def rows(self) -> Iterator[Row]:
        """All rows, the folded included."""
        for stretch in self.stretches:
            yield from (stretch,) if isinstance(stretch, Row) else stretch.rows

    @property
    def space(self) -> Space | None:
        """The white space in which alone the texts differ; None where more does, or nothing."""
        changed = [row for row in self.rows if row.kind is not Kind.SAME]
        names = {row.space for row in changed}
        if not changed or None in names:
            return None
        return names.pop() if len(names) == 1 else Space.SEVERAL


def diff_text(before: str, after: str) -> TextDiff:
    """Compare two texts."""
    # The end counts where one text has a line feed there and the other has not.
    is_open = bool(before and after) and before.endswith("\n") is not after.endswith("\n")
    old, new = _lines(before, is_open=is_open), _lines(after, is_open=is_open)
    return TextDiff(tuple(_folded([*_rows(old, new)])))


def _lines(text: str, *, is_open: bool) -> list[str]:
    """The lines of a text, each with a line feed; with ``is_open`` the last as it is."""
    *lines, last = text.split("\n")
    closed = [f"{line}\n" for line in lines]
    return [*closed, last if is_open else f"{last}\n"] if last else closed


def _rows(old: Sequence[str], new: Sequence[str]) -> Iterator[Row]:
    pairs = common(old, new)
    kept_old, kept_new = {pair.before for pair in pairs}, {pair.after for pair in pairs}
    moved = moves(
        old,
        new,
        (place for place in range(len(old)) if place not in kept_old),
        (place for place in range(len(new)) if place not in kept_new),
    )
    gone, come = _places(moved)
    start_old = start_new = 0
    for one, other in [*pairs, (len(old), len(new))]:
        if start_old < one or start_new < other:
            yield from _changed(
                _Side(old, range(start_old, one), new, gone),
                _Side(new, range(start_new, other), old, come),
            )
        if one < len(old):
            line = _line(old, one)
            yield Row(Kind.SAME, line, _line(new, other, line.pieces))
        start_old, start_new = one + 1, other + 1


def _places(moved: Sequence[Move]) -> tuple[dict[int, int], dict[int, int]]:
    """Where each line that moved has come to, and where each has come from."""
    pairs = [(m.gone + offset, m.come + offset) for m in moved for offset in range(m.length)]
    return dict(pairs), {come: gone for gone, come in pairs}


@dataclass(frozen=True, slots=True)
class _Side:
    """One side of a stretch in which the texts differ; ``moved`` has places in ``others``."""

    lines: Sequence[str]
    places: range
    others: Sequence[str]
    moved: dict[int, int]

    @property
    def staying(self) -> list[int]:
        return [place for place in self.places if place not in self.moved]


def _changed(old: _Side, new: _Side) -> Iterator[Row]:
    """The rows of a stretch in which the texts differ."""
    rows = [*_paired(old, new)]
    # A blank line that came with others is nothing to be told apart.
    are_blank = all(row.space or _is_blank(row) for row in rows)
    for row in rows:
        yield replace(row, space=row.space or Space.BLANK_LINES) if are_blank else row


def _paired(old: _Side, new: _Side) -> Iterator[Row]:
    removed, added = old.staying, new.staying
    compared = compare([_bare(old.lines[i]) for i in removed], [_bare(new.lines[i]) for i in added])
    before = {i: _line(old.lines, i, p) for i, p in zip(removed, compared.before, strict=True)}
    after = {i: _line(new.lines, i, p) for i, p in zip(added, compared.after, strict=True)}
    wrapped = Space.LINE_BREAKS if compared.same_words and (removed and added) else None
    start_old, start_new = old.places.start, new.places.start
    pairs = [(removed[one], added[other]) for one, other in compared.pairs]
    for one, other in [*pairs, (old.places.stop, new.places.stop)]:
        for place in range(start_old, one):
            yield _lost(old, place, before.get(place), wrapped)
        for place in range(start_new, other):
            yield _won(new, place, after.get(place), wrapped)
        if one < old.places.stop:
            space = _space(old.lines[one], new.lines[other]) or wrapped
            yield Row(Kind.REPLACED, before[one], after[other], space)
        start_old, start_new = one + 1, other + 1


def _lost(side: _Side, place: int, line: Line | None, space: Space | None) -> Row:
    if line is None:
        return Row(Kind.GONE, _line(side.lines, place), None, other=side.moved[place] + 1)
    return Row(Kind.REMOVED, line, None, space)


def _won(side: _Side, place: int, line: Line | None, space: Space | None) -> Row:
    if line is None:
        return _come(side, place)
    return Row(Kind.ADDED, None, line, space)


def _come(side: _Side, place: int) -> Row:
    moved = side.moved[place]
    one, other = side.others[moved], side.lines[place]
    if one == other:
        return Row(Kind.COME, None, _line(side.lines, place), other=moved + 1)
    compared = compare([_bare(one)], [_bare(other)])
    before = _line(side.others, moved, compared.before[0])
    after = _line(side.lines, place, compared.after[0])
    return Row(Kind.COME, before, after, other=moved + 1)


def _line(lines: Sequence[str], place: int, pieces: tuple[Piece, ...] | None = None) -> Line:
    text = _bare(lines[place])
    if pieces is None:
        pieces = (Piece(text),) if text else ()
    return Line(place + 1, pieces, is_open=not lines[place].endswith("\n"))


def _bare(line: str) -> str:
    return line.removesuffix("\n")


def _is_blank(row: Row) -> bool:
    line = row.before or row.after
    return row.other is None and line is not None and not line.text.strip()


def _space(before: str, after: str) -> Space | None:
    """The white space in which alone two lines differ; None where more does."""
    if before.split() != after.split():
        return None
    one, other = _bare(before), _bare(after)
    if one == other:
        return Space.FINAL_LINE_FEED
    if one.removesuffix("\r") == other.removesuffix("\r"):
        return Space.LINE_ENDS
    if one.rstrip() == other.rstrip():
        return Space.TRAILING
    return Space.INDENTATION if one.lstrip() == other.lstrip() else Space.WITHIN


def _folded(rows: Sequence[Row]) -> Iterator[Row | Fold]:
    """The rows with long stretches of the same kind folded, but for their edges."""
    start = 0
    for (kind, space, _, is_edited), group in groupby(rows, key=_alike):
        run = tuple(group)
        is_whole = kind in (Kind.SAME, Kind.GONE, Kind.COME) and not is_edited
        can_fold = is_whole or space
        # At either end of the text there is no change beyond that needs context.
        head = 0 if kind is Kind.SAME and start == 0 else CONTEXT
        tail = 0 if kind is Kind.SAME and start + len(run) == len(rows) else CONTEXT
        start += len(run)
        if not can_fold or len(run) <= head + tail + 1:
            yield from run
            continue
        yield from run[:head]
        yield Fold(run[head : len(run) - tail])
        yield from run[len(run) - tail :]


def _alike(row: Row) -> tuple[Kind, Space | None, int, bool]:
    """What rows have in common that are folded together."""
    return row.kind, row.space, row.distance, row.is_edited
