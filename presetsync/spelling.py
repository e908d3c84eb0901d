"""Spelling: the known name that an unknown one is probably a misspelling of. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST_NAME = 64
"""Nothing longer is a misspelt name."""

ALIKE = 0.7
"""How alike (difflib's ratio) two names are if one may be the other misspelt."""

_SHORTEST_PREFIX = 3
_SHORTEST_SWAP = 4


def did_you_mean(name: str, known: Iterable[str], otherwise: str = "") -> str:
    """A hint that names the nearest known name; where none is near, the other hint."""
    near = nearest(name, known)
    return f"did you mean `{near}`?" if near else otherwise


def nearest(name: str, known: Iterable[str], *, alike: float = ALIKE) -> str:
    """The known name that the given one may be a misspelling of, or "".

    The style of a name (camelCase, kebab-case) makes no difference. Two swapped letters count
    however short the name is, and so does a prefix that only one known name has.
    """
    from difflib import get_close_matches  # slow to import, and few runs need it

    if len(name) > LONGEST_NAME:
        return ""
    snake = snake_case(name)
    by_snake = {snake_case(candidate): candidate for candidate in known}
    close = get_close_matches(snake, by_snake, n=1, cutoff=alike)
    if not close and len(snake) >= _SHORTEST_SWAP:
        close = [candidate for candidate in by_snake if _is_swap(snake, candidate)]
    if not close and len(snake) >= _SHORTEST_PREFIX:
        longer = [candidate for candidate in by_snake if candidate.startswith(snake)]
        close = longer if len(longer) == 1 else []
    return by_snake[close[0]] if close else ""


def snake_case(name: str) -> str:
    """A name in camelCase or kebab-case as snake_case."""
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name).lower().replace("-", "_")


def _is_swap(name: str, known: str) -> bool:
    """Whether two neighbouring letters are swapped: difflib takes short names for different."""
    if len(name) != len(known):
        return False
    differ = [place for place, letter in enumerate(name) if letter != known[place]]
    match differ:
        case [first, second] if second == first + 1:
            return name[first] == known[second] and name[second] == known[first]
    return False
