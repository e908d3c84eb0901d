"""Fragments of Markdown: untrusted text is only in code, where Markdown has no effect."""

from __future__ import annotations

import re
from enum import StrEnum
from html import escape
from typing import TYPE_CHECKING

from presetsync.view.phrases import Words, counted
from presetsync.view.safe import Safe, sanitize_line

if TYPE_CHECKING:
    from collections.abc import Iterable

    from presetsync.view.phrases import Sentence

LONGEST = 300
"""Maximum characters of a server's message, or of a pointer."""

_LONGEST_NAME = 100
"""Characters of a slug, a pointer or a tool's name next to the triangle of a section."""

_BACKTICKS = re.compile("`+")


class Markdown(Safe):
    """Markdown; `markdown` makes it, and `presetsync.render.markdown.fitting` cuts it."""

    __slots__ = ()


def markdown(template: str = "", *parts: str | int) -> Markdown:
    """The template, which is a literal, with each part in place of a ``{}``.

    A part that is neither Markdown nor our own words becomes a code span.
    """
    return Markdown(template.format(*map(_markup, parts)))


def markdown_joined(parts: Iterable[Markdown], separator: str = "") -> Markdown:
    """The fragments with a separator, which is a literal, between them."""
    return Markdown(separator.join(parts))


def sentence(parts: Sentence) -> Markdown:
    """A sentence with names and commands as code spans."""
    return markdown_joined(markdown("{}", part) for part in parts)


def code(text: str, *, in_cell: bool = False) -> Markdown:
    """The text, which is not empty, as a code span; in a table a bar is escaped too."""
    text = sanitize_line(text)
    rest = len(text) - LONGEST
    more = f" and {counted(rest, 'character')} more" if rest > 0 else ""
    text = text[:LONGEST]
    ticks = "`" * (max((len(run) for run in _BACKTICKS.findall(text)), default=0) + 1)
    # One space on either side is not part of the text; without it, backticks would merge.
    pad = " " if text[:1] in "` " or text[-1:] in "` " else ""
    if in_cell:
        text = text.replace("|", "\\|")
    return Markdown(f"{ticks}{pad}{text}{pad}{ticks}{more}")


def code_element(text: str) -> Markdown:
    """The text as HTML, for a heading of HTML: GitHub resolves nothing within ``code``."""
    return Markdown(f"<code>{escape(sanitize_line(text)[:_LONGEST_NAME])}</code>")


def _markup(part: str | int) -> str:
    return str(part) if isinstance(part, Markdown | Words | StrEnum | int) else code(part)
