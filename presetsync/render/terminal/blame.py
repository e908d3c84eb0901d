"""A blame, for people: what each version brought, below the version."""

from __future__ import annotations

from typing import TYPE_CHECKING

from presetsync.render.terminal.layout import Page, gutter, marked_spans, span
from presetsync.render.terminal.origin import SPACE, note_lines, origin_spans, stored_spans
from presetsync.view.safe import NOTHING, Safe, lines, stripped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from presetsync.render.terminal.style import Style
    from presetsync.view.blame_view import BlamedFields, BlamedLines, BlameView
    from presetsync.view.lines import Shown
    from presetsync.view.origin_view import StoredView


def blame_text(blame: BlameView, style: Style, *, width: int | None = None) -> Safe:
    """Which version brought each line and field.

    ``width`` is as in `presetsync.render.terminal.plan.plan_text`.
    """
    page = Page(style, width)
    shown = [*page.line(span(f"v{blame.version} of {blame.slug} is live since {blame.since}"))]
    if blame.fields:
        shown += [NOTHING, style("Config", "bold")]
    for fields in blame.fields:
        shown += _fields(fields, page)
    if blame.lines:
        shown += [NOTHING, style("System prompt", "bold")]
    digits = max([3, *(len(str(part.lines[-1].number)) for part in blame.lines)])
    for part in blame.lines:
        shown += _lines(part, page, digits)
    notes = [*note_lines(blame.notes, page)]
    return lines([*shown, *([NOTHING] if notes else []), *notes])


def _head(stored: StoredView, page: Page) -> Iterator[Safe]:
    yield from page.line(*stored_spans(stored), SPACE, *origin_spans(stored.origin))


def _fields(part: BlamedFields, page: Page) -> Iterator[Safe]:
    yield from _head(part.stored, page)
    for pointer, value in part.fields:
        yield from page.line(span(f"    {pointer}: "), span(value))


def _lines(part: BlamedLines, page: Page, digits: int) -> Iterator[Safe]:
    yield from _head(part.stored, page)
    for line in part.lines:
        yield from _line(line, page, digits)


def _line(line: Shown, page: Page, digits: int) -> Iterator[Safe]:
    before = gutter(line.number, digits, "│")
    for spans in page.broken(marked_spans(line), indent=digits + 7, hang=digits + 7):
        yield stripped(page.painted([before, *spans]))
        before = gutter(None, digits, "┆")
