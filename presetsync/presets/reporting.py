"""Findings become diagnostics: with a place, a source line, and no key in either.

The one way from what the rules find in a preset's data to what people and programs are told. Pure.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from presetsync.diagnostics import Diagnostic, Position, Severity, sentence
from presetsync.presets.ignores import ignores_in, silenced
from presetsync.presets.places import spot_of
from presetsync.presets.secrets import hidden

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from presetsync.presets.findings import Finding
    from presetsync.presets.loading import Document


def reported(document: Document, findings: Sequence[Finding]) -> tuple[Diagnostic, ...]:
    """The findings as diagnostics at their places, without those that a comment silences."""
    ignores = ignores_in(document.text)
    if not findings and not ignores:
        return ()
    locator = document.locator()
    placed = []
    for finding in findings:
        spot = spot_of(finding, document, locator)
        within = f" It stands in {spot.within}." if spot.within else ""
        diagnostic = Diagnostic(
            code=finding.code,
            message=f"{finding.message}{within}",
            path=document.path,
            position=spot.position,
            pointer=finding.pointer,
            hint=finding.hint,
            severity=finding.severity,
        )
        placed.append((diagnostic, spot.lines))
    kept, unused = silenced(placed, ignores, document.path)
    # What a comment is to silence may not have been looked for where something is wrong.
    wrong = any(finding.severity is Severity.ERROR for finding in findings)
    return with_sources(kept if wrong else [*kept, *unused], document.text)


def with_sources(diagnostics: Iterable[Diagnostic], text: str) -> tuple[Diagnostic, ...]:
    """The diagnostics with their source lines, and with nothing shaped like a key.

    A line that holds a key for certain is not shown at all.
    """
    diagnostics = list(diagnostics)
    lines = hidden(text).split("\n") if diagnostics else []
    unsafe = {d.position.line for d in diagnostics if d.code == "secret"}
    return tuple(_with_source(diagnostic, lines, unsafe) for diagnostic in diagnostics)


def _with_source(
    diagnostic: Diagnostic, lines: Sequence[str], unsafe: Collection[int]
) -> Diagnostic:
    position = diagnostic.position
    if position.line > len(lines):  # the parser counts one more line where the text just ends
        position = Position(len(lines), len(lines[-1]) + 1)
    return replace(
        diagnostic,
        message=sentence(hidden(diagnostic.message)),
        hint=sentence(hidden(diagnostic.hint)),
        position=position,
        source="" if position.line in unsafe else lines[position.line - 1],
    )
