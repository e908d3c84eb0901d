"""Text from outside within a line of Markdown: as code, in which Markdown means nothing."""

from __future__ import annotations

import re

from presetsync.render.phrases import counted
from presetsync.render.safe import sanitize_line

_LONGEST = 300
"""Characters of a server's message, or of a pointer, that are shown."""

_BACKTICKS = re.compile("`+")


def code(text: str, *, in_cell: bool = False) -> str:
    """The text, which is not empty, as a code span; in a table a bar has to be escaped still."""
    text = sanitize_line(text)
    rest = len(text) - _LONGEST
    more = f" and {counted(rest, 'character')} more" if rest > 0 else ""
    text = text[:_LONGEST]
    ticks = "`" * (max((len(run) for run in _BACKTICKS.findall(text)), default=0) + 1)
    # One space on either side is no part of the text; without, backticks would run together.
    pad = " " if text[:1] in "` " or text[-1:] in "` " else ""
    if in_cell:
        text = text.replace("|", "\\|")
    return f"{ticks}{pad}{text}{pad}{ticks}{more}"
