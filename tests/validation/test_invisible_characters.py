from __future__ import annotations

import pytest

from tests.validation.linting import of_prompt


@pytest.mark.parametrize(
    "text",
    [
        "👩\u200d💻 and ❤\ufe0f",
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        "שלום\u200f!",
        "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        "naïve, “quoted” …",
    ],
)
def test_invisible_characters_that_writing_needs_are_left_alone(text: str) -> None:
    assert of_prompt(text) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("a\u200bb", "U+200B ZERO WIDTH SPACE"),
        ("a\u200db", "U+200D ZERO WIDTH JOINER"),
        ("é\u200d", "U+200D ZERO WIDTH JOINER"),
        ("left\u200f", "U+200F RIGHT-TO-LEFT MARK"),
        ("a\u202eb", "U+202E RIGHT-TO-LEFT OVERRIDE"),
        ("a\ufeffb", "U+FEFF ZERO WIDTH NO-BREAK SPACE"),
        ("a\U000e0041", "U+E0041 TAG LATIN CAPITAL LETTER A"),
    ],
)
def test_an_invisible_character_is_named(text: str, name: str) -> None:
    (finding,) = of_prompt(text)
    assert finding.code == "invisible-character"
    assert name in finding.message
