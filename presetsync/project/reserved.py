"""The files that presetsync reads and writes, which other output must not overwrite."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from presetsync.config.environment import STATE_FOLDER, state_path
from presetsync.repository.listing import is_preset
from presetsync.state.journalfile import path_for

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from presetsync.filesystem.files import RootedPath
    from presetsync.repository.project_root import ProjectRoot


def purpose(
    file: RootedPath,
    root: ProjectRoot,
    locks: Iterable[RootedPath],
    sources: Mapping[str, Iterable[str]],
) -> str:
    """The role of a file in presetsync, in words; "" for none.

    ``sources`` are the files that each preset file includes; paths are from the root.

    Links are resolved, and upper and lower case count as the same, as some systems see them.
    """
    compared = _compared(file.absolute)
    if compared.startswith(_compared(state_path(root.folder).absolute) + os.sep):
        return f"in {STATE_FOLDER}, where presetsync keeps its own files"
    folder = root.folder / root.config.presets
    if is_preset(compared) and compared.startswith(_compared(folder) + os.sep):
        return "in the presets folder, where it would be read as a preset"
    own = _own(root, locks, sources)
    return next((whose for path, whose in own if compared == _compared(path)), "")


def are_one_file(one: RootedPath, other: RootedPath) -> bool:
    """Whether two names are one file, or may be on some system, as `purpose` compares them."""
    return _compared(one.absolute) == _compared(other.absolute)


def _own(
    root: ProjectRoot,
    locks: Iterable[RootedPath],
    sources: Mapping[str, Iterable[str]],
) -> Iterator[tuple[Path, str]]:
    for lock in locks:
        yield lock.absolute, "the lock"
        yield path_for(lock).absolute, "the lock's journal"
    yield root.folder / root.config.models, "the model lock"
    yield root.folder / root.name, "the configuration"
    for path, included in sources.items():
        yield root.folder / path, "a preset file"
        yield from ((root.folder / other, "a file that a preset includes") for other in included)


def _compared(path: Path) -> str:
    return os.path.realpath(path).casefold()
