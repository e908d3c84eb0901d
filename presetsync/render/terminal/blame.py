"""A blame, for people: the versions that introduced something, then the prompt with a margin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from presetsync.render.terminal.layout import Page, columns, marked_spans, span
from presetsync.render.terminal.origin import note_lines, origin_spans, stored_spans
from presetsync.view.safe import NOTHING, Safe, lines, stripped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from presetsync.render.terminal.style import Style
    from presetsync.view.blame_view import BlamedVersion, BlameView
    from presetsync.view.lines import Shown
    from presetsync.view.origin_view import StoredView

_COMMIT = 7
"""Columns of a commit in the margin."""


def blame_text(blame: BlameView, style: Style, *, width: int | None = None) -> Safe:
    """The version that introduced each line and field.

    ``width`` is as in `presetsync.render.terminal.plan.plan_text`.
    """
    page = Page(style, width)
    shown = [*page.line(span(f"v{blame.version} of {blame.slug} is live since {blame.since}"))]
    for version in blame.versions:
        shown += [NOTHING, *_version(version, page)]
    if blame.lines:
        shown.append(NOTHING)
    number = max((len(f"{stored.version}") for stored, _ in blame.lines), default=0)
    digits = len(f"{len(blame.lines)}")
    for stored, line in blame.lines:
        shown += _line(stored, line, page, (number, digits))
    notes = [*note_lines(blame.explanations, blame.notes, page)]
    return lines([*shown, *([NOTHING] if notes else []), *notes])


def _version(version: BlamedVersion, page: Page) -> Iterator[Safe]:
    yield from page.line(*stored_spans(version.stored))
    yield from page.line(span("    "), *origin_spans(version.stored.origin))
    for pointer, value in version.fields:
        yield from page.line(span(f"    {pointer}: "), span(value))
    if version.lines:
        yield page.style(f"    {version.lines}")


def _line(stored: StoredView, line: Shown, page: Page, room: tuple[int, int]) -> Iterator[Safe]:
    """A line of the prompt after a margin; ``room`` is that of a version and of a line number."""
    number, digits = room
    version, commit = f"v{stored.version}", stored.origin.commit
    margin = f"{version:<{number + 1}}  {commit:<{_COMMIT}}  {line.number:>{digits}} "
    taken = columns(margin) + 2
    before = span(f"{margin}│ ", "dim")
    for spans in page.broken(marked_spans(line), indent=taken, hang=taken):
        yield stripped(page.painted([before, *spans]))
        before = span(f"{'':{columns(margin)}}┆ ", "dim")
