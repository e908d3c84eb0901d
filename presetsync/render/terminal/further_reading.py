"""Further reading, for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from presetsync.render.terminal.layout import Page, span
from presetsync.view.safe import Safe, lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from presetsync.render.terminal.style import Style
    from presetsync.view.further_reading import FurtherReading


def reading_text(reading: FurtherReading, style: Style, width: int | None = None) -> Safe:
    """The lines; ``width`` is as in `presetsync.render.terminal.plan.plan_text`."""
    return lines(reading_lines(reading, Page(style, width)))


def reading_lines(reading: FurtherReading, page: Page) -> Iterator[Safe]:
    """The lines at the end of an output."""
    for line in reading.lines:
        yield from page.line(span("".join(line)))
