"""A status, for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from presetsync.render.terminal.difference import difference_text
from presetsync.render.terminal.layout import Page, span
from presetsync.render.terminal.table import Column, table_lines
from presetsync.render.terminal.untracked import untracked_lines
from presetsync.view.phrases import words
from presetsync.view.safe import NOTHING, Safe, lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from presetsync.render.terminal.layout import Span
    from presetsync.render.terminal.style import Style
    from presetsync.view.status_view import PresetStatusView, StatusRow, StatusView

_COLUMNS = (
    Column(words("preset"), least=14),
    Column(words("live")),
    Column(words("since (UTC)"), least=11),
    Column(words("by"), least=14),
    Column(words("state"), least=8),
)


def status_text(
    status: StatusView, style: Style, *, full: bool = False, width: int | None = None
) -> Safe:
    """How the presets of the lock compare with the server.

    ``full`` and ``width`` are as in `presetsync.render.terminal.plan.plan_text`.
    """
    page = Page(style, width, full)
    shown: list[Safe] = []
    if status.rows:
        shown += [*table_lines(_COLUMNS, map(_row, status.rows), page), NOTHING]
    for preset in status.details:
        shown += [*_details(preset, page), NOTHING]
    shown.append(style(f"Status: {status.counts}.", "bold"))
    if status.untracked:
        shown += untracked_lines(status.untracked, page)
    if status.shallow:
        shown += page.line(span("".join(status.shallow)))
    return lines(shown)


def _row(row: StatusRow) -> tuple[Span, ...]:
    color = "red" if row.needs_attention else "green"
    texts = (row.slug, row.live, row.since, row.by)
    return (*(span(text or "-") for text in texts), span(row.state, color))


def _details(preset: PresetStatusView, page: Page) -> Iterator[Safe]:
    yield from page.line(
        span(f"x {preset.row.state} {preset.row.slug}", "red", "bold"),
        span(f"  {preset.skin}  "),
        span(preset.path, "dim"),
    )
    if preset.is_disabled:
        yield from page.line(span("    calls of it fail until it is enabled in the dashboard"))
    if preset.recorded:
        yield from page.line(span(f"    {''.join(preset.recorded)}"))
    if preset.stored:
        yield from page.line(span(f"    {''.join(preset.stored)}"))
    if preset.heading:
        yield from page.line(span(f"    {preset.heading}"))
    if preset.difference:
        yield from difference_text(preset.difference, page)
    if preset.hint:
        yield from page.line(span(f"    {''.join(preset.hint)}", "bold"))
