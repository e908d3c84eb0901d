r"""Texts in ``$'…'``, which browsers use for quotes and control characters. Pure.

Source: the Bash manual, "ANSI-C Quoting". ``\xHH`` and ``\NNN`` are bytes, which are read as UTF-8;
where they are not UTF-8 they are characters, as Firefox means ``\xe9``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from presetsync.capture.command_text import CommandError

if TYPE_CHECKING:
    from presetsync.capture.command_text import WordBuilder

_LITERAL = re.compile(r"[^'\\]+")
_BYTES = re.compile(r"(?:\\x[0-9A-Fa-f]{1,2}|\\[0-7]{1,3})+")
_BYTE = re.compile(r"\\x([0-9A-Fa-f]{1,2})|\\([0-7]{1,3})")
_UNITS = re.compile(r"(?:\\u[0-9A-Fa-f]{1,4}|\\U[0-9A-Fa-f]{1,8})+")
_UNIT = re.compile(r"\\[uU]([0-9A-Fa-f]{1,8})")
_NAMED = {
    "a": "\a",
    "b": "\b",
    "e": "\x1b",
    "E": "\x1b",
    "f": "\f",
    "n": "\n",
    "r": "\r",
    "t": "\t",
    "v": "\v",
    **{char: char for char in "\\'\"?"},
}
_LAST = 0x10FFFF


def ansi_c_quoted(word: WordBuilder, start: int) -> int:
    """Read from after ``$'`` to behind the closing quote, whose index is returned.

    Raises `CommandError` if there is none.
    """
    line, index = word.line, start
    while index < len(line):
        if line[index] == "'":
            return index + 1
        if match := _LITERAL.match(line, index):
            word.take(*match.span())
        elif match := _BYTES.match(line, index):
            word.put(_decoded(match[0]), index)
        elif match := _UNITS.match(line, index):
            word.put(_characters(match[0]), index)
        else:
            named = _NAMED.get(line[index + 1 : index + 2])
            word.put(line[index : index + 2] if named is None else named, index)
            index += 2
            continue
        index = match.end()
    raise CommandError("the text after $' does not end", "close it with '", start - 2)


def _decoded(escapes: str) -> str:
    data = bytes(
        int(digits, 16) if digits else int(octal, 8) & 0xFF
        for digits, octal in _BYTE.findall(escapes)
    )
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _characters(escapes: str) -> str:
    """The characters of escapes, of which two may be the halves of one (UTF-16)."""
    numbers = [int(digits, 16) for digits in _UNIT.findall(escapes)]
    text = "".join(chr(number) if number <= _LAST else "\ufffd" for number in numbers)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
