"""Throttling: how many requests are in flight at once, and pauses that hold for the whole run.

A 429 reply concerns the run, not one request: every request pauses, and parallelism halves. It
grows by one after each round of successes. The pause is what the server requests, but at least a
backoff that doubles while nothing succeeds. So a server with a rate limit is used up to that limit,
and a server that is down gets few requests.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING, TypeVar

from presetsync.errors import ApiError, ApiThrottledError, ApiUnreachableError, InterruptedRunError
from presetsync.remote.semaphore import Semaphore
from presetsync.remote.wait_events import MIN_REPORTED, Wait, WaitKind

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

    from presetsync.remote.protocols import Clock
    from presetsync.remote.wait_limits import Limits

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
        """Allow ``parallelism`` concurrent requests; ``stop`` ends pauses, ``notify`` gets each."""
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
    async def slot(self, *, priority: bool = False) -> AsyncIterator[int]:
        """Wait for a slot and for the pause to end, then hold the slot for one request.

        The requests after a 429 have ``priority``: a retry takes two, a fetch and a push, and
        would be throttled again and again if others overtook it.

        Yields the generation, which `throttled` takes: requests of one generation were sent
        before any of them was throttled, so their 429 replies count as one.

        Raises `InterruptedRunError` if the run stops before the pause has ended.
        """
        async with self._semaphore.slot(priority=priority):
            while (wait := self._resume_at - self._clock.now()) > 0:
                await self._sleep(wait)
            with self._reporting_silence():
                yield self._generation

    @contextmanager
    def _reporting_silence(self) -> Iterator[None]:
        """Report unanswered requests after a while, once for all of them."""
        loop = asyncio.get_running_loop()
        alarm = loop.call_later(self._limits.silence, self._report_silence)
        try:
            yield
        finally:
            alarm.cancel()

    def _report_silence(self) -> None:
        if not self._is_silence_reported:
            self._is_silence_reported = True
            reason = f"the server has not answered for {self._limits.silence:.0f} s"
            self._notify(Wait(WaitKind.UNANSWERED, reason))

    def throttled(self, generation: int, count: int, retry_after: float | None) -> None:
        """Handle a 429 reply: halve parallelism, and pause the whole run.

        Args:
            generation: what `slot` yielded for the request.
            count: how many 429 replies the request has had, this one included.
            retry_after: the wait that the server requests, in seconds; None if it does not.

        Raises:
            ApiThrottledError: these were too many, or the server requests too long a wait.

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
        # Replies of one generation request similar pauses: only report a longer one.
        if resume_at - max(self._resume_at, self._clock.now()) >= MIN_REPORTED:
            reason = "the server answered 429: too many requests"
            self._notify(Wait(WaitKind.THROTTLED, reason, pause))
        self._resume_at = max(self._resume_at, resume_at)

    async def failed(self, count: int, error: ApiError, slug: str = "") -> None:
        """Handle the ``count``-th failure of a request: back off, or raise the error."""
        if count >= self._limits.failures:
            raise error
        await self.back_off(count, error.message, slug)

    async def back_off(self, count: int, reason: str, slug: str = "") -> None:
        """Wait before the ``count``-th retry, without pausing the run."""
        seconds = self._backoff(count)
        if seconds >= MIN_REPORTED:
            self._notify(Wait(WaitKind.RETRYING, reason, seconds, slug))
        await self._sleep(seconds)

    def succeeded(self) -> None:
        """Handle an answered request: after a round of them, allow one more."""
        self._is_silence_reported = False
        self._fruitless_rounds = 0
        self._successes += 1
        if self._successes >= self._semaphore.count and self._semaphore.count < self._ceiling:
            self._semaphore.count += 1
            self._successes = 0

    def _backoff(self, count: int) -> float:
        """Exponential, from the floor to the ceiling, with full jitter above the floor; seconds."""
        limits = self._limits
        highest = min(limits.backoff_ceiling, limits.backoff_floor * 2.0**count)
        return limits.backoff_floor + self._clock.random() * (highest - limits.backoff_floor)

    async def _sleep(self, seconds: float) -> None:
        """Wait between requests; raises `InterruptedRunError` as soon as the run stops."""
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
            raise InterruptedRunError("interrupted while waiting to retry")

    async def read(self, request: Callable[[], Awaitable[T]], *, priority: bool = False) -> T:
        """Send a request that is safe to repeat, until it succeeds or the attempts run out.

        Raises the last `presetsync.errors.ApiError`, or `InterruptedRunError`.
        """
        throttles = failures = 0
        while True:
            failure: ApiUnreachableError
            async with self.slot(priority=priority) as generation:
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
            # Back off without a slot, so that other requests can use it.
            await self.failed(failures, failure)
