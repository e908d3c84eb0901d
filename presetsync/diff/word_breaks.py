"""Where words begin and end, in any script. Pure."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# Chinese, Japanese, Thai and its neighbours put no space between words: there each character
# is a word of its own.
_UNSPACED = (
    "\u0e01-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\U00020000-\U0003ffff"
)
# Vowel signs, accents and the like belong to what is before them; `re` has no class of them, and
# of India's scripts, all but whose stops are letters or signs, whole blocks do.
_MARKS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"
    "\u0900-\u0963\u0971-\u0df3\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ece"
    "\u102b-\u103e\u17b6-\u17d3\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u3099\u309a\ufe00-\ufe0f"
    "\ufe20-\ufe2f"
)
_LETTERS = rf"[^\W{_UNSPACED}]+(?:[{_MARKS}]+[^\W{_UNSPACED}]*)*"
_ALONE = rf"[{_UNSPACED}][{_MARKS}]*"
# Such ranges take long to compile, so `re` does it, and keeps it, where one is needed.
_WORD = rf"({_ALONE})|({_LETTERS})|([^\w\s][{_MARKS}]*)"
_IS_ALONE, _IS_LETTERS, _IS_MARK = 1, 2, 3
_WITHIN = "'\u2019.-"
"""What may be inside a word: ``don't``, ``up-to-date``, ``5.4``."""
_PARTING = "-."
"""What separates words where it is doubled."""


class _Apart(dict[int, str | None]):
    """For `str.translate`: takes words apart, each character worked out where it first occurs."""

    def __missing__(self, code: int) -> str | None:
        character = chr(code)
        apart: str | None = character if character.isalnum() or character == "_" else " "
        if character in _WITHIN or unicodedata.category(character).startswith("M"):
            apart = None  # within a word, and at its end, it makes no other one
        elif not character.isascii() and re.match(f"[{_UNSPACED}]", character):
            apart = f" {character} "
        self[code] = apart
        return apart


_APART = _Apart()


def word_count(text: str) -> int:
    """How many words a text has; ``don't`` and ``up-to-date`` are one each."""
    dashes = text.replace("--", " ").replace("..", " ")
    return len(dashes.translate(_APART).split())


def only_words(text: str) -> list[str]:
    """The words of a text without white space and punctuation; ``don't`` comes in two parts."""
    return [match[0] for match in re.finditer(_WORD, text) if match.lastindex != _IS_MARK]


class Word(NamedTuple):
    """A word or a punctuation mark at its place; an empty one is a blank line."""

    text: str
    line: int
    start: int
    end: int
    lead: str  # the white space before it
    tail: str | None  # the white space after it, where it is the last of its line
    kind: int  # the group of the pattern that matched; 0 for a blank line

    @property
    def is_first(self) -> bool:
        """Whether only white space is before it in its line."""
        return self.start == len(self.lead)

    @property
    def weight(self) -> int:
        """What it counts where lines are compared, in characters."""
        return len(self.text) or 1


def words_of(lines: Sequence[str]) -> Iterator[Word]:
    """The words and punctuation marks of lines, each line without its line feed."""
    for number, line in enumerate(lines):
        matches = [*re.finditer(_WORD, line)]
        if not matches:
            yield Word("", number, 0, 0, "", line, 0)
        end = 0
        for match in matches:
            tail = line[match.end() :] if match is matches[-1] else None
            lead = line[end : match.start()]
            kind = match.lastindex or 0
            yield Word(match[0], number, match.start(), match.end(), lead, tail, kind)
            end = match.end()


def spans(words: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """Words as `word_count` knows them, from the first to past the last part."""
    start = end = -1  # of the word that may continue
    previous = ""
    for number, word in enumerate(words):
        is_apart = bool(word.lead) or not word.start
        parts = word.kind == _IS_MARK and not _is_within(word.text)
        doubled = word.text == previous and word.text in _PARTING
        if start >= 0 and (is_apart or parts or doubled or word.kind in (0, _IS_ALONE)):
            yield start, end
            start = -1
        if word.kind == _IS_ALONE:
            yield number, number + 1
        elif word.kind == _IS_LETTERS:
            start, end = (number if start < 0 else start), number + 1
        elif start >= 0 and word.text[0] not in _WITHIN:
            end = number + 1
        previous = word.text
    if start >= 0:
        yield start, end


def _is_within(mark: str) -> bool:
    return mark[0] in _WITHIN or unicodedata.category(mark[0]).startswith("M")
