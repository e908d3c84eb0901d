"""Invisible characters: the one definition, for rules, plans and every output. Pure.

Source: the Unicode property Default_Ignorable_Code_Point, the bidirectional controls, and letters
and symbols whose glyph is empty.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
"""The characters, as the inside of a regular expression's brackets; no control characters."""

_CONTROL = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # all but tab and line breaks
_ANY = f"[{_CONTROL}{INVISIBLE}]"  # `re` compiles and caches it at the first search
_JOINERS = "\u200c\u200d"
_MARKS = "\u200e\u200f\u061c"
_RIGHT_TO_LEFT = ("R", "AL")
_FLAG = "\U0001f3f4"
_TAGS = range(0xE0020, 0xE0080)
_SELECTORS = "\ufe0e\ufe0f"  # whether the symbol before them is text or an emoji
_SYMBOLS, _LETTER = ("So", "Sm", "Po", "Pd"), "\u2139"
_KEYS, _KEYCAP = "#*0123456789", "\u20e3"
_BRAILLE, _NO_DOTS = range(0x2800, 0x2900), "\u2800"
_MOST_LOOKED_AT = 10_000  # a text may be megabytes of characters that belong


def may_hide(text: str) -> bool:
    """Whether a text contains any invisible or control character, needed or not."""
    return not (text.isascii() and text.isprintable()) and bool(re.search(_ANY, text))


def find_invisible(text: str) -> Iterator[int]:
    """The indices of invisible and control characters that the script does not need there."""
    if text.isascii() and text.isprintable():
        return
    for match in islice(re.finditer(_ANY, text), _MOST_LOOKED_AT):
        if not _belongs(text, match.start()):
            yield match.start()


def name_of(character: str) -> str:
    """Number and name, as in ``U+202E RIGHT-TO-LEFT OVERRIDE``; control characters have no name."""
    return f"U+{ord(character):04X} {unicodedata.name(character, '')}".rstrip()


def makes_an_emoji(text: str, place: int) -> bool:
    """Whether the variation selector at an index belongs to an emoji."""
    base = text[place - 1 : place] if place else ""
    if base in _KEYS:
        return bool(base) and text[place + 1 : place + 2] == _KEYCAP
    return not base.isascii() and (unicodedata.category(base) in _SYMBOLS or base == _LETTER)


def _belongs(text: str, index: int) -> bool:
    """Whether the script needs the character: emoji, flags, joining and right-to-left scripts."""
    character = text[index]
    before, after = text[index - 1 : index], text[index + 1 : index + 2]
    if character in _JOINERS:
        return not before.isascii() and not after.isascii() and after != ""
    if character in _MARKS:
        near = text[max(index - 20, 0) : index + 20]
        letters = (other for other in near if other not in _MARKS)
        return any(unicodedata.bidirectional(letter) in _RIGHT_TO_LEFT for letter in letters)
    if character in _SELECTORS:
        return makes_an_emoji(text, index)
    if character == _NO_DOTS:
        return any(side and ord(side) in _BRAILLE for side in (before, after))
    if ord(character) in _TAGS:
        return _FLAG in text[max(index - 8, 0) : index]
    return False
