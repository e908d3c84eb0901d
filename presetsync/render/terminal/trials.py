"""Answers, for people: side by side if there is room, otherwise one after another."""

from __future__ import annotations

import re
from itertools import zip_longest
from typing import TYPE_CHECKING, NamedTuple

from presetsync.diff.rows import RowKind
from presetsync.render.terminal.layout import (
    UNSEEN,
    Page,
    columns,
    gutter,
    marked_spans,
    span,
    underlined,
)
from presetsync.view.lines import Shown
from presetsync.view.safe import (
    NOTHING,
    joined,
    lines,
    sanitize_line,
    sanitize_pieces,
    stripped,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from presetsync.diff.rows import Line, TextDiff
    from presetsync.render.terminal.layout import Span
    from presetsync.render.terminal.style import Style
    from presetsync.view.phrases import Words
    from presetsync.view.safe import Safe
    from presetsync.view.trial_view import AnswerView, TrialView

BESIDE_FROM = 100
"""The minimum columns of a terminal for two answers side by side."""

_NUMBER = 3
"""Columns of a line's number."""

_HANG = len("    123 │   ")

_SAME, _CHANGED = span("  "), span("~ ", "yellow")
_GOES_ON = span("┆ ", "dim")
_REMOVED, _ADDED = span("- ", "red"), span("+ ", "green")
_BETWEEN = " │ "


class _Cell(NamedTuple):
    """A line of an answer: its number, whether the other answer has it, and its text."""

    number: int
    sign: Span
    spans: list[Span]


def trial_text(
    trial: TrialView, style: Style, width: int | None = None, *, is_streamed: bool = False
) -> Safe:
    """The answers of one preset, with marked differences, and the cost of each.

    ``width`` is as in `presetsync.render.terminal.plan.plan_text`. With ``is_streamed``, the text
    of the only answer has already been printed.
    """
    # If a log wraps the line differently, carets below it would point at the wrong place.
    page = Page(style, width or UNSEEN)
    if is_streamed:
        shown = [line for answer in trial.answers for line in _facts(answer, page)]
    elif trial.difference and width is not None and width >= BESIDE_FROM:
        head = trial_heading(trial.slug, trial.run, page)
        shown = [*head, *_beside(trial, trial.difference, page)]
    else:
        shown = [*trial_heading(trial.slug, trial.run, page), *_in_turn(trial, page)]
    if trial.difference and trial.is_same:
        shown.append(style("  Both answers are the same."))
    return lines(shown)


def trial_heading(slug: str, run: Words, page: Page) -> Iterator[Safe]:
    """The preset, and the number of the repetition."""
    yield from page.line(span(slug, "bold"), span(f" ({run})" if run else ""), gutter="  ┆ ")


def answer_heading(label: str, page: Page) -> Iterator[Safe]:
    """The state that is answered."""
    yield from page.line(span(f"  {label}", "cyan"), gutter="  ┆ ")


def answer_lines(text: str, page: Page, first: int = 1) -> Iterator[Safe]:
    """A text of a model, with numbers from ``first``."""
    for number, line in enumerate(text.split("\n"), start=first):
        yield from _numbered(_Cell(number, _SAME, [span(line.replace("\t", "    "))]), page)


def _in_turn(trial: TrialView, page: Page) -> Iterator[Safe]:
    for place, answer in enumerate(trial.answers):
        yield from answer_heading(answer.label, page)
        if trial.difference:
            cells = (pair[place] for pair in _pairs(trial.difference))
            for cell in cells:
                if cell:
                    yield from _numbered(cell, page)
        elif answer.text:
            yield from answer_lines(answer.text, page)
        yield from _facts(answer, page)


def _numbered(cell: _Cell, page: Page) -> Iterator[Safe]:
    """A line after its gutter; without colours, carets mark the differences."""
    before = gutter(cell.number, _NUMBER, "│")
    hang = columns(before.text) + columns(cell.sign.text)
    sign = cell.sign
    for part in page.broken(cell.spans, indent=hang, hang=hang):
        yield stripped(page.painted([before, sign, *part]))
        if not page.style.color and (carets := underlined(part)):
            yield joined([gutter(None, _NUMBER, "┆").text, _SAME.text, sanitize_line(carets)])
        before, sign = gutter(None, _NUMBER, "┆"), _SAME


def _beside(trial: TrialView, difference: TextDiff, page: Page) -> Iterator[Safe]:
    """Two columns: the compared state on the left, the file on the right."""
    assert page.width
    room = (page.width - len(_BETWEEN) - 2) // 2
    column = Page(page.style, room)
    heads = [[[span(answer.label, "cyan")]] for answer in trial.answers]
    yield from _columns(column, *heads)
    for pair in _pairs(difference):
        yield from _columns(column, *(_cell_parts(cell, column) for cell in pair))
    remarks = ([*_remark_parts(answer, column)] for answer in trial.answers)
    yield from _columns(column, *remarks)


def _columns(column: Page, left: list[list[Span]], right: list[list[Span]]) -> Iterator[Safe]:
    """The parts of two cells; those on the left are padded to the column's width."""
    assert column.width
    nothing: list[Span] = []
    for one, other in zip_longest(left, right, fillvalue=nothing):
        fill = column.width - sum(columns(each.text) for each in one)
        row = [span("  "), *one, span(" " * fill), span(_BETWEEN, "dim"), *other]
        yield stripped(column.painted(row))


def _cell_parts(cell: _Cell | None, column: Page) -> list[list[Span]]:
    if cell is None:
        return []
    parts: list[list[Span]] = []
    sign, hang = cell.sign, columns(cell.sign.text)
    for part in column.broken(cell.spans, indent=hang, hang=hang):
        parts.append([sign, *part])
        if not column.style.color and (carets := underlined(part)):
            parts.append([_SAME, span(carets)])
        sign = _GOES_ON
    return parts


def _remark_parts(answer: AnswerView, column: Page) -> Iterator[list[Span]]:
    for text, styles in _remarks(answer):
        words = _words(text, styles)
        first, *rest = column.broken(words, indent=0, hang=columns(_GOES_ON.text))
        yield first
        yield from ([_GOES_ON, *part] for part in rest)


def _facts(answer: AnswerView, page: Page) -> Iterator[Safe]:
    """The model and the cost of the answer, and any error."""
    for text, styles in _remarks(answer):
        line = page.line(span("    "), *_words(text, styles), gutter="      ┆ ")
        yield from map(stripped, line)


def _words(text: str, styles: tuple[str, ...]) -> list[Span]:
    """The words of a text, so that one such as a URL begins a line rather than be broken."""
    return [span(word, *styles) for word in re.findall(r"\S+\s*|^\s+", text)]


def _remarks(answer: AnswerView) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield "".join(answer.facts), ("dim",)
    if answer.finish:
        yield f"ended early: {answer.finish}", ("yellow",)
    if answer.failure:
        yield f"error: {answer.failure}", ("red",)
    if answer.hint:
        yield f"hint: {answer.hint}", ()


def _pairs(difference: TextDiff) -> Iterator[tuple[_Cell | None, _Cell | None]]:
    """The lines of two texts side by side, each in its own order."""
    for row in difference.unfolded.rows:
        before = None if row.kind is RowKind.MOVED_TO else row.before
        after = None if row.kind is RowKind.MOVED_FROM else row.after
        if row.kind is RowKind.SAME:
            signs: Sequence[Span] = (_SAME, _SAME)
        elif before and after:
            signs = (_CHANGED, _CHANGED)
        else:
            signs = (_REMOVED, _ADDED)
        yield _cell(before, signs[0]), _cell(after, signs[1])


def _cell(line: Line | None, sign: Span) -> _Cell | None:
    if line is None:
        return None
    shown = Shown(line.number, " ", sanitize_pieces(line.pieces))
    return _Cell(line.number, sign, marked_spans(shown))


class AnswerStream:
    """An answer that is printed while it streams, in rows of the terminal."""

    def __init__(self, style: Style, width: int, redact: Callable[[str], str] = str) -> None:
        self._page, self._room = Page(style, width), width - _HANG
        self._redact = redact
        self._rest, self._number, self._goes_on = "", 1, False

    def feed(self, text: str) -> Safe:
        """The rows that a piece of text completes.

        A row ends at white space, so that no word, such as a key, is in two of them.
        """
        self._rest += text
        rows: list[Safe] = []
        while (end := self._end()) is not None:
            row, is_line = self._rest[:end], self._rest[end] == "\n"
            self._rest = self._rest[end + 1 :]
            rows += self._rows(row)
            self._goes_on = not is_line
            self._number += is_line
        return lines(rows)

    def end(self) -> Safe:
        """The rest at the end of the answer."""
        rest, self._rest = self._rest, ""
        return lines(self._rows(rest)) if rest else NOTHING

    def _end(self) -> int | None:
        """Where a row of the rest ends; None if more text may belong to it."""
        line_end = self._rest.find("\n")
        if line_end >= 0 and line_end <= self._room:
            return line_end
        if len(self._rest) > self._room:
            space = self._rest.rfind(" ", 1, self._room + 1)
            # A word that is longer than a row ends after it.
            space = space if space > 0 else self._rest.find(" ", max(self._room, 1))
            if space > 0 and (line_end < 0 or space < line_end):
                return space
        return line_end if line_end >= 0 else None

    def _rows(self, text: str) -> Iterator[Safe]:
        before = gutter(None, _NUMBER, "┆") if self._goes_on else gutter(self._number, _NUMBER, "│")
        spans = [span(self._redact(text).replace("\t", "    "))]
        for part in self._page.broken(spans, indent=_HANG, hang=_HANG):
            yield stripped(joined([self._page.painted([before, _SAME, *part])]))
            before = gutter(None, _NUMBER, "┆")
