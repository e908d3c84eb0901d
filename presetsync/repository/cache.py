"""The cache of valid preset files, by digests, so that they need not be parsed again.

An entry is valid for the same bytes of the file and of every included file, read through the same
checks, with the same code, schemas, packages and settings. Everything that affects diagnostics is
compared, so the cache never hides one. It is in the user's cache folder, where no repository can
put one. Losing it only costs time.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import replace
from functools import cached_property
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from presetsync import __version__
from presetsync.diagnostics import Diagnostic, Position, Severity
from presetsync.presets.model import PresetSummary
from presetsync.repository import cache_file
from presetsync.repository.text_files import UnreadableError, beside

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from presetsync.presets.model import Preset
    from presetsync.repository.examination import Examined
    from presetsync.repository.text_files import Files

_PACKAGE = Path(__file__).parents[1]
_JUDGES = ("documents", "models", "presets", "repository", "schemas", "validation")


class Entry(NamedTuple):
    """What is known of one valid file.

    Attributes:
        file: digest of the file's bytes.
        included: for each ``!file``, its path as written and the digest of its bytes.
        summary: the content of the file, as digests.
        warnings: those about only this file.
        unchecked: the models that it uses and that are not in the model lock.
        overlaid: the content in each environment where it differs; None if the preset is left out.

    """

    file: str
    included: tuple[tuple[str, str], ...]
    summary: PresetSummary
    warnings: tuple[Diagnostic, ...]
    unchecked: tuple[str, ...] = ()
    overlaid: Mapping[str, PresetSummary | None] = {}


class Cache:
    """The cache of one root."""

    def __init__(self, root: Path, settings: str) -> None:
        """Begin; ``settings`` are those that affect diagnostics, in addition to files and code."""
        self._root = root
        self._file = cache_file.path_for(root)
        self._settings = settings
        self._kept: dict[str, Entry] = {}

    def find(self, path: str, files: Files) -> Entry | None:
        """The entry of a preset file, if it is valid; ``path`` is relative to the root."""
        entry = self._known.get(path)
        if entry is None or not _holds(entry, files.absolute(path), files):
            return None
        self._kept[path] = entry
        return entry

    def add(self, preset: Preset, examined: Examined, files: Files) -> None:
        """Remember a file that has no errors.

        Args:
            preset: its content.
            examined: the result of examining it.
            files: the reader of it and its includes.

        """
        file = files.absolute(preset.path)
        names = examined.document.included
        digests = tuple((name, files.digests[files.beside(file, name)]) for name in names)
        self._kept[preset.path] = Entry(
            files.digests[file],
            digests,
            preset.summary,
            examined.diagnostics,
            examined.unchecked,
            {name: other.summary if other else None for name, other in examined.overlaid.items()},
        )

    def save(self) -> None:
        """Write the valid and the new entries; a failure only costs time."""
        if self._file is None or self._kept == self._known:
            return
        text = json.dumps([_to_json(entry) for entry in self._kept.values()])
        cache_file.write(self._file, f"{self._checksum(text)}\n{text}".encode())

    @cached_property
    def _known(self) -> Mapping[str, Entry]:
        if self._file is None:
            return {}
        try:
            checksum, text = cache_file.read(self._file).decode().split("\n", 1)
        except ValueError:
            return {}
        # Data with this checksum was written by this same code, so its shape is known.
        if checksum != self._checksum(text):
            return {}
        entries = [_from_json(self._root, record) for record in json.loads(text)]
        return {entry.summary.path: entry for entry in entries}

    def _checksum(self, text: str) -> str:
        return _digest(f"{self._basis}\n{text}".encode("utf-8", "surrogateescape"))

    @cached_property
    def _basis(self) -> str:
        """What affects diagnostics: the bytes of code and schemas, packages and settings."""
        judges = [__version__, sys.version, *_installed(), self._settings]
        return "\n".join([*judges, *map(_file_digest, _code())])


def _code() -> list[str]:
    """The code, schemas and rule pages that affect diagnostics, in a fixed order."""
    # `Path.rglob` would list each folder twice.
    folders = [*islice(os.walk(_PACKAGE), 1)]
    for room in _JUDGES:
        folders += os.walk(_PACKAGE / room)
    paths = (f"{folder}/{name}" for folder, _, names in folders for name in names)
    return sorted(path for path in paths if path.endswith((".py", ".json", ".md")))


def _file_digest(path: str) -> str:
    # Unbuffered: a buffer costs more system calls than such a small file needs.
    with Path(path).open("rb", buffering=0) as stream:
        return _digest(stream.readall())


def _installed() -> list[str]:
    """The distributions that can be imported, as ``name-version.dist-info``.

    `importlib.metadata` knows them too, and takes as long to import as everything else here.
    """
    folders = (names for path in sys.path for _, names, _ in islice(os.walk(Path(path)), 1))
    return sorted({name for names in folders for name in names if name.endswith(".dist-info")})


def _to_json(entry: Entry) -> list[Any]:
    said = entry.summary
    return [
        *(said.slug, said.skin, said.path, said.digest, said.body_digest, said.source_digest),
        said.protect,
        entry.file,
        entry.included,
        [
            [
                *(warning.code, warning.message, warning.path),
                *(warning.position.line, warning.position.column),
                *(warning.pointer, warning.hint, warning.severity, warning.source, warning.width),
                *(warning.stops_push, warning.environments),
            ]
            for warning in entry.warnings
        ],
        entry.unchecked,
        {
            name: other and [other.digest, other.body_digest]
            for name, other in entry.overlaid.items()
        },
    ]


def _from_json(root: Path, record: Sequence[Any]) -> Entry:
    slug, skin, path, digest, body_digest, source_digest, protect, *rest = record
    file, included, warnings, unchecked, overlaid = rest
    paths = beside(root, path, (name for name, _ in included))
    summary = PresetSummary(slug, skin, path, digest, body_digest, source_digest, protect, paths)
    return Entry(
        file,
        tuple((name, its_digest) for name, its_digest in included),
        summary,
        tuple(_warning(*members) for members in warnings),
        tuple(unchecked),
        {
            name: other and replace(summary, digest=other[0], body_digest=other[1])
            for name, other in overlaid.items()
        },
    )


def _warning(code: str, message: str, path: str, line: int, column: int, *rest: Any) -> Diagnostic:
    pointer, hint, severity, *others = rest
    *others, environments = others
    position = Position(line, column)
    others.append(tuple(environments))
    return Diagnostic(code, message, path, position, pointer, hint, Severity(severity), *others)


def _holds(entry: Entry, file: str, files: Files) -> bool:
    try:
        files.read_bytes(file)
        if files.digests[file] != entry.file:
            return False
        for name, digest in entry.included:
            included = files.beside(file, name)
            files.read_bytes(included)
            if files.digests[included] != digest:
                return False
    except UnreadableError:
        return False
    return True


def _digest(data: bytes) -> str:
    return sha256(data).hexdigest()
