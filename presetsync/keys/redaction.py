"""Redacting keys from text, in any form; the names of their variables replace them. Pure.

A key can appear in a text in many forms: escaped for JSON, HTML, a URL or a shell, in the base64 of
basic authentication, wrapped over two lines of a terminal, or truncated. A piece of a key is also
secret, if it is long enough to simplify a search for the rest.
"""

from __future__ import annotations

import html
import json
import re
from base64 import b64encode
from typing import TYPE_CHECKING
from urllib.parse import quote, quote_plus

from presetsync.keys.credentials import KEY_VARIABLES, OURS, SHORTEST_KEY, sandbox_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

_LONGER_THAN_WORDS = 8
"""Keys of at least this many characters are also found within words."""

_PIECE = 12
"""Minimum characters of a piece of a key that is redacted."""

_GRAM = _PIECE // 2

_PUBLIC = "sk-or-v1-"
"""The prefix of all OpenRouter keys."""

# What can be within a key at a line break: colours, the break, a gutter.
_BROKEN = re.compile(
    # Only from the start of a run of spaces, or a long one would be tried from each of them.
    r"(?:(?<![ \t])|(?=\x1b|\n|[┆│|] ))(?:\x1b\[[\d;]*m|[ \t]*(?:\n[ \t]*|[┆│|] ))+"
)
_WORD = r"[^\W_]"

_ESCAPES: tuple[Callable[[str], str], ...] = (
    lambda text: json.dumps(text)[1:-1],
    lambda text: json.dumps(text, ensure_ascii=False)[1:-1],
    lambda text: repr(text)[1:-1],
    html.escape,
    lambda text: html.escape(text, quote=False),
    quote,
    lambda text: quote(text, safe=""),
    lambda text: quote(text, safe="").lower(),
    quote_plus,
    lambda text: text.replace("'", "'\"'\"'"),
    lambda text: re.sub(r"([^\w\s])", r"\\\1", text),
    str.lower,
    str.upper,
)


class Redactor:
    """Redacts keys from texts."""

    def __init__(self, keys: Mapping[str, str]) -> None:
        """Redact these keys, given by the names of their variables."""
        self._keys = {
            name: _KeyForms(key)
            for name, key in keys.items()
            if len(key) >= SHORTEST_KEY and not sandbox_key(key)
        }

    def __bool__(self) -> bool:
        """Whether there is anything to redact."""
        return bool(self._keys)

    def __call__(self, text: str) -> str:
        """The text with the name of its variable in place of each key."""
        for name, key in self._keys.items():
            text = _replaced(text, f"<{name}>", key.whole)
        for name, key in self._keys.items():
            text = _replaced(text, f"<{name}>", key.pieces)
        return text

    def found(self, text: str) -> str:
        """The variable whose whole key is in the text; "" where there is none.

        A key that reads like a word may be a word there.
        """
        named = ((name, key) for name, key in self._keys.items() if not key.is_word)
        return next((name for name, key in named if any(key.whole(text))), "")


def redactor_of(environ: Mapping[str, str], named: Iterable[str] = ()) -> Redactor | None:
    """A redactor for the keys of an environment; None if it has none.

    A key is in one of the default variables, in one whose name indicates a key, or in one of the
    ``named`` ones. White space around a key is not part of it.
    """
    ours = (name for name in environ if name.startswith(OURS) and "KEY" in name)
    names = dict.fromkeys([*KEY_VARIABLES, *ours, *named])
    keys = {name: environ.get(name, "").strip() for name in names}
    return Redactor(keys) if any(keys.values()) else None


class _KeyForms:
    """One key, in all forms that reveal it."""

    def __init__(self, key: str) -> None:
        forms = {key}
        for _ in range(2):  # for example, JSON in HTML
            forms |= {escape(form) for form in forms for escape in _ESCAPES}
        self.is_word = len(key) < _LONGER_THAN_WORDS
        if not self.is_word:
            forms |= set(_base64(key))
        # If two forms begin alike, prefer the longer one.
        self._forms = sorted(forms, key=len, reverse=True)
        self._pieces = {key[at : at + _PIECE] for at in range(len(key) - _PIECE + 1)}
        # Any piece of the key contains one of these; most texts contain none.
        grams = (key[at : at + _GRAM] for at in range(0, len(key) - _GRAM + 1, _GRAM))
        self._grams = [gram for gram in grams if gram not in _PUBLIC]

    def whole(self, text: str) -> Iterator[tuple[int, int]]:
        """The spans of the key, as start and end."""
        for form in self._forms:
            if form not in text:
                continue
            pattern = re.escape(form)
            if self.is_word:
                pattern = f"(?<!{_WORD}){pattern}(?!{_WORD})"
            yield from (match.span() for match in re.finditer(pattern, text))

    def pieces(self, text: str) -> Iterator[tuple[int, int]]:
        """The spans of its pieces, which overlap."""
        if not any(gram in text for gram in self._grams):
            return
        for piece in self._pieces:
            at = text.find(piece)
            while at >= 0:
                yield at, at + _PIECE
                at = text.find(piece, at + 1)


def _base64(key: str) -> Iterator[str]:
    """The key within base64, in standard and URL alphabet, at each of the three alignments."""
    data = key.encode("utf-8", "surrogateescape")
    for shift in range(3):
        code = b64encode(b"\0" * shift + data).decode().rstrip("=")
        # The first and the last character may contain bits of the text next to the key.
        core = code[(0, 2, 3)[shift] : len(code) - bool((shift + len(data)) % 3)]
        yield core
        yield core.translate({ord("+"): "-", ord("/"): "_"})


def _replaced(text: str, name: str, find: Callable[[str], Iterator[tuple[int, int]]]) -> str:
    """The text with a name for every found span, including spans split by line breaks."""
    whole = _BROKEN.sub("", text)
    spans = _merged(find(whole))
    if len(whole) != len(text):
        # A break may hide a key, and a key of several words may itself contain a break.
        spans = _merged([*_in_text(text, spans), *find(text)])
    parts: list[str] = []
    done = 0
    for start, end in spans:
        parts += text[done:start], name
        done = end
    return "".join([*parts, text[done:]])


def _in_text(text: str, spans: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Spans of the text without its breaks as spans of the text."""
    if not spans:
        return
    places: list[int] = []
    start = 0
    for match in _BROKEN.finditer(text):
        places += range(start, match.start())
        start = match.end()
    places += range(start, len(text))
    yield from ((places[start], places[end - 1] + 1) for start, end in spans)


def _merged(spans: Iterator[tuple[int, int]] | list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The same places as separate spans, in order."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged
