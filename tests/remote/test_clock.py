"""The system's clock."""

from __future__ import annotations

import asyncio

from presetsync.remote.clock import SystemClock
from presetsync.remote.protocols import Clock


def test_the_system_clock_goes_forward() -> None:
    clock: Clock = SystemClock()
    before = clock.now()
    asyncio.run(clock.sleep(0.001))
    assert clock.now() > before


def test_random_numbers_are_below_one() -> None:
    clock: Clock = SystemClock()
    assert all(0 <= clock.random() < 1 for _ in range(100))
