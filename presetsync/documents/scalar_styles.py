"""Writing a text or a number in YAML: plain, in quotes, or as a block. Pure.

Uses a natural style: plain if it is safe, a block for several lines, quotes otherwise. Only texts
that YAML 1.1 also reads as the same text are plain.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from presetsync.documents.scalar_types import is_text
from presetsync.documents.yaml_reader import FORBIDDEN
from presetsync.presets.canonical import MAX_SAFE_INTEGER

if TYPE_CHECKING:
    from collections.abc import Iterator

INDENT = 2
"""Columns of indentation per level."""

_TO_ESCAPE = re.compile(rf'["\\\t\n\r]|{FORBIDDEN.pattern}')
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"}

_NOT_PLAIN = re.compile(
    r"""[-?:,\[\]{}#&*!|>'"%@`]|\.\.\."""  # what cannot come first
    r"|.*?(?::(?: |$)| \#|\t)",  # the end of a key, a comment, and tabs, which parsers differ about
)
_NOT_PLAIN_IN_FLOW = re.compile(r"[,\[\]{}:?]")
_YAML_1_1 = re.compile(
    r"yes|no|on|off|true|false|null|~|=|<<"
    r"|[-+]?\.(?:inf|nan)"
    r"|[-+]?[0-9._][0-9._:]*(?:e[-+]?[0-9]+)?|[-+]?0[box][0-9a-f_]+"  # 1_000, 012 and 1:30 too
    r"|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[t ][-+0-9:.tz ]*)?",
    re.IGNORECASE,
)


class Quoted(str):
    """A text to write in double quotes, where any character can be escaped."""

    __slots__ = ()


def needs_escapes(text: str) -> bool:
    """Whether a text has characters that can only be written as escapes, such as CR and U+2028."""
    return "\r" in text or FORBIDDEN.search(text) is not None


def has_lines(text: str) -> bool:
    """Whether a text has several lines, ignoring leading line feeds."""
    return "\n" in text.lstrip("\n")


def on_one_line(text: str, *, in_flow: bool = False) -> str:
    """A text on one line: plain if that is safe, otherwise in quotes.

    ``in_flow`` is whether it is written in brackets or braces. Never raises; what YAML cannot
    express, such as a lone surrogate, is written as an escape that the reader rejects.
    """
    if _is_safe(text) and not (in_flow and _NOT_PLAIN_IN_FLOW.search(text)):
        return text
    escapes = {found[0] for found in _TO_ESCAPE.finditer(text)}
    if escapes and escapes <= {'"', "\\"} and "'" not in text and not isinstance(text, Quoted):
        return f"'{text}'"
    return in_double_quotes(text)


def in_double_quotes(text: str) -> str:
    """A text in double quotes, on one line; never raises, see `on_one_line`."""
    return f'"{_escaped(text)}"'


def _is_safe(text: str) -> bool:
    return (
        text != ""
        and not isinstance(text, Quoted)
        and text == text.strip()
        and "\n" not in text
        and not _NOT_PLAIN.match(text)
        and not _YAML_1_1.fullmatch(text)
        and is_text(text)
        and not needs_escapes(text)
    )


def _escaped(text: str) -> str:
    return _TO_ESCAPE.sub(lambda found: _ESCAPES.get(found[0]) or f"\\u{ord(found[0]):04X}", text)


def as_block(text: str, indent: int) -> str | None:
    """A text after ``|``: the header, and the lines below, ``indent`` columns deep.

    The last line feed of the text is not in it. None for a text that cannot be a block.
    """
    if not text.strip() or needs_escapes(text) or isinstance(text, Quoted):
        return None
    body = text.rstrip("\n")
    ends = len(text) - len(body)
    first = body.lstrip("\n")
    # Otherwise, the parser takes the whitespace of the first line for indentation.
    indicator = str(INDENT) if first[0] in " \t" else ""
    chomping = {0: "-", 1: ""}.get(ends, "+")
    pad = " " * indent
    lines = "\n".join(pad + line if line else "" for line in body.split("\n"))
    return f"|{indicator}{chomping}\n{lines}" + "\n" * (ends - 1)


def as_quoted_lines(text: str, indent: int) -> str:
    """A multi-line text in double quotes, each line on its own, ``indent`` columns deep."""
    pad = " " * indent
    return '"\\\n' + "\\\n".join(pad + line for line in _quoted_lines(text)) + '"'


def _quoted_lines(text: str) -> Iterator[str]:
    lines = text.split("\n")
    last = len(lines) - 1
    for number, line in enumerate(lines):
        if number == last and not line:
            return
        written = _escaped(line) + ("\\n" if number < last else "")
        # The parser drops whitespace at the start of a line.
        yield f"\\{written}" if written.startswith(" ") else written


def number_text(value: float) -> str:
    """A number as YAML 1.1 and 1.2 read it; an integer that JSON cannot keep exact as a fraction.

    Values without a JSON counterpart are written so that the reader rejects them.
    """
    if isinstance(value, int):
        if abs(value) <= MAX_SAFE_INTEGER:
            return str(value)
        try:
            value = float(value)
        except OverflowError:
            return f"{value:#x}"
    written = repr(value)
    if written[-1] in "fn":  # inf, nan
        return written.replace("inf", ".inf").replace("nan", ".nan")
    mantissa, exponent, power = written.partition("e")
    return written if "." in mantissa else f"{mantissa}.0{exponent}{power}"
