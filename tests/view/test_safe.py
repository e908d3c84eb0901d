from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from presetsync.diff.words import Piece
from presetsync.view.safe import (
    Safe,
    SafePiece,
    sanitize,
    sanitize_line,
    sanitize_pieces,
)

# Pieces that are harmful together, and any character at all.
TROUBLE = st.lists(
    st.sampled_from(
        [
            *("::", ":", "#", "##[", "#[", "[", "\n", "\r", " ", "\t", "\u00a0", "\u3000", "\x0b"),
            *("\x1b[2J", "\u2028", "\u202e", "\u200b", "\ufe0f", "\x85", "\\x3a", "<U+202E>"),
            *("a", "😀", "e\u0301"),
        ]
    )
    | st.characters(),
    max_size=20,
).map("".join)


@pytest.mark.parametrize(
    "text",
    [
        *("", "a", "Be brief.\n\n\tAlways.\n", "é e\u0301 ß 漢字 العربية"),
        *("❤\ufe0f 👍🏽 1\ufe0f\u20e3 ‼\ufe0f \u2139\ufe0f", "a\u00a0b"),
        *("a::b", "a: b", ":", " : :", "# a", "## [a]", "#[a]", "\\x1b", "<b>&amp;</b>", "`a`|*b*"),
    ],
)  # fmt: skip
def test_harmless_text_is_printed_as_it_is(text: str) -> None:
    assert sanitize(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\x00\x07\x08\x7f", r"\x00\x07\x08\x7f"),
        ("a\rb\r\n", "a\\rb\\r\n"),
        ("\x0b\x0c\x1c\x85", r"\x0b\x0c\x1c\x85"),
        ("\x1b[31mred\x1b]8;;x\x1b\\", "\\x1b[31mred\\x1b]8;;x\\x1b\\"),
        ("\x9b31m", r"\x9b31m"),
        ("a\u202eb\u2066c", "a<U+202E>b<U+2066>c"),
        ("a\u200bb\u00adc\ufeffd", "a<U+200B>b<U+00AD>c<U+FEFF>d"),
        ("\u2028\u2029", "<U+2028><U+2029>"),
        ("\U000e0041\U000e0100", "<U+E0041><U+E0100>"),
        ("\udce9", "<U+DCE9>"),
        ("\u3164\u115f\u2800\ufe0e", "<U+3164><U+115F><U+2800><U+FE0E>"),
        ("\U0001bca0\U00013430", "<U+1BCA0><U+13430>"),
        ("a\ufe0f1\ufe0f ❤\ufe0f\ufe0f\ufe0f", "a<U+FE0F>1<U+FE0F> ❤\ufe0f<U+FE0F><U+FE0F>"),
        ("\ufe0f", "<U+FE0F>"),
    ],
    ids=[
        *("control", "carriage-return", "line-breaks", "escape", "c1", "bidi", "zero-width"),
        *("separators", "tags", "surrogate", "fillers", "format-controls"),
        *("selectors-of-nothing", "selector-alone"),
    ],
)
def test_characters_that_act_or_hide_are_named(text: str, expected: str) -> None:
    assert sanitize(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("::error::a", "\\x3a:error::a"),
        ("a\n::error::b", "a\n\\x3a:error::b"),
        (" \t\u3000::a", " \t\u3000\\x3a:a"),
        ("\n\n ::a\n\n::b", "\n\n \\x3a:a\n\n\\x3a:b"),
        (":::", "\\x3a::"),
        ("\x0b::a", "\\x0b::a"),
        ("##[error]a", "\\x23#[error]a"),
        ("a ##[group]b", "a \\x23#[group]b"),
        ("###[[##[", "#\\x23#[[\\x23#["),
    ],
)
def test_a_workflow_command_is_disarmed(text: str, expected: str) -> None:
    assert sanitize(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\n\tb\r\n", "a\\n\\tb\\r\\n"),
        ("a\n::b", "a\\n\\x3a:b"),
        ("a b", "a b"),
    ],
)
def test_a_line_stays_one(text: str, expected: str) -> None:
    assert sanitize_line(text) == expected


@pytest.mark.parametrize(
    ("pieces", "expected"),
    [
        ([], []),
        ([Piece("a", changed=False)], [SafePiece(Safe("a"), changed=False)]),
        (
            [Piece(" :", changed=True), Piece(":error::\x1b", changed=False)],
            [
                SafePiece(Safe(" \\x3a"), changed=True),
                SafePiece(Safe(":error::\\x1b"), changed=False),
            ],
        ),
        (
            [Piece("a#", changed=False), Piece("", changed=True), Piece("#[b]##[", changed=True)],
            [
                SafePiece(Safe("a\\x23"), changed=False),
                SafePiece(Safe(""), changed=True),
                SafePiece(Safe("#[b]\\x23#["), changed=True),
            ],
        ),
    ],
    ids=["none", "harmless", "command", "old-command"],
)
def test_a_command_cannot_hide_between_pieces(
    pieces: list[Piece], expected: list[SafePiece]
) -> None:
    assert list(sanitize_pieces(pieces)) == expected


@settings(deadline=None, max_examples=60)
@given(st.lists(st.builds(Piece, TROUBLE, st.booleans()), max_size=4))
def test_pieces_together_are_the_sanitized_whole(pieces: list[Piece]) -> None:
    shown = list(sanitize_pieces(pieces))
    assert "".join(piece.text for piece in shown) == sanitize(
        "".join(piece.text for piece in pieces)
    )
    assert [piece.changed for piece in shown] == [piece.changed for piece in pieces]


def test_no_character_of_an_invisible_kind_gets_through() -> None:
    kinds = ("Cc", "Cf", "Co", "Cs", "Zl", "Zp")
    unsafe = [each for each in map(chr, range(0x110000)) if unicodedata.category(each) in kinds]
    assert [each for each in unsafe if sanitize(each) == each] == ["\t", "\n"]
    assert [each for each in unsafe if sanitize_line(each) == each] == []


# DerivedCoreProperties.txt: Default_Ignorable_Code_Point, where it is no format character.
@pytest.mark.parametrize(
    ("first", "last"),
    [
        *((0xFE00, 0xFE0F), (0x034F, 0x034F), (0x115F, 0x1160), (0x17B4, 0x17B5)),
        *((0x180B, 0x180F), (0x2065, 0x2065), (0x3164, 0x3164), (0xFFA0, 0xFFA0)),
        *((0xFFF0, 0xFFF8), (0xE0000, 0xE0FFF)),
    ],
)
def test_no_character_that_is_shown_as_nothing_gets_through(first: int, last: int) -> None:
    for number in range(first, last + 1):
        assert sanitize(chr(number)) == f"<U+{number:04X}>"


@settings(deadline=None, max_examples=150)
@given(TROUBLE)
def test_nothing_printed_acts_on_a_terminal_a_runner_or_a_reader(text: str) -> None:
    shown = sanitize(text)
    assert not {unicodedata.category(each) for each in shown if each not in "\n\t"} & {
        "Cc",
        "Cf",
        "Cs",
    }
    assert not re.search(r"^\s*::", shown, re.MULTILINE)
    assert "##[" not in shown
    assert sanitize_line(text).splitlines() in ([], [sanitize_line(text)])  # fmt: skip


@settings(deadline=None, max_examples=100)
@given(TROUBLE)
def test_what_is_sanitized_stays_as_it_is(text: str) -> None:
    assert sanitize(sanitize(text)) == sanitize(text)
    assert sanitize_line(sanitize_line(text)) == sanitize_line(text)


def test_a_megabyte_of_blank_lines_is_no_trouble() -> None:
    # A pattern that ran over line ends would take hours here.
    text = "\n" * 2**20
    assert sanitize(text) == text
    assert sanitize(" " * 2**20 + "::") == " " * 2**20 + "\\x3a:"
