"""Limits on the size and depth of a document, with aliases and included files expanded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from presetsync.documents.mistakes import TooMuchError

if TYPE_CHECKING:
    from presetsync.documents.mistakes import Mistakes
    from presetsync.documents.positions import Mark

MAX_DEPTH = 100
"""Levels of nesting, aliases expanded. A tool's JSON Schema of 40 levels needs 90."""

MAX_SIZE = 8 * 1024 * 1024
"""Characters of one document, aliases and included files expanded; a node is `NODE_SIZE` more."""

NODE_SIZE = 64
"""The cost of a node in time and memory, in addition to its text, in characters."""


class Bounds:
    """The limits of one document.

    Attributes:
        size: of the part read so far, in characters.

    """

    def __init__(self, mistakes: Mistakes) -> None:
        self.size = 0
        self._mistakes = mistakes

    def grow(self, size: int, mark: Mark) -> None:
        """Count characters; raises `TooMuchError` if they are too many."""
        self.size += size
        if self.size > MAX_SIZE:
            self._stop(
                "size",
                f"larger than {MAX_SIZE // 1024 // 1024} MiB once aliases are expanded, "
                f"with {NODE_SIZE} bytes for each value",
                mark,
            )

    def check_depth(self, levels: int, mark: Mark) -> None:
        """Raise `TooMuchError` if this is too deep."""
        if levels > MAX_DEPTH:
            self._stop("nesting", f"nested deeper than {MAX_DEPTH} levels", mark)

    def _stop(self, code: str, message: str, mark: Mark) -> None:
        self._mistakes.report(code, message, mark, hint="make the preset smaller")
        raise TooMuchError
