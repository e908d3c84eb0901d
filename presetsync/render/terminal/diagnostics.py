"""Diagnostics for people: the place first, because editors and terminals turn it into a link."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from presetsync.diagnostics import Severity
from presetsync.render.terminal.layout import Page, Span, columns, span
from presetsync.view.phrases import counted
from presetsync.view.safe import (
    Safe,
    as_line,
    lines,
    sanitize_line,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from presetsync.diagnostics import Diagnostic
    from presetsync.render.terminal.style import Style

WIDTH = 100
"""Columns, if there is no terminal."""

_LEAST_SHOWN = 20
_CUT = "…"


def diagnostics_text(
    diagnostics: Iterable[Diagnostic], style: Style, *, width: int = WIDTH
) -> Safe:
    """Each diagnostic with its place, its source line and its hint."""
    page = Page(style)
    return lines(line for each in diagnostics for line in _diagnostic(each, page, width))


def _diagnostic(diagnostic: Diagnostic, page: Page, width: int) -> Iterator[Safe]:
    place = f"{diagnostic.path}:{diagnostic.position.line}:{diagnostic.position.column}"
    color = "red" if diagnostic.severity is Severity.ERROR else "yellow"
    yield from page.line(
        span(place, "bold"),
        span(": "),
        span(diagnostic.severity, color),
        span(f": {diagnostic.message} "),
        span(f"[{diagnostic.code}]", "dim"),
    )
    if diagnostic.source.strip():
        yield from _source(diagnostic, page, color, width)
    if diagnostic.hint:
        yield from page.line(span(f"    {diagnostic.hint}"))


def _source(diagnostic: Diagnostic, page: Page, color: str, width: int) -> Iterator[Safe]:
    """The source line after its number, with carets below the relevant part."""
    number = f"{diagnostic.position.line:>5}"
    room = max(width - len(number) - len(" | "), _LEAST_SHOWN)
    source = diagnostic.source
    place = min(diagnostic.position.column - 1, len(source))
    # A line may be a megabyte; process only the part that can be shown.
    start, end = max(0, place - room - 1), place + room + 1
    before = _plain(source[start:place])
    about = _plain(source[place : min(place + diagnostic.width, end)].rstrip())
    line, caret = _window(_plain(source[start:end]), len(before), room)
    shown = line[caret : caret + max(len(about), 1)]
    carets = "^" * max(columns(shown), 1)
    bar, gap = span("|", "dim"), " " * len(number)
    yield from page.line(span(number, "dim"), span(" "), bar, Span(Safe(f" {line}")))
    below = span(f" {' ' * columns(line[:caret])}")
    yield from page.line(span(f"{gap} "), bar, below, span(carets, color))


def _plain(text: str) -> Safe:
    """A line in which each character has its own column: a tab becomes one space."""
    return sanitize_line(text.replace("\t", " "))


def _window(line: str, caret: int, room: int) -> tuple[str, int]:
    """The part of a line around the caret that fits into the given columns, and the caret in it."""
    if columns(line) <= room:
        return line.rstrip(), min(caret, len(line))
    # A third before the place, the rest after it, where the reader continues.
    start = max(0, min(caret - room // 3, len(line) - room))
    part = line[start:]
    if start:
        part = _CUT + part[1:]
    while columns(part) > room:
        part = part[: len(part) - max(1, (columns(part) - room) // 2) - 1] + _CUT
    return part, max(caret - start, 0)


def sentences(diagnostic: Diagnostic) -> Safe:
    """The message and the hint, on one line."""
    end = "" if diagnostic.message.endswith((".", "?", "!")) or not diagnostic.hint else "."
    return sanitize_line(f"{diagnostic.message}{end} {diagnostic.hint}".rstrip())


def validation_summary(diagnostics: Sequence[Diagnostic], files: int) -> Safe:
    """The last line of validate."""
    counts = Counter(diagnostic.severity for diagnostic in diagnostics)
    found = [counted(counts[each], each) for each in Severity if counts[each]]
    return as_line(f"{counted(files, 'preset')} checked: {', '.join(found) or 'all valid'}.")
