"""One change of a plan for people, in a terminal or a log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from presetsync.plan.model import Action
from presetsync.render import phrases
from presetsync.render.terminal.difference import difference_text
from presetsync.render.terminal.layout import span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from presetsync.plan.groups import Group
    from presetsync.render.safe import Safe
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


def change_text(group: Group, page: Page) -> Iterator[Safe]:
    """The lines of a change."""
    review = group.first
    yield from _heading(group, page) if group.is_one else _headings(group, page)
    if explained := phrases.explained(review):
        yield from page.line(span(f"    {explained}"))
    for risk in phrases.unmarked(review):
        yield from page.line(span("  ! ", "yellow", "bold"), span(risk, "yellow"))
    for lead, warning in phrases.warnings(group):
        yield from page.line(span(f"    {lead.lower()}: {warning}", "yellow"))
    if review.former_skin:
        yield from page.line(span(f"    skin: {review.former_skin} → {review.skin}"))
    if like := phrases.prompt_like(review):
        yield from page.line(span(f"    {like}"))
    if stored := phrases.stored(group):
        yield from page.line(span(f"    {stored}"))
    for comparison in review.comparisons:
        if heading := phrases.heading(comparison, review):
            yield from page.line(span(f"    {heading}"))
        yield from difference_text(comparison, page, is_new=review.action is Action.CREATE)
    if ways_out := phrases.ways_out(review):
        yield from page.line(span(f"    {ways_out}", "bold"))


def _heading(group: Group, page: Page) -> Iterator[Safe]:
    review = group.first
    sign, color = _SIGNS[review.action]
    yield from page.line(
        span(f"{sign} {review.action} {review.slug}", color, "bold"),
        span(f"  {review.skin}, {phrases.base(review)}  "),
        span(review.path, "dim"),
    )


def _headings(group: Group, page: Page) -> Iterator[Safe]:
    """Which presets they are; a page that is full names all, however many."""
    review, slugs = group.first, group.slugs
    sign, color = _SIGNS[review.action]
    yield from page.line(
        span(f"{sign} {review.action} {len(slugs)} presets", color, "bold"),
        span(f"  {review.skin}"),
    )
    names = ", ".join(slugs) if page.full else phrases.listed(slugs)
    yield from page.line(span(f"    {names}"), gutter="    ")
    if told := phrases.shown_for(group):
        yield from page.line(span(f"    {told}", "dim"))
