"""Our own words, as a type: they need no escaping in any format; untrusted text always does."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias, overload

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from enum import StrEnum

MOST_NAMES = 20
"""How many presets, tools or placeholders are listed in one line."""


class Words(str):
    """Our own text: literals, numbers and words of enums; only `words` creates it."""

    __slots__ = ()


Sentence: TypeAlias = tuple[str, ...]
"""`Words`, and between them names and commands, which Markdown and HTML show as code."""


def words(template: str = "", *parts: Words | StrEnum | int) -> Words:
    """The template, a literal, with each part in place of a ``{}``."""
    return Words(template.format(*parts))


_NAME = re.compile(r"[a-z0-9-]*")


def environment_words(name: str) -> Words:
    """The name of an environment, which can only contain a-z 0-9 -."""
    if not _NAME.fullmatch(name):
        raise ValueError(name)
    return Words(name)


def words_joined(parts: Iterable[Words | StrEnum]) -> Words:
    """The parts with commas between them."""
    return Words(", ".join(parts))


def counted(count: int, noun: str) -> Words:
    """A number of things; the noun is a literal, or a word of an enum, in the singular."""
    return Words(f"{count} {noun}{'s' * (count != 1)}")


@overload
def capitalised(text: Words) -> Words: ...
@overload
def capitalised(text: str) -> str: ...
def capitalised(text: str) -> str:
    """The text with a capital first letter; unlike `str.capitalize`, it does not change names."""
    capital = text[:1].upper() + text[1:]
    return Words(capital) if isinstance(text, Words) else capital


def lower(text: Words) -> Words:
    """The text in lower case."""
    return Words(text.lower())


def opened(sentence: Sentence) -> Sentence:
    """The sentence with a capital first letter; it begins with words."""
    return (capitalised(sentence[0]), *sentence[1:])


def listed(names: Sequence[str], room: int | None = None) -> str:
    """The names, up to the limit; with ``room``, also up to that many characters.

    At least one is listed.
    """
    shown = [*names[:MOST_NAMES]]
    while room is not None and len(shown) > 1 and len(", ".join(shown)) > room:
        shown.pop()
    more = f" and {len(names) - len(shown)} more" if len(names) > len(shown) else ""
    return ", ".join(shown) + more
