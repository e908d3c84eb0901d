"""Diagnostics for people: the place first, as editors and terminals make it a link."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from presetsync.diagnostics import Severity
from presetsync.render.neutral import neutral_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from presetsync.diagnostics import Diagnostic
    from presetsync.render.style import Style


def diagnostics_text(diagnostics: Iterable[Diagnostic], style: Style) -> str:
    """One line a diagnostic, and its hint below."""
    return "".join(_diagnostic(diagnostic, style) for diagnostic in diagnostics)


def _diagnostic(diagnostic: Diagnostic, style: Style) -> str:
    place = f"{diagnostic.path}:{diagnostic.position.line}:{diagnostic.position.column}"
    color = "red" if diagnostic.severity is Severity.ERROR else "yellow"
    text = (
        f"{style(neutral_line(place), 'bold')}: {style(diagnostic.severity, color)}: "
        f"{neutral_line(diagnostic.message)} {style(f'[{diagnostic.code}]', 'dim')}\n"
    )
    return text + (f"    {neutral_line(diagnostic.hint)}\n" if diagnostic.hint else "")


def validation_summary(diagnostics: Sequence[Diagnostic], files: int) -> str:
    """The last line of validate."""
    counts = Counter(diagnostic.severity for diagnostic in diagnostics)
    checked = f"{files} preset{'s' * (files != 1)} checked"
    found = [
        f"{counts[severity]} {severity}{'s' * (counts[severity] != 1)}"
        for severity in Severity
        if counts[severity]
    ]
    return f"{checked}: {', '.join(found) or 'all valid'}.\n"
