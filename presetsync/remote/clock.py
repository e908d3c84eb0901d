"""The system's clock and random numbers."""

from __future__ import annotations

import asyncio
import random
import time

_RANDOM = random.SystemRandom()


class SystemClock:
    """Real time and real randomness."""

    def now(self) -> float:
        """Monotonic seconds."""
        return time.monotonic()

    def random(self) -> float:
        """A number in [0, 1)."""
        return _RANDOM.random()

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)
