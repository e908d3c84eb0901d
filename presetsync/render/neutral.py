r"""What may be printed: the one place where text from outside is made harmless.

A prompt, a file name or a server's message may hold terminal escape sequences, text that GitHub's
runner takes for a workflow command, or characters that make a line read as something else. Here
control characters become ``\x1b``, invisible and bidirectional ones their name, ``<U+202E>``.
"""

from __future__ import annotations

import re

# Invisible or direction-changing: formats (Cf), separators that are no space, fillers, and the
# variation selectors, which can smuggle text; U+FE0F alone is left, as every emoji ends in it.
_INVISIBLE = (
    "\u00ad\u034f\u0600-\u0605\u061c\u06dd\u070f\u08e2\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ud800-\udfff\ufe00-\ufe0e\ufeff\uffa0"
    "\ufff0-\uffff\U000110bd\U0001d173-\U0001d17a\U000e0000-\U000e0fff\U000f0000-\U0010ffff"
)
_CONTROL = "\x00-\x08\x0b-\x1f\x7f-\x9f"
_UNSAFE = re.compile(f"[{_CONTROL}{_INVISIBLE}]")
_WORKFLOW_COMMAND = re.compile(r"^(\s*):(?=:)|#(?=#\[)", re.MULTILINE)


def neutral(text: str) -> str:
    """The text with nothing in it that acts on a terminal, a log or a reader's eye.

    Line feeds and tabs stay.
    """
    text = _UNSAFE.sub(_name, text)
    return _WORKFLOW_COMMAND.sub(_disarm, text)


def neutral_line(text: str) -> str:
    """The same on one line: line feeds and tabs are shown escaped, too."""
    return neutral(text).replace("\n", "\\n").replace("\t", "\\t")


def _name(match: re.Match[str]) -> str:
    character = match[0]
    if character < "\xa0":  # a control character: a printable one of these would not match
        return "\\r" if character == "\r" else f"\\x{ord(character):02x}"
    return f"<U+{ord(character):04X}>"


def _disarm(match: re.Match[str]) -> str:
    # GitHub's runner ignores leading space, and finds ##[ anywhere in a line.
    return "\\x23" if match[0] == "#" else f"{match[1] or ''}\\x3a"
