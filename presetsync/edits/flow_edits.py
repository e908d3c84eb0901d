"""Adding and deleting members of a collection in brackets or braces. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from presetsync.documents.emission import in_brackets

if TYPE_CHECKING:
    from presetsync.edits.edit_buffer import EditBuffer
    from presetsync.edits.source_nodes import Node, Part
    from presetsync.edits.wanted_values import Wanted

_TO_COMMA = re.compile(r"(?:[ \t\n]|#[^\n]*\n)*,")
_SPACES = re.compile(r"[ \t]*")


def edit_flow(buffer: EditBuffer, wanted: Wanted, *, quoted: bool) -> None:
    """Delete members and add new ones; those that stay are not touched.

    ``quoted`` is whether texts are quoted, as in JSON.
    """
    node, parts = wanted.node, wanted.node.parts
    kept = set(wanted.members) or {0}
    last = max(kept)
    # New members of an object follow the last one that stays.
    added = {
        last if isinstance(node.value, dict) else index: [
            _member(node, *member, quoted=quoted) for member in members
        ]
        for index, members in wanted.added.items()
    }
    if not wanted.members:
        new = ", ".join(member for members in added.values() for member in members)
        if not parts or not new:
            _fill(buffer, node, new)
            return
        buffer.replace(parts[0].start, _end(parts[0]), new)
        added = {}
    for index in range(len(parts)):
        if index not in kept:
            _remove(buffer, parts[index])
    has_comma = _comma(buffer, parts[-1]) >= 0
    for index, members in added.items():
        is_end = index == last and not has_comma
        _insert(buffer, node, index, members, is_end=is_end)
    is_between = last in added and _has_own_lines(buffer, parts[last])
    if last < len(parts) - 1 and not has_comma and not is_between:
        _remove_comma(buffer, parts[last], parts[last + 1])


def _member(node: Node, key: str, value: Any, *, quoted: bool) -> str:
    if isinstance(node.value, list):
        return in_brackets(value, quoted=quoted)
    return in_brackets({key: value}, quoted=quoted)[1:-1]


def _end(part: Part) -> int:
    return max(part.after, part.node.end)


def _comma(buffer: EditBuffer, part: Part) -> int:
    """The index of the comma after a member; -1 where there is none."""
    found = _TO_COMMA.match(buffer.text, _end(part))
    return found.end() - 1 if found else -1


def _fill(buffer: EditBuffer, node: Node, new: str) -> None:
    """Write new members, or none, in place of all."""
    inside = buffer.text[node.content + 1 : node.end - 1]
    if not node.parts and inside.strip():  # a comment
        buffer.replace(node.content + 1, node.content + 1, new)
    elif node.parts and _has_comments(buffer, node):
        for part in node.parts:
            _remove(buffer, part)
    else:
        buffer.replace(node.content + 1, node.end - 1, new)


def _has_comments(buffer: EditBuffer, node: Node) -> bool:
    """Whether a comment is on its own line between the members."""
    place = node.content + 1
    for start, end in [*((part.start, _end(part)) for part in node.parts), (node.end - 1,) * 2]:
        if "#" in buffer.text[place:start]:
            return True
        place = end
    return False


def _has_own_lines(buffer: EditBuffer, part: Part) -> bool:
    """Whether nothing else is on the lines of a member, but its comma and a comment."""
    stop = _stop(buffer, part)
    return buffer.is_first(part.start) and buffer.is_last(stop) and _comma(buffer, part) < stop


def _stop(buffer: EditBuffer, part: Part) -> int:
    """The end of a member, with its comma where that follows on its line."""
    end, comma = _end(part), _comma(buffer, part)
    return comma + 1 if comma >= 0 and "\n" not in buffer.text[end:comma] else end


def _remove(buffer: EditBuffer, part: Part) -> None:
    stop = _stop(buffer, part)
    if _has_own_lines(buffer, part):
        buffer.remove_lines(part.start, stop)
        return
    comma = _comma(buffer, part)
    if comma >= stop:
        buffer.replace(part.start, _end(part))
        buffer.replace(comma, comma + 1)
        return
    spaces = _SPACES.match(buffer.text, stop) if comma >= 0 else None
    buffer.replace(part.start, spaces.end() if spaces else stop)


def _remove_comma(buffer: EditBuffer, part: Part, following: Part) -> None:
    """Delete the comma after the last member that stays, with the whitespace behind it."""
    comma = _comma(buffer, part)
    behind = buffer.text[comma + 1 : following.start]
    buffer.replace(comma, comma + 1 if behind.strip(" \t") else following.start)


def _insert(
    buffer: EditBuffer, node: Node, index: int, members: list[str], *, is_end: bool
) -> None:
    """Insert members after one; ``is_end`` is whether no comma goes after the last of them."""
    if index < 0:
        _insert_first(buffer, node, members)
        return
    part = node.parts[index]
    if not _has_own_lines(buffer, part):
        buffer.replace(_end(part), _end(part), "".join(f", {member}" for member in members))
        return
    lead = buffer.lead(part.start)
    if _comma(buffer, part) < 0:
        buffer.replace(_end(part), _end(part), ",")
    lines = [f"{lead}{member}," for member in members]
    if is_end:
        lines[-1] = lines[-1][:-1]
    buffer.insert_lines(buffer.next_line(_stop(buffer, part)), lines)


def _insert_first(buffer: EditBuffer, node: Node, members: list[str]) -> None:
    first = node.parts[0]
    if buffer.is_first(first.start):
        lead = buffer.lead(first.start)
        lines = [f"{lead}{member}," for member in members]
        buffer.insert_lines(buffer.next_line(node.content), lines)
    else:
        buffer.replace(first.start, first.start, "".join(f"{member}, " for member in members))
