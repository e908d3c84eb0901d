from __future__ import annotations

import pytest

from presetsync.diff.text_difference import (
    Size,
    compare_texts,
    size_of,
)


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("", Size(0, 0, 0)),
        ("one", Size(1, 1, 3)),
        ("one two\n", Size(1, 2, 8)),
        ("don't be up-to-date\n\n- 5.4 %\n", Size(3, 4, 29)),
        ("用中文", Size(1, 3, 3)),
    ],
)
def test_a_text_is_measured_in_lines_words_and_characters(text: str, size: Size) -> None:
    assert size_of(text) == size


def test_placeholders_that_were_added_or_removed_are_listed() -> None:
    review = compare_texts("Hello {name}, of {company}.\n", "Hello {company}, it is {{date}}.\n")

    assert (review.new_slots, review.lost_slots) == (("{{date}}",), ("{name}",))
