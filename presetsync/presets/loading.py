"""From files to documents: which files are presets, what they hold, and where.

The only module here that reads the user's files. Bad input is a diagnostic, never an exception.
"""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from presetsync.diagnostics import Diagnostic, Position
from presetsync.presets import yaml12

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_FILE_BYTES = 1024 * 1024
"""The largest preset or included file, in bytes."""

_SUFFIXES = (".yaml", ".yml")
_BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class Document:
    """One YAML file, read.

    Attributes:
        path: POSIX style, relative to the repository root where it lies inside.
        text: the file's text; "" where it could not be read.
        data: plain JSON data; meaningless where there are diagnostics.
        diagnostics: what is wrong with the file as YAML.
        root: the repository root, for finding positions again.

    """

    path: str
    text: str
    data: Any
    diagnostics: tuple[Diagnostic, ...]
    root: Path

    def locator(self) -> Locator:
        """Where each node stands; reads the text once more, so ask only to report something."""
        # Included text has no positions of its own: the tag's place stands for it.
        reading = yaml12.read(self.text, self.path, lambda _: "", positions=True)
        return Locator(reading.keys, reading.values)


@dataclass(frozen=True, slots=True)
class Locator:
    """The positions of the nodes of a document, by JSON pointer."""

    keys: dict[str, Position]
    values: dict[str, Position]

    def locate(self, pointer: str, *, at_key: bool = False) -> Position:
        """The place of a node, or of its nearest ancestor that stands in the file.

        Below an alias nothing stands in the file: the alias is the nearest.
        """
        if at_key and pointer in self.keys:
            return self.keys[pointer]
        while pointer not in self.values and pointer:
            pointer = pointer.rpartition("/")[0]
        return self.values.get(pointer, Position())


class _UnreadableError(Exception):
    """A file cannot be read as text; the message and the hint are for the user."""

    def __init__(self, message: str, hint: str, position: Position | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.position = position


def find_presets(root: Path, folder: str) -> list[str]:
    """The preset files below a folder, sorted; names that start with ``.`` or ``_`` are skipped.

    Paths are POSIX style and relative to the root. A folder that cannot be listed stands in the
    result itself, so that loading it reports it: what is not seen must not look deleted.
    """
    return sorted(_walk(root / folder, Path(folder).as_posix()))


def _walk(folder: Path, shown: str) -> Iterator[str]:
    try:
        entries = list(os.scandir(folder))
    except OSError:
        yield shown
        return
    for entry in entries:
        path = entry.name if shown == "." else f"{shown}/{entry.name}"
        if entry.name.startswith((".", "_")):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(Path(entry.path), path)
        elif entry.name.endswith(_SUFFIXES):
            yield path


def load(root: Path, path: str) -> Document:
    """Read one YAML file; ``path`` is relative to the root."""
    file = root / path
    try:
        text = _read_text(file, root)
    except _UnreadableError as error:
        diagnostic = Diagnostic(
            "unreadable", error.message, path, error.position or Position(), hint=error.hint
        )
        return Document(path, "", None, (diagnostic,), root)
    reading = yaml12.read(text, path, lambda name: _include(file.parent, name, root))
    return Document(path, text, reading.data, reading.diagnostics, root)


def _include(folder: Path, name: str, root: Path) -> str:
    """The content of a ``!file``, with the line breaks that YAML would give it."""
    if not name:
        raise yaml12.IncludeError("!file needs a path", "write !file prompts/name.md")
    if "\0" in name:
        raise yaml12.IncludeError("a path holds no NUL character", "write !file prompts/name.md")
    try:
        return _read_text(folder / name, root)
    except _UnreadableError as error:
        at = f", line {error.position.line}" if error.position else ""
        raise yaml12.IncludeError(f"{name}{at}: {error.message}", error.hint) from error


def _read_text(file: Path, root: Path) -> str:
    """A UTF-8 file inside the root, its BOM removed and its line breaks made line feeds.

    Line breaks are made alike because git may check a file out with others on another machine,
    which must not read as a change of the prompt.
    """
    data = _read_bytes(file, root)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8")
        position = Position(before.count("\n") + 1, len(before) - before.rfind("\n"))
        raise _UnreadableError(
            f"byte 0x{data[error.start]:02x} is not UTF-8", "save the file as UTF-8", position
        ) from error
    return text.removeprefix(_BOM).replace("\r\n", "\n").replace("\r", "\n")


def _read_bytes(file: Path, root: Path) -> bytes:
    try:
        resolved = file.resolve(strict=True)
        if not resolved.is_relative_to(root.resolve()):
            raise _UnreadableError(
                "the file lies outside the repository", "move it into the repository"
            )
        # A pipe or a device would block, or never end.
        if not stat.S_ISREG(resolved.stat().st_mode):
            raise _UnreadableError("this is not a file that can be read", "name a text file")
        with resolved.open("rb") as stream:
            data = stream.read(MAX_FILE_BYTES + 1)
    except FileNotFoundError as error:
        raise _UnreadableError("there is no such file", "check the path") from error
    except (OSError, RuntimeError) as error:  # RuntimeError: a loop of symbolic links
        reason = getattr(error, "strerror", None) or "it is a loop of links"
        raise _UnreadableError(f"the file cannot be read: {reason}", "check the file") from error
    if len(data) > MAX_FILE_BYTES:
        raise _UnreadableError(
            f"the file is larger than {MAX_FILE_BYTES // 1024 // 1024} MiB", "make it smaller"
        )
    return data
