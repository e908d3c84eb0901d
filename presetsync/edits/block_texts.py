"""A text after ``|`` or ``>`` as written: header, lines, indentation. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

_HEADER = re.compile(r"[|>](?:([+-])([1-9])?|([1-9])([+-])?)?")


@dataclass(frozen=True, slots=True)
class BlockText:
    """A block scalar of a YAML text. All positions are indexes in that text.

    Attributes:
        digit: the indentation indicator of the header, or "".
        chomping: ``-``, ``+`` or "".
        header_end: the end of the header without a comment.
        body: where its first line begins.
        stop: where the first line after it begins.
        rows: its lines as they are written, without the empty ones at its end.
        blanks: the empty lines at its end, as they are written.
        indent: the column of its text; -1 where it has none.

    """

    digit: str
    chomping: str
    header_end: int
    body: int
    stop: int
    rows: tuple[str, ...]
    blanks: tuple[str, ...]
    indent: int

    @property
    def end(self) -> int:
        """The end of its last line; with ``+`` the empty ones count."""
        rows = (*self.rows, *self.blanks) if self.chomping == "+" else self.rows
        if not rows:
            return self.header_end
        return self.body + sum(map(len, rows)) + len(rows) - 1


def block_text_at(text: str, start: int, stop: int, parent: int) -> BlockText:
    """The block scalar whose header begins at ``start``.

    Args:
        text: the YAML text.
        start: the index of the ``|`` or ``>``.
        stop: where the parser says that the scalar ends.
        parent: the column of the innermost block collection around it, -1 for none.

    """
    header = _HEADER.match(text, start)
    if header is None:
        raise ValueError("a block scalar begins with | or >")
    line_end = text.find("\n", header.end())
    body = len(text) if line_end < 0 else line_end + 1
    stop = max(body, stop)
    rows = text[body:stop].split("\n")
    if not rows[-1]:
        rows.pop()
    digit = header[2] or header[3] or ""
    indent = max(parent, 0) + int(digit) if digit else _indent_of(rows)
    count = len(rows)
    while count and not _is_content(rows[count - 1], indent):
        count -= 1
    return BlockText(
        digit=digit,
        chomping=header[1] or header[4] or "",
        header_end=header.end(),
        body=body,
        stop=stop,
        rows=tuple(rows[:count]),
        blanks=tuple(rows[count:]),
        indent=indent,
    )


def _indent_of(rows: list[str]) -> int:
    for row in rows:
        if row.strip(" "):
            return len(row) - len(row.lstrip(" "))
    return -1


def _is_content(row: str, indent: int) -> bool:
    return indent >= 0 and (len(row) > indent or bool(row.strip(" ")))
