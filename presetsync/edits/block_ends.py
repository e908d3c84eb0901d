"""Texts after ``|`` or ``>`` that an edit of the following lines would change. Pure.

What is below such a text belongs to it by its indentation alone. Where the lines between it and a
comment are deleted, or where the text is new, the comment would become its last line. And a text
that ends with the file, without a line feed, would get one from a key below it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from presetsync.edits.edit_buffer import EditBuffer
from presetsync.edits.wanted_values import wanted_from

if TYPE_CHECKING:
    from presetsync.edits.block_texts import BlockText
    from presetsync.edits.source_nodes import Node
    from presetsync.edits.wanted_values import Wanted


def with_texts_restored(text: str, root: Node, data: Any) -> str:
    """The text with such comments less deep, and such texts without what they would get.

    Args:
        text: an edited text.
        root: its nodes.
        data: what it should read as.

    """
    buffer = EditBuffer(text)
    for wanted in wanted_from(root, data).every():
        block = wanted.node.block
        if block and wanted.is_changed and isinstance(wanted.value, str):
            if not wanted.value.endswith("\n") and block.chomping != "-":
                style = text[wanted.node.content]
                buffer.replace(wanted.node.content, block.header_end, f"{style}{block.digit}-")
            _move_comments(buffer, wanted, block)
    return buffer.result()


def _move_comments(buffer: EditBuffer, wanted: Wanted, block: BlockText) -> None:
    node, value = wanted.node, wanted.value
    rows = [*block.rows, *block.blanks]
    surplus = _size(node.value) - _size(value)
    count = len(rows)
    while count and (surplus > 0 or not rows[count - 1].strip()):
        count -= 1
        surplus -= _size(rows[count])
    blanks = 0 if block.chomping != "+" else len(value) - len(value.rstrip("\n")) - 1
    start = block.body + sum(len(row) + 1 for row in rows[:count])
    for number, row in enumerate(rows[count:]):
        if row.strip():
            # The rest is outside of the text once this line is.
            buffer.replace(
                start, start + len(row) - len(row.lstrip(" ")), " " * max(node.indent, 0)
            )
            return
        if block.chomping == "+" and number >= blanks:
            buffer.remove_lines(start, start)
        start += len(row) + 1


def _size(text: str) -> int:
    """How many characters are no whitespace, which folding changes."""
    return len("".join(text.split()))
