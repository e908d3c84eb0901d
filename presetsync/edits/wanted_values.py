"""The wanted value of each node in a YAML text, with deleted and new ones. Pure.

Members of objects are matched by key. Items of lists are matched where they are equal; between
those, with the items that they have most in common with, in order.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from presetsync.presets.canonical import json_key, same_json
from presetsync.sequences import common

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from presetsync.edits.source_nodes import Node

_MOST_COMPARED = 2500
"""Pairs of items that are compared; more are matched by their order alone."""


@dataclass(slots=True, eq=False)
class Wanted:
    """A node, and the value that it should have.

    Attributes:
        node: the node.
        value: its new value.
        members: of those members that stay, by index.
        added: the members that are new, by the index of the one after which they go; -1 for those
            that go before all.
        is_changed: the value is another one.

    """

    node: Node
    value: Any
    members: dict[int, Wanted] = field(default_factory=dict)
    added: dict[int, list[tuple[str, Any]]] = field(default_factory=dict)
    is_changed: bool = False

    def every(self) -> Iterator[Wanted]:
        """The value itself, and all below it."""
        yield self
        for member in self.members.values():
            yield from member.every()


def wanted_from(node: Node, value: Any) -> Wanted:
    """What a node and those below it should be for the node to have a value."""
    wanted = Wanted(node, value, is_changed=not same_json(node.value, value))
    if node.style not in ("block", "flow", "pair") or node.names:
        return wanted
    if isinstance(value, dict) and isinstance(node.value, dict):
        _match_members(wanted)
    elif isinstance(value, list) and isinstance(node.value, list):
        _match_items(wanted)
    return wanted


def _match_members(wanted: Wanted) -> None:
    parts = wanted.node.parts
    for index, part in enumerate(parts):
        if part.key in wanted.value:
            wanted.members[index] = wanted_from(part.node, wanted.value[part.key])
    places = {part.key: index for index, part in enumerate(parts)}
    last = -1
    for key, value in wanted.value.items():
        if key in places:
            last = places[key]
        else:
            wanted.added.setdefault(last, []).append((key, value))


def _match_items(wanted: Wanted) -> None:
    before, after = wanted.node.value, wanted.value
    pairs = common([*map(json_key, before)], [*map(json_key, after)])
    start, begin = 0, 0
    matched: list[tuple[int, int]] = []
    for stop, end in [*pairs, (len(before), len(after))]:
        gap = _pairs(before[start:stop], after[begin:end])
        matched += [(start + one, begin + other) for one, other in gap]
        matched.append((stop, end))
        start, begin = stop + 1, end + 1
    last, following = -1, 0
    for index, other in matched:
        if new := after[following:other]:
            wanted.added[last] = [("", value) for value in new]
        if index < len(before):
            wanted.members[index] = wanted_from(wanted.node.parts[index].node, after[other])
        last, following = index, other + 1


def _pairs(before: Sequence[Any], after: Sequence[Any]) -> list[tuple[int, int]]:
    """As many pairs of items as there can be, in order, of those with most in common."""
    if len(before) == len(after) or len(before) * len(after) > _MOST_COMPARED:
        return list(zip(range(len(before)), range(len(after)), strict=False))
    # best[i][j] is the most that the items from i and from j on can have in common.
    best = [[0] * (len(after) + 1) for _ in range(len(before) + 1)]
    worth = [[1 + _in_common(one, other) for other in after] for one in before]
    for i in reversed(range(len(before))):
        for j in reversed(range(len(after))):
            best[i][j] = max(best[i + 1][j], best[i][j + 1], worth[i][j] + best[i + 1][j + 1])
    found, i, j = [], 0, 0
    while i < len(before) and j < len(after):
        if best[i][j] == worth[i][j] + best[i + 1][j + 1]:
            found.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return found


def _in_common(one: Any, other: Any) -> int:
    """How many scalars two values have in common at the same place."""
    if isinstance(one, dict) and isinstance(other, dict):
        return sum(_in_common(one[key], other[key]) for key in one if key in other)
    if isinstance(one, list) and isinstance(other, list):
        return sum(map(_in_common, one, other))
    return int(same_json(one, other))
