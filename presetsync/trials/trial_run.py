"""Sending the requests of trials: those of one trial at once, one trial after another.

So no more than the requests of one trial are under way when their cost becomes known.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from presetsync.api.answers import Answer, Failure
from presetsync.errors import (
    ApiThrottledError,
    ApiUnsentError,
    PresetsyncError,
    stops_the_run,
)
from presetsync.trials.model import TrialResult, TrialRun

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from typing import Any, Protocol

    from presetsync.remote.protocols import Clock
    from presetsync.remote.throttle import Throttle
    from presetsync.trials.model import Trial, TrialRequest
    from presetsync.trials.spending import Spending

    class InferenceApi(Protocol):
        """Models to ask; `presetsync.api.inference.Inference` is one."""

        async def answer(
            self, skin: str, body: Mapping[str, Any], on_text: Callable[[str], None]
        ) -> Answer:
            """The answer to one request; raises `presetsync.errors.ApiError`."""
            ...


@dataclass(frozen=True, slots=True)
class TrialCallbacks:
    """Whom a run reports to; none of them may raise.

    Attributes:
        refusal: says why nothing more should be sent, between two trials; "" where it may.
        begun: gets a trial and its repetition, from 1, before its requests are sent.
        text: gets a request and each piece of its answer as it comes.
        ended: gets the results of a trial, the last one that of the file; those that there are
            where the run was interrupted.

    """

    refusal: Callable[[], str] = lambda: ""
    begun: Callable[[Trial, int], None] = lambda *_: None
    text: Callable[[TrialRequest, str], None] = lambda *_: None
    ended: Callable[[Sequence[TrialResult]], None] = lambda _: None


@dataclass(frozen=True, slots=True)
class Sender:
    """What a request is sent with."""

    api: InferenceApi
    throttle: Throttle
    clock: Clock


@dataclass
class TrialRecord:
    """What has come of a run so far, whatever ends it.

    Attributes:
        spending: what it has cost.

    """

    spending: Spending
    _results: dict[tuple[int, int], TrialResult] = field(default_factory=dict, init=False)

    def add(self, place: tuple[int, int], result: TrialResult) -> None:
        """Keep a result at its place: the number of the trial, and that of its request."""
        self._results[place] = result

    def of_trial(self, number: int) -> list[TrialResult]:
        """The results of one trial that there are."""
        return [self._results[place] for place in sorted(self._results) if place[0] == number]

    def ended(self, stopped: str = "", *, is_interrupted: bool = False) -> TrialRun:
        """What came of the run; no answer is waited for any more."""
        self.spending.interrupted()
        results = tuple(self._results[place] for place in sorted(self._results))
        cost, uncounted = self.spending.cost, self.spending.uncounted
        return TrialRun(results, cost, uncounted, stopped, is_interrupted)


async def run_trials(
    trials: Sequence[Trial],
    runs: int,
    sender: Sender,
    record: TrialRecord,
    callbacks: TrialCallbacks,
) -> TrialRun:
    """Send all requests, each ``runs`` times, as long as the spending allows it.

    Never raises for what a server says or does not say. Ctrl-C cuts off the answers that are under
    way, and ends the run with what there is: a server that sees it stops its model.
    """
    stopped = ""
    for number, (trial, run) in enumerate(_repeated(trials, runs)):
        if stopped := stopped or record.spending.refusal or callbacks.refusal():
            break
        callbacks.begun(trial, run)
        tasks = [
            asyncio.ensure_future(_result(request, run, sender, record, callbacks, (number, place)))
            for place, request in enumerate(trial.requests)
        ]
        try:
            reasons = await asyncio.gather(*tasks)
        except asyncio.CancelledError:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            if results := record.of_trial(number):
                callbacks.ended(results)
            return record.ended(is_interrupted=True)
        callbacks.ended(record.of_trial(number))
        stopped = next(filter(None, reasons), "")
    return record.ended(stopped)


def _repeated(trials: Sequence[Trial], runs: int) -> Iterator[tuple[Trial, int]]:
    return ((trial, run) for trial in trials for run in range(1, runs + 1))


async def _result(
    request: TrialRequest,
    run: int,
    sender: Sender,
    record: TrialRecord,
    callbacks: TrialCallbacks,
    place: tuple[int, int],
) -> str:
    """Record what came of one request.

    Returns why no other one should be sent; "" where one may.
    """
    reason, seconds = "", None
    if request.refusal:
        answer = Answer(failure=request.refusal)
    else:
        try:
            answer, seconds = await _answer(request, sender, record.spending, callbacks)
        except PresetsyncError as error:
            answer = Answer(failure=Failure(error.message, error.hint, is_refused=True))
            reason = error.message if stops_the_run(error) else ""
    record.add(place, TrialResult(request, run, answer, seconds))
    return reason


async def _answer(
    request: TrialRequest, sender: Sender, spending: Spending, callbacks: TrialCallbacks
) -> tuple[Answer, float | None]:
    """The answer, and the seconds that it took; only what has cost nothing is sent again.

    Raises `PresetsyncError` where nothing was sent, or everything refused at once.
    """
    throttles = failures = 0
    while True:
        async with sender.throttle.slot() as generation:
            # It may have waited for a slot, or after a 429, while another answer came.
            if refusal := spending.refusal:
                return Answer(failure=Failure(f"not sent: {refusal}", is_refused=True)), None
            spending.sending()
            begun = sender.clock.now()
            try:
                answer = await sender.api.answer(
                    request.skin, request.body, lambda text: callbacks.text(request, text)
                )
            except PresetsyncError as error:
                spending.unsent()
                if isinstance(error, ApiThrottledError):
                    throttles += 1
                    sender.throttle.throttled(generation, throttles, error.retry_after)
                    continue
                if not isinstance(error, ApiUnsentError):
                    raise
                failures += 1
                failure = error
            else:
                spending.add(answer)
                sender.throttle.succeeded()
                return answer, sender.clock.now() - begun
        await sender.throttle.failed(failures, failure, request.slug)
