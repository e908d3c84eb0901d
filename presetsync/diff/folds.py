"""Folding what a reader need not see: rows that are alike, and the middle of long lines.

Pure. No change is folded away, except white space and most of a text that is new.
"""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from presetsync.diff.rows import Fold, RowKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from presetsync.diff.aspects import Aspect
    from presetsync.diff.rows import Row
    from presetsync.diff.words import Piece

CONTEXT = 2
"""Unchanged lines that are shown above and below a change."""

MOST_NEW = 60
"""Lines shown of a text that was added or removed as a whole; the rest is folded."""

_BESIDE = 60
"""Unchanged characters of a line that are shown before and after a change in it, about."""

_AT_THE_START = 30
"""Characters at the start of a line by which a reader recognises it, about."""

_JOINED = ("Mn", "Mc", "Me", "Cf")
_MOST_MARKS = 16

_LEAST = 120
"""Fewer characters are not folded: the note would take as much room."""


def folded_rows(rows: Sequence[Row]) -> Iterator[Row | Fold]:
    """The rows with long stretches of one kind folded, except their edges."""
    if {row.kind for row in rows} in ({RowKind.ADDED}, {RowKind.REMOVED}):  # one text is empty
        yield from rows[:MOST_NEW]
        yield from _fold(rows[MOST_NEW:])
        return
    start = 0
    for (kind, aspect, _, is_edited), group in groupby(rows, key=_alike):
        run = tuple(group)
        is_whole = kind in (RowKind.SAME, RowKind.MOVED_FROM, RowKind.MOVED_TO) and not is_edited
        can_fold = is_whole or (aspect and aspect.is_white_space)
        # At either end of the text no change follows that needs context.
        head = 0 if kind is RowKind.SAME and start == 0 else CONTEXT
        tail = 0 if kind is RowKind.SAME and start + len(run) == len(rows) else CONTEXT
        start += len(run)
        if not can_fold or len(run) <= head + tail:
            yield from run
            continue
        yield from run[:head]
        yield from _fold(run[head : len(run) - tail])
        yield from run[len(run) - tail :]


def _fold(rows: Sequence[Row]) -> Iterator[Row | Fold]:
    """The rows as one fold; one row alone takes no more room than that."""
    if len(rows) > 1:
        yield Fold(tuple(rows))
    else:
        yield from rows


def _alike(row: Row) -> tuple[RowKind, Aspect | None, int, bool]:
    """What rows have in common that are folded together."""
    return row.kind, row.aspect, row.distance, row.is_edited


def folded_pieces(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """The pieces of a line with long unchanged stretches between words in pieces of their own."""
    shown: list[Piece] = []
    for number, piece in enumerate(pieces):
        if piece.changed:
            shown.append(piece)
            continue
        is_first, is_last = number == 0, number == len(pieces) - 1
        start = _word_end(piece.text, _AT_THE_START if is_first and not is_last else _BESIDE)
        end = len(piece.text) if is_last else _word_start(piece.text, len(piece.text) - _BESIDE)
        if end - start < _LEAST:
            shown.append(piece)
            continue
        cut = (piece.text[:start], piece.text[start:end], piece.text[end:])
        shown += [
            replace(piece, text=text, is_folded=part == 1) for part, text in enumerate(cut) if text
        ]
    return tuple(shown)


def _word_end(text: str, place: int) -> int:
    """The end of the last word before a place, if one ends near it."""
    space = text.rfind(" ", place // 2, place)
    return _beside(text, place) if space < 0 else space + 1


def _word_start(text: str, place: int) -> int:
    """The start of the first word after a place, if one starts near it."""
    place = max(place, 0)
    space = text.find(" ", place, place + _BESIDE // 2)
    return _beside(text, place) if space < 0 else space + 1


def _beside(text: str, place: int) -> int:
    """The place, or one further on where it would split a character from its marks."""
    for _ in range(_MOST_MARKS):
        if not 0 < place < len(text) or unicodedata.category(text[place]) not in _JOINED:
            break
        place += 1
    return min(place, len(text))
