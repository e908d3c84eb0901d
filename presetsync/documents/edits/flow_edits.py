"""Members that are new in, or go from, a collection in brackets or braces. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from presetsync.documents.emission import in_brackets

if TYPE_CHECKING:
    from presetsync.documents.edits.source_nodes import Node, Part
    from presetsync.documents.edits.source_sheet import Sheet
    from presetsync.documents.edits.wanted_values import Wanted

_TO_COMMA = re.compile(r"(?:[ \t\n]|#[^\n]*\n)*,")
_SPACES = re.compile(r"[ \t]*")


def edit_flow(sheet: Sheet, wanted: Wanted, *, quoted: bool) -> None:
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
            _fill(sheet, node, new)
            return
        sheet.replace(parts[0].start, _end(parts[0]), new)
        added = {}
    for index in range(len(parts)):
        if index not in kept:
            _remove(sheet, parts[index])
    has_comma = _comma(sheet, parts[-1]) >= 0
    for index, members in added.items():
        is_end = index == last and not has_comma
        _insert(sheet, node, index, members, is_end=is_end)
    is_between = last in added and _has_own_lines(sheet, parts[last])
    if last < len(parts) - 1 and not has_comma and not is_between:
        _remove_comma(sheet, parts[last], parts[last + 1])


def _member(node: Node, key: str, value: Any, *, quoted: bool) -> str:
    if isinstance(node.value, list):
        return in_brackets(value, quoted=quoted)
    return in_brackets({key: value}, quoted=quoted)[1:-1]


def _end(part: Part) -> int:
    return max(part.after, part.node.end)


def _comma(sheet: Sheet, part: Part) -> int:
    """The index of the comma after a member; -1 where there is none."""
    found = _TO_COMMA.match(sheet.text, _end(part))
    return found.end() - 1 if found else -1


def _fill(sheet: Sheet, node: Node, new: str) -> None:
    """Write new members, or none, in place of all."""
    inside = sheet.text[node.content + 1 : node.end - 1]
    if not node.parts and inside.strip():  # a comment
        sheet.replace(node.content + 1, node.content + 1, new)
    elif node.parts and _has_comments(sheet, node):
        for part in node.parts:
            _remove(sheet, part)
    else:
        sheet.replace(node.content + 1, node.end - 1, new)


def _has_comments(sheet: Sheet, node: Node) -> bool:
    """Whether a comment is on a line of its own between the members."""
    place = node.content + 1
    for start, end in [*((part.start, _end(part)) for part in node.parts), (node.end - 1,) * 2]:
        if "#" in sheet.text[place:start]:
            return True
        place = end
    return False


def _has_own_lines(sheet: Sheet, part: Part) -> bool:
    """Whether nothing else is on the lines of a member, but its comma and a comment."""
    stop = _stop(sheet, part)
    return sheet.is_first(part.start) and sheet.is_last(stop) and _comma(sheet, part) < stop


def _stop(sheet: Sheet, part: Part) -> int:
    """The end of a member, with its comma where that follows on its line."""
    end, comma = _end(part), _comma(sheet, part)
    return comma + 1 if comma >= 0 and "\n" not in sheet.text[end:comma] else end


def _remove(sheet: Sheet, part: Part) -> None:
    stop = _stop(sheet, part)
    if _has_own_lines(sheet, part):
        sheet.remove_lines(part.start, stop)
        return
    comma = _comma(sheet, part)
    if comma >= stop:
        sheet.replace(part.start, _end(part))
        sheet.replace(comma, comma + 1)
        return
    spaces = _SPACES.match(sheet.text, stop) if comma >= 0 else None
    sheet.replace(part.start, spaces.end() if spaces else stop)


def _remove_comma(sheet: Sheet, part: Part, following: Part) -> None:
    """Delete the comma after the last member that stays, with the whitespace behind it."""
    comma = _comma(sheet, part)
    behind = sheet.text[comma + 1 : following.start]
    sheet.replace(comma, comma + 1 if behind.strip(" \t") else following.start)


def _insert(sheet: Sheet, node: Node, index: int, members: list[str], *, is_end: bool) -> None:
    """Insert members after one; ``is_end`` is whether no comma goes after the last of them."""
    if index < 0:
        _insert_first(sheet, node, members)
        return
    part = node.parts[index]
    if not _has_own_lines(sheet, part):
        sheet.replace(_end(part), _end(part), "".join(f", {member}" for member in members))
        return
    lead = sheet.lead(part.start)
    if _comma(sheet, part) < 0:
        sheet.replace(_end(part), _end(part), ",")
    lines = [f"{lead}{member}," for member in members]
    if is_end:
        lines[-1] = lines[-1][:-1]
    sheet.insert_lines(sheet.next_line(_stop(sheet, part)), lines)


def _insert_first(sheet: Sheet, node: Node, members: list[str]) -> None:
    first = node.parts[0]
    if sheet.is_first(first.start):
        lead = sheet.lead(first.start)
        lines = [f"{lead}{member}," for member in members]
        sheet.insert_lines(sheet.next_line(node.content), lines)
    else:
        sheet.replace(first.start, first.start, "".join(f"{member}, " for member in members))
