"""Text shaped like a key: detected to reject it, and redacted wherever text is shown. Pure.

Rejecting a text requires certainty: it must have the shape of an issuer's keys
(`presetsync.keys.key_issuers`), and look random after the prefix. Redacting requires less: the
prefix of an issuer, and a word after it.
"""

from __future__ import annotations

import re
from bisect import bisect
from typing import TYPE_CHECKING, NamedTuple

from presetsync.keys.key_issuers import ISSUERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from presetsync.keys.key_issuers import Issuer


class Secret(NamedTuple):
    """A secret in a text: its kind, its start and its length in characters."""

    kind: str
    start: int
    length: int


_PIECES = tuple((piece, issuer) for issuer in ISSUERS for piece in issuer.pieces)

_NOT_AFTER = r"(?<![A-Za-z0-9+_-])(?<![A-Za-z0-9]/)"
_NOT_BEFORE = r"(?![A-Za-z0-9+/=_-])"

_KEY_HEAD = "PRIVATE KEY"
_PRIVATE_KEY = re.compile(r"-----BEGIN (?:[A-Z0-9]{1,20} ){0,3}PRIVATE KEY(?: BLOCK)?-----")
_KEY_TEXT = re.compile(r"[A-Za-z0-9+/]{40}")
_NEAR = 240  # characters after the head within which the first line of the key begins

# Quotes, brackets and similar characters indicate a template.
_IN_URL = r"[^\s/:@<>{}\[\]()$*\"'`\\]"
_URL = re.compile(
    rf"(?<=[a-z0-9])://{_IN_URL}{{0,80}}+:((?:{_IN_URL}|[:]){{6,200}}+)@(?=[A-Za-z0-9])"
)

_SHORTEST_RUN = 12
_RUN = re.compile(r"[A-Za-z0-9]{12,}+")
_FEWEST_DISTINCT = 8
_MADE_UP = re.compile(
    r"example|placeholder|redacted|your|x{4}|\.{3}|abc123|(?:0123456789|1234567890)abc"
    r"|IxMjM0NTY3ODkw|4eC39HqLyjWDarjtT1zdp7dc",  # of jwt.io and of Stripe's documentation
    re.IGNORECASE,
)
_LONG_RUN = 30  # of letters alone; a long name in camelCase is one too
_PAIRS = (re.compile(r"(?=[a-z][A-Z])"), re.compile(r"(?=[A-Z][A-Z])"))
_LETTERS_A_PAIR = 8  # at most; random text has one in four, words have few of the second
_USUAL = re.compile(r"pass|secret|pwd|token|change|user|admin|dummy|test|1234", re.IGNORECASE)
_EXAMPLE_HOST = re.compile(r"(?:[\w.-]{0,60}\.)?example\b|localhost\b|127\.", re.ASCII)


def shape(issuer: Issuer) -> str:
    """The pattern of a whole key of an issuer."""
    return f"{_NOT_AFTER}{issuer.start}{issuer.rest}{_NOT_BEFORE}"


def beginning(issuer: Issuer) -> str:
    """The pattern of a key's prefix and of the word after it, in two groups."""
    return rf"((?:\b|_){issuer.start})([A-Za-z0-9_.~+/=-]{{8,}}+)"


def _issuers_in(text: str) -> Iterable[Issuer]:
    """The issuers whose keys a text may contain, in their order."""
    return dict.fromkeys(issuer for piece, issuer in _PIECES if piece in text)


def secrets_in(text: str) -> Iterator[Secret]:
    """Each secret in a text, in the order of the issuers."""
    words = [word for word in text.split() if len(word) >= _SHORTEST_RUN]
    if any(map(_has_random_run, words)):
        taken: list[tuple[int, int]] = []
        for issuer in _issuers_in(text):
            yield from _keys(issuer, text, taken)
    if _KEY_HEAD in text:
        for match in _PRIVATE_KEY.finditer(text):
            if _KEY_TEXT.search(text, match.end(), match.end() + _NEAR):
                yield Secret("a private key", match.start(), len(match[0]))
    if "://" in text:
        for match in _URL.finditer(text):
            if _is_password(match[1]) and not _EXAMPLE_HOST.match(text, match.end()):
                yield Secret("a password in a URL", match.start(1), len(match[1]))


def _keys(issuer: Issuer, text: str, taken: list[tuple[int, int]]) -> Iterator[Secret]:
    """The keys of one issuer outside the taken places; adds their places to these."""
    # Compiled here and cached by `re`: most runs need none of them.
    for match in re.finditer(shape(issuer), text):
        place = bisect(taken, match.span())
        is_free = not place or taken[place - 1][1] <= match.start()
        if is_free and _looks_random(match[0]):
            taken.insert(place, match.span())
            yield Secret(issuer.kind, match.start(), len(match[0]))


def _looks_random(key: str) -> bool:
    """Whether it is not marked as an example, and contains a random-looking run of characters."""
    return _has_random_run(key) and not _MADE_UP.search(key)


def _has_random_run(text: str) -> bool:
    """Whether there is a run of letters and digits that is neither a word nor a number.

    Every key has one; most texts do not, so this check is much faster than all patterns.
    """
    return any(
        len(set(run)) >= _FEWEST_DISTINCT
        and not run.isdigit()
        and (any(map(str.isdigit, run)) or _is_jumbled(run))
        for run in _RUN.findall(text)
    )


def _is_jumbled(run: str) -> bool:
    """Whether upper and lower case are mixed in a way that words are not."""
    return len(run) >= _LONG_RUN and all(
        len(pair.findall(run)) * _LETTERS_A_PAIR >= len(run) for pair in _PAIRS
    )


def _is_password(word: str) -> bool:
    """Whether it is neither an example nor the name of a role."""
    if _MADE_UP.search(word) or _USUAL.search(word):
        return False
    return any(map(str.isdigit, word)) and any(map(str.isalpha, word))


_KEY_BLOCK = re.compile(
    r"(-----BEGIN [A-Z0-9 ]{0,60}PRIVATE KEY[A-Z ]{0,8}-----)(.+?)(-----END|\Z)", re.DOTALL
)


def redacted(text: str) -> str:
    """The text with asterisks in place of possible keys; its length stays the same."""
    for issuer in _issuers_in(text):
        text = re.sub(beginning(issuer), lambda match: match[1] + "*" * len(match[2]), text)
    if "://" in text:
        text = _URL.sub(_without_password, text)
    if _KEY_HEAD not in text:
        return text
    return _KEY_BLOCK.sub(lambda m: m[1] + re.sub(r"[^\n]", "*", m[2]) + m[3], text)


def _without_password(match: re.Match[str]) -> str:
    start, end = match.start(1) - match.start(), match.end(1) - match.start()
    return match[0][:start] + "*" * (end - start) + match[0][end:]
