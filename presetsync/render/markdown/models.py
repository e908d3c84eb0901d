"""Changes in the catalogue, as Markdown for a pull request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from presetsync.render.markdown.fragments import markdown, markdown_joined, sentence
from presetsync.render.markdown.sizes import LARGEST_COMMENT, size
from presetsync.view.models_view import news_title

if TYPE_CHECKING:
    from collections.abc import Sequence

    from presetsync.render.markdown.fragments import Markdown
    from presetsync.view.models_view import NewsView

_LONGEST_MORE = 60
"""Characters of the last item, which says that there are more."""


def news_markdown(news: Sequence[NewsView], *, limit: int = LARGEST_COMMENT) -> Markdown:
    """A list of the changes, the most urgent first; ``limit`` is in characters."""
    parts = [markdown("### presetsync models: {}\n\n", news_title(news))]
    room = limit - size(parts[0]) - _LONGEST_MORE
    for number, each in enumerate(news):
        item = markdown("- {}\n", sentence(each.message))
        room -= size(item)
        if room < 0:
            parts.append(markdown("- … and {} more\n", len(news) - number))
            break
        parts.append(item)
    return markdown_joined(parts)
