"""Answers as Markdown, for a comment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from presetsync.render.markdown.difference import coded_text, text_lines
from presetsync.render.markdown.fitting import Coded, Section, fitted
from presetsync.render.markdown.fragments import (
    code_element,
    markdown,
    markdown_joined,
    sentence,
)
from presetsync.render.markdown.sizes import LARGEST_COMMENT, size
from presetsync.view.phrases import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from presetsync.render.markdown.fragments import Markdown
    from presetsync.view.phrases import Words
    from presetsync.view.trial_view import AnswerView, TrialView

MARKER = "<!-- presetsync:try -->"
"""The first line, by which a workflow finds its comment; it is invisible."""


def trials_markdown(
    trials: Sequence[TrialView], total: Words, stopped: str, *, limit: int = LARGEST_COMMENT
) -> Markdown:
    """The cost of all answers, then a folding section for each preset.

    Args:
        trials: the answers.
        total: their cost.
        stopped: why the rest was not sent; "" if all were sent.
        limit: the maximum number of characters, counted as GitHub counts.

    """
    head = markdown_joined(_head(trials, total, stopped))
    sections = [_section(trial) for trial in trials]
    parts = fitted(sections, limit - size(head) - size(_cut(any_left_out=True)))
    left_out = any(part.left_out for part in parts)
    return markdown_joined([head, *(part.text for part in parts), _cut(any_left_out=left_out)])


def _head(trials: Sequence[TrialView], total: Words, stopped: str) -> Iterator[Markdown]:
    yield markdown("{}\n### presetsync try: ", markdown(MARKER))
    has_begun = trials or stopped
    yield markdown("{}\n\n", total) if has_begun else markdown("no preset changed\n\n")
    if stopped:
        yield markdown("⚠️ Stopped: {}\n\n", stopped)


def _section(trial: TrialView) -> Section:
    failed = sum(bool(answer.failure) for answer in trial.answers)
    if failed:
        state = words("⚠️ not answered")
    elif trial.difference:
        state = words("the same answer") if trial.is_same else words("two answers")
    else:
        state = words("one answer")
    run = markdown(", {}", trial.run) if trial.run else markdown()
    title = markdown("{}: {}{}", code_element(trial.slug), state, run)
    return Section(title, tuple(_lines(trial)))


def _lines(trial: TrialView) -> Iterator[Markdown | Coded]:
    for answer in trial.answers:
        yield from _about(answer)
        if not trial.difference:
            yield from coded_text(answer.text)
    if trial.difference:
        labels = [answer.label for answer in trial.answers]
        yield markdown("`-` {}, `+` {}", *labels)
        yield from text_lines(trial.difference, full=True)


def _about(answer: AnswerView) -> Iterator[Markdown]:
    yield markdown("**{}** {}", answer.label, sentence(answer.facts))
    if answer.finish:
        yield markdown("Ended early: {}", answer.finish)
    if answer.failure:
        hint = markdown(" Hint: {}", answer.hint) if answer.hint else markdown()
        yield markdown("⚠️ {}{}", answer.failure, hint)


def _cut(*, any_left_out: bool) -> Markdown:
    if not any_left_out:
        return markdown()
    return markdown("**These are not the whole answers**: {} has them.\n\n", "--format json")
