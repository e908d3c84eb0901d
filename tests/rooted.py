"""Paths as the modules take them that read and write a repository."""

from __future__ import annotations

from typing import TYPE_CHECKING

from presetsync.filesystem.files import RootedPath

if TYPE_CHECKING:
    from pathlib import Path


def rooted(path: Path) -> RootedPath:
    """A file in the root of its repository."""
    return RootedPath(path.parent, path.name)
