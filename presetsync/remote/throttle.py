"""Pacing: how many requests are under way, and how long the whole run holds still.

A server that says "too many" says it to the run, not to one request: the pause holds for all,
and the number of requests at once halves. It grows again by one for each round of successes. The
pause is what the server asks for, above a floor that doubles while nothing goes through: a server
that allows so many requests a second is used to the full, and one that is down is left alone.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING, TypeVar

from presetsync.errors import ApiError, ApiThrottledError, ApiUnreachableError, InterruptedRunError
from presetsync.remote.semaphore import Semaphore
from presetsync.remote.waits import MIN_REPORTED, Wait, WaitKind

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

    from presetsync.remote.limits import Limits
    from presetsync.remote.protocols import Clock

T = TypeVar("T")


class Throttle:
    """Shared by all requests of one run."""

    def __init__(
        self,
        parallelism: int,
        limits: Limits,
        clock: Clock,
        stop: asyncio.Event,
        notify: Callable[[Wait], None] = lambda _: None,
    ) -> None:
        """Allow ``parallelism`` requests at once; ``stop`` ends pauses, ``notify`` gets each."""
        self._ceiling = parallelism
        self._semaphore = Semaphore(parallelism)
        self._successes = 0
        self._generation = 0
        self._fruitless_rounds = 0
        self._resume_at = clock.now()
        self._limits = limits
        self._clock = clock
        self._stop = stop
        self._notify = notify
        self._is_silence_reported = False

    @asynccontextmanager
    async def slot(self, *, first: bool = False) -> AsyncIterator[int]:
        """Hold one of the places for a request; waits for a place and for the pause to end.

        What follows a 429 is to be ``first``: it needs two requests, a look and a push, and were
        it overtaken each time, it would be throttled each time.

        Yields the era, which `throttled` asks for: requests of one era were sent before any of
        them was throttled, so that their replies are one event. Raises `InterruptedRunError`
        where the run is to stop before the pause has ended.
        """
        async with self._semaphore.slot(first=first):
            while (wait := self._resume_at - self._clock.now()) > 0:
                await self._sleep(wait)
            with self._watched():
                yield self._generation

    @contextmanager
    def _watched(self) -> Iterator[None]:
        """Tell where a request has no answer for long; once for all that have none."""
        loop = asyncio.get_running_loop()
        alarm = loop.call_later(self._limits.silence, self._notify_silence)
        try:
            yield
        finally:
            alarm.cancel()

    def _notify_silence(self) -> None:
        if not self._is_silence_reported:
            self._is_silence_reported = True
            reason = f"the server has not answered for {self._limits.silence:.0f} s"
            self._notify(Wait(WaitKind.UNANSWERED, reason))

    def throttled(self, generation: int, count: int, retry_after: float | None) -> None:
        """The server asked for less: halve, and pause the whole run.

        ``count`` is how often this request was answered so, from 1. Raises `ApiThrottledError`
        where that was too often, or where the server asks for a longer wait than is allowed.
        """
        if retry_after is not None and retry_after > self._limits.retry_after_ceiling:
            raise ApiThrottledError(
                f"the server asks to wait {retry_after:.0f} s before the next request",
                retry_after=retry_after,
            )
        if count >= self._limits.throttles:
            raise ApiThrottledError(
                f"gave up after {count} attempts: the server answered 429 to each",
                retry_after=None,
            )
        if generation == self._generation:
            self._semaphore.count = max(1, self._semaphore.count // 2)
            self._successes = 0
            self._generation += 1
            self._fruitless_rounds += 1
        pause = max(self._backoff(self._fruitless_rounds), retry_after or 0.0)
        resume_at = self._clock.now() + pause
        # All requests of one era say much the same: told is what makes the pause longer.
        if resume_at - max(self._resume_at, self._clock.now()) >= MIN_REPORTED:
            self._notify(
                Wait(WaitKind.THROTTLED, "the server answered 429: too many requests", pause)
            )
        self._resume_at = max(self._resume_at, resume_at)

    async def failed(self, count: int, error: ApiError, slug: str = "") -> None:
        """A request failed for the ``count``-th time: hold it back a while, or raise the error."""
        if count >= self._limits.failures:
            raise error
        await self.back_off(count, error.message, slug)

    async def back_off(self, count: int, reason: str, slug: str = "") -> None:
        """Wait before the ``count``-th retry, without holding up the run."""
        seconds = self._backoff(count)
        if seconds >= MIN_REPORTED:
            self._notify(Wait(WaitKind.RETRYING, reason, seconds, slug))
        await self._sleep(seconds)

    def succeeded(self) -> None:
        """A request went through: after a round of them, allow one more at once."""
        self._is_silence_reported = False
        self._fruitless_rounds = 0
        self._successes += 1
        if self._successes >= self._semaphore.count and self._semaphore.count < self._ceiling:
            self._semaphore.count += 1
            self._successes = 0

    def _backoff(self, count: int) -> float:
        """Exponential from the floor with full jitter above it, up to the ceiling; seconds."""
        limits = self._limits
        highest = min(limits.backoff_ceiling, limits.backoff_floor * 2.0**count)
        return limits.backoff_floor + self._clock.random() * (highest - limits.backoff_floor)

    async def _sleep(self, seconds: float) -> None:
        """Wait between requests; raises `InterruptedRunError` as soon as the run is to stop."""
        waits = [
            asyncio.ensure_future(self._clock.sleep(seconds)),
            asyncio.ensure_future(self._stop.wait()),
        ]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
        if self._stop.is_set():
            raise InterruptedRunError("interrupted while waiting to try again")

    async def read(self, request: Callable[[], Awaitable[T]], *, first: bool = False) -> T:
        """Make a request that may be repeated, until it goes through or the attempts run out.

        Raises the last `presetsync.errors.ApiError`, or `InterruptedRunError`.
        """
        throttles = failures = 0
        while True:
            failure: ApiUnreachableError
            async with self.slot(first=first) as generation:
                try:
                    result = await request()
                except ApiThrottledError as error:
                    throttles += 1
                    self.throttled(generation, throttles, error.retry_after)
                    continue
                except ApiUnreachableError as error:
                    failures += 1
                    failure = error
                else:
                    self.succeeded()
                    return result
            # Outside the slot: others go on meanwhile.
            await self.failed(failures, failure)
