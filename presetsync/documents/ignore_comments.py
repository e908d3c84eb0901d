"""Comments that name rules to ignore: ``# presetsync: ignore CODE[, CODE] reason``.

A comment applies to its own line; alone on a line, to the next one that is neither empty nor a
comment. Pure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import count, islice

from presetsync.diagnostics import Position
from presetsync.documents import yaml_reader
from presetsync.jsonpointer import nodes

MOST_COMMENTS = 1000
"""More than realistic."""

_COMMENT = re.compile(r"(?:^|(?<=[ \t]))#[ \t]*presetsync:[ \t]*ignore\b(.*)", re.MULTILINE)
_CODES = re.compile(r"[ \t]+([\w-]+(?:[ \t]*,[ \t]*[\w-]+)*)")
_MARK = re.compile("\ue000([0-9]{1,4})\ue001")


@dataclass(frozen=True, slots=True)
class Ignore:
    """One comment.

    Attributes:
        position: its place.
        line: the line whose warnings it silences.
        codes: the rules that it names.

    """

    position: Position
    line: int
    codes: tuple[str, ...]


def is_ignore(line: str) -> bool:
    """Whether a line of a YAML text has a comment with rules to ignore."""
    return _COMMENT.search(line) is not None


def ignores_in(text: str) -> tuple[Ignore, ...]:
    """The comments with rules to ignore in a valid YAML text."""
    if "presetsync:" not in text:  # much faster than the pattern
        return ()
    matches = list(islice(_COMMENT.finditer(text), MOST_COMMENTS))
    if not matches:
        return ()
    quoted = _quoted(text)
    following = _following(text.split("\n"))
    return tuple(
        _ignore(text, following, match)
        for number, match in enumerate(matches)
        if number not in quoted
    )


def _quoted(text: str) -> set[int]:
    """The numbers of the matches that are text, for example in a prompt.

    Changing a comment does not change the data, so each match gets a marker: if the marker appears
    in the data, the match is not a comment.
    """
    numbers = count()
    marked = _COMMENT.sub(lambda match: f"#\ue000{next(numbers)}\ue001{match[1]}", text)
    data = yaml_reader.read(marked, "", lambda _: "").data
    found: set[int] = set()
    for _, node in nodes(data):
        for part in node if isinstance(node, dict) else (node,):
            if isinstance(part, str):
                found.update(int(number) for number in _MARK.findall(part))
    return found


def _ignore(text: str, following: list[int], match: re.Match[str]) -> Ignore:
    line = text.count("\n", 0, match.start()) + 1
    start = text.rfind("\n", 0, match.start()) + 1
    said = _CODES.match(match[1])
    codes = [code.strip() for code in said[1].split(",")] if said else ()
    alone = not text[start : match.start()].strip()
    position = Position(line, match.start() - start + 1)
    return Ignore(position, following[line] if alone else line, tuple(codes))


def _following(lines: list[str]) -> list[int]:
    """For each line number, the number of the next line with content; 0 for none."""
    following = [0] * (len(lines) + 1)
    nearest = 0
    for number in range(len(lines), 0, -1):
        following[number] = nearest
        said = lines[number - 1].strip()
        if said and not said.startswith("#"):
            nearest = number
    return following
