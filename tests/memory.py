"""A place for files in memory: what a disk would add to tests that wait for it is time."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_SHARED_MEMORY = "/dev/shm"


@contextmanager
def folder_in_memory() -> Iterator[Path]:
    """A new folder, gone afterwards; on the disk where there is no other place."""
    place = _SHARED_MEMORY if Path(_SHARED_MEMORY).is_dir() else None
    with TemporaryDirectory(dir=place, ignore_cleanup_errors=True) as name:
        yield Path(name).resolve()
