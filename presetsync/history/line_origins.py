"""Which of several texts, oldest first, brought each line of the last one. Pure.

Each text is compared with the one before: a line that stays, or moves with its block, keeps its
origin. A line that was removed and comes back is new again. Only a line feed ends a line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from presetsync.diff.moves import moves
from presetsync.sequences import common, equal_ends

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def line_origins(texts: Iterable[str]) -> list[tuple[str, int]]:
    """The lines of the last text, each with the place of the text that brought it, from 0."""
    lines: list[str] = []
    origins: list[int] = []
    for place, text in enumerate(texts):
        following = lines_of(text)
        if following != lines:
            origins = _carried(lines, following, origins, place)
            lines = following
    return list(zip(lines, origins, strict=True))


def lines_of(text: str) -> list[str]:
    """The lines of a text, without their line feeds."""
    lines = text.split("\n")
    return lines if lines[-1] else lines[:-1]


def _carried(
    before: Sequence[str], after: Sequence[str], origins: Sequence[int], place: int
) -> list[int]:
    """The origins of the lines after, where those before have theirs and others are new."""
    # Versions mostly differ in a few lines: only what is between equal ends is compared.
    start, end = equal_ends(before, after)
    old, new = before[start : len(before) - end], after[start : len(after) - end]
    kept = dict(_kept(old, new))
    changed = [place] * len(new)
    for target, source in kept.items():
        changed[target] = origins[start + source]
    return [*origins[:start], *changed, *origins[len(before) - end :]]


def _kept(old: Sequence[str], new: Sequence[str]) -> Iterable[tuple[int, int]]:
    """The places of lines of the new text that are in the old one, and their places there."""
    pairs = common(old, new)
    stayed_old, stayed_new = {pair.before for pair in pairs}, {pair.after for pair in pairs}
    moved = moves(
        old,
        new,
        (place for place in range(len(old)) if place not in stayed_old),
        (place for place in range(len(new)) if place not in stayed_new),
    )
    yield from ((pair.after, pair.before) for pair in pairs)
    for move in moved:
        for offset in range(move.length):
            source, target = move.source + offset, move.target + offset
            # A block may have lines that were changed where it moved.
            if old[source] == new[target]:
                yield target, source
