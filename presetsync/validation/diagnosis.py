"""Diagnosis: from findings to diagnostics, each at its place in a file. Pure."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from presetsync.diagnostics import Diagnostic, Severity
from presetsync.documents.ignore_comments import ignores_in
from presetsync.documents.locations import location_of
from presetsync.documents.pitfalls import PROSE, QUOTE_IT
from presetsync.documents.source_lines import with_sources
from presetsync.jsonpointer import keys_of, value_at
from presetsync.validation.suppressions import silenced

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from presetsync.documents.document import Document, Locator
    from presetsync.documents.locations import Location
    from presetsync.findings import Finding


def diagnose(
    document: Document, findings: Sequence[Finding], unjudged: Collection[str] = ()
) -> tuple[Diagnostic, ...]:
    """The findings as diagnostics at their places, without those that a comment silences.

    ``unjudged`` are the codes of rules that did not run, as `silenced` takes them.
    """
    ignores = ignores_in(document.text)
    if not findings and not ignores:
        return ()
    locator = document.locator()
    placed = []
    for finding in findings:
        location = location_of(finding, document, locator)
        message = finding.message
        if location.through:
            at = f"{document.path}:{location.through.line}:{location.through.column}"
            message = f"{message} It is included at {at}."
        diagnostic = Diagnostic(
            code=finding.code,
            message=message,
            path=location.path,
            position=location.position,
            pointer=finding.pointer,
            hint=_hint(finding, document, locator, location),
            severity=finding.severity,
            width=location.width,
            stops_push=finding.stops_push,
            environments=finding.environments,
        )
        placed.append((diagnostic, location.lines))
    kept, unused = silenced(placed, ignores, document.path, unjudged)
    # Beside an error not every rule ran, so a comment may only seem unused.
    wrong = any(finding.severity is Severity.ERROR for finding in findings)
    return with_sources(kept if wrong else [*kept, *unused], document.texts)


def silencer_of(document: Document) -> Callable[[Finding], bool]:
    """What says whether a comment names a finding's rule on its line.

    Nothing is computed before it is asked.
    """
    ignores = cache(lambda: ignores_in(document.text))
    locator = cache(document.locator)

    def is_silenced(finding: Finding) -> bool:
        named = [ignore.line for ignore in ignores() if finding.code in ignore.codes]
        return bool(named) and not location_of(finding, document, locator()).lines.isdisjoint(named)

    return is_silenced


def _hint(finding: Finding, document: Document, locator: Locator, location: Location) -> str:
    """What to do; for a value of the wrong type, what the YAML that gave it that type suggests."""
    if finding.code != "wrong-type" or finding.at_key:
        return finding.hint
    if locator.pieces(finding.pointer):
        return "!file inserts text; write the value itself."
    # The parser counts one more line where the text just ends.
    line = "".join(document.text.split("\n")[location.position.line - 1 :][:1])
    *_, above, key = ["", "", *keys_of(finding.pointer)]
    is_text = isinstance(value_at(document.data, finding.pointer), str)
    if is_text and key.isdecimal() and above in PROSE:
        return f"{finding.hint} If this is one text, write it below, after |.".strip()
    if line[location.position.column - 1 :].startswith("{") and key in PROSE:
        return QUOTE_IT
    return finding.hint
