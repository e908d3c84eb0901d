"""A diagnostic: what is wrong with a file, where, and what to do about it.

Diagnostics are data. Loading, validation and configuration make them, and only the renderers decide
how they look.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable


class Severity(StrEnum):
    """How severe a diagnostic is.

    An error stops plan and apply, but for one that only stops the push of its preset; a warning
    stops nothing.
    """

    ERROR = "error"
    WARNING = "warning"


_WORD = re.compile(r"[a-z]+,?(\s|$)")


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a text file; ``line`` and ``column`` count from 1, columns in characters."""

    line: int = 1
    column: int = 1


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One mistake at one place.

    Attributes:
        code: stable kebab-case name of the rule, such as ``unknown-field``.
        message: what is wrong, one sentence, without the place.
        path: the file, POSIX style, relative to the repository root.
        position: line and column in that file.
        pointer: RFC 6901 pointer from the file's root; "" where the whole file is meant.
        hint: what to do, one sentence; "" for none.
        severity: see `Severity`.
        source: the line at that position as the file has it, or "" where it is not to be shown.
        width: how many characters of that line it is about, from the position.
        stops_push: it becomes an error where the preset is about to be pushed, and apply does not
            push that preset, then; everywhere else it is a warning.
        environments: those in which the preset has this mistake; () for all.

    """

    code: str
    message: str
    path: str
    position: Position = Position()
    pointer: str = ""
    hint: str = ""
    severity: Severity = Severity.ERROR
    source: str = ""
    width: int = 1
    stops_push: bool = False
    environments: tuple[str, ...] = ()

    def counts_in(self, environment: str) -> bool:
        """Whether the preset has this mistake in an environment."""
        return not self.environments or environment in self.environments


def remark(diagnostic: Diagnostic, *, hint: bool = False) -> str:
    """A diagnostic in a sentence, without its place, or two with its hint."""
    advice = f" {sentence(diagnostic.hint)}" if hint and diagnostic.hint else ""
    return f"{diagnostic.message}{advice} [{diagnostic.code}]"


def located(diagnostic: Diagnostic, *, hint: bool = False) -> str:
    """The same after its place."""
    place = f"{diagnostic.path}:{diagnostic.position.line}:{diagnostic.position.column}"
    return f"{place}: {remark(diagnostic, hint=hint)}"


def at_push(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The diagnostics of a preset that is about to be pushed: what stops the push is an error."""
    return tuple(
        replace(each, severity=Severity.ERROR) if each.stops_push else each for each in diagnostics
    )


def each_once(diagnostics: Collection[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Each of them once; one that is an error in some environment is an error."""
    reported = {*diagnostics}
    return tuple(
        each
        for each in dict.fromkeys(diagnostics)
        if each.severity is Severity.ERROR or not reported.intersection(_raised(each))
    )


def _raised(diagnostic: Diagnostic) -> tuple[Diagnostic, ...]:
    return at_push([diagnostic]) if diagnostic.stops_push else ()


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Whether any of them is an error rather than a warning."""
    return any(diagnostic.severity is Severity.ERROR for diagnostic in diagnostics)


def in_reading_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Sorted by file, line, column and rule: the order in which a person fixes them."""
    return tuple(
        sorted(
            diagnostics,
            key=lambda d: (d.path, d.position.line, d.position.column, d.code, d.pointer),
        )
    )


def sentence(text: str) -> str:
    """The text with a capital and a full stop, as diagnostics are shown.

    A path or a name at the beginning stays as it is.
    """
    if _WORD.match(text):
        text = text[0].upper() + text[1:]
    return f"{text}." if text and text[-1] not in ".?!:…" else text
