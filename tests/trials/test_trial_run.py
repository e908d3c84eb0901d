"""Sending the requests of trials: what is counted, what ends a run, and what is sent again."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from presetsync.api.answers import Answer, Failure
from presetsync.errors import ApiAuthError, ApiError, ApiThrottledError, ApiUnsentError
from presetsync.remote.throttle import Throttle
from presetsync.remote.wait_limits import Limits
from presetsync.trials.model import Trial, TrialRequest, TrialResult, TrialRun, in_usd
from presetsync.trials.spending import Spending
from presetsync.trials.trial_run import Sender, TrialCallbacks, TrialRecord, run_trials
from tests.fakes import FakeClock

LIMITS = Limits(silence=math.inf)
ANSWER = Answer("Yes.", cost=0.1)
REFUSED = Answer(failure=Failure("no such model", is_refused=True))


@dataclass
class Models:
    """Answers in order; an error is raised, and an event waited for."""

    replies: list[Answer | ApiError | asyncio.Event]
    sent: list[Any] = field(default_factory=list)
    under_way: int = 0
    most: int = 0

    async def answer(self, skin: str, body: Any, on_text: Callable[[str], None]) -> Answer:
        assert skin == "responses"
        self.sent.append(body["model"])
        reply = self.replies.pop(0) if self.replies else ANSWER
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        try:
            await asyncio.sleep(0)
            if isinstance(reply, asyncio.Event):
                reply.set()
                await asyncio.Event().wait()
        finally:
            self.under_way -= 1
        assert not isinstance(reply, asyncio.Event)
        if isinstance(reply, ApiError):
            raise reply
        on_text(reply.text)
        return reply


def request(slug: str, at: str = "file", refusal: Failure | None = None) -> TrialRequest:
    return TrialRequest(slug, at, None, "responses", {"model": f"{slug} {at}"}, refusal)


def trial(slug: str, *ats: str) -> Trial:
    return Trial(slug, tuple(request(slug, at) for at in ats or ("file",)))


def tried(
    trials: Sequence[Trial],
    *replies: Answer | ApiError,
    runs: int = 1,
    limit: float = 10.0,
    callbacks: TrialCallbacks | None = None,
    at_once: int = 8,
) -> tuple[TrialRun, Models]:
    models, clock = Models([*replies]), FakeClock()

    async def ran() -> TrialRun:
        throttle = Throttle(at_once, LIMITS, clock, asyncio.Event())
        sender = Sender(models, throttle, clock)
        record = TrialRecord(Spending(limit))
        return await run_trials(trials, runs, sender, record, callbacks or TrialCallbacks())

    return asyncio.run(ran()), models


def test_requests_of_one_trial_run_at_once_and_trials_one_after_another() -> None:
    run, models = tried([trial("a", "lock", "file"), trial("b", "lock", "file")], runs=2)

    assert models.sent == [*["a lock", "a file"] * 2, *["b lock", "b file"] * 2]
    assert models.most == 2
    assert [(each.request.at, each.run) for each in run.results[:4]] == [
        *(("lock", 1), ("file", 1)),
        *(("lock", 2), ("file", 2)),
    ]
    assert run.is_complete
    assert run.cost == pytest.approx(0.8)


def test_nothing_is_sent_once_the_limit_is_reached() -> None:
    run, models = tried([trial("a"), trial("b"), trial("c")], limit=0.2)

    assert models.sent == ["a file", "b file"]
    assert "--max-cost is 0.20 USD" in run.stopped
    assert not run.is_complete


def test_a_refused_request_costs_nothing_and_the_next_one_is_sent() -> None:
    run, models = tried([trial("a"), trial("b")], REFUSED)

    assert len(models.sent) == 2
    assert (run.stopped, run.uncounted, run.cost) == ("", 0, 0.1)
    assert not run.is_complete


@pytest.mark.parametrize(
    "reply", [replace(ANSWER, cost=None), Answer(failure=Failure("the answer was cut short"))]
)
def test_a_cost_that_is_not_known_ends_the_run(reply: Answer) -> None:
    run, models = tried([trial("a"), trial("b")], reply)

    assert (len(models.sent), run.uncounted) == (1, 1)
    assert "did not say its cost" in run.stopped


def test_what_was_not_sent_or_throttled_is_sent_again_and_nothing_else() -> None:
    again = (ApiUnsentError("no network"), ApiThrottledError("busy", retry_after=1.0))
    run, models = tried([trial("a")], *again, ANSWER)
    assert (len(models.sent), run.is_complete) == (3, True)

    run, models = tried([trial("a")], Answer(failure=Failure("lost")), ANSWER)
    assert len(models.sent) == 1


def test_what_is_never_sent_fails_alone_and_a_refused_key_ends_the_run() -> None:
    run, models = tried([trial("a"), trial("b")], *[ApiUnsentError("no network")] * LIMITS.failures)
    assert [bool(each.answer.failure) for each in run.results] == [True, False]
    assert (run.stopped, run.uncounted) == ("", 0)

    run, models = tried([trial("a"), trial("b")], ApiAuthError("bad key", status=401))
    assert (len(models.sent), run.stopped) == (1, "bad key")


def test_what_cannot_be_sent_is_a_result_and_is_not_sent() -> None:
    refusal = Failure("no example", is_refused=True)
    trials = [Trial("a", (request("a", refusal=refusal),)), trial("b")]

    run, models = tried(trials)

    assert models.sent == ["b file"]
    assert run.results[0].answer.failure == refusal
    assert run.results[0].seconds is None


def test_callbacks_get_what_comes_when_it_comes() -> None:
    seen: list[str] = []

    def ended(results: Sequence[TrialResult]) -> None:
        seen.append(f"ended {results[0].answer.text}")

    callbacks = TrialCallbacks(
        begun=lambda trial, run: seen.append(f"begun {trial.slug} {run}"),
        text=lambda request, text: seen.append(f"{request.slug}: {text}"),
        ended=ended,
    )
    tried([trial("a")], callbacks=callbacks)

    assert seen == ["begun a 1", "a: Yes.", "ended Yes."]


def test_an_interrupt_keeps_what_was_answered_and_counts_what_was_cut_off() -> None:
    async def ran() -> TrialRun:
        clock, waits = FakeClock(), asyncio.Event()
        models = Models([ANSWER, ANSWER, waits])
        sender = Sender(models, Throttle(8, LIMITS, clock, asyncio.Event()), clock)
        trials = [trial("a"), trial("b", "lock", "file")]
        record = TrialRecord(Spending(1.0))
        task = asyncio.ensure_future(run_trials(trials, 1, sender, record, callbacks))
        await waits.wait()
        task.cancel()
        run = await task
        assert models.under_way == 0
        return run

    shown: list[str] = []
    callbacks = TrialCallbacks(ended=lambda results: shown.extend(r.request.at for r in results))
    run = asyncio.run(ran())
    assert shown == ["file", "lock"]

    assert [each.request.slug for each in run.results] == ["a", "b"]
    assert (run.cost, run.uncounted, run.is_interrupted) == (0.2, 1, True)
    assert not run.is_complete


def test_an_interrupt_counts_no_request_that_waits_to_be_sent() -> None:
    async def ran() -> TrialRun:
        clock, waits = FakeClock(), asyncio.Event()
        models = Models([waits])
        throttle = Throttle(1, LIMITS, clock, asyncio.Event())
        record = TrialRecord(Spending(1.0))
        trials = [trial("a", "lock", "file")]
        sender = Sender(models, throttle, clock)
        task = asyncio.ensure_future(run_trials(trials, 1, sender, record, TrialCallbacks()))
        await waits.wait()
        task.cancel()
        return await task

    assert asyncio.run(ran()).uncounted == 1


@pytest.mark.parametrize("first", [ANSWER, replace(ANSWER, cost=None)])
def test_a_request_that_waited_for_a_slot_is_not_sent_after_the_limit(first: Answer) -> None:
    run, models = tried([trial("a", "lock", "file")], first, limit=0.1, at_once=1)

    assert models.sent == ["a lock"]
    [locked, file] = run.results
    assert locked.answer.failure is None
    assert file.answer.failure
    assert file.answer.failure.message.startswith("not sent: ")
    assert file.seconds is None


def test_a_request_is_not_sent_again_after_the_limit() -> None:
    throttled = ApiThrottledError("busy", retry_after=1.0)

    run, models = tried([trial("a", "lock", "file")], throttled, ANSWER, limit=0.1)

    assert models.sent == ["a lock", "a file"]
    assert run.cost == 0.1


def test_seconds_are_those_of_the_answer_and_not_of_the_wait_before() -> None:
    run, _ = tried([trial("a")], ApiThrottledError("busy", retry_after=7.0), ANSWER)

    assert run.results[0].seconds == pytest.approx(0, abs=1)


def test_nothing_more_is_sent_where_nobody_reads_it() -> None:
    lost: list[str] = []
    callbacks = TrialCallbacks(
        refusal=lambda: "".join(lost), ended=lambda _: lost.append("nobody reads")
    )

    run, models = tried([trial("a"), trial("b")], callbacks=callbacks)

    assert (models.sent, run.stopped) == (["a file"], "nobody reads")


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        *((0.0, "0.00"), (1.5, "1.50"), (12.0, "12.00"), (0.1 + 0.2, "0.30")),
        *((0.001, "0.001"), (0.0000015, "0.0000015"), (4e-7, "0.0000004")),
    ],
)
def test_small_amounts_are_not_shown_as_nothing(amount: float, shown: str) -> None:
    assert in_usd(amount) == f"{shown} USD"
