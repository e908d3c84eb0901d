"""Writing the schemas next to the presets, and the comments that refer editors to them."""

from __future__ import annotations

import json
import stat
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from presetsync.errors import PresetsyncError, UnsafePathError
from presetsync.filesystem import files
from presetsync.filesystem.files import RootedPath
from presetsync.presets.skins import SKINS
from presetsync.repository.listing import find_presets
from presetsync.schemas import PRESET, file_name, load
from presetsync.schemas.modeline import modeline, with_modeline
from presetsync.schemas.suggestions import with_suggestions

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from presetsync.schemas.suggestions import KnownNames

FOLDER = ".schemas"
"""Beside the presets, so that it goes into git with them; the dot keeps it out of the presets."""


def shipped() -> dict[str, Mapping[str, Any]]:
    """The schemas of this release, by name."""
    return {name: load(name) for name in (PRESET, *SKINS)}


def suggesting(
    schemas: Mapping[str, Mapping[str, Any]], known: KnownNames
) -> dict[str, Mapping[str, Any]]:
    """Schemas that suggest the known names in bodies."""
    return {
        name: with_suggestions(schema, known) if name in SKINS else schema
        for name, schema in schemas.items()
    }


def schema_text(schema: Mapping[str, Any]) -> str:
    """A schema as it is printed and written."""
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def schema_files(presets: str, known: KnownNames) -> dict[str, bytes]:
    """The schemas as they are written, by path from the root.

    Args:
        presets: the presets folder.
        known: what they suggest.

    """
    return {
        f"{presets}/{FOLDER}/{file_name(name)}": schema_text(schema).encode()
        for name, schema in suggesting(shipped(), known).items()
    }


def modeline_of(presets: str, path: str) -> str:
    """The first line of a preset file, by which an editor finds the schema; paths from the root."""
    return modeline(path, f"{presets}/{FOLDER}/{file_name(PRESET)}")


def write_schemas(root: Path, presets: str, schemas: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Write schemas into the presets folder; the paths of those that changed.

    Raises `PresetsyncError` if that is not possible.
    """
    folder = RootedPath(root, f"{presets}/{FOLDER}")
    with _in_words(folder):
        files.make_folder(folder)
    written = []
    for name, schema in schemas.items():
        file, data = folder / file_name(name), schema_text(schema).encode()
        with _in_words(file):
            if not files.exists(file) or files.read(file) != data:
                files.write(file, data)
                written.append(str(file))
    return written


def are_outdated(root: Path, presets: str, known: KnownNames) -> bool:
    """Whether a written schema is not what `write_schemas` would write; not where none is."""
    for path, content in schema_files(presets, known).items():
        file = RootedPath(root, path)
        with suppress(OSError, UnsafePathError):
            if files.exists(file) and files.read(file) != content:
                return True
    return False


def add_modelines(root: Path, presets: str) -> list[str]:
    """Put the modeline into preset files that have none; the paths of those that changed.

    Raises `PresetsyncError` if that is not possible.
    """
    changed = []
    for path in find_presets(root, presets):
        file = RootedPath(root, path)
        with _in_words(file):
            if not stat.S_ISREG(file.absolute.lstat().st_mode):
                continue
            before = files.read(file)
            after = with_modeline(before, modeline_of(presets, path))
            if after != before:
                files.write(file, after)
                changed.append(path)
    return changed


@contextmanager
def _in_words(path: RootedPath) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise PresetsyncError(
            f"{path} cannot be written: {error.strerror}",
            hint="earlier changes stay; check the folder and its permissions",
        ) from error
