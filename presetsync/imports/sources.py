"""The existing files of a repository that an import avoids or changes."""

from __future__ import annotations

import os
from collections import defaultdict
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from presetsync.errors import UnsafePathError
from presetsync.filesystem.files import RootedPath, is_leftover, read, remove
from presetsync.findings import BODY
from presetsync.imports.file_names import FileNames
from presetsync.imports.new_preset import FilePlace
from presetsync.imports.outcomes import ImportRefusedError
from presetsync.presets.canonical import digest
from presetsync.presets.merge_patch import merged
from presetsync.repository.file_changes import FileChange
from presetsync.repository.loader import load
from presetsync.repository.text_files import decoded, encoded_like

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from presetsync.documents.document import Document
    from presetsync.presets.model import Preset
    from presetsync.repository.checks import Checks
    from presetsync.repository.text_files import Files


def places_of(
    files: Files,
    folder: str,
    slugs: Iterable[str],
    prompts_over: int,
    checks: Checks,
    environment: str = "",
) -> dict[str, FilePlace]:
    """The paths of each new preset's files.

    Args:
        files: the repository's.
        folder: the presets folder, relative to the root.
        slugs: in an order that does not depend on the server, as the names do not, then.
        prompts_over: a longer system prompt, in characters, goes to its own file.
        checks: what preset files are held against.
        environment: the one that has the presets; the others leave them out.

    """
    names = FileNames(_paths(files.root, folder))
    usual = FileNames(())
    return {
        slug: FilePlace(
            files,
            names.preset(folder, slug),
            names.prompt(folder, slug),
            usual.prompt(folder, slug),
            prompts_over,
            checks,
            environment,
        )
        for slug in slugs
    }


def remove_leftovers(root: Path, folder: str) -> None:
    """Remove the temporary files of a killed import below a folder."""
    for path in _paths(root, folder):
        if is_leftover(path.rpartition("/")[2]):
            with suppress(OSError, UnsafePathError):
                remove(RootedPath(root, path))


def has_text(root: Path, path: str, text: str | None) -> bool:
    """Whether a file has exactly this text; no text is in no file."""
    if text is None:
        return False
    try:
        return read(RootedPath(root, path)) == text.encode()
    except (OSError, UnsafePathError):
        return False


def _paths(root: Path, folder: str) -> Iterator[str]:
    """The paths of all files and folders below a folder, from the root; links are not followed."""
    for place, folders, files in os.walk(root / folder):
        shown = Path(place).relative_to(root).as_posix()
        yield from (f"{shown}/{name}" for name in (*folders, *files))


def users_of(files: Files, presets: Iterable[Preset]) -> dict[str, set[str]]:
    """The slugs of the presets that each file is of, or that include it; by path from the root.

    Links are resolved, and a preset file that is behind one has its own path too.
    """
    users: dict[str, set[str]] = defaultdict(set)
    root = files.real(str(files.root))
    for preset in presets:
        own, *included = (
            Path(files.real(files.absolute(path))).relative_to(root).as_posix()
            for path in (preset.path, *preset.included)
        )
        for path in (own, *included):
            users[path].add(preset.slug)
        users[preset.path] = users[own]
    return users


def load_document(files: Files, preset: Preset) -> Document:
    """The file of a preset, read again; raises `ImportRefusedError` if it has changed."""
    document = load(files.root, preset.path, files)
    if document.diagnostics or _body_digest(document, preset) != preset.body_digest:
        raise ImportRefusedError(
            f"{preset.path} changed in the meantime", hint="run the command again"
        )
    return document


def _body_digest(document: Document, preset: Preset) -> str:
    """The digest of the body that a file has with the overlay of a preset."""
    body = document.data.get(BODY)
    return digest(merged(body, preset.overlay) if preset.overlay else body)


def changes_of(root: Path, document: Document, texts: Mapping[str, str]) -> list[FileChange]:
    """New texts of a preset file and of those that it includes, as changes of what was read.

    Line breaks and byte order marks stay. Raises `ImportRefusedError` if a file does not have
    the text that was read any more.
    """
    changes = []
    for path, text in texts.items():
        try:
            before = read(RootedPath(root, path), follow=True)
            is_same = decoded(before) == document.texts[path]
        except (OSError, UnicodeDecodeError, UnsafePathError):
            is_same = False
        if not is_same:
            raise ImportRefusedError(
                f"{path} changed in the meantime", hint="run the command again"
            )
        changes.append(FileChange(path, before, encoded_like(text, before)))
    return changes
