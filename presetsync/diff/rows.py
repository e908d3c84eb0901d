"""A comparison of two texts as rows of lines, some of them folded away. Data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import TYPE_CHECKING

from presetsync.diff.aspects import Aspect

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from presetsync.diff.words import Piece


class RowKind(StrEnum):
    """What happened to a line."""

    SAME = "same"
    REPLACED = "replaced"
    REMOVED = "removed"
    ADDED = "added"
    MOVED_FROM = "moved-from"
    MOVED_TO = "moved-to"


_CHANGED = (RowKind.REPLACED, RowKind.REMOVED, RowKind.ADDED)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a text.

    Attributes:
        number: counts from 1.
        pieces: its text, without the line feed; empty where the line is.
        is_open: it ends its text without a line feed, and the other text ends with one.
        words: how many of its words the other text lacks.

    """

    number: int
    pieces: tuple[Piece, ...]
    is_open: bool = False
    words: int = 0

    @property
    def text(self) -> str:
        """The line without its line feed."""
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Row:
    """One line, or two that are shown side by side.

    Attributes:
        kind: see `RowKind`; a line that moved has two rows, `MOVED_FROM` and `MOVED_TO`.
        before: None if the line was added, or moved here unchanged.
        after: None if the line was removed, or moved away.
        aspect: what differs, where no word does.
        other: of a line that moved, its number on the other side.

    """

    kind: RowKind
    before: Line | None
    after: Line | None
    aspect: Aspect | None = None
    other: int | None = None

    @property
    def distance(self) -> int:
        """By how many lines it moved."""
        here = self.before if self.kind is RowKind.MOVED_FROM else self.after
        return here.number - self.other if here and self.other else 0

    @property
    def is_edited(self) -> bool:
        """Whether the line moved here and changed."""
        return self.kind is RowKind.MOVED_TO and self.before is not None

    @property
    def has_changed(self) -> bool:
        """Whether the line changed in more than its place."""
        return self.kind in _CHANGED or self.is_edited


@dataclass(frozen=True, slots=True)
class Fold:
    """Rows, all alike, that a reader need not see.

    They are unchanged, moved, changed in the same white space, or most of a text that is new.
    """

    rows: tuple[Row, ...]

    @property
    def kind(self) -> RowKind:
        """What happened to the lines."""
        return self.rows[0].kind

    @property
    def aspect(self) -> Aspect | None:
        """What differs, where no word does."""
        return self.rows[0].aspect


@dataclass(frozen=True, slots=True)
class Tally:
    """How much of a text changed.

    Attributes:
        removed: words that are only in the text before.
        added: words that are only in the text after.
        lines: lines that changed; where some replace others, the larger of the two numbers.
        moved: lines that are elsewhere now.
        aspects: what differs in the lines that changed, where no word does.

    """

    removed: int
    added: int
    lines: int
    moved: int
    aspects: tuple[Aspect, ...]


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
    def unfolded(self) -> TextDiff:
        """The same with nothing folded away."""
        return TextDiff(tuple(self.rows))

    @property
    def tally(self) -> Tally:
        """How much changed; never nothing if the texts differ."""
        changed = [row for row in self.rows if row.has_changed]
        worded = [row for row in changed if row.aspect is None]
        aspects = {row.aspect for row in changed}
        return Tally(
            removed=sum(row.before.words for row in worded if row.before),
            added=sum(row.after.words for row in worded if row.after),
            lines=sum(_lines(group) for _, group in groupby(self.rows, _is_changed)),
            moved=sum(row.kind is RowKind.MOVED_TO for row in self.rows),
            aspects=() if worded else tuple(aspect for aspect in Aspect if aspect in aspects),
        )


def _is_changed(row: Row) -> bool:
    return row.has_changed


def _lines(rows: Iterable[Row]) -> int:
    """How many lines adjacent changed rows amount to; 0 for others."""
    sides = [(bool(row.before), bool(row.after)) for row in rows if row.has_changed]
    return max((sum(side) for side in zip(*sides, strict=True)), default=0)
