"""A version and where it comes from, for people.

Untrusted text comes last on its line, so that it cannot imitate our own text after it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from presetsync.render.terminal.layout import span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from presetsync.render.terminal.layout import Page, Span
    from presetsync.view.origin_view import OriginView, StoredView
    from presetsync.view.phrases import Sentence, Words
    from presetsync.view.safe import Safe

SPACE = span("  ")


def stored_spans(stored: StoredView) -> tuple[Span, ...]:
    """The number of a version, when it was stored, and by whom."""
    by = (SPACE, span(f"by {stored.by}", "dim")) if stored.by else ()
    return span(f"v{stored.version}", "bold"), SPACE, span(stored.since), *by


def origin_spans(origin: OriginView) -> Iterator[Span]:
    """The commit that a version comes from, or why it is not known."""
    if origin.relation:
        yield span(f"{origin.relation} ", "dim")
    if origin.commit:
        yield span(origin.commit, "yellow")
        yield span(" ")
    if origin.remark:
        yield span(origin.remark, "dim")
        return
    if origin.pull_request:
        yield span(f"{origin.pull_request} ", "cyan")
    yield span(f"{origin.author}: ", "dim")
    yield span(origin.subject)


def note_lines(
    explanations: Iterable[Words], notes: Iterable[Sentence], page: Page
) -> Iterator[Safe]:
    """What is said about origins, explained, and why more may be known elsewhere."""
    for text in explanations:
        yield from page.line(span(text, "dim"), gutter="  ┆ ")
    for sentence in notes:
        yield from page.line(span("".join(sentence), "yellow"), gutter="  ┆ ")
