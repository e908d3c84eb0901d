"""A semaphore whose waiters may be cancelled."""

from __future__ import annotations

import asyncio

from presetsync.remote.semaphore import Semaphore
from tests.fakes import run


def test_a_cancelled_waiter_takes_no_slot() -> None:
    async def main() -> list[str]:
        semaphore, held = Semaphore(1), []

        async def hold(name: str, seconds: float) -> None:
            async with semaphore.slot():
                held.append(name)
                await asyncio.sleep(seconds)

        tasks = [asyncio.ensure_future(hold(name, 1.0)) for name in "abcd"]
        await asyncio.sleep(0)
        tasks[1].cancel()
        await asyncio.sleep(0.5)
        tasks[0].cancel()
        tasks[2].cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        return held

    assert run(main()) == ["a", "d"]
