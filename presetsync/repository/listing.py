"""Which files below a folder are presets, and which are passed over, and why."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import NamedTuple

_SUFFIXES = (".yaml", ".yml")
_ALMOST = (".json", ".jsonc", ".json5", ".toml")


class PassedOver(NamedTuple):
    """Something below the folder that was not read.

    Attributes:
        path: POSIX style, relative to the root.
        why: the reason, as the end of a sentence.
        is_folder: it may hold presets, so none of them counts as removed.
        hint: what to do; "" for the usual.

    """

    path: str
    why: str
    is_folder: bool = True
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """The preset files below a folder.

    Attributes:
        files: their paths, sorted, POSIX style, relative to the root. A folder that cannot be
            listed is one of them, so that loading it reports it.
        passed_over: what was not read.

    """

    files: tuple[str, ...]
    passed_over: tuple[PassedOver, ...]


def list_presets(root: Path, folder: str) -> Listing:  # noqa: C901 - one case a kind of entry
    """The preset files below a folder; names that start with ``.`` or ``_`` are skipped.

    A linked folder is read where it leads into the root, and to a folder that is not read already.
    """
    files: list[str] = []
    passed_over: list[PassedOver] = []
    real_root = os.path.realpath(root)
    seen: dict[str, str] = {}
    top = PurePosixPath(Path(folder).as_posix())
    waiting = [(top, os.path.realpath(root / top))]
    linked: list[PurePosixPath] = []  # after all others, so that a folder is read by its own name
    while waiting or linked:
        if waiting:
            shown, real = waiting.pop()
        else:
            shown = linked.pop(0)
            real = os.path.realpath(root / shown)
        if real != real_root and not real.startswith(real_root + os.sep):
            passed_over.append(PassedOver(str(shown), "it leads out of the repository"))
            continue
        if real in seen:
            passed_over.append(PassedOver(str(shown), f"it is {seen[real]}, which is read already"))
            continue
        seen[real] = str(shown)
        try:
            entries = sorted(os.scandir(root / shown), key=lambda entry: entry.name)
        except OSError:
            files.append(str(shown))
            continue
        for entry in entries:
            if entry.name.startswith((".", "_")):
                continue
            path = PurePosixPath(entry.name) if str(shown) == "." else shown / entry.name
            if entry.is_dir(follow_symlinks=False):
                waiting.append((path, os.path.join(real, entry.name)))  # noqa: PTH118 - text
            elif entry.is_symlink() and Path(entry.path).is_dir():
                linked.append(path)
            elif is_preset(entry.name):
                files.append(str(path))
            elif reason := _why_not(entry):
                passed_over.append(PassedOver(str(path), *reason))
    return Listing(tuple(sorted(files)), tuple(sorted(passed_over)))


def _why_not(entry: os.DirEntry[str]) -> tuple[str, bool] | None:
    """Why an entry is passed over that could be taken for a preset, and whether it may be a folder.

    None for what is clearly none, such as a prompt.
    """
    name = entry.name.lower()
    if entry.is_symlink() and not Path(entry.path).exists():
        return "it leads nowhere", True
    if name.endswith(_ALMOST):
        return "it is not a preset file", False
    return None


def is_preset(name: str) -> bool:
    """Whether a file below the folder of presets is one, by its name."""
    return name.lower().endswith(_SUFFIXES)


def find_presets(root: Path, folder: str) -> list[str]:
    """The preset files below a folder, sorted; see `Listing.files`."""
    return list(list_presets(root, folder).files)
