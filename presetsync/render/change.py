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

    from presetsync.plan.review import Comparison, Review
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


def change_text(review: Review, page: Page, *, verbose: bool = False) -> Iterator[str]:
    """The lines of a change; ``verbose`` spells out what a created preset holds."""
    sign, color = _SIGNS[review.action]
    yield from page.line(
        Span(f"{sign} {review.action} {neutral_line(review.slug)}", (color, "bold")),
        Span(f"  {neutral_line(review.skin)}, {wording.base(review)}  "),
        Span(neutral_line(review.path), ("dim",)),
    )
    if explained := wording.explained(review):
        yield from page.line(Span(f"    {explained}"))
    for risk in wording.unmarked(review):
        yield from page.line(
            Span("  ! ", ("yellow", "bold")), Span(neutral_line(risk), ("yellow",))
        )
    for warning in review.warnings:
        yield from page.line(Span(f"    warning: {neutral_line(warning)}", ("yellow",)))
    if review.former_skin:
        yield from page.line(
            Span(f"    skin: {neutral_line(review.former_skin)} → {neutral_line(review.skin)}")
        )
    for comparison in review.comparisons:
        if heading := wording.heading(comparison, review):
            yield from page.line(Span(f"    {heading}"))
        if review.action is Action.CREATE and not verbose:
            yield from _summary(comparison, page)
        else:
            flags = review.action is not Action.CREATE
            yield from difference_text(comparison, page, flags=flags)


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
