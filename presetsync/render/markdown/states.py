"""The difference between two states of a preset as Markdown, for a comment or an issue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from presetsync.render.markdown.difference import difference_lines
from presetsync.render.markdown.fitting import Section, fitted
from presetsync.render.markdown.fragments import (
    code_element,
    markdown,
    markdown_joined,
    sentence,
)
from presetsync.render.markdown.sizes import LARGEST_COMMENT, size
from presetsync.view.phrases import lower, opened, words_joined
from presetsync.view.states_view import LEFT_OUT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from presetsync.render.markdown.fragments import Markdown
    from presetsync.view.states_view import StatesView

MARKER = "<!-- presetsync:diff -->"
"""The first line, by which a workflow finds its comment; it is invisible."""


def states_markdown(
    states: StatesView, *, limit: int = LARGEST_COMMENT, full: bool = False
) -> Markdown:
    """The difference: the compared states, then a folding section.

    ``limit`` and ``full`` are as in `presetsync.render.markdown.plan.plan_markdown`.
    """
    head = markdown_joined(_head(states))
    if not states.counts:
        return head
    lines = tuple(difference_lines(states.difference, full=full))
    kinds = markdown(" · ⚠️ {}", words_joined(states.kinds)) if states.kinds else markdown()
    title = markdown("{}: {}{}", code_element(states.slug), states.counts, kinds)
    [section] = fitted([Section(title, lines)], limit - size(head) - size(_cut(len(lines))))
    return markdown_joined([head, section.text, _cut(section.left_out)])


def _head(states: StatesView) -> Iterator[Markdown]:
    counts = markdown(": {}", states.counts) if states.counts else markdown()
    yield markdown(MARKER)
    yield markdown("\n### presetsync: {} of {}{}\n\n", lower(states.title), states.slug, counts)
    yield markdown("- from {}\n", sentence(states.before))
    yield markdown("- to {}\n\n", sentence(states.after))
    if states.skins:
        yield markdown("**Skin**: {} → {}\n\n", *states.skins)
    for risk in states.risks:
        yield markdown("⚠️ {}\n\n", risk)
    for line in states.prices:
        yield markdown("{}.\n\n", sentence(opened(line)))
    if states.left_out:
        yield markdown("{}: {}.\n\n", LEFT_OUT, states.left_out)


def _cut(left_out: int) -> Markdown:
    if not left_out:
        return markdown()
    return markdown(
        "**This is not the whole difference**: {} shows all of it.\n\n", "--format html --full"
    )
