"""A history, for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from presetsync.render.terminal.layout import Page, span
from presetsync.render.terminal.origin import SPACE, note_lines, origin_spans, stored_spans
from presetsync.view.safe import NOTHING, Safe, lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from presetsync.render.terminal.style import Style
    from presetsync.view.history_view import HistoryView, VersionView


def history_text(history: HistoryView, style: Style, *, width: int | None = None) -> Safe:
    """The versions of presets, newest first.

    ``width`` is as in `presetsync.render.terminal.plan.plan_text`.
    """
    page = Page(style, width)
    shown = [line for version in history.versions for line in _version(version, page)]
    if not history.versions:
        shown.append(style("No versions. To see those of a preset, name it."))
    after = [*_absent(history.absent, page), *note_lines(history.explanations, history.notes, page)]
    return lines([*shown, *([NOTHING] if after else []), *after])


def _version(version: VersionView, page: Page) -> Iterator[Safe]:
    slug = (span(version.slug, "bold"), span(" ")) if version.slug else ()
    marks = (SPACE, span(version.marks, "green")) if version.marks else ()
    same = (SPACE, span(version.same_as, "cyan")) if version.same_as else ()
    yield from page.line(*slug, *stored_spans(version.stored), *marks, *same)
    yield from page.line(span("    "), *origin_spans(version.stored.origin))
    yield from page.line(span(f"    {''.join(version.changes)}"))


def _absent(slugs: str, page: Page) -> Iterator[Safe]:
    if slugs:
        yield from page.line(span(f"Archived, or not on the server: {slugs}."), gutter="  ┆ ")
