"""Sections of Markdown, truncated to a given size; each reports what was omitted."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from presetsync.render.markdown.fragments import Markdown
from presetsync.render.markdown.sizes import size
from presetsync.view.phrases import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from presetsync.view.safe import Safe

_SMALL = 40
"""Lines in blocks; longer sections are initially folded."""

_BACKTICKS = re.compile("`{3,}")


@dataclass(frozen=True, slots=True)
class Section:
    """A part that folds.

    Attributes:
        title: HTML, on one line.
        lines: in order; adjacent ones that are `Coded` become one block.
        above: lines that show even if the section is folded.

    """

    title: Markdown
    lines: tuple[Markdown | Coded, ...]
    above: tuple[Markdown, ...] = ()


@dataclass(frozen=True, slots=True)
class Coded:
    """A line of a fenced block, where Markdown means nothing."""

    text: Safe


@dataclass(frozen=True, slots=True)
class Fitted:
    """A section as Markdown; "" if there was no room for any of it."""

    text: Markdown
    left_out: int = 0


def fitted(sections: Sequence[Section], room: int) -> list[Fitted]:
    """The sections, together at most ``room`` long.

    Short ones stay whole as long as there is room; long ones share the rest.
    """
    fits = [Fitted(written(section)) for section in sections]
    order = sorted(range(len(sections)), key=lambda place: size(fits[place].text))
    for done, place in enumerate(order):
        share = room // (len(order) - done)
        if size(fits[place].text) > share:
            fits[place] = _cut(sections[place], share)
        room -= size(fits[place].text)
    return fits


def written(section: Section, left_out: int = 0) -> Markdown:
    """The section as Markdown, which reports how many lines were omitted."""
    above = "".join(f"{line}\n\n" for line in section.above)
    if not section.lines and not left_out:
        return Markdown(above)
    is_small = sum(isinstance(line, Coded) for line in section.lines) <= _SMALL
    state = " open" if is_small and not left_out else ""
    parts = [f"{above}<details{state}><summary>{section.title}</summary>\n"]
    for is_code, group in groupby(section.lines, key=lambda line: isinstance(line, Coded)):
        texts = [line.text if isinstance(line, Coded) else line for line in group]
        parts += [*_fenced(texts, "diff"), ""] if is_code else [f"{text}\n" for text in texts]
    if left_out:
        parts.append(f"_{counted(left_out, 'line')} left out here._\n")
    return Markdown("\n".join([*parts, "</details>\n\n"]))


def commands(lines: Iterable[Safe]) -> Markdown:
    """A block of commands for a shell."""
    return Markdown("\n".join(_fenced([*lines], "sh")))


def _fenced(lines: Sequence[str], language: str) -> Iterator[str]:
    """The lines of a block whose fence no line can end."""
    runs = (len(run) for line in lines for run in _BACKTICKS.findall(line))
    fence = "`" * (max(runs, default=2) + 1)
    yield f"{fence}{language}"
    yield from lines
    yield fence


def _cut(section: Section, room: int) -> Fitted:
    """The part of a section that there is room for."""
    kept, beyond = 0, len(section.lines)
    while beyond - kept > 1:
        middle = (kept + beyond) // 2
        if size(_begun(section, middle).text) <= room:
            kept = middle
        else:
            beyond = middle
    return _begun(section, kept) if kept else Fitted(Markdown(), len(section.lines))


def _begun(section: Section, kept: int) -> Fitted:
    left_out = len(section.lines) - kept
    return Fitted(written(replace(section, lines=section.lines[:kept]), left_out), left_out)
