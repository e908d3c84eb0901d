"""The texts that ``!file`` includes: one, or several joined ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from presetsync.diagnostics import Position
from presetsync.documents.positions import position_of, width_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from presetsync.documents.bounds import Bounds
    from presetsync.documents.mistakes import Mistakes
    from presetsync.documents.positions import Mark

TAG = "!file"

SEPARATOR = "\n\n"
"""The separator between the texts of a ``!file`` list."""


class IncludeError(Exception):
    """A ``!file`` cannot be included: the message says why, ``hint`` what to do.

    Attributes:
        path: the included file, if the mistake is in it; otherwise "".
        position: where in that file.

    """

    def __init__(
        self, message: str, hint: str, *, path: str = "", position: Position | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.path = path
        self.position = position or Position()


class Inclusions:
    """The texts that one file includes; their mistakes are added to its own."""

    def __init__(self, include: Callable[[str], str], mistakes: Mistakes, bounds: Bounds) -> None:
        """Begin; ``include`` returns the text of a path, or raises `IncludeError`."""
        self._include = include
        self._mistakes = mistakes
        self._bounds = bounds

    def text(self, event: Any) -> str | None:
        """The text of one path, directly after its tag or in the tag's list; None if it fails."""
        try:
            text = self._include(event.value)
        except IncludeError as error:
            self._report(error, event)
            return None
        self._bounds.grow(len(text), event.start_mark)
        return text

    def _report(self, error: IncludeError, event: Any) -> None:
        mark, mistakes = event.start_mark, self._mistakes
        if not error.path:
            width = width_of(mark, event.end_mark)
            mistakes.report("include", error.message, mark, hint=error.hint, width=width)
            return
        at = position_of(mark)
        message = f"{error.message}. It is included at {mistakes.path}:{at.line}:{at.column}"
        mistakes.add("include", message, error.path, error.position, hint=error.hint)

    def item(self, event: Any) -> str | None:
        """The text of one path of a list; None if it fails."""
        if event.tag is not None or event.anchor:
            self.refuse_item(event.start_mark)
            return None
        return self.text(event)

    def refuse_item(self, mark: Mark) -> None:
        """Report an item of the list that is not a path."""
        self._mistakes.report(
            "include", "this is not the path of a file", mark, hint="write !file [a.md, b.md]"
        )

    def joined(self, texts: Sequence[str | None], start: Mark, end: Mark) -> str | None:
        """The text of a ``!file`` that names several; None if one cannot be included."""
        if not texts:
            self._mistakes.report(
                "include", "!file needs a path", start, hint="write !file [a.md, b.md]"
            )
        found = [text for text in texts if isinstance(text, str)]
        if not found or len(found) < len(texts):
            return None
        self._bounds.grow(len(SEPARATOR) * len(found), end)
        return SEPARATOR.join([*(text.rstrip("\n") for text in found[:-1]), found[-1]])
