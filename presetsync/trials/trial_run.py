"""Sending the requests of trials: those of one trial at once, one trial after another.

So no more than the requests of one trial are under way when their cost becomes known.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
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
        begun: gets a trial and its repetition, from 1, before its requests are sent.
        text: gets a request and each piece of its answer as it comes.
        ended: gets the results of a trial, the last one those of the file.

    """

    begun: Callable[[Trial, int], None] = lambda *_: None
    text: Callable[[TrialRequest, str], None] = lambda *_: None
    ended: Callable[[Sequence[TrialResult]], None] = lambda _: None


@dataclass(frozen=True, slots=True)
class Sender:
    """What a request is sent with."""

    api: InferenceApi
    throttle: Throttle
    clock: Clock


async def run_trials(
    trials: Sequence[Trial],
    runs: int,
    sender: Sender,
    spending: Spending,
    callbacks: TrialCallbacks,
) -> TrialRun:
    """Send all requests, each ``runs`` times, as long as the spending allows it.

    Never raises for what a server says or does not say. Ctrl-C cuts off the answers that are under
    way, and ends the run with what there is: a server that sees it stops its model.
    """
    results: list[TrialResult] = []
    stopped = ""
    for trial, run in _repeated(trials, runs):
        if stopped := stopped or spending.refusal:
            break
        callbacks.begun(trial, run)
        tasks = [
            asyncio.ensure_future(_result(request, run, sender, callbacks))
            for request in trial.requests
        ]
        try:
            pairs = await asyncio.gather(*tasks)
        except asyncio.CancelledError:
            results += await _cut_off(tasks, spending)
            return TrialRun((*results,), spending.cost, spending.uncounted, is_interrupted=True)
        for result, _ in pairs:
            spending.add(result.answer)
        results += (result for result, _ in pairs)
        callbacks.ended([result for result, _ in pairs])
        stopped = next((reason for _, reason in pairs if reason), "")
    return TrialRun((*results,), spending.cost, spending.uncounted, stopped)


def _repeated(trials: Sequence[Trial], runs: int) -> Iterator[tuple[Trial, int]]:
    return ((trial, run) for trial in trials for run in range(1, runs + 1))


async def _cut_off(
    tasks: Sequence[asyncio.Future[tuple[TrialResult, str]]], spending: Spending
) -> list[TrialResult]:
    """End what is under way; the results that there are already."""
    for task in tasks:
        task.cancel()
    ended = await asyncio.gather(*tasks, return_exceptions=True)
    results = [each[0] for each in ended if not isinstance(each, BaseException)]
    for result in results:
        spending.add(result.answer)
    spending.interrupted(len(tasks) - len(results))
    return results


async def _result(
    request: TrialRequest, run: int, sender: Sender, callbacks: TrialCallbacks
) -> tuple[TrialResult, str]:
    """What came of one request, and why no other one should be sent; "" where one may."""
    if request.refusal:
        return TrialResult(request, run, Answer(failure=request.refusal)), ""
    begun = sender.clock.now()
    try:
        answer = await _answer(request, sender, callbacks)
    except PresetsyncError as error:
        failure = Failure(error.message, error.hint, is_refused=True)
        reason = error.message if stops_the_run(error) else ""
        return TrialResult(request, run, Answer(failure=failure)), reason
    return TrialResult(request, run, answer, sender.clock.now() - begun), ""


async def _answer(request: TrialRequest, sender: Sender, callbacks: TrialCallbacks) -> Answer:
    """The answer; only what has cost nothing is sent again.

    Raises `PresetsyncError` where nothing was sent, or everything refused at once.
    """
    throttles = failures = 0
    while True:
        async with sender.throttle.slot() as generation:
            try:
                answer = await sender.api.answer(
                    request.skin, request.body, lambda text: callbacks.text(request, text)
                )
            except ApiThrottledError as error:
                throttles += 1
                sender.throttle.throttled(generation, throttles, error.retry_after)
                continue
            except ApiUnsentError as error:
                failures += 1
                failure = error
            else:
                sender.throttle.succeeded()
                return answer
        await sender.throttle.failed(failures, failure, request.slug)
