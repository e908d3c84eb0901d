from __future__ import annotations

import pytest

from presetsync.diff.aspects import Aspect, aspect_of, code_points
from presetsync.diff.prompts import diff_text
from tests.growth import is_about_linear


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("never guess", "always guess"),
        ("a", "A"),
        ("cafe", "cafe\u0301"),
        ("हिन्दी", "हिन्द"),
        ("don't", "dont"),
        ("5.4", "5,4,0"),
        ("\u0430", "a"),
    ],
    ids=["word", "case", "accent", "vowel sign", "apostrophe", "number", "Cyrillic"],
)
def test_a_word_that_changed_is_no_aspect(before: str, after: str) -> None:
    assert aspect_of(before, after) is None


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("caf\u00e9", "cafe\u0301", "U+00E9 → U+0065 U+0301"),
        ("a b", "a\u00a0b", "U+0020 → U+00A0"),
        ("ab", "a\u200bb", "nothing → U+200B"),
        ("a", "a" + "\u200b" * 9, "nothing → U+200B U+200B U+200B U+200B …"),
    ],
)
def test_code_points_show_how_lookalikes_differ(before: str, after: str, told: str) -> None:
    assert code_points(before, after) == told


def test_only_what_looks_the_same_needs_code_points() -> None:
    assert [aspect for aspect in Aspect if aspect.needs_code_points] == [
        Aspect.SPACES,
        Aspect.NORMALISATION,
    ]


PAIRS = {
    "invisible": ("ab ", "a\u200bb "),
    "normalisation": ("\u00e9 ", "e\u0301 "),
    "punctuation": ("a. ", "a! "),
    "symbols": ("😀", "😢"),
    "spaces": ("a b ", "a\u00a0b "),
    "line ends": ("ab cd\n", "ab cd\r\n"),
    "lines": ("caf\u00e9\n", "cafe\u0301\n"),
}


@pytest.mark.parametrize("name", PAIRS)
def test_the_work_grows_about_as_the_texts(name: str) -> None:
    before, after = PAIRS[name]

    assert is_about_linear(lambda size: diff_text(before * size, after * size).tally, 500)
