"""The results of an apply, for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from presetsync.render.terminal.further_reading import reading_text
from presetsync.render.terminal.layout import Page, span
from presetsync.view.further_reading import NOTHING_MORE
from presetsync.view.safe import Safe, as_line, joined, lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from presetsync.render.terminal.style import Style
    from presetsync.view.further_reading import FurtherReading
    from presetsync.view.result_view import ResultsView, ResultView


def result_text(result: ResultView, style: Style, width: int | None = None) -> Safe:
    """One result; ``width`` is as in `presetsync.render.terminal.plan.plan_text`."""
    return lines(_result(result, Page(style, width)))


def _result(result: ResultView, page: Page) -> Iterator[Safe]:
    color = "green" if result.is_done else "red"
    version = f"  version {result.version}" if result.version else ""
    yield from page.line(span(result.outcome, color, "bold"), span(f" {result.slug}{version}"))
    for reason in result.reasons:
        yield from page.line(span(f"    {reason}"))
    for warning in result.warnings:
        yield from page.line(span(f"    warning: {warning}", "yellow"))
    for addition in result.additions:
        yield from page.line(span(f"    {addition}", "dim"))


def results_text(
    view: ResultsView,
    style: Style,
    width: int | None = None,
    shown: FurtherReading = NOTHING_MORE,
) -> Safe:
    """The end of an apply, without the pages already shown with its plan."""
    title = style(view.title, "green" if view.is_complete else "red", "bold")
    more = reading_text(view.reading.beyond(shown), style, width)
    return joined([title, as_line(f": {view.counts}."), more])
