"""The mistakes in a text that is being read, up to as many as somebody reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from presetsync.diagnostics import Diagnostic, Position
from presetsync.documents.positions import position_of
from presetsync.findings import shortened

if TYPE_CHECKING:
    from collections.abc import Callable

    from presetsync.documents.positions import Mark

MOST_DIAGNOSTICS = 100
"""Nobody reads more, and each may be as long as the keys above its place."""


class TooMuchError(Exception):
    """A bound is exceeded, which is among the diagnostics: stop reading."""


class Mistakes:
    """The diagnostics of one file.

    Attributes:
        path: the file's name in diagnostics.
        found: every mistake so far.
        is_last_cause: what the parser finds wrong next comes of the last mistake, wherever it is.

    """

    def __init__(self, path: str, pointer: Callable[[], str]) -> None:
        """Begin; ``pointer`` says which place is being read."""
        self.path = path
        self.found: list[Diagnostic] = []
        self.is_last_cause = False
        self._pointer = pointer

    def report(
        self, code: str, message: str, mark: Mark | None = None, *, hint: str = "", width: int = 1
    ) -> None:
        """Add a diagnostic at a mark, for the place that is being read.

        Raises `TooMuchError` where nobody would read another one.
        """
        position = position_of(mark) if mark else Position()
        self.add(code, message, self.path, position, hint=hint, width=width)

    def add(
        self, code: str, message: str, path: str, position: Position, *, hint: str, width: int = 1
    ) -> None:
        """Add a diagnostic in any file, for the place that is being read; as `report` else."""
        found = Diagnostic(
            code, shortened(message), path, position, self._pointer(), shortened(hint), width=width
        )
        self.found.append(found)
        self.is_last_cause = False
        if len(self.found) >= MOST_DIAGNOSTICS:
            raise TooMuchError
