"""Markdown for pages that are made from the code."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

WIDTH = 110

_SPECIAL = re.compile(r"([\\<>*_\[\]])")
_CODE = re.compile(r"(`[^`]*`)")
_NAME = re.compile(
    # An option, a variable or a setting with an underscore, a file, a preset's address.
    r"(?<![\w`/.@-])(--[a-z][a-z-]*|[A-Z]+(?:_[A-Z]+)+|[a-z]+(?:_[a-z]+)+|"
    r"(?:[\w-]+\.)+(?:yaml|json)|@preset/\S+)(?![\w`])"
)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; a vertical bar in a cell is escaped."""
    lines = [list(head), ["---"] * len(head), *([_cell(cell) for cell in row] for row in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def code(text: str) -> str:
    """Text as code in a line."""
    return f"`{text}`"


def block(text: str, language: str) -> str:
    """A block of code."""
    return f"```{language}\n{text.strip(chr(10))}\n```\n"


def prose(text: str) -> str:
    """Plain text as Markdown: nothing in it is markup but code, and names become code."""
    text = text.replace("``", "`")
    parts = _CODE.split(text)
    for number in range(0, len(parts), 2):
        quoted = _NAME.sub(r"`\1`", parts[number])
        pieces = _CODE.split(quoted)
        pieces[::2] = [_SPECIAL.sub(r"\\\1", piece) for piece in pieces[::2]]
        parts[number] = "".join(pieces)
    return "".join(parts)


def sentence(text: str) -> str:
    """A description of the code as a sentence of a page."""
    text = prose(" ".join(text.split()))
    return text[:1].upper() + text[1:].rstrip(".;") + "."
