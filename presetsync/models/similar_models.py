"""Suggesting the model that an unknown name probably refers to. Pure.

Names of one model differ between providers, tools and years: the order of family and version, dots
or hyphens, a date, the prefix of a tool. So the words of names are compared, not their letters.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from presetsync.models.model_names import ROUTER_AUTHOR, model_name
from presetsync.spelling import nearest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

LONGEST_NAME = 128
"""Nothing longer is the name of a model."""

ALIKE = 0.6
"""The share of words that two names of one model have in common at least."""

MISSPELT = 0.8
"""How alike (difflib's ratio) a name without its author is to the one that is meant."""

_WORD = re.compile(r"\d+|[^\W\d_]+")
_DATE = re.compile(r"(?<!\d)20\d\d-?[01]\d-?[0-3]\d(?!\d)")
_TAIL = re.compile(r"-v\d+(:\d+)?$")
"""The version of an id of Amazon Bedrock's, as in ``anthropic.claude-3-haiku-20240307-v1:0``."""

_SAME_AUTHOR, _SAME_ORDER = 0.2, 0.01
_ALIAS = "~"


class _Words(NamedTuple):
    """A name: its author, and its words in order."""

    author: str
    words: tuple[str, ...]


def similar_model(name: str, ids: Collection[str]) -> str:
    """The id that a name probably means, with the name's variants that change routing; or ""."""
    if len(name) > LONGEST_NAME:
        return ""
    base, routing = model_name(name.strip())
    named = (each for each in ids if len(each) <= LONGEST_NAME)
    candidates = [each for each in named if each.partition("/")[0] != ROUTER_AUTHOR]
    found = (
        _of_words(base, candidates, 1)
        or _of_words(base, _of_family(base, candidates), ALIKE)
        or _misspelt(base, candidates)
        or _of_words(base, candidates, ALIKE)
        or nearest(base, candidates)
    )
    return ":".join([found, *routing]) if found else ""


def dated_model(name: str, ids: Collection[str]) -> str:
    """The id of which a name with a date may be the older or lasting name; "" for none."""
    base = model_name(name).base
    if "/" not in base or len(base) > LONGEST_NAME or not _DATE.search(base):
        return ""
    author, words = _words(base)
    named = (author, sorted(words))
    same = (each for each in ids if ":" not in each and not each.startswith(_ALIAS))
    found = [each for each in same if (_words(each).author, sorted(_words(each).words)) == named]
    return found[0] if len(found) == 1 else ""


def _of_words(name: str, ids: Iterable[str], alike: float) -> str:
    """The id with the most words in common; of equals the newest version, without a variant."""
    wanted = _words(name)
    scored = []
    for each in ids:
        candidate = _words(each)
        share = _share(wanted.words, candidate.words)
        if share < alike or (each.startswith(_ALIAS) and "latest" not in wanted.words):
            continue
        share += _SAME_AUTHOR * (wanted.author == candidate.author)
        share += _SAME_ORDER * (wanted.words == candidate.words)
        scored.append((share, -each.count(":"), _version(candidate.words), each))
    return max(scored)[-1] if scored else ""


def _of_family(name: str, ids: Iterable[str]) -> list[str]:
    """The ids that differ from a name by the version alone: ``claude-haiku-4.5`` and ``-4.6``."""
    wanted = _letters(name)
    named = (each for each in ids if not each.startswith(_ALIAS))
    return [each for each in named if _letters(each) == wanted]


def _letters(name: str) -> list[str]:
    return sorted(word for word in _words(name).words if not word.isdecimal())


def _misspelt(name: str, ids: Iterable[str]) -> str:
    """The id of the same version whose name, without the author, is nearest in spelling."""
    version = _version(_words(name).words)
    names = {
        each.rpartition("/")[2]: each for each in ids if _version(_words(each).words) == version
    }
    return names.get(nearest(name.rpartition("/")[2], names, alike=MISSPELT), "")


@lru_cache(maxsize=4096)
def _words(name: str) -> _Words:
    """The words of a name's last part, without a date; the author is before it."""
    lower = _DATE.sub("", _TAIL.sub("", name.lower()))
    author, _, rest = lower.rpartition("/")
    if not author:
        # Amazon Bedrock separates the author by a dot: ``us.anthropic.claude-…``.
        before, _, after = lower.partition("-")[0].rpartition(".")
        if before and after.isalpha():
            author, rest = before, lower[len(before) + 1 :]
    author = author.rpartition("/")[2].rpartition(".")[2].lstrip(_ALIAS)
    return _Words(author, tuple(_WORD.findall(rest)))


def _share(wanted: tuple[str, ...], candidate: tuple[str, ...]) -> float:
    """The share of words that are in both (Dice's coefficient); 0 if there are none."""
    left = list(candidate)
    for word in wanted:
        if word in left:
            left.remove(word)
    common = len(candidate) - len(left)
    return 2 * common / (len(wanted) + len(candidate) or 1)


def _version(words: tuple[str, ...]) -> tuple[int, ...]:
    return tuple(int(word) for word in words if word.isdecimal())
