r"""Escaped surrogate pairs, such as ``\ud83d\ude80``, as ``json.dumps`` writes U+1F680.

JSON writes such a character as two escapes; YAML has one of eight digits for it, and libyaml
refuses the halves. So the parser reads six characters of private use in place of the six of an
escape: they mean nothing in YAML and keep every column. Of the values that it returns, those in
double quotes get the half that was escaped, all others the six characters. Pure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_ESCAPE = re.compile(r"(?<!\\)((?:\\\\)*)(\\u[dD][89a-fA-F][0-9a-fA-F]{2})")
_BASES = range(0xF0000, 0x10FF00, 0x100)
_HALF = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Substitute:
    """The characters that replace escaped surrogates in a text to parse.

    Attributes:
        base: the offset between the code of each character of an escape and of its replacement.

    """

    base: int

    def hidden(self, text: str) -> str:
        """The text for the parser: of the same length, with every character in its column."""
        return _ESCAPE.sub(lambda match: match[1] + _moved(match[2], self.base), text)

    def restored(self, value: str, *, escaped: bool) -> str:
        """The value of a parsed one; ``escaped`` is whether it was in double quotes."""
        before, *rest = value.split(chr(self.base + ord("\\")))
        if not rest:
            return value
        if not escaped:
            return before + "".join("\\" + _moved(part[:5], -self.base) + part[5:] for part in rest)
        halves = before + "".join(
            chr(int(_moved(part[1:5], -self.base), 16)) + part[5:] for part in rest
        )
        return halves.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def _moved(text: str, by: int) -> str:
    return "".join(chr(ord(character) + by) for character in text)


def substitute_for(text: str) -> Substitute | None:
    """The replacement of a text's escaped surrogates; None if it has none."""
    if "\\u" not in text or not _ESCAPE.search(text):
        return None
    used, lower = set(text), text.lower()
    for base in _BASES:
        first = base + ord("\\")
        # As an escape, it would also come out of the parser.
        if chr(first) not in used and f"{first:x}" not in lower:
            return Substitute(base)
    return None  # every base is taken: libyaml then reports the surrogates


def lone_half(text: str) -> str:
    """The first half without its other one; "" where there is none."""
    found = _HALF.search(text)
    return found[0] if found else ""


def without_halves(text: str) -> str:
    """The text with U+FFFD for each lone surrogate, so that it can be written as UTF-8."""
    return _HALF.sub("\ufffd", text)
