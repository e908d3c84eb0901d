"""A rollback for people, in a terminal or a log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from presetsync.render.terminal.layout import Page, span
from presetsync.render.terminal.states import states_text
from presetsync.view.safe import NOTHING, Safe, joined, lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from presetsync.render.terminal.style import Style
    from presetsync.view.rollback_view import RollbackView


def rollback_text(
    view: RollbackView, style: Style, *, full: bool = False, width: int | None = None
) -> Safe:
    """The changes, and the warnings before anything is written.

    Arguments are as in `presetsync.render.terminal.plan.plan_text`.
    """
    states = states_text(view.states, style, full=full, width=width)
    return joined([states, lines(_warnings(view, Page(style, width)))])


def _warnings(view: RollbackView, page: Page) -> Iterator[Safe]:
    for warning in view.warnings:
        yield from page.line(span("! ", "yellow", "bold"), span("".join(warning), "yellow"))
    yield NOTHING


def written_text(view: RollbackView, style: Style, width: int | None = None) -> Safe:
    """The files that were written."""
    return lines(_written(view, Page(style, width)))


def _written(view: RollbackView, page: Page) -> Iterator[Safe]:
    for path in view.files:
        yield from page.line(span("wrote", "green", "bold"), span(f" {path}"))
    if not view.files:
        yield from page.line(span(f"{''.join(view.unchanged)}."))
