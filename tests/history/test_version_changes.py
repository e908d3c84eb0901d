"""What a version changed: the same as the comparisons of a plan say, in less time."""

from __future__ import annotations

from typing import Any
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presetsync.diff.fields import diff_config
from presetsync.diff.prompts import diff_text
from presetsync.diff.text_difference import compare_texts
from presetsync.history import version_changes
from presetsync.history.version_changes import changed_fields, tally_of
from tests.builders import CONFIGS

LINES = st.lists(st.sampled_from(["a b", "c", "", "a longer line of words", "a b c d"]), max_size=8)


@given(CONFIGS, CONFIGS)
def test_the_fields_are_those_of_a_comparison(
    before: dict[str, Any], after: dict[str, Any]
) -> None:
    compared = {change.pointer for change in diff_config(before, after)}

    assert {*changed_fields(before, after)} == compared


@pytest.mark.parametrize(
    ("before", "after", "pointers"),
    [
        ({}, {"b": 1, "a": {"x": 1}}, ("/a", "/b")),
        ({"a": 1}, {"a": True}, ("/a",)),
        ({"a": {"x": 1}}, {"a": {"x": 2}, "b/c": 1}, ("/a/x", "/b~1c")),
        ({"a": [1]}, {"a": 1}, ("/a",)),
        ({"a": None}, {}, ("/a",)),
        ({"a": 1}, {"a": 1}, ()),
    ],
)
def test_a_field_is_named_by_its_pointer(
    before: dict[str, Any], after: dict[str, Any], pointers: tuple[str, ...]
) -> None:
    assert changed_fields(before, after) == pointers


@given(LINES.map("\n".join), LINES.map("\n".join))
def test_a_tally_is_of_nothing_only_where_nothing_changed(before: str, after: str) -> None:
    tally = tally_of(compare_texts(before, after))

    assert (tally.lines or tally.moved or 0) > 0 or before == after
    assert (tally.lines, tally.moved) == (0, 0) or before != after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "one two\n"),
        ("one two\n", ""),
        ("a\nb\nc\n", "a\nx y\nc\n"),
        ("a\nb", "a\nb\n"),
        ("a\n\nb\n", "a\n\n\nb\n"),
        ("a b\n", "a  b\n"),
        (
            "first of the lines\nsecond of the lines\nx\n",
            "second of the lines\nx\nfirst of the lines\n",
        ),
        ("a\u2028b\nc", "a\u2028b\nd"),
        ("a\rb\n", "a\rc\n"),
    ],
)
def test_a_tally_is_that_of_the_whole_comparison(before: str, after: str) -> None:
    text = compare_texts(before, after)

    assert tally_of(text) == text.diff.tally


@given(st.text())
def test_the_tally_of_a_text_that_is_new_or_gone_is_that_of_the_whole_comparison(text: str) -> None:
    for sides in ((text, ""), ("", text)):
        compared = compare_texts(*sides)

        assert tally_of(compared) == compared.diff.tally


def test_a_text_that_is_new_is_not_compared_line_by_line() -> None:
    with mock.patch.object(version_changes, "diff_text", wraps=diff_text) as diff:
        tally_of(compare_texts("", "one\n" * 100))
        tally_of(compare_texts("one\n" * 100, ""))
        assert diff.call_count == 0

        tally_of(compare_texts("one\n", "two\n"))
        assert diff.call_count == 1
