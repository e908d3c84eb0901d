"""What two sequences have in common, in nearly linear time. Pure.

`difflib` is quadratic at best; a prompt may be a mebibyte. Here items that occur once on either
side serve as anchors (the idea of Bram Cohen's patience diff), and only what lies between them is
searched for a shortest edit (Myers, 1986), given up where it would be long.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Sequence

_MOST_ROUNDS = 32
"""Anchors within anchors; each round costs as much as the sequences are long."""

_LONGEST_EDIT = 96
"""Items added and removed in one stretch without anchors; a longer edit shares too little."""

_MOST_STEPS = 1_000_000
"""Items looked at in search of one edit, about; the longest edit times the stretch's length."""


class Pair(NamedTuple):
    """The same item at its place in either sequence."""

    before: int
    after: int


class _Region(NamedTuple):
    """What is still to be compared: ``before[a:b]`` with ``after[c:d]``."""

    a: int
    b: int
    c: int
    d: int
    round: int = 0


def equal_ends(before: Sequence[Hashable], after: Sequence[Hashable]) -> tuple[int, int]:
    """How many items both sequences begin with, and how many of the others both end with."""
    start = end = 0
    most = min(len(before), len(after))
    while start < most and before[start] == after[start]:
        start += 1
    while end < most - start and before[-end - 1] == after[-end - 1]:
        end += 1
    return start, end


def common(before: Sequence[Hashable], after: Sequence[Hashable]) -> list[Pair]:
    """A long common subsequence, in ascending order on both sides.

    It is not always the longest: where a stretch of more than a few lines has nothing that is
    unique to it, and little in common, nothing of it is paired.
    """
    pairs: list[Pair] = []
    regions = [_Region(0, len(before), 0, len(after))]
    while regions:
        region, start = _without_start(before, after, regions.pop())
        pairs += start
        if region.a == region.b or region.c == region.d:
            continue
        # Anchors come before equal ends: where a sentence was added, both sides end in a full stop.
        anchors = _anchors(before, after, region) if region.round < _MOST_ROUNDS else []
        if anchors:
            pairs += anchors
            regions += _between(region, anchors)
        else:
            region, end = _without_end(before, after, region)
            pairs += end + _shortest_edit(before, after, region)
    return sorted(pairs)


def _without_start(
    before: Sequence[Hashable], after: Sequence[Hashable], region: _Region
) -> tuple[_Region, list[Pair]]:
    """The region without what is equal at its start, and those pairs."""
    a, c = region.a, region.c
    while a < region.b and c < region.d and before[a] == after[c]:
        a, c = a + 1, c + 1
    start = [Pair(place, place - a + c) for place in range(region.a, a)]
    return region._replace(a=a, c=c), start


def _without_end(
    before: Sequence[Hashable], after: Sequence[Hashable], region: _Region
) -> tuple[_Region, list[Pair]]:
    """The region without what is equal at its end, and those pairs."""
    b, d = region.b, region.d
    while region.a < b and region.c < d and before[b - 1] == after[d - 1]:
        b, d = b - 1, d - 1
    end = [Pair(place, place - b + d) for place in range(b, region.b)]
    return region._replace(b=b, d=d), end


def _anchors(before: Sequence[Hashable], after: Sequence[Hashable], region: _Region) -> list[Pair]:
    """Items that occur once on either side, as many as keep their order."""
    places = _unique(before, region.a, region.b)
    others = _unique(after, region.c, region.d)
    return _ascending(
        [Pair(place, others[item]) for item, place in places.items() if item in others]
    )


def _unique(items: Sequence[Hashable], start: int, end: int) -> dict[Hashable, int]:
    """The place of each item that occurs once in ``items[start:end]``, in order."""
    places: dict[Hashable, int] = {}
    repeated: set[Hashable] = set()
    for place in range(start, end):
        if items[place] in places:
            repeated.add(items[place])
        places[items[place]] = place
    return {item: place for item, place in places.items() if item not in repeated}


def _ascending(pairs: list[Pair]) -> list[Pair]:
    """The longest subsequence whose places rise on both sides; they rise in ``before`` already."""
    ends: list[int] = []  # the lowest place at which a run of this length can end
    last: list[int] = []  # the pair that it ends with
    previous: list[int] = []
    for number, pair in enumerate(pairs):
        length = bisect_left(ends, pair.after)
        previous.append(last[length - 1] if length else -1)
        ends[length : length + 1] = [pair.after]
        last[length : length + 1] = [number]
    chain: list[Pair] = []
    number = last[-1] if last else -1
    while number >= 0:
        chain.append(pairs[number])
        number = previous[number]
    return chain[::-1]


def _between(region: _Region, anchors: list[Pair]) -> Iterator[_Region]:
    """The regions that the anchors leave, each one round further in."""
    a, c = region.a, region.c
    for before, after in [*anchors, Pair(region.b, region.d)]:
        if a < before and c < after:
            yield _Region(a, before, c, after, region.round + 1)
        a, c = before + 1, after + 1


def _shortest_edit(
    before: Sequence[Hashable], after: Sequence[Hashable], region: _Region
) -> list[Pair]:
    """Myers' greedy algorithm; no pairs at all where the edit would be too long."""
    a, b, c, d, _ = region
    wide, high = b - a, d - c
    if set(before[a:b]).isdisjoint(after[c:d]):  # another text altogether
        return []
    longest = min(wide + high, _LONGEST_EDIT, _MOST_STEPS // (wide + high))
    reached = {1: 0}  # by diagonal (before minus after), how far into before an edit gets
    steps: list[dict[int, int]] = []
    for length in range(longest + 1):
        steps.append(dict(reached))
        for diagonal in range(-length, length + 1, 2):
            x = _start(reached, diagonal, length)
            while x < wide and x - diagonal < high and before[a + x] == after[c + x - diagonal]:
                x += 1
            reached[diagonal] = x
            if x >= wide and x - diagonal >= high:
                return _walked_back(steps, region)
    return []


def _start(reached: dict[int, int], diagonal: int, length: int) -> int:
    """Where an edit enters a diagonal: by an item added, or by one removed."""
    if diagonal == -length or (
        diagonal != length and reached[diagonal - 1] < reached[diagonal + 1]
    ):
        return reached[diagonal + 1]
    return reached[diagonal - 1] + 1


def _walked_back(steps: list[dict[int, int]], region: _Region) -> list[Pair]:
    """The pairs on the way that the steps found, from its end."""
    x, y = region.b - region.a, region.d - region.c
    pairs: list[Pair] = []
    for length in range(len(steps) - 1, -1, -1):
        start = _start(steps[length], x - y, length) if length else 0
        while x > start:
            x, y = x - 1, y - 1
            pairs.append(Pair(region.a + x, region.c + y))
        if length:
            added = steps[length].get(x - y + 1, -1) == x
            x, y = (x, y - 1) if added else (x - 1, y)
    return pairs
