"""Two sequences that started from one, in chunks: the algorithm of diff3. Pure.

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


class Chunk(NamedTuple):
    """A part of a base, and the parts of file and server that correspond to it.

    Attributes:
        places: slices of what both sides started from, of the file and of the server; the first
            is empty where the base is not known.
        changed_by: the side that changed it; the file's where neither or both did, and both have
            the same. None if they have not.

    """

    places: tuple[slice, slice, slice]
    changed_by: Side | None


def chunks(base: Sequence[str] | None, file: Sequence[str], server: Sequence[str]) -> list[Chunk]:
    """All of the three, in order.

    Where ``base`` is None, it is not known, and nobody can say which side changed something. The
    time is nearly linear, see `presetsync.sequences`.
    """
    found = [[*_split(same, base, file, server)] for same in _alignments(base, file, server)]
    merged = [each for each in found if all(chunk.changed_by for chunk in each)]

    def changes(each: list[Chunk]) -> tuple[int, list[str]]:
        """How many, and what they make: a change that both sides have is not made once more."""
        parts = [
            (file[places[1]], server[places[2]], changed_by is Side.SERVER)
            for places, changed_by in each
        ]
        made = [
            item for ours, theirs, is_theirs in parts for item in (theirs if is_theirs else ours)
        ]
        return sum(ours != theirs for ours, theirs, _ in parts), made

    return min(merged, key=changes, default=found[0])


def _alignments(
    base: Sequence[str] | None, file: Sequence[str], server: Sequence[str]
) -> Iterator[list[_Places]]:
    """The places of items that are the same on all sides; there are several ways where some repeat.

    The second and the third are for a side that has the other's changes in addition to its own, as
    the file has after an import that was killed.
    """
    across = dict(_common(file, server))
    if base is None:
        yield [(0, *pair) for pair in across.items()]
        return
    to_file, to_server = dict(common(base, file)), dict(common(base, server))
    yield [(at, to_file[at], to_server[at]) for at in to_file if at in to_server]
    back = {theirs: ours for ours, theirs in across.items()}
    yield [(at, back[theirs], theirs) for at, theirs in to_server.items() if theirs in back]
    yield [(at, ours, across[ours]) for at, ours in to_file.items() if ours in across]


def _common(file: Sequence[str], server: Sequence[str]) -> list[tuple[int, int]]:
    """What the two have in common, the same pairs whichever is given first."""
    if [*file] <= [*server]:
        return [(ours, theirs) for ours, theirs in common(file, server)]
    return [(ours, theirs) for theirs, ours in common(server, file)]


def _split(
    same: Sequence[_Places],
    base: Sequence[str] | None,
    file: Sequence[str],
    server: Sequence[str],
) -> Iterator[Chunk]:
    """The chunks between places that are the same on all sides, and those places."""
    start = (0, 0, 0)
    for place in same:
        yield from _between(start, place, base, file, server)
        start = (place[0] + (base is not None), place[1] + 1, place[2] + 1)
        yield Chunk(_slices(place, start), Side.FILE)
    end = (len(base or ()), len(file), len(server))
    yield from _between(start, end, base, file, server)


def _between(
    start: _Places,
    end: _Places,
    base: Sequence[str] | None,
    file: Sequence[str],
    server: Sequence[str],
) -> Iterator[Chunk]:
    """The chunk from one place to another, unless it is empty."""
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
    yield Chunk(places, changed_by)


def _slices(start: _Places, end: _Places) -> tuple[slice, slice, slice]:
    return slice(start[0], end[0]), slice(start[1], end[1]), slice(start[2], end[2])
