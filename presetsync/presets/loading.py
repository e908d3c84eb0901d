"""From files to documents: what a preset file holds, and where.

Bad input is a diagnostic, never an exception.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from presetsync.diagnostics import Diagnostic, Position
from presetsync.presets import yaml12
from presetsync.presets.composing import IncludeError, Place
from presetsync.presets.files import Files, UnreadableError
from presetsync.presets.findings import value_at

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Document:
    """One YAML file, read.

    Attributes:
        path: POSIX style, relative to the repository root where it lies inside.
        text: the file's text; "" where it could not be read.
        data: plain JSON data; meaningless where there are diagnostics.
        diagnostics: what is wrong with the file as YAML.
        root: the repository root, for finding positions again.
        included: the path of each ``!file``, as it is written.

    """

    path: str
    text: str
    data: Any
    diagnostics: tuple[Diagnostic, ...]
    root: Path
    included: tuple[str, ...] = ()

    def locator(self) -> Locator:
        """Where each node stands; reads the text once more, so ask only to report something."""
        # Included text has no positions of its own: the tag's place stands for it.
        reading = yaml12.read(self.text, self.path, _Included, positions=True)
        return Locator(reading.place or Place(Position()), reading.data)


class _Included(str):
    """The path of a ``!file``, where its content will be."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Locator:
    """The positions of the nodes of a document, by JSON pointer."""

    root: Place
    data: Any = None

    def included(self, pointer: str) -> str:
        """The path in the ``!file`` that a text came through, as it is written; "" for none."""
        value = value_at(self.data, pointer)
        return str(value) if isinstance(value, _Included) else ""

    def locate(self, pointer: str, *, at_key: bool = False) -> Position:
        """The place of a node, or of its nearest ancestor that stands in the file.

        Below an alias nothing stands in the file: the alias is the nearest.
        """
        place = self.root
        for step in pointer.split("/")[1:]:
            member = place.members.get(step.replace("~1", "/").replace("~0", "~"))
            if member is None:
                return place.position
            place = member
        return place.key if at_key and place.key else place.position


def load(root: Path, path: str, files: Files | None = None) -> Document:
    """Read one YAML file; ``path`` is relative to the root.

    ``files`` is for who reads many files of one root.
    """
    files = files or Files(root)
    name = path.encode("utf-8", "backslashreplace").decode("utf-8")
    if name != path:  # a lone surrogate stands for a byte; no JSON could hold it
        diagnostic = Diagnostic(
            "file-name", "the name of the file is not UTF-8", name, hint="rename the file"
        )
        return Document(name, "", None, (diagnostic,), root)
    file = files.absolute(path)
    try:
        text = files.read_text(file)
    except UnreadableError as error:
        diagnostic = Diagnostic(
            "unreadable", error.message, path, error.position or Position(), hint=error.hint
        )
        return Document(path, "", None, (diagnostic,), root)
    included: dict[str, str] = {}
    folder = os.path.dirname(file)  # noqa: PTH120 - see `Files`

    def include(name: str) -> str:
        if name not in included:
            included[name] = _include(files, folder, name)
        return included[name]

    reading = yaml12.read(text, path, include)
    return Document(path, text, reading.data, reading.diagnostics, root, tuple(included))


def _include(files: Files, folder: str, name: str) -> str:
    """The content of a ``!file``, with the line breaks that YAML would give it."""
    if not name:
        raise IncludeError("!file needs a path", "write !file prompts/name.md")
    if "\0" in name:
        raise IncludeError("a path holds no NUL character", "write !file prompts/name.md")
    try:
        return files.read_text(os.path.join(folder, name))  # noqa: PTH118 - see `Files`
    except UnreadableError as error:
        at = f", line {error.position.line}" if error.position else ""
        raise IncludeError(f"{name}{at}: {error.message}", error.hint) from error
