"""Finding the root of a repository of presets from a folder in it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

CONFIG_FILE = "presetsync.yaml"
_MISNAMED = ("presetsync.yml",)
LOCK_FILE = "presets.lock.json"
PRESETS_FOLDER = "presets"


def find_root(start: Path) -> Path | None:
    """The nearest folder, from ``start`` up, that has a configuration, presets or a lock.

    In a git repository, the search ends at its top. Outside one, it goes up through folders of the
    same owner, but not above the home folder: a file of another user in a parent folder, such as
    ``/tmp``, must not determine where a key is sent.
    """
    top, owner = git_top(start), _owner(start)
    for folder in _searched(start, top):
        found = _marks(folder)
        if found and (top or folder == start or all(_owner(mark) == owner for mark in found)):
            return folder
    return None


def misnamed_config(root: Path) -> str:
    """The name of a file that looks like a configuration but is not read; "" for none."""
    return next((name for name in _MISNAMED if os.path.lexists(root / name)), "")


def git_top(start: Path) -> Path | None:
    """The top of the git repository that a folder lies in, or None.

    A ``.git`` counts if it belongs to the folder's owner, this user or the system's user.
    """
    trusted = {_owner(start), _user(), 0}
    for folder in (start, *start.parents):
        owner = _owner(folder / ".git")
        if owner is not None and owner in trusted:
            return folder
    return None


def _searched(start: Path, top: Path | None) -> Iterator[Path]:
    home, owner = _home(), _owner(start)
    for folder in (start, *start.parents):
        if not top and _owner(folder) != owner:
            return
        yield folder
        if folder in (top, home):
            return


def _marks(folder: Path) -> list[Path]:
    """The names that make a folder a root."""
    marks = (
        *((folder / name, os.path.lexists) for name in (CONFIG_FILE, *_MISNAMED)),
        (folder / PRESETS_FOLDER, os.path.isdir),
        (folder / LOCK_FILE, os.path.isfile),
    )
    return [path for path, is_there in marks if is_there(path)]


def _owner(path: Path) -> int | None:
    """The owner of a path itself, without following links; None if it does not exist."""
    try:
        return path.lstat().st_uid
    except OSError:
        return None


def _user() -> int:
    return os.geteuid() if hasattr(os, "geteuid") else 0


def _home() -> Path | None:
    try:
        return Path.home().resolve()
    except (OSError, RuntimeError):
        return None
