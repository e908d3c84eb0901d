"""The differences of two texts, by line, for readers. Pure.

Made for prompts: a line that was replaced has its changed words marked, a block that moved is not
shown as removed and added, and a change of no word, such as white space, has a name. Only a line
feed ends a line. The time is nearly linear in the size of the texts.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from presetsync.diff.aspects import (
    Aspect,
    aspect_of,
    has_ordinary_spaces,
    marks_aspect,
)
from presetsync.diff.folds import folded_rows
from presetsync.diff.moves import moves
from presetsync.diff.rows import (
    Line,
    Row,
    RowKind,
    TextDiff,
)
from presetsync.diff.word_breaks import word_count
from presetsync.diff.words import Piece, compare
from presetsync.sequences import common

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from presetsync.diff.moves import Move


def diff_text(before: str, after: str) -> TextDiff:
    """Compare two texts."""
    # The end counts where only one of the texts has a line feed there.
    is_open = bool(before and after) and before.endswith("\n") is not after.endswith("\n")
    old, new = _lines(before, is_open=is_open), _lines(after, is_open=is_open)
    return TextDiff(tuple(folded_rows([*_rows(old, new)])))


def _lines(text: str, *, is_open: bool) -> list[str]:
    """The lines of a text, each with a line feed, but with ``is_open`` not the last."""
    *lines, last = text.split("\n")
    closed = [f"{line}\n" for line in lines]
    return [*closed, last if is_open else f"{last}\n"] if last else closed


def _rows(old: Sequence[str], new: Sequence[str]) -> Iterator[Row]:
    if not (old and new):
        yield from _named([*_alone(old, RowKind.REMOVED), *_alone(new, RowKind.ADDED)])
        return
    pairs = common(old, new)
    kept_old, kept_new = {pair.before for pair in pairs}, {pair.after for pair in pairs}
    moved = moves(
        old,
        new,
        (place for place in range(len(old)) if place not in kept_old),
        (place for place in range(len(new)) if place not in kept_new),
    )
    sources, targets = _places(moved)
    start_old = start_new = 0
    for one, other in [*pairs, (len(old), len(new))]:
        if start_old < one or start_new < other:
            yield from _changed(
                _Side(old, range(start_old, one), new, sources),
                _Side(new, range(start_new, other), old, targets),
            )
        if one < len(old):
            line = _line(old, one)
            yield Row(RowKind.SAME, line, _line(new, other, line.pieces))
        start_old, start_new = one + 1, other + 1


def _places(moved: Sequence[Move]) -> tuple[dict[int, int], dict[int, int]]:
    """Where each line that moved is now, and where each was before."""
    pairs = [(m.source + offset, m.target + offset) for m in moved for offset in range(m.length)]
    return dict(pairs), {target: source for source, target in pairs}


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


def _alone(lines: Sequence[str], kind: RowKind) -> Iterator[Row]:
    """The rows of a text where the other one is empty, as for a new preset."""
    for number, text in enumerate(map(_bare, lines), 1):
        pieces = (Piece(text, changed=True),) if text else ()
        line = Line(number, pieces, words=word_count(text))
        yield Row(kind, line, None) if kind is RowKind.REMOVED else Row(kind, None, line)


def _changed(old: _Side, new: _Side) -> Iterator[Row]:
    """The rows of a stretch in which the texts differ."""
    return _named([*_paired(old, new)])


def _named(rows: Sequence[Row]) -> Iterator[Row]:
    """The rows of a stretch, with the aspect of those in which no word differs."""
    # A blank line that was added with others needs no name of its own.
    are_blank = all(row.aspect or _is_blank(row) for row in rows)
    others = [row for row in rows if row.has_changed and not row.aspect]
    aspect = Aspect.BLANK_LINES if are_blank else _wordless(others)
    for row in rows:
        is_named = aspect and row.has_changed and not row.aspect
        yield replace(row, aspect=aspect) if is_named else row


def _wordless(rows: Sequence[Row]) -> Aspect | None:
    """What differs in rows without an aspect, where all words of one side are on the other."""
    if any(line and line.words for row in rows for line in (row.before, row.after)):
        return None
    old = "\n".join(row.before.text for row in rows if row.before)
    new = "\n".join(row.after.text for row in rows if row.after)
    return marks_aspect(old, new)


def _paired(old: _Side, new: _Side) -> Iterator[Row]:
    removed, added = old.staying, new.staying
    before, after, pairs, wrapped = _compared(old, new, removed, added)
    start_old, start_new = old.places.start, new.places.start
    for one, other in [*pairs, (old.places.stop, new.places.stop)]:
        for place in range(start_old, one):
            yield _removed(old, place, before.get(place), wrapped)
        for place in range(start_new, other):
            yield _added(new, place, after.get(place), wrapped)
        if one < old.places.stop:
            aspect = aspect_of(old.lines[one], new.lines[other]) or wrapped
            yield Row(RowKind.REPLACED, before[one], after[other], aspect)
        start_old, start_new = one + 1, other + 1


def _compared(
    old: _Side, new: _Side, removed: Sequence[int], added: Sequence[int]
) -> tuple[dict[int, Line], dict[int, Line], list[tuple[int, int]], Aspect | None]:
    """The lines that stay, by place on either side; which are pairs; and what all differ in."""
    ours, theirs = [_bare(old.lines[i]) for i in removed], [_bare(new.lines[i]) for i in added]
    compared = compare(ours, theirs)
    before, after = (
        {
            place: replace(_line(lines, place, pieces), words=words)
            for place, pieces, words in zip(places, pieced, counts, strict=True)
        }
        for lines, places, pieced, counts in (
            (old.lines, removed, compared.before, compared.removed),
            (new.lines, added, compared.after, compared.added),
        )
    )
    wrapped = None
    if compared.same_words and removed and added:
        is_plain = all(map(has_ordinary_spaces, (*ours, *theirs)))
        wrapped = Aspect.LINE_BREAKS if is_plain else Aspect.SPACES
    pairs = _with_lookalikes(compared.pairs, ours, theirs)
    return before, after, [(removed[o], added[n]) for o, n in pairs], wrapped


def _with_lookalikes(
    pairs: Sequence[tuple[int, int]], old: Sequence[str], new: Sequence[str]
) -> Iterator[tuple[int, int]]:
    """The pairs of lines, and those between them that differ in no word although they share none.

    ``é`` may be one code point or two, and an invisible character may split a word.
    """
    start_old = start_new = 0
    for one, other in [*pairs, (len(old), len(new))]:
        if one - start_old == other - start_new:
            for place, there in zip(range(start_old, one), range(start_new, other), strict=True):
                if aspect_of(old[place], new[there]) in (Aspect.INVISIBLE, Aspect.NORMALISATION):
                    yield place, there
        if one < len(old):
            yield one, other
        start_old, start_new = one + 1, other + 1


def _removed(side: _Side, place: int, line: Line | None, aspect: Aspect | None) -> Row:
    if line is None:
        return Row(RowKind.MOVED_FROM, _line(side.lines, place), None, other=side.moved[place] + 1)
    return Row(RowKind.REMOVED, line, None, aspect)


def _added(side: _Side, place: int, line: Line | None, aspect: Aspect | None) -> Row:
    if line is None:
        return _moved_to(side, place)
    return Row(RowKind.ADDED, None, line, aspect)


def _moved_to(side: _Side, place: int) -> Row:
    moved = side.moved[place]
    one, other = side.others[moved], side.lines[place]
    if one == other:
        return Row(RowKind.MOVED_TO, None, _line(side.lines, place), other=moved + 1)
    compared = compare([_bare(one)], [_bare(other)])
    before = replace(_line(side.others, moved, compared.before[0]), words=compared.removed[0])
    after = replace(_line(side.lines, place, compared.after[0]), words=compared.added[0])
    return Row(RowKind.MOVED_TO, before, after, aspect_of(one, other), other=moved + 1)


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
