"""Writing the files of presets while others are fetched: few threads with many presets each."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from presetsync.repository.file_changes import write_sets

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from presetsync.repository.file_changes import FileChange

_THREADS = 4
"""Disks sync several files in parallel in the time of one."""


class FileWriter:
    """Writes the files of each preset together; those that wait share a thread and its syncs."""

    def __init__(self, root: Path) -> None:
        """``root`` is that of the repository."""
        self._root = root
        self._waiting: list[tuple[Sequence[FileChange], asyncio.Future[None]]] = []
        self._writing: set[asyncio.Task[None]] = set()

    async def write(self, changes: Sequence[FileChange]) -> None:
        """Return when the files are on the disk; raises as `write_together` does."""
        done = asyncio.get_running_loop().create_future()
        self._waiting.append((changes, done))
        if len(self._writing) < _THREADS:
            task = asyncio.create_task(self._write())
            self._writing.add(task)
            task.add_done_callback(self._writing.discard)
        await done

    async def _write(self) -> None:
        while self._waiting:
            group, self._waiting = self._waiting, []
            sets = [changes for changes, _ in group]
            try:
                errors = await asyncio.to_thread(write_sets, self._root, sets)
            except BaseException as failure:
                # Do not leave anyone waiting forever.
                for _, done in group:
                    if not done.done():
                        done.set_exception(failure)
                raise
            for (_, done), error in zip(group, errors, strict=True):
                if done.cancelled():
                    continue
                if error:
                    done.set_exception(error)
                else:
                    done.set_result(None)
