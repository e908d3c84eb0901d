"""A picture of a plan in a terminal, for the first page and the README."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

from tests.stories import SUPPORT
from tests.tours import Tour, environment_of, output_of, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

WIDTH, HEIGHT = 8.43, 20
"""Of a character and of a line, in pixels."""

_MARGIN, _TOP, _FONT = 22, 30, 14
_BACKGROUND, _TEXT, _DIM = "#14161f", "#d5d9e4", "#858ca0"
_COLOURS = {31: "#ff8b8b", 32: "#8fdc8f", 33: "#f2c96d", 36: "#7fd4e6"}
_FAMILY = "ui-monospace, SFMono-Regular, Menlo, Consolas, DejaVu Sans Mono, monospace"
_BOLD, _FAINT, _REVERSE = 1, 2, 7
_SGR = re.compile(r"\x1b\[([\d;]*)m")


class Run(NamedTuple):
    """Characters of one line that look the same."""

    column: int
    text: str
    codes: frozenset[int]


def plan_picture() -> str:
    """The picture, as SVG."""
    tour = Tour("", story=SUPPORT)
    with TemporaryDirectory() as folder, environment_of(tour, Path(folder)) as environment:
        work = Path(folder) / "work"
        work.mkdir()
        output_of(["sh", "-c", SUPPORT], work, environment)
        printed = output_of(["presetsync", "--sandbox", "plan", "--color"], work, environment)
    return _picture(["$ \x1b[1mpresetsync plan\x1b[0m", *shown(printed, tour).splitlines()])


def _picture(lines: list[str]) -> str:
    columns = max(len(_SGR.sub("", line)) for line in lines)
    width = round(2 * _MARGIN + columns * WIDTH)
    height = 2 * _TOP + (len(lines) - 1) * HEIGHT
    said = escape(_SGR.sub("", "\n".join(lines)))
    drawn = [part for row, line in enumerate(lines) for part in _drawn(line, _TOP + row * HEIGHT)]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"',
            f'  width="{width}" height="{height}" role="img" font-size="{_FONT}"',
            f'  font-family="{_FAMILY}">',
            f"<title>{said}</title>",
            f'<rect width="{width}" height="{height}" rx="8" fill="{_BACKGROUND}"/>',
            *drawn,
            "</svg>\n",
        ]
    )


def _drawn(line: str, y: int) -> Iterator[str]:
    for run in _runs(line):
        x, length = _MARGIN + run.column * WIDTH, len(run.text) * WIDTH
        colour = next((_COLOURS[code] for code in run.codes if code in _COLOURS), _TEXT)
        if _FAINT in run.codes:
            colour = _DIM
        if _REVERSE in run.codes:
            box = f'x="{x:.1f}" y="{y - 14}" width="{length:.1f}" height="{HEIGHT - 2}"'
            yield f'<rect {box} fill="{colour}"/>'
            colour = _BACKGROUND
        bold = ' font-weight="bold"' if _BOLD in run.codes else ""
        # Whatever font there is, columns are columns.
        place = f'x="{x:.1f}" y="{y}" textLength="{length:.1f}"'
        yield f'<text {place} fill="{colour}"{bold} xml:space="preserve">{escape(run.text)}</text>'


def _runs(line: str) -> Iterator[Run]:
    """The parts of a line; blanks at the start and the end of one are left out."""
    codes: frozenset[int] = frozenset()
    column = 0
    for number, part in enumerate(_SGR.split(line)):
        if number % 2:
            codes = frozenset(map(int, filter(None, part.split(";")))) - {0}
            continue
        text = part.strip(" ")
        start = column + len(part) - len(part.lstrip(" "))
        if text:
            yield Run(start, text, codes)
        column += len(part)
