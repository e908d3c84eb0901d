"""A status, for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from presetsync.render.terminal.difference import difference_text
from presetsync.render.terminal.layout import Page, span
from presetsync.view.safe import Safe, lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from presetsync.render.terminal.style import Style
    from presetsync.view.status_view import PresetStatusView, StatusView


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
