"""Chunks: every item of all three sequences in its place, and who changed it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presetsync.diff.merge_chunks import Side, chunks

if TYPE_CHECKING:
    from collections.abc import Sequence

ITEMS = st.lists(st.sampled_from("abcd"), max_size=12)


def shown(base: Sequence[str] | None, file: str, server: str) -> list[tuple[str, ...]]:
    """The chunks: their items of base, file and server, and who changed them."""
    found = []
    for places, changed_by in chunks(base and list(base), list(file), list(server)):
        sides = zip((base or "", file, server), places, strict=True)
        found.append((*("".join(side[place]) for side, place in sides), changed_by or "both"))
    return found


@pytest.mark.parametrize(
    ("base", "file", "server", "expected"),
    [
        ("", "", "", []),
        ("a", "a", "a", [("a", "a", "a", "file")]),
        ("a", "b", "a", [("a", "b", "a", "file")]),
        ("a", "a", "b", [("a", "a", "b", "server")]),
        ("a", "b", "b", [("a", "b", "b", "file")]),
        ("a", "b", "c", [("a", "b", "c", "both")]),
        ("", "a", "b", [("", "a", "b", "both")]),
        (
            "xyz", "Xyz", "xyZ",
            [("x", "X", "x", "file"), ("y", "y", "y", "file"), ("z", "z", "Z", "server")],
        ),
        ("xy", "Xy", "xY", [("xy", "Xy", "xY", "both")]),
        (
            "xy", "xay", "xyb",
            [
                ("x", "x", "x", "file"), ("", "a", "", "file"),
                ("y", "y", "y", "file"), ("", "", "b", "server"),
            ],
        ),
        (
            None, "xay", "xby",
            [("", "x", "x", "file"), ("", "a", "b", "both"), ("", "y", "y", "file")],
        ),
        (None, "x", "xy", [("", "x", "x", "file"), ("", "", "y", "both")]),
    ],
)  # fmt: skip
def test_a_chunk_ends_where_all_three_are_the_same(
    base: str | None, file: str, server: str, expected: list[tuple[str, ...]]
) -> None:
    assert shown(base, file, server) == expected


@given(st.none() | ITEMS, ITEMS, ITEMS)
def test_every_item_is_in_one_chunk_in_order(
    base: list[str] | None, file: list[str], server: list[str]
) -> None:
    found = [*chunks(base, file, server)]

    for number, side in enumerate((base or [], file, server)):
        assert [item for places, _ in found for item in side[places[number]]] == side


@given(st.none() | ITEMS, ITEMS, ITEMS)
def test_what_neither_side_alone_changed_differs_on_both(
    base: list[str] | None, file: list[str], server: list[str]
) -> None:
    for places, changed_by in chunks(base, file, server):
        if changed_by is None:
            assert file[places[1]] != server[places[2]]
            assert base is None or base[places[0]] not in (file[places[1]], server[places[2]])
        elif changed_by is Side.SERVER:
            assert base is not None
            assert base[places[0]] == file[places[1]]
