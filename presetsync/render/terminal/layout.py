"""Lines for a terminal: wrapped at its width, coloured, and unambiguous.

A wrapped line continues after a gutter. Otherwise, a prompt or a file name could fill a terminal
line that looks like our own output.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from presetsync.view.safe import Safe, joined, sanitize_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from presetsync.render.terminal.style import Style
    from presetsync.view.lines import Shown

MARKED = "reverse"
"""The style of words that changed."""

_COLOR = re.compile(r"\x1b\[[\d;]*m")
_QUOTED_OR_WORD = re.compile(r" *(?:`[^`]*`\S*|[^ ]+)| +$")

UNSEEN = 120
"""Columns for the lines of a text if there is no terminal."""

_NARROWEST = 24
"""The minimum columns of a line, even on narrower terminals."""


class Span(NamedTuple):
    """A part of a line, without line feeds or tabs, with the names of its styles."""

    text: Safe
    styles: tuple[str, ...] = ()


def span(text: str, *styles: str) -> Span:
    """A part of a line, sanitized as a whole."""
    return Span(sanitize_line(text), styles)


@dataclass(frozen=True, slots=True)
class Page:
    """The output format.

    Attributes:
        style: colours, or none.
        width: in columns; None for lines of any length.
        full: nothing is folded.

    """

    style: Style
    width: int | None = None
    full: bool = False

    def line(self, *spans: Span, gutter: str = "        ┆ ") -> Iterator[Safe]:
        """A line; if it is wrapped, it continues after the gutter."""
        hang = 0 if self.width is None else columns(gutter)
        first, *rest = self.broken(spans, indent=0, hang=hang)
        yield self.painted(first)
        for part in rest:
            yield joined([self.style(gutter, "dim"), self.painted(part)])

    def painted(self, spans: Iterable[Span]) -> Safe:
        """The spans in their styles."""
        return joined([self.style(each.text, *each.styles) for each in spans])

    def broken(self, spans: Iterable[Span], *, indent: int, hang: int) -> list[list[Span]]:
        """The spans in parts that fit, the first after ``indent`` columns, others after ``hang``.

        There is at least one part.
        """
        if self.width is None:
            return [list(spans)]
        parts: list[list[Span]] = [[]]
        left, room = _room(self.width, indent), _room(self.width, hang)
        for each in spans:
            start = 0
            if _starts_line(each, parts[-1], left, room):
                parts.append([])
                left = room
            while (end := _fitting(each.text, start, left)) < len(each.text):
                parts[-1].append(_part(each, start, end))
                parts.append([])
                start, left = end, room
            rest = _part(each, start) if start else each
            if rest.text:
                parts[-1].append(rest)
            left -= columns(rest.text)
        return parts


def folded(whole: Span, width: int, hang: int = 0) -> list[Span]:
    """A span in parts of at most this many columns; all but the first are ``hang`` narrower."""
    parts: list[Span] = []
    start, room = 0, width
    while (end := _cell_end(whole.text, start, room)) < len(whole.text):
        parts.append(_part(whole, start, end))
        start, room = end + (whole.text[end] == " "), width - hang
    return [*parts, _part(whole, start)]


def _cell_end(text: str, start: int, room: int) -> int:
    """Where to wrap a cell: at a space, or after a slash, a hyphen or a dot."""
    end = _reach(text, start, room)
    if end == len(text) or text[end] == " ":
        return end
    if (space := text.rfind(" ", start, end)) > start:
        return space
    for marks, share in (("/-", 3), ("_.", 2)):
        first = start + (end - start) // share
        if (last := max(text.rfind(mark, first, end) for mark in marks)) >= 0:
            return last + 1
    return end


def _part(span: Span, start: int, end: int | None = None) -> Span:
    # A part at the start of a line is after a gutter, so it starts no workflow command.
    return Span(Safe(span.text[start:end]), span.styles)


def _room(width: int, taken: int) -> int:
    return max(width - taken, _NARROWEST)


def _starts_line(span: Span, part: list[Span], left: int, room: int) -> bool:
    """Whether a span starts a new line, because its first word, such as a path, would be split."""
    if not part or not part[-1].text.endswith(" "):
        return False
    return left < columns(span.text.partition(" ")[0]) <= room


def at_words(line: Safe, width: int, hang: str) -> Safe:
    """A line of a message, wrapped only between words, so that a path or a URL can be copied.

    Continuation lines have the same indentation plus ``hang``.
    """
    if _seen(line.rstrip("\n")) <= width:
        return line
    indent = line[: len(line) - len(line.lstrip(" "))] + hang
    lines, current = [], ""
    for match in _QUOTED_OR_WORD.finditer(line.rstrip("\n")):
        word = match[0]
        if current.strip() and _seen(current + word) > width:
            lines.append(current)
            current = indent + word.lstrip(" ")
        else:
            current += word
    return Safe("\n".join([*lines, current]) + "\n" * line.endswith("\n"))


def _seen(text: str) -> int:
    """The width of a text in columns, with or without colours."""
    return columns(_COLOR.sub("", text))


def cut(text: str, room: int) -> Safe:
    """The sanitized text, truncated to the given columns; an ellipsis marks the cut."""
    text = sanitize_line(text)
    if columns(text) <= room:
        return text
    while columns(text) >= room:
        text = text[:-1]
    return Safe(f"{text}…")


def columns(text: str) -> int:
    """The width of a text in terminal columns; wide characters take two."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def _columns(character: str) -> int:
    if character.isascii():
        return 1
    # Combining marks, and format characters such as a zero width joiner.
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _fitting(text: str, start: int, room: int) -> int:
    """Where to wrap the text after ``start``: at the end of a word if one is near."""
    end = _reach(text, start, room)
    if end == len(text):
        return end
    space = text.rfind(" ", max(start, end - max((end - start) // 3, _NARROWEST)), end)
    return end if space < 0 else space + 1


def _reach(text: str, start: int, room: int) -> int:
    """How far the text after ``start`` fits."""
    if text.isascii():
        return min(start + room, len(text))
    taken = 0
    # A character may have no width, but lines must be bounded.
    last = min(len(text), start + 4 * room + 1)
    for end in range(start, last):
        taken += _columns(text[end])
        if taken > room:
            return end
    return last


def gutter(number: int | None, width: int, bar: Literal["│", "┆"]) -> Span:
    """The gutter of a line: its number, or the space for it on continuation lines."""
    shown = "" if number is None else number
    return Span(Safe(f"    {shown:>{width}} {bar} "), ("dim",))


def marked_spans(line: Shown, styles: tuple[str, ...] = ()) -> list[Span]:
    """A line of a text as spans; marks that cover the whole line are omitted."""
    is_partly = len({piece.changed for piece in line.pieces}) > 1
    return [
        Span(
            Safe(piece.text.replace("\t", "    ")),
            (*styles, MARKED) if is_partly and piece.changed else styles,
        )
        for piece in line.pieces
    ]


def underlined(spans: Iterable[Span]) -> str:
    """Carets under the marks, for output without colours; "" if nothing is marked."""
    return "".join(
        ("^" if MARKED in span.styles else " ") * columns(span.text) for span in spans
    ).rstrip()
