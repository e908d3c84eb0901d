r"""Sanitizing: the only place where untrusted text is made harmless.

A prompt, a file name or a server's message may contain terminal escape sequences, text that
GitHub's runner interprets as a workflow command, or characters that make a line look different.
Here control characters become ``\x1b``, invisible and bidirectional ones their name, ``<U+202E>``.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from presetsync.invisible import INVISIBLE, makes_an_emoji

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from presetsync.diff.words import Piece

# What a font may not have a glyph for: formats (Cf) with a shape of their own, surrogates, private
# use, and what is no character.
_UNPRINTABLE = (
    "\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\ud800-\uf8ff\ufff0-\uffff"
    "\U000110bd\U000110cd\U00013430-\U0001343f\U000f0000-\U0010ffff"
)
_CONTROL = "\x00-\x08\x0b-\x1f\x7f-\x9f"
_EMOJI = "\ufe0f"  # the selector that makes an emoji of the symbol before it
# `re` compiles and caches it at the first search.
_UNSAFE = f"[{_CONTROL}{INVISIBLE}{_UNPRINTABLE}]"
_WORKFLOW_COMMAND = re.compile(r"^[^\S\n]*:(?=:)|#(?=#\[)", re.MULTILINE)
_OLD_COMMAND = "##["
_ESCAPED = {":": "\\x3a", "#": "\\x23"}


class Safe(str):
    """Text that is safe to print: functions that print only accept this type.

    ``Safe(text)`` only marks a text, like `typing.cast`; a test lists the places that may use it.
    """

    __slots__ = ()


class SafePiece(NamedTuple):
    """A `presetsync.diff.words.Piece` that is safe to print."""

    text: Safe
    changed: bool = False
    is_folded: bool = False


NOTHING = Safe("")


def sanitize(text: str) -> Safe:
    """The text without anything that affects a terminal or a log, or misleads a reader.

    Line feeds and tabs stay.
    """
    return text if isinstance(text, Safe) else Safe(_sanitized(text))


def sanitize_line(text: str) -> Safe:
    """The same on one line: line feeds and tabs are shown escaped, too."""
    if _is_harmless(text):
        return Safe(text)
    return Safe(_sanitized(text).replace("\n", "\\n").replace("\t", "\\t"))


def as_line(text: str) -> Safe:
    """One line of output, with its line feed."""
    return Safe(f"{sanitize_line(text)}\n")


def joined(parts: Iterable[Safe], separator: Safe = NOTHING) -> Safe:
    """The parts, each of which begins a line or follows text on a line."""
    return Safe(separator.join(parts))


def stripped(text: Safe) -> Safe:
    """The text without the spaces at its end."""
    return Safe(text.rstrip(" "))


def lines(texts: Iterable[Safe]) -> Safe:
    """The texts, each on its own line."""
    return Safe("".join(f"{text}\n" for text in texts))


def sanitize_json(document: Mapping[str, Any]) -> Safe:
    """JSON in ASCII, with a final line feed; programs read the same document."""
    # Only strings contain a #, and the runner obeys ##[ in any line.
    return Safe(json.dumps(document, indent=2).replace(_OLD_COMMAND, "\\u0023#[") + "\n")


def is_harmless(text: str) -> bool:
    """Whether a text is safe to print as it is."""
    return sanitize(text) == text


def sanitize_source(source: str, escape: Callable[[str], str]) -> Safe:
    """Source code; programs read the same code.

    ``source`` has unsafe characters in string literals only, where ``escape`` writes one of them
    as the language does.
    """
    named = re.sub(_UNSAFE, lambda match: escape(match[0]), source)
    return Safe(_WORKFLOW_COMMAND.sub(lambda match: match[0][:-1] + escape(match[0][-1]), named))


def sanitize_pieces(pieces: Iterable[Piece]) -> tuple[SafePiece, ...]:
    """The pieces of one line, sanitized as a whole.

    A workflow command may begin in one piece and end in another.
    """
    pieces = tuple(pieces)
    if not _is_harmless(_whole(pieces)):
        unsafe = re.finditer(_UNSAFE, _whole(pieces))
        pieces = _replaced(pieces, {match.start(): _name(match) for match in unsafe})
        armed = _WORKFLOW_COMMAND.finditer(_whole(pieces))
        pieces = _replaced(pieces, {match.end() - 1: _ESCAPED[match[0][-1]] for match in armed})
    return tuple([SafePiece(Safe(each.text), each.changed, each.is_folded) for each in pieces])


def _whole(pieces: Iterable[Piece]) -> str:
    return "".join([piece.text for piece in pieces])


def _replaced(pieces: tuple[Piece, ...], names: Mapping[int, str]) -> tuple[Piece, ...]:
    """The pieces of a line with other text for the characters at some places of the line."""
    if not names:
        return pieces
    named: list[Piece] = []
    start = 0
    for piece in pieces:
        text = (names.get(place, char) for place, char in enumerate(piece.text, start))
        named.append(replace(piece, text="".join(text)))
        start += len(piece.text)
    return tuple(named)


def _is_harmless(text: str) -> bool:
    """A fast check that suffices for nearly all lines, without a regular expression."""
    return text.isascii() and text.isprintable() and "::" not in text and _OLD_COMMAND not in text


def _sanitized(text: str) -> str:
    if _is_harmless(text):
        return text
    return _WORKFLOW_COMMAND.sub(_disarm, re.sub(_UNSAFE, _name, text))


def _name(match: re.Match[str]) -> str:
    character = match[0]
    if character < "\xa0":  # a control character: a printable one of these would not match
        return "\\r" if character == "\r" else f"\\x{ord(character):02x}"
    if character == _EMOJI and makes_an_emoji(match.string, match.start()):
        return character
    return f"<U+{ord(character):04X}>"


def _disarm(match: re.Match[str]) -> str:
    # GitHub's runner ignores leading space, and finds ##[ anywhere in a line.
    return match[0][:-1] + _ESCAPED[match[0][-1]]
