"""Diagnostics as workflow commands, which GitHub shows as annotations of a pull request.

The only place whose output may start a workflow command. The escapes are those of the toolkit's
``core.error``, so a value can neither end its command nor start another one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from presetsync.render.terminal.diagnostics import sentences
from presetsync.view.safe import Safe, joined, sanitize_line

if TYPE_CHECKING:
    from collections.abc import Iterable

    from presetsync.diagnostics import Diagnostic

_DATA = {ord("%"): "%25", ord("\r"): "%0D", ord("\n"): "%0A"}
_PROPERTY = {**_DATA, ord(":"): "%3A", ord(","): "%2C"}


def diagnostics_github(diagnostics: Iterable[Diagnostic], *, prefix: str = "") -> Safe:
    """One command per diagnostic.

    ``prefix`` is the folder of the presetsync repository within git's, with its final slash.
    """
    return joined(_command(diagnostic, prefix) for diagnostic in diagnostics)


def _command(diagnostic: Diagnostic, prefix: str) -> Safe:
    properties = {
        "file": prefix + diagnostic.path,
        "line": str(diagnostic.position.line),
        "col": str(diagnostic.position.column),
        "title": f"presetsync {diagnostic.code}",
    }
    values = ",".join(f"{name}={_escaped(text, _PROPERTY)}" for name, text in properties.items())
    message = _escaped(sentences(diagnostic), _DATA)
    return Safe(f"::{diagnostic.severity} {values}::{message}\n")


def _escaped(text: str, escapes: dict[int, str]) -> str:
    return sanitize_line(text).translate(escapes)
