from __future__ import annotations

import pytest

from presetsync.diff.text_difference import (
    Size,
    compare_texts,
    placeholders,
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


def test_placeholders_are_found_once_in_each_style() -> None:
    text = "{{ name }} {{name}} ${plan.tier} {date} <article> </article> {date}"

    assert list(placeholders(text)) == ["{{name}}", "${plan.tier}", "{date}"]


@pytest.mark.parametrize(
    "text",
    ['{"name": 1}', "{}", "{1}", "a < b > c", "$name", "{two words}", "<context>", "{" * 5000],
)
def test_what_looks_like_one_but_is_none_is_no_placeholder(text: str) -> None:
    assert not placeholders(text)


def test_placeholders_that_were_added_or_removed_are_listed() -> None:
    review = compare_texts("Hello {name}, of {company}.\n", "Hello {company}, it is {{date}}.\n")

    assert (review.new_slots, review.lost_slots) == (("{{date}}",), ("{name}",))
