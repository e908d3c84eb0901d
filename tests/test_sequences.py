from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presetsync.sequences import Pair, common, equal_ends
from tests.growth import is_about_linear

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

ITEMS = st.lists(st.sampled_from("abcdefgh"), max_size=12)


def longest_common(before: Sequence[str], after: Sequence[str]) -> int:
    """How long the longest common subsequence is, by the book."""
    best = [[0] * (len(after) + 1) for _ in range(len(before) + 1)]
    for i, one in enumerate(before):
        for j, other in enumerate(after):
            best[i + 1][j + 1] = (
                best[i][j] + 1 if one == other else max(best[i][j + 1], best[i + 1][j])
            )
    return best[-1][-1]


@given(ITEMS, ITEMS)
def test_pairs_are_of_equal_items_and_rise_on_both_sides(
    before: list[str], after: list[str]
) -> None:
    pairs = common(before, after)

    assert all(before[pair.before] == after[pair.after] for pair in pairs)
    for one, other in itertools.pairwise(pairs):
        assert one.before < other.before
        assert one.after < other.after


@given(ITEMS)
def test_equal_sequences_are_common_in_whole(items: list[str]) -> None:
    assert common(items, items) == [Pair(place, place) for place in range(len(items))]


@given(st.lists(st.sampled_from("ab"), max_size=9), st.lists(st.sampled_from("ab"), max_size=9))
def test_without_unique_items_the_longest_common_subsequence_is_found(
    before: list[str], after: list[str]
) -> None:
    # Doubled, no item is unique, so that there is no anchor.
    before, after = before * 2, after * 2
    if any(items.count(item) == 1 for items in (before, after) for item in set(items)):
        return
    assert len(common(before, after)) == longest_common(before, after)


def test_unique_items_are_anchors_even_where_a_longer_subsequence_passes_them() -> None:
    assert common("xxxU", "Uxxx") == [Pair(3, 0)]


def test_equal_ends_do_not_pull_an_addition_apart() -> None:
    before = ["Keep", "it", "short", "."]
    after = ["Keep", "it", "short", ".", "Be", "kind", "."]

    assert [pair.after for pair in common(before, after)] == [0, 1, 2, 3]


def test_a_long_edit_without_anchors_is_given_up() -> None:
    assert common("ab" * 500, "ba" * 20 + "c" * 400 + "ba" * 20) == []


@pytest.mark.parametrize(
    "make",
    [
        lambda n: ([f"a{i}" for i in range(n)], [f"b{i}" for i in range(n)]),
        lambda n: ([f"{i}" for i in range(n)], [f"{i}" for i in range(n)][::-1]),
        lambda n: ([f"{i % 97}" for i in range(n)], [f"{i % 89}" for i in range(n)]),
        lambda n: (["x"] * n, ["x", "y"] * (n // 2)),
    ],
    ids=["rewritten", "reversed", "repetitive", "doubled"],
)
def test_the_work_grows_about_as_the_sequences(
    make: Callable[[int], tuple[list[str], list[str]]],
) -> None:
    assert is_about_linear(lambda length: common(*make(length)), 4_000)


@given(st.lists(st.sampled_from("ab")), st.lists(st.sampled_from("ab")))
def test_equal_ends_do_not_overlap(before: list[str], after: list[str]) -> None:
    start, end = equal_ends(before, after)

    assert before[:start] == after[:start]
    assert before[len(before) - end :] == after[len(after) - end :]
    assert start + end <= min(len(before), len(after))
    rest = before[start : len(before) - end], after[start : len(after) - end]
    assert not (rest[0] and rest[1]) or (rest[0][0], rest[0][-1]) != (rest[1][0], rest[1][-1])
