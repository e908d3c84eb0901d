"""Differences between two lines with the same words. Pure.

A reader would overlook such a change, so it is described in words.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from enum import StrEnum

from presetsync.diff.word_breaks import only_words

_ORDINARY = frozenset(" \t\r\n")
_MOST_CODE_POINTS = 4
# Of the marks, which are seen as a rule, these are not.
_UNSEEN_NAMES = ("VARIATION SELECTOR", "FILLER", "GRAPHEME JOINER")


class Aspect(StrEnum):
    """What differs in a line, or in a text, where no word does."""

    TRAILING = "trailing spaces"
    INDENTATION = "indentation"
    WITHIN = "spaces between words"
    LINE_ENDS = "line ends"
    LINE_BREAKS = "line breaks"
    BLANK_LINES = "blank lines"
    FINAL_LINE_FEED = "the line feed at the end"
    SPACES = "kinds of spaces"
    INVISIBLE = "invisible characters"
    NORMALISATION = "Unicode normalisation"
    PUNCTUATION = "punctuation"
    SYMBOLS = "symbols"

    @property
    def is_white_space(self) -> bool:
        """Whether it is about space between words and lines."""
        return self not in _SEEN and self not in _UNSEEN

    @property
    def needs_code_points(self) -> bool:
        """Whether the two look the same although they are printed."""
        return self in (Aspect.SPACES, Aspect.NORMALISATION)


_SEEN = (Aspect.PUNCTUATION, Aspect.SYMBOLS)
_UNSEEN = (Aspect.INVISIBLE, Aspect.NORMALISATION)


class _Unseen(dict[int, str | None]):
    """For `str.translate`: drops invisible characters; classifies each at its first occurrence."""

    def __missing__(self, code: int) -> str | None:
        character = chr(code)
        category = unicodedata.category(character)
        is_control = category.startswith("C") or category in ("Zl", "Zp")
        is_unseen = (is_control and character not in _ORDINARY) or (
            not character.isascii()
            and any(name in unicodedata.name(character, "") for name in _UNSEEN_NAMES)
        )
        self[code] = None if is_unseen else character
        return self[code]


_SEEN_ONLY = _Unseen()


def aspect_of(before: str, after: str) -> Aspect | None:
    """What differs between two unequal lines; None if words do.

    The line feed counts, if there is one.
    """
    if before.split() == after.split():
        return _white_space(before, after)
    if before.translate(_SEEN_ONLY) == after.translate(_SEEN_ONLY):
        return Aspect.INVISIBLE
    if unicodedata.normalize("NFC", before) == unicodedata.normalize("NFC", after):
        return Aspect.NORMALISATION
    return marks_aspect(before, after) if only_words(before) == only_words(after) else None


def marks_aspect(before: str, after: str) -> Aspect:
    """What differs between two texts that have the same words."""
    old, new = Counter(before), Counter(after)
    categories = {unicodedata.category(character)[0] for character in (old - new) + (new - old)}
    return Aspect.SYMBOLS if "S" in categories and "P" not in categories else Aspect.PUNCTUATION


def has_ordinary_spaces(text: str) -> bool:
    """Whether all white space of a text is spaces, tabs and line ends."""
    return text.isascii() or all(
        character in _ORDINARY for character in text if character.isspace()
    )


def _white_space(before: str, after: str) -> Aspect:
    one, other = before.removesuffix("\n"), after.removesuffix("\n")
    if one == other:
        return Aspect.FINAL_LINE_FEED
    if not (has_ordinary_spaces(before) and has_ordinary_spaces(after)):
        return Aspect.SPACES
    if one.removesuffix("\r") == other.removesuffix("\r"):
        return Aspect.LINE_ENDS
    if one.rstrip() == other.rstrip():
        return Aspect.TRAILING
    return Aspect.INDENTATION if one.lstrip() == other.lstrip() else Aspect.WITHIN


def code_points(before: str, after: str) -> str:
    """The first place where two texts differ, in code points: ``U+00E9 → U+0065 U+0301``."""
    start = 0
    while start < min(len(before), len(after)) and before[start] == after[start]:
        start += 1
    sides = []
    for one, other in ((before, after), (after, before)):
        end, far = len(one), len(other)
        while end > start and far > start and one[end - 1] == other[far - 1]:
            end, far = end - 1, far - 1
        points = [f"U+{ord(c):04X}" for c in one[start : min(end, start + _MOST_CODE_POINTS)]]
        more = ["…"] * (end - start > _MOST_CODE_POINTS)
        sides.append(" ".join([*points, *more]) or "nothing")
    return " → ".join(sides)
