"""Adding source lines to diagnostics, with keys redacted. Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from presetsync.diagnostics import Diagnostic, Position, sentence
from presetsync.keys.key_shapes import redacted

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence


def with_sources(
    diagnostics: Iterable[Diagnostic], texts: Mapping[str, str]
) -> tuple[Diagnostic, ...]:
    """The diagnostics with their source lines; text shaped like a key is redacted.

    A line that certainly contains a key is not shown at all. ``texts`` has the files' texts by
    path.
    """
    diagnostics = list(diagnostics)
    lines = {
        path: redacted(texts.get(path, "")).split("\n") for path in {d.path for d in diagnostics}
    }
    unsafe = {(d.path, d.position.line) for d in diagnostics if d.code == "secret"}
    return tuple(
        _with_source(diagnostic, lines[diagnostic.path], unsafe) for diagnostic in diagnostics
    )


def _with_source(
    diagnostic: Diagnostic, lines: Sequence[str], unsafe: Collection[tuple[str, int]]
) -> Diagnostic:
    position = diagnostic.position
    if position.line > len(lines) and lines != [""]:
        # The parser counts one more line at the end of the text.
        position = Position(len(lines), len(lines[-1]) + 1)
    shown = position.line <= len(lines) and (diagnostic.path, position.line) not in unsafe
    return replace(
        diagnostic,
        message=sentence(redacted(diagnostic.message)),
        hint=sentence(redacted(diagnostic.hint)),
        position=position,
        source=lines[position.line - 1] if shown else "",
    )
