"""Untracked presets, for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from presetsync.render.terminal.layout import span
from presetsync.view.phrases import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from presetsync.render.terminal.layout import Page
    from presetsync.view.safe import Safe
    from presetsync.view.untracked import UntrackedView


def untracked_lines(untracked: UntrackedView, page: Page) -> Iterator[Safe]:
    """The line that lists untracked presets; a full page lists all of them."""
    names = ", ".join(untracked.slugs) if page.full else listed(untracked.slugs)
    text = f"{untracked.lead}: {names}. {''.join(untracked.advice)}"
    yield from page.line(span(text))
