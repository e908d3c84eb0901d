"""The protocols of apply are what the real server, ledger and clock offer."""

from __future__ import annotations

import asyncio

from presetsync.api.presets import Client
from presetsync.apply.context import Api, Ledger
from presetsync.remote.clock import SystemClock
from presetsync.remote.protocols import Clock
from presetsync.state import ledger


def test_the_real_ones_are_what_apply_asks_for() -> None:
    # The type checker sees that each fits; this sees that they are there at all.
    kinds: tuple[type[Api], type[Ledger], type[Clock]] = (Client, ledger.Ledger, SystemClock)
    assert all(kinds)


def test_the_system_clock_goes_forward() -> None:
    clock = SystemClock()
    before = clock.now()
    asyncio.run(clock.sleep(0.001))
    assert clock.now() > before
    assert 0 <= clock.random() < 1
