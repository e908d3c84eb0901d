"""Plans for people, in a terminal or a log.

A plan with nothing to do is the usual one: what shows differences is imported where there are some.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from presetsync.render import phrases
from presetsync.render.safe import sanitize_line
from presetsync.render.terminal.layout import Page, Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from presetsync.plan.model import Plan
    from presetsync.render.terminal.style import Style


def plan_text(
    plan: Plan,
    style: Style,
    *,
    full: bool = False,
    width: int | None = None,
    redact: Callable[[str], str] = str,
) -> str:
    """The plan.

    Args:
        plan: what to show.
        style: colours, or none.
        full: fold nothing away.
        width: columns to break lines at; None for no breaking.
        redact: takes secrets out of a text; see `review`.

    """
    page = Page(style, width, full)
    blocks: list[str] = []
    is_risky = False
    if plan.noteworthy:
        from presetsync.plan.groups import grouped
        from presetsync.plan.review import review
        from presetsync.render.terminal.change import change_text

        for group in grouped(review(change, redact) for change in plan.noteworthy):
            is_risky |= bool(group.first.risks)
            blocks.append("\n".join(change_text(group, page)) + "\n")
    if plan.passed_over:
        blocks.append("".join(f"{line}\n" for line in _passed_over(plan, page, redact)))
    blocks.append("\n".join(_footer(plan, page, is_risky=is_risky)) + "\n")
    return "\n".join(blocks)


def _passed_over(plan: Plan, page: Page, redact: Callable[[str], str]) -> Iterator[str]:
    from presetsync.plan.review import passed_over

    for warning in passed_over(plan, redact):
        yield from page.line(Span(f"warning: {sanitize_line(warning)}", ("yellow",)))


def _footer(plan: Plan, page: Page, *, is_risky: bool) -> Iterator[str]:
    title, rest = phrases.headline(plan)
    if plan.has_changes:
        yield from page.line(Span(f"{title}: {rest}", ("bold",)))
    else:
        yield from page.line(Span(title, ("bold",)), Span(f": {rest}"))
    if ignored := phrases.ignored(plan):
        yield from page.line(Span(f"{phrases.IGNORED}: {sanitize_line(ignored)}."))
    if plan.base_url:
        told = f"! {phrases.ELSEWHERE} {sanitize_line(plan.base_url)}"
        yield from page.line(Span(told, ("yellow", "bold")))
    if is_risky:
        yield from page.line(Span(phrases.RISKY, ("yellow",)))
    if not plan.refreshed:
        yield phrases.NOT_REFRESHED
    if plan.active:
        yield page.style(f"Digest: {plan.digest}", "dim")
