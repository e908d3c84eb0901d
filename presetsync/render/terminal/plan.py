"""Plans for people, in a terminal or a log.

A plan with nothing to do is the usual one: what shows differences is imported where there are some.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from presetsync.render import phrases
from presetsync.render.safe import Safe, joined, lines, sanitize_line
from presetsync.render.terminal.layout import Page, span

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
) -> Safe:
    """The plan.

    Args:
        plan: what to show.
        style: colours, or none.
        full: fold nothing away.
        width: columns to break lines at; None for no breaking.
        redact: takes secrets out of a text; see `review`.

    """
    page = Page(style, width, full)
    blocks: list[Safe] = []
    is_risky = False
    if plan.noteworthy:
        from presetsync.plan.groups import grouped
        from presetsync.plan.review import review
        from presetsync.render.terminal.change import change_text

        for group in grouped(review(change, redact) for change in plan.noteworthy):
            is_risky |= bool(group.first.risks)
            blocks.append(lines(change_text(group, page)))
    if plan.passed_over:
        blocks.append(lines(_passed_over(plan, page, redact)))
    blocks.append(lines(_footer(plan, page, is_risky=is_risky)))
    return joined(blocks, "\n")


def _passed_over(plan: Plan, page: Page, redact: Callable[[str], str]) -> Iterator[Safe]:
    from presetsync.plan.review import passed_over

    for warning in passed_over(plan, redact):
        yield from page.line(span(f"warning: {warning}", "yellow"))


def _footer(plan: Plan, page: Page, *, is_risky: bool) -> Iterator[Safe]:
    title, rest = phrases.headline(plan)
    if plan.has_changes:
        yield from page.line(span(f"{title}: {rest}", "bold"))
    else:
        yield from page.line(span(title, "bold"), span(f": {rest}"))
    if ignored := phrases.ignored(plan):
        yield from page.line(span(f"{phrases.IGNORED}: {ignored}."))
    if plan.base_url:
        yield from page.line(span(f"! {phrases.ELSEWHERE} {plan.base_url}", "yellow", "bold"))
    if is_risky:
        yield from page.line(span(phrases.RISKY, "yellow"))
    if not plan.refreshed:
        yield sanitize_line(phrases.NOT_REFRESHED)
    if plan.active:
        yield page.style(f"Digest: {plan.digest}", "dim")
