"""Moved blocks of lines: removed in one place and added in another. Pure.

Moved sections are often edited, so a block may contain changed lines.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from presetsync.diff.words import compare

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_LEAST = 8
"""Letters and digits of a block; a shorter one, such as a brace, recurs by chance."""


class Move(NamedTuple):
    """``before[source:source + length]`` moved to ``after[target:target + length]``, from 0.

    Lines at the same place in the block are equal, or one is the other, changed.
    """

    source: int
    target: int
    length: int


def moves(
    before: Sequence[str], after: Sequence[str], source: Iterable[int], target: Iterable[int]
) -> list[Move]:
    """The blocks that moved, as long as possible, in the order of the text before.

    ``source`` and ``target`` are the places of the lines that are not in the common sequence.
    Each block has a line that is unique among them, and no line is in two blocks.
    """
    left, arrived = set(source), set(target)
    targets = _unique(after, arrived)
    found: list[Move] = []
    for place, line in sorted((place, line) for line, place in _unique(before, left).items()):
        if place not in left or targets.get(line) not in arrived:
            continue
        up, down = _reach(before, after, (place, targets[line]), (left, arrived))
        move = Move(place - up, targets[line] - up, up + down)
        if sum(map(_weight, before[move.source : move.source + move.length])) < _LEAST:
            continue
        left.difference_update(range(move.source, move.source + move.length))
        arrived.difference_update(range(move.target, move.target + move.length))
        found.append(move)
    return found


def _weight(line: str) -> int:
    return sum(character.isalnum() for character in line)


def _unique(lines: Sequence[str], places: Iterable[int]) -> dict[str, int]:
    found: dict[str, int] = {}
    repeated: set[str] = set()
    for place in places:
        if lines[place] in found:
            repeated.add(lines[place])
        found[lines[place]] = place
    return {line: place for line, place in found.items() if line not in repeated}


def _reach(
    before: Sequence[str],
    after: Sequence[str],
    start: tuple[int, int],
    free: tuple[set[int], set[int]],
) -> tuple[int, int]:
    """How many lines above ``start``, and from it on, are free and the same on both sides."""

    def same(offset: int) -> bool:
        one, other = start[0] + offset, start[1] + offset
        return one in free[0] and other in free[1] and _is_same(before[one], after[other])

    up = down = 0
    while same(-up - 1):
        up += 1
    while same(down):
        down += 1
    return up, down


def _is_same(one: str, other: str) -> bool:
    """Whether two lines are equal, or one is the other, changed."""
    if one == other:
        return True
    is_short = min(_weight(one), _weight(other)) < _LEAST
    return not is_short and bool(compare([one], [other]).pairs)
