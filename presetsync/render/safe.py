r"""What may be printed: the one place where text from outside is made harmless.

A prompt, a file name or a server's message may hold terminal escape sequences, text that GitHub's
runner takes for a workflow command, or characters that make a line read as something else. Here
control characters become ``\x1b``, invisible and bidirectional ones their name, ``<U+202E>``.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from presetsync.invisible import INVISIBLE, makes_an_emoji

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from presetsync.diff.words import Piece

# What a font may not have a glyph for: formats (Cf) with a shape of their own, surrogates, private
# use, and what is no character.
_UNPRINTABLE = (
    "\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\ud800-\uf8ff\ufff0-\uffff"
    "\U000110bd\U000110cd\U00013430-\U0001343f\U000f0000-\U0010ffff"
)
_CONTROL = "\x00-\x08\x0b-\x1f\x7f-\x9f"
_EMOJI = "\ufe0f"  # the selector that makes an emoji of the symbol before it
# `re` compiles it, and keeps it, where one is looked for.
_UNSAFE = f"[{_CONTROL}{INVISIBLE}{_UNPRINTABLE}]"
_WORKFLOW_COMMAND = re.compile(r"^[^\S\n]*:(?=:)|#(?=#\[)", re.MULTILINE)
_ESCAPED = {":": "\\x3a", "#": "\\x23"}


def sanitize(text: str) -> str:
    """The text with nothing in it that acts on a terminal, a log or a reader's eye.

    Line feeds and tabs stay.
    """
    return _WORKFLOW_COMMAND.sub(_disarm, _named(text))


def sanitize_line(text: str) -> str:
    """The same on one line: line feeds and tabs are shown escaped, too."""
    return sanitize(text).replace("\n", "\\n").replace("\t", "\\t")


def sanitize_json(document: Mapping[str, Any]) -> str:
    """JSON in ASCII, with a final line feed; what a program reads of it is the document."""
    # Only strings have a # in them, and the runner obeys what stands behind ##[ in any line.
    return json.dumps(document, indent=2).replace("##[", "\\u0023#[") + "\n"


def sanitize_pieces(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """The pieces of one line, such that put together again they are sanitized, too.

    What GitHub would take for a workflow command may begin in one piece and end in another.
    """
    pieces = tuple(pieces)
    unsafe = re.finditer(_UNSAFE, _whole(pieces))
    pieces = _replaced(pieces, {match.start(): _name(match) for match in unsafe})
    armed = _WORKFLOW_COMMAND.finditer(_whole(pieces))
    return _replaced(pieces, {match.end() - 1: _ESCAPED[match[0][-1]] for match in armed})


def _whole(pieces: Iterable[Piece]) -> str:
    return "".join(piece.text for piece in pieces)


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


def _named(text: str) -> str:
    if text.isascii() and text.isprintable():  # as nearly all is that is no prompt
        return text
    return re.sub(_UNSAFE, _name, text)


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
