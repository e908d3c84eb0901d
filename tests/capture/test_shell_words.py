from __future__ import annotations

import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presetsync.capture.command_text import CommandError, Operator, ShellWord
from presetsync.capture.shell_words import split
from tests.capture.quoting import for_bash

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


def texts(line: str) -> list[str]:
    """The words of a line, and its operators in angle brackets."""
    return [
        token.text if isinstance(token, ShellWord) else f"<{token.text}>" for token in split(line)
    ]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("curl  -s\thttps://x", ["curl", "-s", "https://x"]),
        ("a 'b c' \"d 'e'\" f\\ g", ["a", "b c", "d 'e'", "f g"]),
        ("'a'\"b\"c''", ["abc"]),
        ("''", [""]),
        ("'it'\\''s'", ["it's"]),
        (r'"\"\\\$\`\n"', ['"\\$`\\n']),
        ("a \\\n  b", ["a", "b"]),
        ("a \\  \n  b", ["a", "b"]),
        ("a `\n  b", ["a", "b"]),
        ("a\\\nb", ["ab"]),
        ('"a\\\nb"', ["ab"]),
        ("a \\", ["a"]),
        ("a # b\nc", ["a", "<\n>", "c"]),
        ("a#b", ["a#b"]),
        ("a | b && c; d > e", ["a", "<|>", "b", "<&&>", "c", "<;>", "d", "<>>", "e"]),
        ("a 2>/dev/null", ["a", "<>>", "/dev/null"]),
        ("a $ b$ '$X'", ["a", "$", "b$", "$X"]),
        (r"$'a\'b\n\t\\\"\x41\101\u00e9\U0001f600\ca'", ["a'b\n\t\\\"AA\xe9\U0001f600\\ca"]),
        (r"$'\xc3\xa9\xe9'", ["\xc3\xa9\xe9"]),
        (r"$'\xc3\xa9'", ["\xe9"]),
        (r"$'\ud83d\ude00\ud83d'", ["\U0001f600\ufffd"]),
        (r"$'\UFFFFFFFF'", ["\ufffd"]),
        (r"'a\'", ["a\\"]),
    ],
)
def test_words_are_those_of_a_shell(line: str, expected: list[str]) -> None:
    assert texts(line) == expected


@pytest.mark.parametrize(
    ("line", "places"),
    [
        ("a$X", [1]),
        ('"a ${X:-y z} b"', [3]),
        ('"$(cat \'a)\' "b)" \\) (c))" d', [1]),
        ('`cat a` "x `b`"', [0]),
        ("'$X' \\$X \"\\$X\"", []),
        ('$"a $X"', [4]),
        ("$?", [0]),
    ],
)
def test_what_the_shell_replaces_is_known_by_its_place(line: str, places: list[int]) -> None:
    first = split(line)[0]
    assert isinstance(first, ShellWord)
    assert [index for index, _ in first.expansions] == places


@pytest.mark.parametrize(
    ("line", "index"),
    [("a 'b", 2), ('a "b\\"', 2), ("a $'b\\'", 2), ("a $(b", 2), ("a `b", 2), ('a "$(b"', 3)],
)
def test_a_quote_that_is_not_closed_is_named_by_its_place(line: str, index: int) -> None:
    with pytest.raises(CommandError) as caught:
        split(line)
    assert caught.value.index == index


def test_operators_have_places() -> None:
    assert split("a | b")[1] == Operator("|", 2)


@given(st.lists(TEXTS))
def test_what_python_quotes_is_read(words: list[str]) -> None:
    assert texts(shlex.join(words)) == words


@given(st.lists(TEXTS))
def test_what_browsers_quote_is_read(words: list[str]) -> None:
    assert texts(" ".join(map(for_bash, words))) == words


@given(TEXTS)
def test_each_character_is_at_its_place(text: str) -> None:
    line = shlex.quote(text)
    (word,) = split(line)
    assert isinstance(word, ShellWord)
    assert "".join(line[place] for place in word.places) == text


@given(TEXTS)
def test_any_line_is_words_or_an_error(line: str) -> None:
    try:
        tokens = split(line)
    except CommandError as caught:
        index = caught.index
        tokens = []
    else:
        index = 0
    words = [token for token in tokens if isinstance(token, ShellWord)]
    assert 0 <= index <= len(line)
    assert [len(word.places) for word in words] == [len(word.text) for word in words]
