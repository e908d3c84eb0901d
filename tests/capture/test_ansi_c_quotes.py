from __future__ import annotations

import pytest

from presetsync.capture.ansi_c_quotes import ansi_c_quoted
from presetsync.capture.command_text import CommandError, WordBuilder


@pytest.mark.parametrize(
    ("quoted", "text"),
    [
        (r"it\'s\n", "it's\n"),
        (r"\a\b\e\E\f\r\t\v\\\"\?", '\a\b\x1b\x1b\f\r\t\v\\"?'),
        (r"\x41\xc3\xa9\101", "A\xe9A"),
        (r"caf\xe9", "caf\xe9"),
        (r"\u00e9\ud83d\ude00", "\xe9\U0001f600"),
        (r"\z\u", r"\z\u"),
    ],
)
def test_escapes_are_the_characters_that_bash_reads(quoted: str, text: str) -> None:
    line = f"$'{quoted}' more"
    builder = WordBuilder(line, 0)
    assert ansi_c_quoted(builder, 2) == len(quoted) + 3
    assert builder.word().text == text


@pytest.mark.parametrize("line", ["$'abc", "$'abc\\'", "$'abc\\", "$'"])
def test_a_text_that_does_not_end_is_named_by_its_beginning(line: str) -> None:
    with pytest.raises(CommandError) as caught:
        ansi_c_quoted(WordBuilder(line, 0), 2)
    assert caught.value.index == 0
