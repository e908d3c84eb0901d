"""Adding and deleting members of a collection in block style. Pure.

A member takes whole lines, with the comment on its last one. Comments above it stay, but those that
name rules to ignore: they would go on to silence the next member.
"""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING, Any

from presetsync.documents.emission import emit, lines_behind
from presetsync.documents.ignore_comments import is_ignore

if TYPE_CHECKING:
    from presetsync.edits.edit_buffer import EditBuffer
    from presetsync.edits.source_nodes import Node, Part
    from presetsync.edits.wanted_values import Wanted


def edit_block(buffer: EditBuffer, wanted: Wanted) -> None:
    """Delete members and add new ones; those that stay are not touched."""
    node, parts = wanted.node, wanted.node.parts
    gone = [index for index in range(len(parts)) if index not in wanted.members]
    for index in gone:
        _remove_ignores(buffer, _end(parts[index - 1]) if index else node.behind, parts[index])
    new = [member for members in wanted.added.values() for member in members]
    if len(gone) == len(parts):
        lines = [line for member in new for line in _lines(node, *member)]
        _replace_all(buffer, node, lines)
        return
    first = min(wanted.members)
    if first and not buffer.is_first(parts[0].start):
        _remove_beginning(buffer, parts, first)
        gone = gone[first:]
    for index in gone:
        buffer.remove_lines(parts[index].start, _end(parts[index]))
    for index, members in wanted.added.items():
        lines = [line for member in members for line in _lines(node, *member)]
        if index >= 0:
            buffer.insert_lines(_place_after(buffer, node, index), lines)
        elif buffer.is_first(parts[0].start):
            buffer.insert_lines(_place_before(buffer, node), lines)
        else:  # the first member is on the line of its key or dash
            start, pad = parts[0].start, " " * node.column
            buffer.replace(start, start, "\n".join(lines).lstrip(" ") + f"\n{pad}")


def _lines(node: Node, key: str, value: Any) -> list[str]:
    """The lines of a new member."""
    is_list = isinstance(node.value, list)
    lines = lines_behind("-", value) if is_list else emit({key: value})[:-1].split("\n")
    pad = " " * node.column
    return [pad + line if line else "" for line in lines]


def _end(part: Part) -> int:
    """The end of what a member is written in."""
    return max(part.after, part.node.end)


def _replace_all(buffer: EditBuffer, node: Node, lines: list[str]) -> None:
    """Put new lines in place of the first member, or brackets in place of all, and delete them."""
    first, *others = node.parts
    for part in others:
        buffer.remove_lines(part.start, _end(part))
    brackets = "[]" if isinstance(node.value, list) else "{}"
    if not lines and node.indent >= 0 and buffer.is_first(node.content):
        buffer.replace(node.behind, node.behind, f" {brackets}")
        buffer.remove_lines(first.start, _end(first))
        return
    end = buffer.next_line(_end(first)) - 1
    buffer.replace(first.start, end, "\n".join(lines).lstrip(" ") or brackets)


def _remove_beginning(buffer: EditBuffer, parts: list[Part], count: int) -> None:
    """Delete the first members of a collection that begins on the line of its key or dash."""
    start, stop = parts[0].start, parts[count].start
    between = buffer.text[start:stop]
    ends = [_end(part) for part in parts[:count]]
    starts = [part.start for part in parts[1 : count + 1]]
    gaps = [
        buffer.text[buffer.next_line(end) : start] for end, start in zip(ends, starts, strict=True)
    ]
    if between and not any(map(str.strip, gaps)):
        buffer.replace(start, stop)
        return
    # A comment between them stays on its own line.
    while buffer.text[start - 1] == " ":
        start -= 1
    buffer.replace(start, buffer.next_line(ends[0]) - 1)
    for part in parts[1:count]:
        buffer.remove_lines(part.start, _end(part))


def _remove_ignores(buffer: EditBuffer, stop: int, part: Part) -> None:
    """Delete the comments above a member, below ``stop``, that name rules to ignore in it."""
    line = buffer.line_start(part.start)
    while line > stop:
        line = buffer.line_start(line - 1)
        if line >= stop and is_ignore(buffer.rest(line)):
            buffer.remove_lines(line, line)


def _place_after(buffer: EditBuffer, node: Node, index: int) -> int:
    """Where the line after a member begins, and after the comments that belong to it."""
    place = buffer.next_line(_end(node.parts[index]))
    is_last = index == len(node.parts) - 1
    # Behind the last member a comment as deep as the members belongs to them; in a list that is
    # not indented below its key it may belong to the next key.
    fewest = node.column if is_last and node.column > node.indent else node.column + 1
    while _is_comment(buffer, place, fewest):
        place = buffer.next_line(place)
    return place


def _place_before(buffer: EditBuffer, node: Node) -> int:
    """Where the first member begins, with the comments directly above it."""
    place = buffer.line_start(node.parts[0].start)
    while place > node.behind:
        above = buffer.line_start(place - 1)
        if above < node.behind or not _is_comment(buffer, above, node.column):
            break
        place = above
    return place


def _is_comment(buffer: EditBuffer, line: int, fewest: int) -> bool:
    """Whether a line is a comment that is indented by at least so many columns."""
    rest = buffer.rest(line)
    indent = len(list(takewhile(" ".__eq__, rest)))
    return indent >= fewest and rest[indent : indent + 1] == "#"
