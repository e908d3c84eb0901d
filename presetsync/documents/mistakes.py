"""The mistakes in a text that is being read, up to `MOST_DIAGNOSTICS`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from presetsync.diagnostics import Diagnostic, Position
from presetsync.documents.positions import position_of
from presetsync.findings import shortened

if TYPE_CHECKING:
    from collections.abc import Callable

    from presetsync.documents.positions import Mark

MOST_DIAGNOSTICS = 100
"""More are of no use, and each can be as long as the keys above its place."""


class TooMuchError(Exception):
    """A bound is exceeded. The diagnostic is recorded; reading stops."""


class Mistakes:
    """The diagnostics of one file.

    Attributes:
        path: the file's name in diagnostics.
        found: the mistakes so far.
        is_last_cause: the last mistake explains the parser's next error, at any position.

    """

    def __init__(self, path: str, pointer: Callable[[], str]) -> None:
        """Begin; ``pointer`` returns the pointer of the value being read."""
        self.path = path
        self.found: list[Diagnostic] = []
        self.is_last_cause = False
        self._pointer = pointer

    def report(
        self, code: str, message: str, mark: Mark | None = None, *, hint: str = "", width: int = 1
    ) -> None:
        """Add a diagnostic at a mark, for the value being read.

        Raises `TooMuchError` at `MOST_DIAGNOSTICS`.
        """
        position = position_of(mark) if mark else Position()
        self.add(code, message, self.path, position, hint=hint, width=width)

    def add(
        self, code: str, message: str, path: str, position: Position, *, hint: str, width: int = 1
    ) -> None:
        """Add a diagnostic in any file, for what is being read; else as `report`."""
        found = Diagnostic(
            code, shortened(message), path, position, self._pointer(), shortened(hint), width=width
        )
        self.found.append(found)
        self.is_last_cause = False
        if len(self.found) >= MOST_DIAGNOSTICS:
            raise TooMuchError
