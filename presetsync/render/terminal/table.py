"""Tables for a terminal: columns as wide as their cells, narrowed to fit, with wrapped cells."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING

from presetsync.render.terminal.layout import Span, columns, folded, span
from presetsync.view.safe import stripped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from presetsync.render.terminal.layout import Page
    from presetsync.view.phrases import Words
    from presetsync.view.safe import Safe

_GAP = 2
_GUTTER = "┆ "
"""Begins a continuation line, so that no part of a cell begins a line."""
_GUTTER_WIDTH = len(_GUTTER)


@dataclass(frozen=True, slots=True)
class Column:
    """A column; ``least`` is its minimum width, None if its cells are not wrapped."""

    head: Words
    least: int | None = None


def table_lines(
    heads: Sequence[Column], rows: Iterable[Sequence[Span]], page: Page
) -> Iterator[Safe]:
    """A table with a cell of each row for each column."""
    cells = [[span(column.head, "bold") for column in heads], *rows]
    widths = [max(columns(cell.text) for cell in each) for each in zip(*cells, strict=True)]
    if page.width is not None:
        _narrow(widths, heads, page.width - _GAP * (len(heads) - 1))
    for row in cells:
        yield from _row(row, widths, page)


def _narrow(widths: list[int], heads: Sequence[Column], room: int) -> None:
    """Narrow the widest columns until they fit, or reach their minimum."""
    while sum(widths) > room:
        foldable = [
            place
            for place, column in enumerate(heads)
            if column.least is not None and widths[place] > column.least
        ]
        if not foldable:
            return
        widths[max(foldable, key=widths.__getitem__)] -= 1


def _row(row: Sequence[Span], widths: Sequence[int], page: Page) -> Iterator[Safe]:
    first, *others = zip(row, widths, strict=True)
    cells = [folded(*first, hang=_GUTTER_WIDTH), *(folded(cell, width) for cell, width in others)]
    for number, line in enumerate(zip_longest(*cells, fillvalue=span(""))):
        shown = [span(_GUTTER, "dim")] if number else []
        left = -_GUTTER_WIDTH if number else 0
        for part, width in zip(line, widths, strict=True):
            left += width - columns(part.text) + _GAP
            shown += [part, span(" " * left)]
            left = 0
        yield stripped(page.painted(shown))
