"""Writing a new text in the style of the old one: in quotes, or as a block. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from presetsync.documents.scalar_styles import (
    as_quoted_lines,
    has_lines,
    in_double_quotes,
    needs_escapes,
)
from presetsync.edits.folded_lines import folded
from presetsync.sequences import common

if TYPE_CHECKING:
    from presetsync.edits.block_texts import BlockText
    from presetsync.edits.source_nodes import Node

_MOST_COLUMNS = 9
"""What an indentation indicator can say."""


class NewBlock(NamedTuple):
    """A text as a block.

    Attributes:
        header: without a comment.
        rows: its lines.
        is_whole: the empty lines at its end are among them, and those of the old text go.

    """

    header: str
    rows: list[str]
    is_whole: bool


def requoted(source: str, text: str) -> str | None:
    """A text in the quotes of what is written now; None if it needs another style."""
    if source.startswith("'"):
        if "\n" in text or "\t" in text or needs_escapes(text):
            return None
        return "'" + text.replace("'", "''") + "'"
    if not source.startswith('"'):
        return None
    if source.startswith('"\\\n') and has_lines(text):
        second = source.split("\n")[1]
        return as_quoted_lines(text, len(second) - len(second.lstrip(" ")))
    return in_double_quotes(text)


def reblocked(node: Node, block: BlockText, style: str, text: str) -> NewBlock | None:
    """A text on the lines of a block; None if a block cannot hold it, or has no indentation."""
    if block.indent < 0 or not text.strip() or needs_escapes(text):
        return None
    digit = block.digit
    if not digit and text.lstrip("\n")[0] in " \t":
        columns = block.indent - max(node.indent, 0)
        if not 0 < columns <= _MOST_COLUMNS:
            return None
        digit = str(columns)
    body = text.rstrip("\n")
    feeds = len(text) - len(body)
    chomping = "-" if not feeds else "+" if feeds > 1 or block.chomping == "+" else ""
    before = [row[block.indent :] for row in block.rows]
    old = node.value.rstrip("\n")
    lines = folded(before, old, body) if style == ">" else None
    if lines is None:
        # A folded text that cannot stay one keeps none of its lines.
        before, style, lines = (before if style == "|" else []), "|", body.split("\n")
    rows = _kept(block, before, lines)
    is_whole = "+" in (chomping, block.chomping)
    if is_whole:
        blanks = list(block.blanks[: max(feeds - 1, 0)])
        rows += [*blanks, *[""] * (feeds - 1 - len(blanks))]
    return NewBlock(f"{style}{digit}{chomping}", rows, is_whole)


def _kept(block: BlockText, before: list[str], after: list[str]) -> list[str]:
    """The new lines as they are to be written; those that stay as they are written now."""
    pad = " " * block.indent
    rows = [pad + line if line else "" for line in after]
    for pair in common(before, after):
        rows[pair.after] = block.rows[pair.before]
    return rows
