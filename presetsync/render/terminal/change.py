"""One change of a plan for people, in a terminal or a log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from presetsync.plan.model import Action
from presetsync.render.terminal.difference import difference_text
from presetsync.render.terminal.layout import span
from presetsync.view.phrases import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from presetsync.render.terminal.layout import Page
    from presetsync.view.change_view import ChangeView
    from presetsync.view.safe import Safe

_SIGNS = {
    Action.CREATE: ("+", "green"),
    Action.UPDATE: ("~", "yellow"),
    Action.ADOPT: ("=", "cyan"),
    Action.RESTORE: ("^", "green"),
    Action.ARCHIVE: ("-", "red"),
    Action.CONFLICT: ("x", "red"),
    Action.DRIFTED: ("x", "red"),
    Action.UNMANAGED: ("?", "dim"),
    Action.UNCHANGED: ("·", "dim"),
}


def change_text(change: ChangeView, page: Page) -> Iterator[Safe]:
    """The lines of a change."""
    yield from _heading(change, page) if change.is_one else _headings(change, page)
    if change.explanation:
        yield from page.line(span(f"    {change.explanation}"))
    for risk in change.risks:
        yield from page.line(span("  ! ", "yellow", "bold"), span(risk, "yellow"))
    yield from _remarks(change, page)
    if change.former_skin:
        yield from page.line(span(f"    skin: {change.former_skin} → {change.skin}"))
    if change.reference:
        yield from page.line(span(f"    {change.reference}"))
    for line in change.notes:
        yield from page.line(span(f"    {''.join(line)}"))
    for heading, difference in change.differences:
        if heading:
            yield from page.line(span(f"    {heading}"))
        yield from difference_text(difference, page)
    if change.hint:
        yield from page.line(span(f"    {''.join(change.hint)}", "bold"))


def _remarks(change: ChangeView, page: Page) -> Iterator[Safe]:
    for lead, remark in change.remarks:
        color = "red" if remark.is_error else "yellow"
        yield from page.line(span(f"    {lead.lower()}: {remark.text}", color))
    if change.stop:
        yield from page.line(span(f"    {change.stop}", "red", "bold"))
    if change.waits:
        yield from page.line(span(f"    {''.join(change.waits)}", "yellow", "bold"))


def _heading(change: ChangeView, page: Page) -> Iterator[Safe]:
    sign, color = _SIGNS[change.action]
    yield from page.line(
        span(f"{sign} {change.action} {change.slug}", color, "bold"),
        span(f"  {change.skin}, {change.base}  "),
        span(change.path, "dim"),
    )


def _headings(change: ChangeView, page: Page) -> Iterator[Safe]:
    """The list of presets; a full page lists all of them."""
    sign, color = _SIGNS[change.action]
    yield from page.line(
        span(f"{sign} {change.action} {len(change.slugs)} presets", color, "bold"),
        span(f"  {change.skin}"),
    )
    names = ", ".join(change.slugs) if page.full else listed(change.slugs)
    yield from page.line(span(f"    {names}"), gutter="    ")
    if change.shown_for:
        yield from page.line(span(f"    {change.shown_for}", "dim"))
