"""Plans for people, in a terminal or a log.

A plan with nothing to do is the usual one: what shows differences is imported where there are some.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from presetsync.plan.planning import Action
from presetsync.render import wording
from presetsync.render.layout import Page, Span
from presetsync.render.neutral import neutral_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from presetsync.plan.planning import Plan
    from presetsync.plan.review import Comparison, Review
    from presetsync.render.style import Style

_SIGNS = {
    Action.CREATE: ("+", "green"),
    Action.UPDATE: ("~", "yellow"),
    Action.ADOPT: ("=", "cyan"),
    Action.RESTORE: ("^", "green"),
    Action.ARCHIVE: ("-", "red"),
    Action.CONFLICT: ("!", "red"),
    Action.DRIFTED: ("!", "red"),
    Action.UNMANAGED: ("?", "dim"),
}
_LONG = 60
"""Characters of a value in a created preset; a longer one is shown by its size."""


def plan_text(
    plan: Plan,
    style: Style,
    *,
    verbose: bool = False,
    width: int | None = None,
    conceal: Callable[[str], str] = str,
) -> str:
    """The plan.

    Args:
        plan: what to show.
        style: colours, or none.
        verbose: spell out what a created preset holds.
        width: columns to break lines at; None for no breaking.
        conceal: takes secrets out of a text; see `review`.

    """
    page = Page(style, width)
    reviews = _reviews(plan, conceal) if plan.noteworthy else []
    blocks = ["\n".join(_review(each, page, verbose=verbose)) + "\n" for each in reviews]
    blocks.append("\n".join(_footer(plan, reviews, page)) + "\n")
    return "\n".join(blocks)


def _reviews(plan: Plan, conceal: Callable[[str], str]) -> list[Review]:
    from presetsync.plan.review import review

    return [review(change, conceal) for change in plan.noteworthy]


def _footer(plan: Plan, reviews: list[Review], page: Page) -> Iterator[str]:
    title, rest = wording.headline(plan)
    if plan.has_changes:
        yield from page.line(Span(f"{title}: {rest}", ("bold",)))
    else:
        yield from page.line(Span(title, ("bold",)), Span(f": {rest}"))
    if ignored := wording.ignored(plan):
        yield from page.line(Span(f"{wording.IGNORED}: {neutral_line(ignored)}."))
    if any(each.risks for each in reviews):
        yield from page.line(Span(wording.RISKY, ("yellow",)))
    if not plan.refreshed:
        yield wording.NOT_REFRESHED
    if plan.active:
        yield page.style(f"Digest: {plan.digest}", "dim")


def _review(review: Review, page: Page, *, verbose: bool) -> Iterator[str]:
    from presetsync.render.difference import difference_text

    sign, color = _SIGNS[review.action]
    yield from page.line(
        Span(f"{sign} {review.action} {neutral_line(review.slug)}", (color, "bold")),
        Span(f"  {neutral_line(review.skin)}, {wording.base(review)}  "),
        Span(neutral_line(review.path), ("dim",)),
    )
    if explained := wording.explained(review):
        yield from page.line(Span(f"    {explained}"))
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
    from presetsync.plan.textreview import size_of
    from presetsync.render.difference import json_text

    text = json_text(value)
    if len(text) <= _LONG:
        return text
    if isinstance(value, list):
        return wording.counted(len(value), "item")
    if isinstance(value, dict):
        return f"{{{', '.join(neutral_line(key) for key in value)}}}"
    return wording.size(size_of(str(value)))
