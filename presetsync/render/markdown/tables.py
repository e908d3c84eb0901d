"""Tables in Markdown, truncated to a given size."""

from __future__ import annotations

from typing import TYPE_CHECKING

from presetsync.render.markdown.fragments import markdown, markdown_joined
from presetsync.render.markdown.sizes import size

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from presetsync.render.markdown.fragments import Markdown
    from presetsync.view.phrases import Words

_LONGEST_MORE = 40
"""Characters of the last row, which says that there are more."""


def table(columns: Sequence[Words], rows: Iterable[Sequence[Markdown]], room: int) -> Markdown:
    """A table, or the rows that there is room for."""
    heads = [markdown("{}", column) for column in columns]
    lines = [_row(heads), markdown("|{}\n", markdown_joined([markdown(" --- |")] * len(heads)))]
    room -= sum(map(size, lines)) + _LONGEST_MORE
    more = 0
    for row in rows:
        line = _row(row)
        room -= size(line)
        if room < 0:
            more += 1
        else:
            lines.append(line)
    if more:
        rest = markdown_joined([markdown(" |")] * (len(heads) - 1))
        lines.append(markdown("| … and {} more |{}\n", more, rest))
    return markdown_joined([*lines, markdown("\n")])


def _row(cells: Sequence[Markdown]) -> Markdown:
    return markdown("| {} |\n", markdown_joined(cells, " | "))
