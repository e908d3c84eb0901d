"""Which files below a folder are presets, and which are not read, with the reasons."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

_SUFFIXES = (".yaml", ".yml")
_ROOT = PurePosixPath()
_ALMOST = (".json", ".jsonc", ".json5", ".toml")


class PassedOver(NamedTuple):
    """Something below the folder that was not read.

    Attributes:
        path: POSIX style, relative to the root.
        why: the reason, as the end of a sentence.
        is_folder: it may contain presets, so none of them counts as removed.
        hint: what to do; "" for the default.

    """

    path: str
    why: str
    is_folder: bool = True
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """The preset files below a folder.

    Attributes:
        files: their paths, sorted, POSIX style, relative to the root. This includes folders that
            cannot be listed, so that loading them reports the error.
        passed_over: other entries that are not read.

    """

    files: tuple[str, ...]
    passed_over: tuple[PassedOver, ...]


def list_presets(root: Path, folder: str) -> Listing:
    """The preset files below a folder; names that start with ``.`` or ``_`` are skipped.

    A linked folder is read if its target is inside the root and not yet read.
    """
    files: list[str] = []
    passed_over: list[PassedOver] = []
    real_root = Path(os.path.realpath(root))
    seen: dict[Path, str] = {}
    top = PurePosixPath(Path(folder).as_posix())
    waiting = [(top, Path(os.path.realpath(root / top)))]
    linked: list[PurePosixPath] = []  # last, so that a folder is read under its own name
    while waiting or linked:
        if waiting:
            shown, real = waiting.pop()
        else:
            shown = linked.pop(0)
            real = Path(os.path.realpath(root / shown))
        if reason := _why_not_read(real, real_root, seen):
            passed_over.append(PassedOver(str(shown), reason))
            continue
        seen[real] = str(shown)
        try:
            entries = _entries(root / shown)
        except OSError:
            files.append(str(shown))
            continue
        prefix = "" if shown == _ROOT else f"{shown}/"  # joining paths would take most of the time
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                waiting.append((shown / entry.name, real / entry.name))
            elif entry.is_symlink() and Path(entry.path).is_dir():
                linked.append(shown / entry.name)
            elif is_preset(entry.name):
                files.append(f"{prefix}{entry.name}")
            elif why := _why_not(entry):
                passed_over.append(PassedOver(f"{prefix}{entry.name}", *why))
    return Listing(tuple(sorted(files)), tuple(sorted(passed_over)))


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        named = (entry for entry in entries if not entry.name.startswith((".", "_")))
        return sorted(named, key=lambda entry: entry.name)


def _why_not_read(real: Path, root: Path, seen: Mapping[Path, str]) -> str:
    """Why a folder is not read; "" if it is read."""
    if not real.is_relative_to(root):
        return "it points outside the repository"
    return f"it is {seen[real]}, which is read already" if real in seen else ""


def _why_not(entry: os.DirEntry[str]) -> tuple[str, bool] | None:
    """Why an entry that looks like a preset is not read, and whether it may be a folder.

    None for other files, such as prompts.
    """
    name = entry.name.lower()
    if entry.is_symlink() and not Path(entry.path).exists():
        return "it is a broken link", True
    if name.endswith(_ALMOST):
        return "it is not a preset file", False
    return None


def is_preset(name: str) -> bool:
    """Whether a file below the folder of presets is one, by its name."""
    return name.lower().endswith(_SUFFIXES)


def find_presets(root: Path, folder: str) -> list[str]:
    """The preset files below a folder, sorted; see `Listing.files`."""
    return list(list_presets(root, folder).files)
