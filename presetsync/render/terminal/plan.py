"""Plans for people, in a terminal or a log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from presetsync.render.terminal.further_reading import reading_lines
from presetsync.render.terminal.layout import Page, span
from presetsync.render.terminal.untracked import untracked_lines
from presetsync.view.plan_view import (
    ELSEWHERE,
    IGNORED,
    NOT_REFRESHED,
    REFRESH,
    RISKY,
)
from presetsync.view.safe import Safe, as_line, joined, lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from presetsync.render.terminal.style import Style
    from presetsync.view.plan_view import PlanView


def plan_text(
    plan: PlanView, style: Style, *, full: bool = False, width: int | None = None
) -> Safe:
    """The plan.

    Args:
        plan: what to show.
        style: colours, or none.
        full: fold nothing.
        width: columns to break lines at; None for no breaking.

    """
    page = Page(style, width, full)
    changes = plan.changes()
    blocks: list[Safe] = []
    if changes:  # most plans have none, and need no code for differences
        from presetsync.render.terminal.change import change_text

        blocks += [lines(change_text(change, page)) for change in changes]
    if plan.passed_over:
        blocks.append(lines(_passed_over(plan, page)))
    is_risky = any(change.kinds for change in changes)
    blocks.append(lines(_footer(plan, page, is_risky=is_risky)))
    return joined(blocks, as_line(""))


def _passed_over(plan: PlanView, page: Page) -> Iterator[Safe]:
    for warning in plan.passed_over:
        yield from page.line(span(f"warning: {warning}", "yellow"))


def _footer(plan: PlanView, page: Page, *, is_risky: bool) -> Iterator[Safe]:
    if plan.has_changes:
        yield from page.line(span(f"{plan.title}: {plan.counts}", "bold"))
    else:
        yield from page.line(span(plan.title, "bold"), span(f": {plan.counts}"))
    if plan.ignored:
        yield from page.line(span(f"{IGNORED}: {plan.ignored_names}."))
    if plan.untracked:
        yield from untracked_lines(plan.untracked, page)
    if plan.base_url:
        yield from page.line(span(f"! {ELSEWHERE} {plan.base_url}", "yellow", "bold"))
    if is_risky:
        yield from page.line(span(RISKY, "yellow"))
    if plan.unchecked:
        yield from page.line(span("".join(plan.unchecked)))
    if not plan.refreshed:
        yield page.style(NOT_REFRESHED.format(REFRESH))
    if plan.shallow:
        yield from page.line(span("".join(plan.shallow)))
    if plan.is_active:
        yield page.style(f"Digest: {plan.digest}", "dim")
    yield from reading_lines(plan.reading, page)
