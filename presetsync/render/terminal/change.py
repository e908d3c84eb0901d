"""One change of a plan for people, in a terminal or a log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from presetsync.plan.model import Action
from presetsync.render import phrases
from presetsync.render.safe import sanitize_line
from presetsync.render.terminal.difference import difference_text
from presetsync.render.terminal.layout import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from presetsync.plan.groups import Group
    from presetsync.render.terminal.layout import Page

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


def change_text(group: Group, page: Page) -> Iterator[str]:
    """The lines of a change."""
    review = group.first
    yield from _heading(group, page) if group.is_one else _headings(group, page)
    if explained := phrases.explained(review):
        yield from page.line(Span(f"    {explained}"))
    for risk in phrases.unmarked(review):
        yield from page.line(
            Span("  ! ", ("yellow", "bold")), Span(sanitize_line(risk), ("yellow",))
        )
    for lead, warning in phrases.warnings(group):
        told = f"    {lead.lower()}: {sanitize_line(warning)}"
        yield from page.line(Span(told, ("yellow",)))
    if review.former_skin:
        yield from page.line(
            Span(f"    skin: {sanitize_line(review.former_skin)} → {sanitize_line(review.skin)}")
        )
    if like := phrases.prompt_like(review):
        yield from page.line(Span(f"    {sanitize_line(like)}"))
    if stored := phrases.stored(group):
        yield from page.line(Span(f"    {sanitize_line(stored)}"))
    for comparison in review.comparisons:
        if heading := phrases.heading(comparison, review):
            yield from page.line(Span(f"    {heading}"))
        yield from difference_text(comparison, page, is_new=review.action is Action.CREATE)
    if ways_out := phrases.ways_out(review):
        yield from page.line(Span(f"    {ways_out}", ("bold",)))


def _heading(group: Group, page: Page) -> Iterator[str]:
    review = group.first
    sign, color = _SIGNS[review.action]
    yield from page.line(
        Span(f"{sign} {review.action} {sanitize_line(review.slug)}", (color, "bold")),
        Span(f"  {sanitize_line(review.skin)}, {phrases.base(review)}  "),
        Span(sanitize_line(review.path), ("dim",)),
    )


def _headings(group: Group, page: Page) -> Iterator[str]:
    """Which presets they are; a page that is full names all, however many."""
    review, slugs = group.first, group.slugs
    sign, color = _SIGNS[review.action]
    yield from page.line(
        Span(f"{sign} {review.action} {len(slugs)} presets", (color, "bold")),
        Span(f"  {sanitize_line(review.skin)}"),
    )
    names = ", ".join(slugs) if page.full else phrases.listed(slugs)
    yield from page.line(Span(f"    {sanitize_line(names)}"), gutter="    ")
    if told := phrases.shown_for(group):
        yield from page.line(Span(f"    {sanitize_line(told)}", ("dim",)))
