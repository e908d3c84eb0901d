"""The difference between two states of a preset for people, in a terminal or a log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from presetsync.render.terminal.difference import difference_text
from presetsync.render.terminal.layout import Page, span
from presetsync.view.plan_view import RISKY
from presetsync.view.safe import NOTHING, Safe, lines
from presetsync.view.states_view import LEFT_OUT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from presetsync.render.terminal.style import Style
    from presetsync.view.states_view import StatesView


def states_text(
    states: StatesView, style: Style, *, full: bool = False, width: int | None = None
) -> Safe:
    """The difference; arguments are as in `presetsync.render.terminal.plan.plan_text`."""
    return lines(_lines(states, Page(style, width, full)))


def _lines(states: StatesView, page: Page) -> Iterator[Safe]:
    yield from page.line(
        span(f"~ {states.slug}", "yellow", "bold"), span(f"  {states.skin}" if states.skin else "")
    )
    yield from page.line(span("  - ", "red", "bold"), span("".join(states.before)))
    yield from page.line(span("  + ", "green", "bold"), span("".join(states.after)))
    yield NOTHING
    if states.counts:
        for risk in states.risks:
            yield from page.line(span("  ! ", "yellow", "bold"), span(risk, "yellow"))
        if states.skins:
            before, after = states.skins
            yield from page.line(span(f"    skin: {before} → {after}"))
        for line in states.prices:
            yield from page.line(span(f"    {''.join(line)}"))
        yield from difference_text(states.difference, page)
        yield NOTHING
    if states.left_out:
        yield from page.line(span(f"{LEFT_OUT}: {states.left_out}."))
    counts = f": {states.counts}" if states.counts else ""
    yield from page.line(span(f"{states.title}{counts}.", "bold"))
    if states.kinds:
        yield from page.line(span(RISKY, "yellow"))
