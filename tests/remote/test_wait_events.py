"""Which waits of a run are reported, how often and how."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import pytest

from presetsync.api.push_replies import Throttled, Unknown, Unsent
from presetsync.errors import ApiUnreachableError
from presetsync.remote.wait_events import Wait, WaitKind
from presetsync.remote.wait_limits import Limits
from tests.apply.runs import apply
from tests.builders import make_preset
from tests.fake_api import FakeApi, Late
from tests.fakes import FakeClock, FakeLedger, applied


@dataclass
class Slow(FakeApi):
    """A server whose answers to pushes take a while, so that several are under way at once."""

    seconds: float = 0.1

    async def _called(self, name: str, slug: str, detail: object = "") -> object:
        if name == "push":
            await asyncio.sleep(self.seconds)
        return await super()._called(name, slug, detail)


OLD = make_preset("a", {"model": "m/one"})
NEW = make_preset("a", {"model": "m/two"})


def waits(
    api: FakeApi, ledger: FakeLedger, count: int = 1, *, random_value: float = 0.0
) -> list[Wait]:
    """The waits that an apply of ``count`` presets reports."""
    reported: list[Wait] = []
    presets = [NEW, *(make_preset(f"b{number}") for number in range(count - 1))]
    apply(
        presets, api, ledger, notify=reported.append, clock=FakeClock(random_value), parallelism=8
    )
    return reported


def test_a_run_that_does_not_wait_reports_no_wait() -> None:
    assert waits(*applied(OLD), 20) == []


def test_a_pause_is_reported_once_for_all_requests() -> None:
    api = Slow()
    api.will("push", *[Throttled("429", 7.0)] * 5)
    reported = waits(api, FakeLedger(), 5)
    assert reported == [Wait(WaitKind.THROTTLED, "the server answered 429: too many requests", 7.0)]


def test_a_pause_that_grows_longer_is_reported_again() -> None:
    api = Slow()
    api.will("push", Throttled("429", 7.0), Throttled("429", 7.5), Throttled("429", 20.0))
    reported = waits(api, FakeLedger(), 3)
    assert [wait.seconds for wait in reported] == [7.0, 20.0]


def test_each_get_after_a_lost_reply_is_reported() -> None:
    api, ledger = applied(OLD)
    api.will("push", Late(3.5))
    reported = waits(api, ledger)
    assert {wait.kind for wait in reported} == {WaitKind.SETTLING}
    assert [(wait.slug, wait.seconds) for wait in reported] == [("a", 1.0), ("a", 3.0)]
    assert reported[0].reason == (
        "the server did not answer in time; finding out whether it was stored"
    )


def test_a_retry_is_reported_with_its_reason() -> None:
    api, ledger = applied(OLD)
    api.will("get a", *[ApiUnreachableError("no connection")] * 2)
    api.will("push", Unsent("refused"), Unknown("the server answered 500"))
    reported = [
        wait for wait in waits(api, ledger, random_value=1.0) if wait.kind is WaitKind.RETRYING
    ]
    assert [(wait.reason, wait.slug) for wait in reported] == [
        ("no connection", ""),
        ("no connection", ""),
        ("refused", "a"),
        ("the server answered 500", "a"),
    ]


def test_a_server_that_does_not_answer_is_reported_once_and_again_after_an_answer() -> None:
    reported = waits(Slow(seconds=Limits().silence + 1), FakeLedger(), 16)
    assert [(wait.kind, wait.seconds) for wait in reported] == [(WaitKind.UNANSWERED, None)] * 2


@pytest.mark.parametrize(
    ("wait", "text"),
    [
        (Wait(WaitKind.THROTTLED, "429", 7.4), "429; waiting 7 s"),
        (Wait(WaitKind.THROTTLED, "429", 60.0), "429; waiting 1 min"),
        (Wait(WaitKind.THROTTLED, "429", 299.0), "429; waiting 4 min 59 s"),
        (Wait(WaitKind.RETRYING, "refused", 1.0, "a"), "a: refused; waiting 1 s"),
        (Wait(WaitKind.UNANSWERED, "no answer for 5 s"), "no answer for 5 s"),
    ],
)
def test_the_text_of_a_wait(wait: Wait, text: str) -> None:
    assert wait.text == text
