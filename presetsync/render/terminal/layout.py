"""Lines for a terminal: broken at its width, coloured, and never mistaken for one another.

A line that has to be broken continues behind a gutter. Otherwise a prompt or a file name could fill
a line of the terminal that reads like one of ours.
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
"""Columns for the lines of a text where there is no terminal."""

_NARROWEST = 24
"""The fewest columns of a line, however narrow the terminal is."""


class Span(NamedTuple):
    """A stretch of a line, without line feeds or tabs, with the names of its styles."""

    text: Safe
    styles: tuple[str, ...] = ()


def span(text: str, *styles: str) -> Span:
    """A stretch of a line, sanitized as a whole."""
    return Span(sanitize_line(text), styles)


@dataclass(frozen=True, slots=True)
class Page:
    """What is printed on.

    Attributes:
        style: colours, or none.
        width: in columns; None where lines are as long as they are.
        full: nothing is folded away.

    """

    style: Style
    width: int | None = None
    full: bool = False

    def line(self, *spans: Span, gutter: str = "        ┆ ") -> Iterator[Safe]:
        """A line; where it is broken, it continues behind the gutter."""
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
    """A span in parts of at most so many columns, all but the first of ``hang`` less."""
    parts: list[Span] = []
    start, room = 0, width
    while (end := _cell_end(whole.text, start, room)) < len(whole.text):
        parts.append(_part(whole, start, end))
        start, room = end + (whole.text[end] == " "), width - hang
    return [*parts, _part(whole, start)]


def _cell_end(text: str, start: int, room: int) -> int:
    """Where to break a cell: at a space, else behind a slash or a hyphen, else a dot."""
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
    # A part that begins a line is behind a gutter there, so it starts no workflow command.
    return Span(Safe(span.text[start:end]), span.styles)


def _room(width: int, taken: int) -> int:
    return max(width - taken, _NARROWEST)


def _starts_line(span: Span, part: list[Span], left: int, room: int) -> bool:
    """Whether a span starts a new line, as its first word, such as a path, would be broken."""
    if not part or not part[-1].text.endswith(" "):
        return False
    return left < columns(span.text.partition(" ")[0]) <= room


def at_words(line: Safe, width: int, hang: str) -> Safe:
    """A line of a message, broken between words only, so that a path or a URL can be copied.

    Where it goes on it is indented as it was, and by ``hang``.
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
    """How many columns a text with or without colours takes."""
    return columns(_COLOR.sub("", text))


def cut(text: str, room: int) -> Safe:
    """As much of a text, sanitized, as fits into so many columns; an ellipsis ends what is cut."""
    text = sanitize_line(text)
    if columns(text) <= room:
        return text
    while columns(text) >= room:
        text = text[:-1]
    return Safe(f"{text}…")


def columns(text: str) -> int:
    """How many columns of a terminal a text takes; wide characters take two."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def _columns(character: str) -> int:
    if character.isascii():
        return 1
    # Combining marks, and format characters such as a zero width joiner.
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _fitting(text: str, start: int, room: int) -> int:
    """Where to break the text after ``start``: at the end of a word if one is near."""
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
    # A character may take no room, but a line is not to grow without end.
    last = min(len(text), start + 4 * room + 1)
    for end in range(start, last):
        taken += _columns(text[end])
        if taken > room:
            return end
    return last


def gutter(number: int | None, width: int, bar: Literal["│", "┆"]) -> Span:
    """What is before a line of a text: its number, or only the room for it where it goes on."""
    shown = "" if number is None else number
    return Span(Safe(f"    {shown:>{width}} {bar} "), ("dim",))


def marked_spans(line: Shown, styles: tuple[str, ...] = ()) -> list[Span]:
    """A line of a text as spans; marks that cover all of it say nothing, and are left out."""
    is_partly = len({piece.changed for piece in line.pieces}) > 1
    return [
        Span(
            Safe(piece.text.replace("\t", "    ")),
            (*styles, MARKED) if is_partly and piece.changed else styles,
        )
        for piece in line.pieces
    ]


def underlined(spans: Iterable[Span]) -> str:
    """Carets under what is marked, for where there are no colours; "" where nothing is."""
    return "".join(
        ("^" if MARKED in span.styles else " ") * columns(span.text) for span in spans
    ).rstrip()
