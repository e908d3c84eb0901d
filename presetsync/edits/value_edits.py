"""Replacing a value, in the style of the old one if possible. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from presetsync.documents.emission import in_brackets, lines_behind
from presetsync.documents.pitfalls import PROSE
from presetsync.documents.scalar_styles import in_double_quotes, on_one_line
from presetsync.edits.restyled_texts import reblocked, requoted

if TYPE_CHECKING:
    from presetsync.edits.block_texts import BlockText
    from presetsync.edits.edit_buffer import EditBuffer
    from presetsync.edits.source_nodes import Node, Part

_TO_COMMENT = re.compile(r"\s*#")


class _Head(NamedTuple):
    """What of a value is on the line of its key, or is all of it.

    Attributes:
        start: where it begins.
        end: its end; a comment may follow.
        properties: its anchor, where the range has it.

    """

    start: int
    end: int
    properties: str


def replace_value(buffer: EditBuffer, part: Part, value: Any, *, quoted: bool) -> None:
    """Replace the value of a member.

    Args:
        buffer: the text.
        part: the member.
        value: its new value.
        quoted: whether texts in brackets are quoted, as in JSON.

    """
    node = part.node
    if isinstance(value, str) and _restyle(buffer, node, value):
        return
    head = _head(buffer, node)
    if node.in_flow:
        new = in_brackets(value, quoted=quoted)
        _replace_head(buffer, part, head, new if _can_follow(part) else f": {new}")
        return
    # What has lines begins on the line of its key or dash, if nothing but whitespace is between.
    is_near = not buffer.text[part.after : head.start].strip()
    key = "-" if isinstance(part.key, int) and is_near and not head.properties else "key:"
    first, *below = lines_behind(key, value)
    first = first[len(key) :].lstrip(" ")
    if first.endswith('"\\') and buffer.rest(head.end).strip():
        first, below = on_one_line(value), []  # else the comment on the line would be text
    elif isinstance(value, str) and first == value and _would_mislead(buffer, part, head, value):
        first = in_double_quotes(value)
    if is_near and (below or isinstance(value, dict | list)):
        head = head._replace(start=part.after)
    pad = " " * node.indent
    if not _can_follow(part):
        first = f"\n{pad}: {first}"
    _remove_below(buffer, node)
    _replace_head(buffer, part, head, first)
    following = buffer.next_line(head.end)
    buffer.insert_lines(following, [pad + line if line else "" for line in below])


def _would_mislead(buffer: EditBuffer, part: Part, head: _Head, text: str) -> bool:
    """Whether what is around an unquoted text would look like a part of it: see `Pitfalls`."""
    node = part.node
    if " " not in text and part.key not in PROSE:
        return False
    if node.anchor and not node.is_used:
        return True
    if node.style == "" and isinstance(node.value, str) and not node.names:
        return False  # it was one before
    comment = _TO_COMMENT.match(buffer.text, head.end)
    if comment is None:
        return "#" in buffer.text[part.after : head.start]
    mark = comment.end() - 1
    return "\n" not in comment[0] or mark - buffer.line_start(mark) > node.indent


def _restyle(buffer: EditBuffer, node: Node, text: str) -> bool:
    """Write a text in the style of the old one, where that can be done."""
    if node.names:
        return False
    if node.block:
        return _reblock(buffer, node, node.block, text)
    new = requoted(buffer.text[node.content : node.end], text)
    if new is not None:
        buffer.replace(node.content, node.end, new)
    return new is not None


def _reblock(buffer: EditBuffer, node: Node, block: BlockText, text: str) -> bool:
    new = reblocked(node, block, buffer.text[node.content], text)
    if new is None:
        return False
    buffer.replace(node.content, block.header_end, new.header)
    end = _block_end(buffer, block)
    if new.is_whole:
        end = max(end, block.stop)
    buffer.replace(block.body, end, "".join(f"{row}\n" for row in new.rows))
    return True


def _block_end(buffer: EditBuffer, block: BlockText) -> int:
    """Where the first line after a block begins."""
    return buffer.next_line(block.end) if block.end > block.header_end else block.body


def _head(buffer: EditBuffer, node: Node) -> _Head:
    start, end = node.content, node.end
    if node.block:
        end = node.block.header_end
    elif _is_below(buffer, node):
        start = end = node.behind
    if node.names:  # its tag goes
        return _Head(node.start, end, f"&{node.anchor} " if node.anchor else "")
    return _Head(start, end, "")


def _is_below(buffer: EditBuffer, node: Node) -> bool:
    """Whether a value is a block collection on the lines below its key."""
    return node.style == "block" and buffer.is_first(node.content)


def _can_follow(part: Part) -> bool:
    """Whether a value can follow directly: only a key without a colon needs one first."""
    return part.has_indicator or isinstance(part.key, int)


def _remove_below(buffer: EditBuffer, node: Node) -> None:
    """Remove what of a value is on the lines below its head."""
    if node.block:
        buffer.replace(node.block.body, _block_end(buffer, node.block))
    elif _is_below(buffer, node):
        buffer.remove_lines(node.content, node.end)


def _replace_head(buffer: EditBuffer, part: Part, head: _Head, new: str) -> None:
    """Write what is on the line of a key; a comment on the line stays."""
    start, end, new = head.start, head.end, head.properties + new
    if new:
        is_close = start == end or (start == part.after and part.has_indicator)
        separator = " " if is_close and not new.startswith(("\n", ": ")) else ""
        buffer.replace(start, end, separator + new.rstrip(" "))
        return
    while buffer.text[start - 1] == " ":
        start -= 1
    is_alone = buffer.text[start - 1] == "\n" and not buffer.rest(end).strip()
    buffer.replace(start, buffer.next_line(end) if is_alone else end)
