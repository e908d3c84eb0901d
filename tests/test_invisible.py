from __future__ import annotations

import re
import unicodedata

import pytest

from presetsync.invisible import INVISIBLE, find_invisible, name_of


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("plain", []),
        ("naïve, “quoted” … 漢字", []),
        ("a\u202eb\u2066c", [1, 3]),
        ("a\u200bb\u00adc", [1, 3]),
        ("a\x1b[8mb\x00\x9b\n", [1, 6, 7]),
        ("a\tb\r\nc\n", []),
        ("left\u200f", [4]),
        ("שלום\u200f!", []),
        ("👩\u200d💻 ❤\ufe0f 1\ufe0f\u20e3", []),
        ("a\ufe0f ❤\ufe0f\ufe0f", [1, 5]),
        ("❤\ufe00", [1]),
        ("a\U000e0041", [1]),
        ("🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", []),
        ("\u2801\u2800 and \u2800", [7]),
        ("\u0600 \ue000", []),
    ],
)
def test_what_writing_does_not_need_is_hidden(text: str, places: list[int]) -> None:
    assert [*find_invisible(text)] == places


def test_every_bidirectional_control_and_every_tag_is_invisible() -> None:
    seen = re.compile(f"[{INVISIBLE}]")
    controls = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
    missed = [
        hex(code)
        for code in range(0x110000)
        if (unicodedata.bidirectional(chr(code)) in controls or 0xE0000 <= code < 0xE1000)
        and not seen.match(chr(code))
    ]
    assert missed == []


def test_a_character_without_a_name_is_its_number() -> None:
    assert name_of("\u202e") == "U+202E RIGHT-TO-LEFT OVERRIDE"
    assert name_of("\U000e0002") == "U+E0002"
    assert name_of("\x1b") == "U+001B"
