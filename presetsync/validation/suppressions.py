"""Suppressions: comments that silence a warning, ``# presetsync: ignore CODE[, CODE] reason``.

A comment applies to its own line; alone on a line, to the next one that is neither empty nor a
comment. Pure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import count, islice
from typing import TYPE_CHECKING

from presetsync.diagnostics import Diagnostic, Position, Severity
from presetsync.documents import yaml12
from presetsync.jsonpointer import nodes
from presetsync.spelling import did_you_mean
from presetsync.validation import rules

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    Placed = tuple[Diagnostic, Collection[int]]
    """A diagnostic, and the lines on which a comment may silence it."""

MOST_COMMENTS = 1000
"""More than anybody writes."""

_MOST_UNUSED = 100
_COMMENT = re.compile(r"(?:^|(?<=[ \t]))#[ \t]*presetsync:[ \t]*ignore\b(.*)", re.MULTILINE)
_CODES = re.compile(r"[ \t]+([\w-]+(?:[ \t]*,[ \t]*[\w-]+)*)")
_MARK = re.compile("\ue000([0-9]{1,4})\ue001")
_AFTER_READING = frozenset({"same-content"})  # found only once all files are read


@dataclass(frozen=True, slots=True)
class Ignore:
    """One comment.

    Attributes:
        position: where it stands.
        line: the line whose warnings it silences.
        codes: the rules that it names.

    """

    position: Position
    line: int
    codes: tuple[str, ...]


def ignores_in(text: str) -> tuple[Ignore, ...]:
    """The comments of a YAML text that name rules to ignore; the text has to be valid."""
    if "presetsync:" not in text:  # which takes much less time than the pattern
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
    """The numbers of the matches that are text, in a prompt say.

    A comment is what may change without the data changing, so each match gets a mark, and where the
    mark comes back in the data there is no comment.
    """
    numbers = count()
    marked = _COMMENT.sub(lambda match: f"#\ue000{next(numbers)}\ue001{match[1]}", text)
    data = yaml12.read(marked, "", lambda _: "").data
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
    """For each line number the number of the next line that says something; 0 for none."""
    following = [0] * (len(lines) + 1)
    nearest = 0
    for number in range(len(lines), 0, -1):
        following[number] = nearest
        said = lines[number - 1].strip()
        if said and not said.startswith("#"):
            nearest = number
    return following


def silenced(
    found: Iterable[Placed], ignores: Sequence[Ignore], path: str
) -> tuple[list[Diagnostic], list[Diagnostic]]:
    """The diagnostics without the ignored warnings, and a warning for each unused ignore."""
    kept = []
    used: set[tuple[Ignore, str]] = set()
    for diagnostic, lines in found:
        by = [i for i in ignores if i.line in lines and diagnostic.code in i.codes]
        if by and diagnostic.severity is Severity.WARNING:
            used.update((ignore, diagnostic.code) for ignore in by)
        else:
            kept.append(diagnostic)
    unused = [
        _unused(ignore, code, path)
        for ignore in ignores
        for code in ignore.codes or ("",)
        if (ignore, code) not in used and code not in _AFTER_READING
    ]
    return kept, unused[:_MOST_UNUSED]


def _unused(ignore: Ignore, code: str, path: str) -> Diagnostic:
    known = rules.codes()
    if not code:
        message = "This comment names no rule to ignore."
        hint = "Write # presetsync: ignore CODE."
    elif code not in known:
        message = f"Unknown rule `{code}`."
        hint = did_you_mean(code, known, "Use the code that the warning shows.")
    elif rules.rule(code).severity is Severity.ERROR:
        message = f"`{code}` is an error; only warnings can be ignored."
        hint = "Fix the error and remove the comment."
    else:
        message = f"There is no `{code}` warning here to ignore."
        hint = "Remove the comment."
    return Diagnostic(
        "unused-ignore", message, path, ignore.position, hint=hint, severity=Severity.WARNING
    )
