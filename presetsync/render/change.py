"""One change of a plan for people, in a terminal or a log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from presetsync.plan.model import Action
from presetsync.plan.textreview import size_of
from presetsync.render import wording
from presetsync.render.difference import difference_text, json_text
from presetsync.render.layout import Span
from presetsync.render.neutral import neutral_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from presetsync.plan.grouping import Group
    from presetsync.plan.review import Comparison
    from presetsync.render.layout import Page

_SIGNS = {
    Action.CREATE: ("+", "green"),
    Action.UPDATE: ("~", "yellow"),
    Action.ADOPT: ("=", "cyan"),
    Action.RESTORE: ("^", "green"),
    Action.ARCHIVE: ("-", "red"),
    Action.CONFLICT: ("x", "red"),
    Action.DRIFTED: ("x", "red"),
    Action.UNMANAGED: ("?", "dim"),
}
_LONG = 60
"""Characters of a value in a created preset; a longer one is shown by its size."""


def change_text(group: Group, page: Page, *, verbose: bool = False) -> Iterator[str]:
    """The lines of a change; ``verbose`` spells out what a created preset holds."""
    review = group.first
    yield from _heading(group, page) if group.is_one else _headings(group, page, verbose=verbose)
    if explained := wording.explained(review):
        yield from page.line(Span(f"    {explained}"))
    for risk in wording.unmarked(review):
        yield from page.line(
            Span("  ! ", ("yellow", "bold")), Span(neutral_line(risk), ("yellow",))
        )
    for lead, warning in wording.warnings(group):
        told = f"    {lead.lower()}: {neutral_line(warning)}"
        yield from page.line(Span(told, ("yellow",)))
    if review.former_skin:
        yield from page.line(
            Span(f"    skin: {neutral_line(review.former_skin)} → {neutral_line(review.skin)}")
        )
    if like := wording.prompt_like(review):
        yield from page.line(Span(f"    {neutral_line(like)}"))
    for comparison in review.comparisons:
        if heading := wording.heading(comparison, review):
            yield from page.line(Span(f"    {heading}"))
        if review.action is Action.CREATE and not verbose:
            yield from _summary(comparison, page)
        else:
            flags = review.action is not Action.CREATE
            yield from difference_text(comparison, page, flags=flags)


def _heading(group: Group, page: Page) -> Iterator[str]:
    review = group.first
    sign, color = _SIGNS[review.action]
    yield from page.line(
        Span(f"{sign} {review.action} {neutral_line(review.slug)}", (color, "bold")),
        Span(f"  {neutral_line(review.skin)}, {wording.base(review)}  "),
        Span(neutral_line(review.path), ("dim",)),
    )


def _headings(group: Group, page: Page, *, verbose: bool) -> Iterator[str]:
    """Which presets they are; ``verbose`` names all, however many."""
    review, slugs = group.first, group.slugs
    sign, color = _SIGNS[review.action]
    yield from page.line(
        Span(f"{sign} {review.action} {len(slugs)} presets", (color, "bold")),
        Span(f"  {neutral_line(review.skin)}"),
    )
    names = ", ".join(slugs) if verbose else wording.listed(slugs)
    yield from page.line(Span(f"    {neutral_line(names)}"), gutter="    ")
    if told := wording.shown_for(group):
        yield from page.line(Span(f"    {neutral_line(told)}", ("dim",)))


def _summary(comparison: Comparison, page: Page) -> Iterator[str]:
    """What a new preset holds, a line a field: its file is in the same pull request."""
    for field in comparison.fields:
        pointer = neutral_line(field.pointer)
        yield from page.line(Span(f"    {pointer}: {_brief(field.after)}"))
    if comparison.tools:
        names = neutral_line(wording.listed([tool.name for tool in comparison.tools]))
        yield from page.line(Span(f"    {wording.counted(len(comparison.tools), 'tool')}: {names}"))
    if comparison.system:
        yield f"    system prompt: {wording.size(comparison.system.after)}"


def _brief(value: Any) -> str:
    text = json_text(value)
    if len(text) <= _LONG:
        return text
    if isinstance(value, list):
        return wording.counted(len(value), "item")
    if isinstance(value, dict):
        return f"{{{', '.join(neutral_line(key) for key in value)}}}"
    return wording.size(size_of(str(value)))
