"""A first-come, first-served semaphore whose size may change."""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


class Semaphore:
    """Slots for requests; a freed slot goes to the request that has waited longest.

    A throttled request queues again. If others could overtake it, it would find the rate limit
    exhausted each time.
    """

    def __init__(self, count: int) -> None:
        """Create ``count`` slots."""
        self._count = count
        self._taken = 0
        self._queue: deque[asyncio.Future[None]] = deque()
        self._priority_queue: deque[asyncio.Future[None]] = deque()

    @property
    def count(self) -> int:
        """How many slots there are, taken or free."""
        return self._count

    @count.setter
    def count(self, count: int) -> None:
        self._count = count
        self._admit()

    @asynccontextmanager
    async def slot(self, *, priority: bool = False) -> AsyncIterator[None]:
        """Wait for a slot and hold it; requests with ``priority`` come first."""
        turn = asyncio.get_running_loop().create_future()
        (self._priority_queue if priority else self._queue).append(turn)
        self._admit()
        try:
            await turn
            yield
        finally:
            if not turn.cancelled():
                self._taken -= 1
                self._admit()

    def _admit(self) -> None:
        while (queue := self._priority_queue or self._queue) and self._taken < self._count:
            turn = queue.popleft()
            # A cancelled waiter may still be in the queue.
            if not turn.done():
                self._taken += 1
                turn.set_result(None)
