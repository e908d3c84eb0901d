"""Pacing: requests at once, pauses that hold for all, and a server's limit used to the full."""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass, field
from typing import Any

import pytest

from presetsync.api.push_replies import Throttled
from presetsync.apply.results import Outcome, summary
from presetsync.apply.run import execute
from presetsync.errors import (
    ApiRefusedError,
    ApiThrottledError,
    ApiUnreachableError,
    InterruptedRunError,
)
from presetsync.plan.live import refreshed_plan
from presetsync.remote.throttle import Throttle
from presetsync.remote.wait_limits import Limits
from presetsync.state.lock import Lock
from tests.builders import make_preset
from tests.fake_api import FakeApi
from tests.fakes import FakeClock, FakeLedger, make_context, run

LIMITS = Limits()


@dataclass
class Load:
    """A server that counts what is under way, and answers after a tenth of a second."""

    under_way: int = 0
    most: int = 0
    times: list[float] = field(default_factory=list)

    async def request(self) -> str:
        self.times.append(asyncio.get_running_loop().time())
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        await asyncio.sleep(0.1)
        self.under_way -= 1
        return "answer"


def make_throttle(parallelism: int = 8) -> Throttle:
    return Throttle(parallelism, LIMITS, FakeClock(), asyncio.Event())


async def burst(throttle: Throttle, load: Load, count: int) -> None:
    await asyncio.gather(*(throttle.read(load.request) for _ in range(count)))


async def throttle_once(throttle: Throttle, retry_after: float | None = None) -> None:
    """Have the server answer 429 to the next request, and then no more."""
    replies = iter([ApiThrottledError("429", retry_after=retry_after)])

    async def request() -> None:
        await asyncio.sleep(0)
        if error := next(replies, None):
            raise error

    await throttle.read(request)


def test_no_more_requests_are_under_way_than_allowed() -> None:
    load = Load()

    async def main() -> None:
        await burst(make_throttle(3), load, 10)

    run(main())
    assert load.most == 3
    assert len(load.times) == 10


@pytest.mark.parametrize(
    ("retry_after", "pause"), [(None, 0.5), (0.0, 0.5), (0.2, 0.5), (7.0, 7.0), (300.0, 300.0)]
)
def test_the_pause_is_what_the_server_asks_for_and_at_least_the_backoff(
    retry_after: float | None, pause: float
) -> None:
    async def main() -> float:
        await throttle_once(make_throttle(), retry_after)
        return asyncio.get_running_loop().time()

    assert run(main()) == pause


def test_the_pause_holds_for_the_whole_run() -> None:
    load = Load()

    async def main() -> None:
        throttle = make_throttle()
        throttled = asyncio.ensure_future(throttle_once(throttle, 20.0))
        await asyncio.sleep(1)
        await burst(throttle, load, 4)
        await throttled

    run(main())
    assert set(load.times) == {20.0}


def test_a_longer_pause_replaces_a_shorter_one() -> None:
    async def main() -> float:
        throttle = make_throttle()
        await asyncio.gather(throttle_once(throttle, 5.0), throttle_once(throttle, 9.0))
        return asyncio.get_running_loop().time()

    assert run(main()) == 9.0


def test_parallelism_halves_and_grows_again() -> None:
    async def most_of(throttle: Throttle, count: int) -> int:
        load = Load()
        await burst(throttle, load, count)
        return load.most

    async def main() -> list[int]:
        throttle = make_throttle(8)
        # Four in the same breath are one event.
        await asyncio.gather(*(throttle_once(throttle, 1.0) for _ in range(4)))
        halved = await most_of(throttle, 4)
        return [halved, await most_of(throttle, 30), await most_of(throttle, 20)]

    halved, growing, grown = run(main())
    assert halved in (4, 5)
    assert (growing, grown) == (8, 8)


def test_parallelism_never_falls_below_one() -> None:
    load = Load()

    async def main() -> None:
        throttle = make_throttle(2)
        for _ in range(3):
            await throttle_once(throttle, 1.0)
        await burst(throttle, load, 1)

    run(main())
    assert load.most == 1


def test_a_wait_above_the_ceiling_is_refused() -> None:
    async def main() -> None:
        await throttle_once(make_throttle(), 86_400.0)

    with pytest.raises(ApiThrottledError, match="asks to wait 86400 s") as caught:
        run(main())
    assert caught.value.retry_after == 86_400.0


def test_waits_double_up_to_the_ceiling_with_full_jitter_above_the_floor() -> None:
    clock = FakeClock(random_value=1.0)

    async def always() -> None:
        raise ApiThrottledError("429", retry_after=None)

    async def main() -> None:
        await Throttle(1, LIMITS, clock, asyncio.Event()).read(always)

    with pytest.raises(ApiThrottledError, match="gave up after 12 attempts"):
        run(main())
    assert clock.slept == [1.0, 2.0, 4.0, 8.0, 16.0, *[30.0] * 6]


def test_a_failed_read_is_retried_while_others_go_on() -> None:
    load, failures = Load(), iter([ApiUnreachableError("500")] * 3)

    async def failing() -> str:
        if error := next(failures, None):
            raise error
        return "answer"

    async def main() -> str:
        throttle = make_throttle(1)
        answer, _ = await asyncio.gather(throttle.read(failing), burst(throttle, load, 3))
        return answer

    assert run(main()) == "answer"
    assert load.times == pytest.approx([0.0, 0.1, 0.2])


def test_retries_of_a_read_are_bounded() -> None:
    attempts = []

    async def failing() -> None:
        attempts.append(1)
        raise ApiUnreachableError("500")

    async def main() -> None:
        await make_throttle().read(failing)

    with pytest.raises(ApiUnreachableError):
        run(main())
    assert len(attempts) == LIMITS.failures


def test_a_refused_read_is_not_retried() -> None:
    attempts = []

    async def refused() -> None:
        attempts.append(1)
        raise ApiRefusedError("no", status=400)

    async def main() -> None:
        await make_throttle().read(refused)

    with pytest.raises(ApiRefusedError):
        run(main())
    assert attempts == [1]


def test_an_interrupt_ends_every_pause_at_once() -> None:
    async def main() -> float:
        stop = asyncio.Event()
        throttle = Throttle(2, LIMITS, FakeClock(), stop)
        waiting = [asyncio.ensure_future(throttle_once(throttle, 60.0)) for _ in range(2)]
        await asyncio.sleep(1)
        stop.set()
        ended = await asyncio.gather(*waiting, return_exceptions=True)
        assert [type(error) for error in ended] == [InterruptedRunError] * 2
        return asyncio.get_running_loop().time()

    assert run(main()) == 1.0


@dataclass
class Bucket(FakeApi):
    """A server that allows ``rate`` requests a second, and a burst of as many.

    ``sends_retry_after`` is whether a 429 has that header, which is in whole seconds.
    """

    rate: float = 10.0
    latency: float = 0.05
    sends_retry_after: bool = True
    tokens: float = 10.0
    filled_at: float = 0.0
    refused: int = 0

    async def _called(self, name: str, _slug: str, _detail: object = "") -> Any:
        now = asyncio.get_running_loop().time()
        self.tokens = min(self.rate, self.tokens + (now - self.filled_at) * self.rate)
        self.filled_at = now
        await asyncio.sleep(self.latency)
        self.calls.append(name)
        if self.tokens >= 1:
            self.tokens -= 1
            return None
        self.refused += 1
        retry_after = 1.0 if self.sends_retry_after else None
        if name == "push":
            return Throttled("429", retry_after)
        raise ApiThrottledError("429", retry_after=retry_after)


@pytest.mark.parametrize("sends_retry_after", [True, False])
@pytest.mark.parametrize("latency", [0.01, 0.05, 0.3])
def test_500_presets_against_10_requests_a_second(
    latency: float,
    sends_retry_after: bool,  # noqa: FBT001 - a column of the table
) -> None:
    presets = [make_preset(f"p{number:03}") for number in range(500)]
    seeded = random.Random(7)

    class RandomClock(FakeClock):
        def random(self) -> float:
            return seeded.random()

    api = Bucket(latency=latency, sends_retry_after=sends_retry_after)

    async def main() -> tuple[dict[str, int], float]:
        context = make_context(api, FakeLedger(), clock=RandomClock(), parallelism=8)
        plan = await refreshed_plan(presets, Lock(), context.session)
        results = await execute(plan, context)
        return summary(results), asyncio.get_running_loop().time()

    outcomes, seconds = run(main())

    assert outcomes == {Outcome.APPLIED: 500}
    needed = len(api.calls) - api.refused
    ideal = (needed - api.rate) / api.rate
    assert seconds / ideal < 1.25
