"""The results of an import, for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from presetsync.render.terminal.difference import difference_text
from presetsync.render.terminal.layout import Page, span
from presetsync.view.safe import Safe, as_line, joined, lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from presetsync.render.terminal.style import Style
    from presetsync.view.import_view import ConflictView, ImportedView, ImportView

_MOST_LINES = 12
"""Maximum lines of one side of a conflict; the file and the dashboard have all of them."""


def imported_text(result: ImportedView, style: Style, width: int | None = None) -> Safe:
    """One preset; ``width`` is as in `presetsync.render.terminal.plan.plan_text`."""
    return lines(_imported(result, Page(style, width)))


def _imported(result: ImportedView, page: Page) -> Iterator[Safe]:
    color = "green" if result.is_done else "red"
    version = f"  version {result.version}" if result.version else ""
    yield from page.line(span(result.outcome, color, "bold"), span(f" {result.slug}{version}"))
    for file in result.files:
        yield from page.line(span(f"    {file}", "dim"))
    for reason in result.reasons:
        yield from page.line(span(f"    {reason}"))
    if result.difference:
        yield from difference_text(result.difference, page)
    for conflict in result.conflicts:
        yield from _conflict(conflict, page)


def _conflict(conflict: ConflictView, page: Page) -> Iterator[Safe]:
    yield from page.line(span(f"    {conflict.title}", "bold"))
    for name, shown in conflict.sides:
        lead = f"      {name:<7}"
        if not shown:
            yield from page.line(span(lead, "dim"), span("nothing", "dim"))
        for line in shown[:_MOST_LINES]:
            yield from page.line(span(lead, "dim"), span(f"│ {line}"))
            lead = " " * len(lead)
        if len(shown) > _MOST_LINES:
            more = f"┆ {len(shown) - _MOST_LINES} more lines"
            yield from page.line(span(lead), span(more, "dim"))


def import_text(view: ImportView, style: Style) -> Safe:
    """The last line of an import."""
    title = style(view.title, "green" if view.is_complete else "red", "bold")
    return joined([title, as_line(f": {view.counts}.")])
