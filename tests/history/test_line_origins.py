"""Which text brought each line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presetsync.history.line_origins import line_origins, lines_of
from tests.growth import is_about_linear

RULES = "Answer in short sentences.\nNever promise a refund.\n"
TONE = "Be friendly, whatever happens.\nThank the customer.\n"


def origins(*texts: str) -> list[int]:
    return [place for _, place in line_origins(texts)]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["a\nb\n", "a\nx\nb\n"], [0, 1, 0]),
        (["a\nb\n", "a\nB\n", "a\nb\n"], [0, 2]),
        (["a\nb\nc\n", "a\nc\n", "a\nb\nc\n"], [0, 2, 0]),
        (["a\n", "a"], [0]),
        (["a\nb", "b"], [0]),
        (["a\n\nb\n", "a\n\nx\n\nb\n"], [0, 0, 1, 1, 0]),
        (["", "a\nb\n"], [1, 1]),
        (["a\n", ""], []),
        (["a\n", "", "a\n"], [2]),
        ([], []),
    ],
)
def test_a_line_has_the_text_that_brought_it(texts: list[str], expected: list[int]) -> None:
    assert origins(*texts) == expected


def test_a_block_that_moved_keeps_its_origin_but_for_what_changed_in_it() -> None:
    assert origins(RULES + TONE, TONE + RULES) == [0, 0, 0, 0]
    edited = TONE.replace("Thank the customer.", "Thank the customer warmly.")
    assert origins(RULES + TONE, edited + RULES) == [0, 1, 0, 0]


LINES = st.lists(st.sampled_from(["a", "b", "", "}", "a longer line", "another long line"]))


@given(st.lists(LINES.map("\n".join), max_size=6))
def test_each_line_of_the_last_text_has_an_origin_that_has_the_line(texts: list[str]) -> None:
    found = line_origins(texts)

    assert [line for line, _ in found] == (lines_of(texts[-1]) if texts else [])
    assert all(line in lines_of(texts[place]) for line, place in found)


@given(st.lists(LINES.map("\n".join), min_size=1, max_size=5), st.integers(1, 3))
def test_a_text_that_is_stored_again_brings_nothing(texts: list[str], times: int) -> None:
    again = line_origins([*texts, *([texts[-1]] * times)])

    assert again == line_origins(texts)


def test_many_versions_with_little_change_take_time_as_they_are_many() -> None:
    lines = [f"line {number} of a long prompt" for number in range(2_000)]

    def work(count: int) -> None:
        texts = ("\n".join([*lines[:n], f"edit {n}", *lines[n + 1 :]]) for n in range(count))
        line_origins(texts)

    assert is_about_linear(work, 10)
