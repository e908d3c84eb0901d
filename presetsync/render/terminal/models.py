"""Changes in the catalogue and the models in use, for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from presetsync.render.terminal.layout import Page, span
from presetsync.render.terminal.table import Column, table_lines
from presetsync.view.phrases import words
from presetsync.view.safe import Safe, lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from presetsync.render.terminal.layout import Span
    from presetsync.render.terminal.style import Style
    from presetsync.view.models_view import ModelRow, NewsView

_GUTTER = "    ┆ "
_COLUMNS = (
    Column(words("model"), least=10),
    Column(words("presets"), least=8),
    Column(words("USD/M in/out"), least=7),
    Column(words("context")),
    Column(words("left")),
)
_EXPIRES = Column(words("expires"))


def news_text(news: Iterable[NewsView], style: Style, width: int | None = None) -> Safe:
    """A line for each change; nothing for none. ``width`` is that of the terminal."""
    page = Page(style, width)
    shown: list[Safe] = []
    for each in news:
        styles = ("yellow",) if each.is_urgent else ()
        shown += page.line(span("".join(each.message), *styles), gutter=_GUTTER)
    return lines(shown)


def models_text(rows: Sequence[ModelRow], style: Style, width: int | None = None) -> Safe:
    """A table of the models in use."""
    has_dates = any(row.expires for row in rows)
    heads = (*_COLUMNS, _EXPIRES) if has_dates else _COLUMNS
    cells = (_cells(row, has_dates=has_dates) for row in rows)
    return lines(table_lines(heads, cells, Page(style, width)))


def _cells(row: ModelRow, *, has_dates: bool) -> tuple[Span, ...]:
    remark = span(row.remark, "yellow") if row.remark else span(row.price or "-")
    cells = (
        span(row.model),
        span(row.presets or "-"),
        remark,
        span(row.context or "-"),
        span(row.endpoints or "-", *(("red",) if row.endpoints.startswith("0 ") else ())),
    )
    return (*cells, span(row.expires, "yellow")) if has_dates else cells
