"""The real clock and the real dice."""

from __future__ import annotations

import asyncio
import random
import time


class SystemClock:
    """Time and chance as they are."""

    def now(self) -> float:
        """Monotonic seconds."""
        return time.monotonic()

    def random(self) -> float:
        """A number from 0 up to 1; it spreads retries, and needs no secrecy."""
        return random.random()  # noqa: S311

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)
