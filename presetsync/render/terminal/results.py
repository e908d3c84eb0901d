"""What an apply did, and a status, for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from presetsync.render.terminal.difference import difference_text
from presetsync.render.terminal.layout import Page, span
from presetsync.view.safe import (
    Safe,
    as_line,
    joined,
    lines,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from presetsync.render.terminal.style import Style
    from presetsync.view.result_view import ResultsView, ResultView
    from presetsync.view.status_view import PresetStatusView, StatusView


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


def results_text(view: ResultsView, style: Style) -> Safe:
    """The last line of an apply."""
    title = style(view.title, "green" if view.is_complete else "red", "bold")
    return joined([title, as_line(f": {view.counts}.")])


def status_text(status: StatusView, style: Style, *, width: int | None = None) -> Safe:
    """How the presets of the lock compare with the server; those in sync are only counted.

    ``width`` is as in `presetsync.render.terminal.plan.plan_text`.
    """
    page = Page(style, width)
    shown = [line for preset in status.drifted for line in _status(preset, page)]
    return lines([*shown, style(f"Status: {status.counts}.", "bold")])


def _status(preset: PresetStatusView, page: Page) -> Iterator[Safe]:
    yield from page.line(
        span(f"x {preset.status} {preset.slug}", "red", "bold"),
        span(f"  {preset.skin}  "),
        span(preset.path, "dim"),
    )
    if preset.is_disabled:
        yield page.style("    calls of it fail until it is enabled in the dashboard")
    yield page.style(f"    {preset.heading}")
    if preset.difference:
        yield from difference_text(preset.difference, page)
