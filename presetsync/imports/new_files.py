"""The files of a preset without a file, as changes of the repository."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from presetsync.imports.sources import has_text
from presetsync.repository.file_changes import FileChange

if TYPE_CHECKING:
    from collections.abc import Callable, Container
    from pathlib import Path

    from presetsync.imports.new_preset import FilePlace, NewPreset


def new_files(
    root: Path, place: FilePlace, make: Callable[[FilePlace], NewPreset], used: Container[str]
) -> tuple[NewPreset, list[FileChange]]:
    """A preset, and the files to create for it; the preset file comes last.

    Args:
        root: the repository root.
        place: where the files go.
        make: makes the preset at a place.
        used: the files of other presets, relative to the root.

    Raises:
        ImportRefusedError: no file can express it.

    """
    made = make(place)
    kept = place.usual_prompt_path
    before = {}
    is_used = kept == place.prompt_path or kept in used
    if not is_used and has_text(root, kept, made.texts.get(place.prompt_path)):
        # A killed command left it.
        made = make(replace(place, prompt_path=kept))
        before = {kept: made.texts[kept].encode()}
    changes = [
        FileChange(path, before.get(path), text.encode()) for path, text in made.texts.items()
    ]
    return made, changes
