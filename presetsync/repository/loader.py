"""From files to documents: the content of a preset file, with positions.

Bad input becomes a diagnostic, never an exception.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from presetsync.diagnostics import Diagnostic, Position
from presetsync.documents import yaml_reader
from presetsync.documents.document import Document, Included
from presetsync.documents.inclusion import IncludeError
from presetsync.identifiers import name_refusal
from presetsync.repository.text_files import Files, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Callable


def load(root: Path, path: str, files: Files | None = None) -> Document:
    """Read one YAML file; ``path`` is relative to the root.

    Pass ``files`` to read many files of one root.
    """
    files = files or Files(root)
    name = path.encode("utf-8", "backslashreplace").decode("utf-8")
    if name != path:  # a lone surrogate replaces a byte, and JSON cannot contain it
        diagnostic = Diagnostic(
            "file-name", "the file name is not UTF-8", name, hint="rename the file"
        )
        return Document(name, "", None, (diagnostic,))
    if refusal := name_refusal(path):
        message = f"the file name {refusal}, which the lock cannot record"
        diagnostic = Diagnostic("file-name", message, path, hint="rename the file")
        return Document(path, "", None, (diagnostic,))
    file = files.absolute(path)
    try:
        text = files.read_text(file)
    except UnreadableError as error:
        diagnostic = Diagnostic(
            "unreadable", error.message, path, error.position or Position(), hint=error.hint
        )
        return Document(path, "", None, (diagnostic,))
    included: dict[str, Included] = {}

    def include(name: str) -> str:
        if name not in included:
            included[name] = _include(files, file, name)
        return included[name].text

    reading = yaml_reader.read(text, path, include)
    return Document(
        path,
        text,
        reading.data,
        reading.diagnostics,
        included,
        reading.pitfalls,
        reading.events,
    )


def _include(files: Files, file: str, name: str) -> Included:
    """A text file that a preset file includes, with YAML's line breaks."""
    if not name:
        raise IncludeError("!file needs a path", "write !file prompts/name.md")
    if "\0" in name:
        raise IncludeError("a path cannot contain a NUL character", "write !file prompts/name.md")
    beside = files.beside(file, name)
    if is_hidden(beside, Path(file).parent, files.real):
        raise IncludeError(
            f"{name}: files and folders whose names start with a dot are not included",
            "move the text to a file of another name",
        )
    try:
        text = files.read_text(beside)
    except UnreadableError as error:
        if error.position:
            raise IncludeError(
                error.message, error.hint, path=files.inside(beside), position=error.position
            ) from error
        hint = error.hint
        if isinstance(error.__cause__, FileNotFoundError):
            hint = "check the path, which starts at the folder of the preset file"
        raise IncludeError(f"{name}: {error.message}", hint) from error
    return Included(files.inside(beside), text)


def is_hidden(file: str, folder: Path, real: Callable[[str], str] = os.path.realpath) -> bool:
    """Whether a path is or leads to a dot file: these contain secrets, and git's own data.

    A dot folder above ``folder``, the folder of the preset file, does not count. ``real`` resolves
    links.
    """
    ways = [(os.path.normpath(file), str(folder)), (real(file), real(str(folder)))]
    with suppress(ValueError):  # another drive on Windows, which is outside the repository
        steps = [step for to, start in ways for step in Path(os.path.relpath(to, start)).parts]
        return any(step.startswith(".") and step.strip(".") for step in steps)
    return False
