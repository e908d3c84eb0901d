"""Two sequences that started from one, stretch by stretch: diff3. Pure.

Source: Khanna, Kunal and Pierce, "A Formal Investigation of Diff3" (2007). As in git, changes that
touch are one: between two changes at least one item is the same on all sides.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from presetsync.sequences import common

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    _Places = tuple[int, int, int]


class Side(StrEnum):
    """A side of a merge."""

    FILE = "file"
    SERVER = "server"


class Stretch(NamedTuple):
    """What corresponds to each other in three sequences.

    Attributes:
        places: slices of what both sides started from, of the file and of the server; the first
            is empty where the base is not known.
        changed_by: the side that changed it; the file's where neither or both did, and both have
            the same. None where they have not.

    """

    places: tuple[slice, slice, slice]
    changed_by: Side | None


def stretches(
    base: Sequence[str] | None, file: Sequence[str], server: Sequence[str]
) -> Iterator[Stretch]:
    """All of the three, in order.

    Where ``base`` is None, it is not known, and nobody can say which side changed something. The
    time is nearly linear, see `presetsync.sequences`.
    """
    start = (0, 0, 0)
    for same in _same(base, file, server):
        yield from _between(start, same, base, file, server)
        start = (same[0] + (base is not None), same[1] + 1, same[2] + 1)
        yield Stretch(_slices(same, start), Side.FILE)
    end = (len(base or ()), len(file), len(server))
    yield from _between(start, end, base, file, server)


def _same(
    base: Sequence[str] | None, file: Sequence[str], server: Sequence[str]
) -> Iterator[_Places]:
    """The places of the items that are the same on all sides."""
    if base is None:
        yield from ((0, pair.before, pair.after) for pair in common(file, server))
        return
    others = dict(common(base, server))
    for pair in common(base, file):
        if pair.before in others:
            yield pair.before, pair.after, others[pair.before]


def _between(
    start: _Places,
    end: _Places,
    base: Sequence[str] | None,
    file: Sequence[str],
    server: Sequence[str],
) -> Iterator[Stretch]:
    """The stretch from one place to another, unless it is empty."""
    if start == end:
        return
    places = _slices(start, end)
    before, ours, theirs = (
        side and side[place] for side, place in zip((base, file, server), places, strict=True)
    )
    changed_by = None
    if theirs in (ours, before):
        changed_by = Side.FILE
    elif ours == before:
        changed_by = Side.SERVER
    yield Stretch(places, changed_by)


def _slices(start: _Places, end: _Places) -> tuple[slice, slice, slice]:
    return slice(start[0], end[0]), slice(start[1], end[1]), slice(start[2], end[2])
