from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presetsync.capture.cmd_words import is_windows, split
from presetsync.capture.command_text import CommandError, ShellWord
from tests.capture.quoting import for_cmd, for_cmd_doubled

# In a command line of Windows other characters are lost, or end it.
TEXTS = st.text(st.characters(codec="ascii", exclude_categories=["Cc"]) | st.just("\n"))


def texts(line: str) -> list[str]:
    return [
        token.text if isinstance(token, ShellWord) else f"<{token.text}>" for token in split(line)
    ]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('curl ^"https://x^" ^\n  -d ^"a b^"', ["curl", "https://x", "-d", "a b"]),
        ('"{""a"":""b c""}"', ['{"a":"b c"}']),
        ('"{\\"a\\": \\"C:\\\\\\\\x\\"}"', ['{"a": "C:\\\\\\\\x"}']),
        (r'"a\\" b\\c', ["a\\", r"b\\c"]),
        ('"a""b" c', ['a"b', "c"]),
        ("a ^& b & c | d\ne", ["a", "&", "b", "<&>", "c", "<|>", "d", "<\n>", "e"]),
        ('"a & b"', ["a & b"]),
        ('"a^b"', ["a^b"]),
        ('^"a^\n\nb^"', ["a\nb"]),
        ("a ^", ["a"]),
        ("50% off 30%", ["50%", "off", "30%"]),
    ],
)
def test_words_are_those_of_windows(line: str, expected: list[str]) -> None:
    assert texts(line) == expected


def test_variables_are_known_by_their_places() -> None:
    first, second = split('"a %KEY%" %^KEY%')
    assert isinstance(first, ShellWord)
    assert isinstance(second, ShellWord)
    assert (first.expansions, second.expansions, second.text) == (((3, "%KEY%"),), (), "%KEY%")


def test_a_quote_that_is_not_closed_is_named_by_its_place() -> None:
    with pytest.raises(CommandError) as caught:
        split('a ^"b c')
    assert caught.value.index == 3


@given(st.lists(TEXTS))
def test_what_browsers_quote_is_read(words: list[str]) -> None:
    assert texts(" ".join(["curl", *map(for_cmd, words)])) == ["curl", *words]


@given(st.lists(TEXTS.filter(lambda text: not set(text) & set("\\%\n"))))
def test_what_older_browsers_quote_is_read(words: list[str]) -> None:
    assert texts(" ".join(map(for_cmd_doubled, words))) == words


@given(TEXTS)
def test_each_character_is_at_its_place(text: str) -> None:
    line = f"curl {for_cmd(text)}"
    _, word = split(line)
    assert isinstance(word, ShellWord)
    assert "".join(line[place] for place in word.places) == text


@given(st.text())
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


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (f"curl {for_cmd('https://x')} -d {for_cmd('{}')}", True),
        ("curl https://x ^\n -d @a", True),
        ('curl https://x -d "{""a"": 1}"', True),
        ("curl 'https://x' -d '{\"a\": \"b ^\"}'", False),
        ("curl https://x -d $'a ^\n'", False),
        ('curl https://x -d "{\\"a\\": 1}"', False),
    ],
)
def test_lines_of_windows_are_recognized(line: str, expected: bool) -> None:  # noqa: FBT001
    assert is_windows(line) is expected
