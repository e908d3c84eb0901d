"""Places for requests: first come, first served, and their number may change."""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


class Semaphore:
    """A semaphore whose size changes.

    In turn, because a request that was throttled comes back to wait: were it overtaken by those
    that had their answers, it would find the server's allowance used up once more.
    """

    def __init__(self, count: int) -> None:
        """Offer ``count`` places."""
        self._count = count
        self._taken = 0
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._waiting_first: deque[asyncio.Future[None]] = deque()

    @property
    def count(self) -> int:
        """How many there are."""
        return self._count

    @count.setter
    def count(self, count: int) -> None:
        self._count = count
        self._admit()

    @asynccontextmanager
    async def slot(self, *, first: bool = False) -> AsyncIterator[None]:
        """Hold a place; waits until there is one. Those that are to be ``first`` go first."""
        turn = asyncio.get_running_loop().create_future()
        (self._waiting_first if first else self._waiting).append(turn)
        self._admit()
        try:
            await turn
            yield
        finally:
            if not turn.cancelled():
                self._taken -= 1
                self._admit()

    def _admit(self) -> None:
        while (queue := self._waiting_first or self._waiting) and self._taken < self._count:
            turn = queue.popleft()
            # One that gave up waiting may not have come to say so yet.
            if not turn.done():
                self._taken += 1
                turn.set_result(None)
