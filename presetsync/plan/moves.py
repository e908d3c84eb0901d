"""Blocks of lines that moved: gone from one place, and come at another. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_LEAST = 8
"""Letters and digits of a block; a shorter one, a brace or "Output:", is there by chance."""


class Move(NamedTuple):
    """``before[gone:gone + length]`` is ``after[come:come + length]``; places count from 0."""

    gone: int
    come: int
    length: int


def moves(
    before: Sequence[str], after: Sequence[str], gone: Iterable[int], come: Iterable[int]
) -> list[Move]:
    """The blocks that moved, as long as they can be, in the order in which they went.

    ``gone`` and ``come`` are the places of the lines that the other side has not in that order.
    Each block has a line that is unique among them, and no line is in two blocks.
    """
    left, arrived = set(gone), set(come)
    targets = _unique(after, arrived)
    found: list[Move] = []
    for place, line in sorted((place, line) for line, place in _unique(before, left).items()):
        if place not in left or targets.get(line) not in arrived:
            continue
        up, down = _reach(before, after, (place, targets[line]), (left, arrived))
        move = Move(place - up, targets[line] - up, up + down)
        block = before[move.gone : move.gone + move.length]
        if sum(character.isalnum() for text in block for character in text) < _LEAST:
            continue
        left.difference_update(range(move.gone, move.gone + move.length))
        arrived.difference_update(range(move.come, move.come + move.length))
        found.append(move)
    return found


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
    """How many lines above ``start``, and from it on, are the same and free on both sides."""

    def same(offset: int) -> bool:
        one, other = start[0] + offset, start[1] + offset
        return one in free[0] and other in free[1] and before[one] == after[other]

    up = down = 0
    while same(-up - 1):
        up += 1
    while same(down):
        down += 1
    return up, down
