r"""What may be printed: the one place where text from outside is made harmless.

A prompt, a file name or a server's message may hold terminal escape sequences, text that GitHub's
runner takes for a workflow command, or characters that make a line read as something else. Here
control characters become ``\x1b``, invisible and bidirectional ones their name, ``<U+202E>``.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from presetsync.plan.words import Piece

# Invisible, direction-changing, or anything at all: formats (Cf), separators that are no space,
# fillers, private use, and the variation selectors, which can smuggle text; U+FE0F alone is left,
# as every emoji ends in it.
_INVISIBLE = (
    "\u00ad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160\u17b4\u17b5"
    "\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ud800-\uf8ff\ufe00-\ufe0e"
    "\ufeff\uffa0\ufff0-\uffff\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff\U000f0000-\U0010ffff"
)
_CONTROL = "\x00-\x08\x0b-\x1f\x7f-\x9f"
_UNSAFE = f"[{_CONTROL}{_INVISIBLE}]"  # `re` compiles it, and keeps it, where one is looked for
_WORKFLOW_COMMAND = re.compile(r"^[^\S\n]*:(?=:)|#(?=#\[)", re.MULTILINE)
_ESCAPED = {":": "\\x3a", "#": "\\x23"}


def neutral(text: str) -> str:
    """The text with nothing in it that acts on a terminal, a log or a reader's eye.

    Line feeds and tabs stay.
    """
    return _WORKFLOW_COMMAND.sub(_disarm, _named(text))


def neutral_line(text: str) -> str:
    """The same on one line: line feeds and tabs are shown escaped, too."""
    return neutral(text).replace("\n", "\\n").replace("\t", "\\t")


def neutral_pieces(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """The pieces of one line, such that put together again they are neutral, too.

    What GitHub would take for a workflow command may begin in one piece and end in another.
    """
    named = [replace(piece, text=_named(piece.text)) for piece in pieces]
    whole = "".join(piece.text for piece in named)
    armed = {match.end() - 1 for match in _WORKFLOW_COMMAND.finditer(whole)}
    start = 0
    for piece in named:
        end = start + len(piece.text)
        text = (_ESCAPED[whole[at]] if at in armed else whole[at] for at in range(start, end))
        yield replace(piece, text="".join(text))
        start = end


def _named(text: str) -> str:
    if text.isascii() and text.isprintable():  # as nearly all is that is no prompt
        return text
    return re.sub(_UNSAFE, _name, text)


def _name(match: re.Match[str]) -> str:
    character = match[0]
    if character < "\xa0":  # a control character: a printable one of these would not match
        return "\\r" if character == "\r" else f"\\x{ord(character):02x}"
    return f"<U+{ord(character):04X}>"


def _disarm(match: re.Match[str]) -> str:
    # GitHub's runner ignores leading space, and finds ##[ anywhere in a line.
    return match[0][:-1] + _ESCAPED[match[0][-1]]
