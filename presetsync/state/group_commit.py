"""Group commit: records that arrive during a write are written together in the next one."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class GroupCommit:
    """Many writers, one write at a time, off the event loop's thread."""

    def __init__(self, write: Callable[[bytes], None]) -> None:
        """``write`` returns when its bytes are on disk; it is called in a thread."""
        self._write = write
        self._waiting: list[bytes] = []
        self._next: asyncio.Task[None] | None = None
        self._turn = asyncio.Lock()

    async def put(self, record: bytes) -> None:
        """Return when the record is on disk; raise what ``write`` raised for its group."""
        self._waiting.append(record)
        if self._next is None:
            self._next = asyncio.create_task(self._write_next())
        # Cancelling one caller does not cancel the write of the others.
        await asyncio.shield(self._next)

    async def _write_next(self) -> None:
        async with self._turn:
            group, self._waiting, self._next = b"".join(self._waiting), [], None
            await asyncio.to_thread(self._write, group)
