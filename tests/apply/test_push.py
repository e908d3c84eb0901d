"""One push: what each reply means, and what the journal holds afterwards."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from presetsync.api.push_replies import (
    Contended,
    Refused,
    Stored,
    Throttled,
    Unknown,
    Unsent,
)
from presetsync.apply.context import RunContext
from presetsync.apply.lost_replies import OtherVersions, OurVersion
from presetsync.apply.push import (
    Attempts,
    Deferred,
    Pushed,
    Retry,
    Unconfirmed,
    push,
)
from presetsync.errors import (
    ApiRefusedError,
    ApiThrottledError,
    ApiUnreachableError,
    InterruptedRunError,
    LockError,
    PresetsyncError,
    WrongWorkspaceError,
)
from presetsync.remote.wait_limits import Limits
from presetsync.state.lock import Lock
from presetsync.state.receipt import Receipt
from tests.builders import WORKSPACE, make_intent, make_preset, make_remote
from tests.fake_api import FakeApi, Late, Lost, Skip
from tests.fakes import FakeClock, FakeLedger, make_context, run

OLD = make_preset("a", {"model": "m/one"})
NEW = make_preset("a", {"model": "m/two"})
THEIRS = make_preset("a", {"model": "m/theirs"})
UNKNOWN = Unknown("the server answered 500")


class Push:
    """A push of `NEW` over version 1, and what came of it."""

    def __init__(
        self,
        *replies: Any,
        api: FakeApi | None = None,
        ledger: FakeLedger | None = None,
        before: Callable[[RunContext], object] = lambda _: None,
        base_version: int = 1,
        **options: Any,
    ) -> None:
        self.api, self.ledger, self.clock = api or FakeApi(), ledger or FakeLedger(), FakeClock()
        if not self.api.live and base_version:
            self.api.has(OLD)
        self.api.will("push", *replies)
        self.error: PresetsyncError | None = None
        self.attempts = Attempts()

        async def main() -> object:
            self.context = make_context(self.api, self.ledger, clock=self.clock, **options)
            before(self.context)
            return await push(make_intent(NEW, base_version), NEW.body, self.context, self.attempts)

        try:
            self.result = run(main())
        except PresetsyncError as error:
            self.error = error

    @property
    def posts(self) -> int:
        return self.api.calls.count("push a")


def edit(api: FakeApi) -> None:
    api.has(THEIRS, 2)


def test_a_reply_with_the_next_version_is_recorded() -> None:
    pushed = Push()
    assert isinstance(pushed.result, Pushed)
    assert pushed.result.entry.version == 2
    assert pushed.ledger.records == ["+a", "a=2"]
    assert pushed.ledger.workspace_id == WORKSPACE
    assert pushed.posts == 1


def test_a_refused_push_leaves_nothing_unresolved() -> None:
    pushed = Push(Refused(ApiRefusedError("the server answered 422", status=422)))
    assert isinstance(pushed.error, ApiRefusedError)
    assert pushed.ledger.records == ["+a", "a=-"]


def test_a_push_answered_with_409_is_not_repeated_blindly() -> None:
    pushed = Push(Contended("409: busy"))
    assert pushed.result == Retry("409: busy", is_contended=True)
    assert (pushed.ledger.records, pushed.posts) == (["+a", "a=-"], 1)


def test_an_unsent_push_is_repeated() -> None:
    pushed = Push(*[Unsent("no connection")] * 2)
    assert isinstance(pushed.result, Pushed)
    assert (pushed.ledger.records, pushed.posts) == (["+a", "a=2"], 3)


def test_a_push_answered_with_429_is_unconfirmed_and_stays_in_the_journal() -> None:
    pushed = Push(Throttled("429: slow down"))
    assert isinstance(pushed.result, Unconfirmed)
    assert pushed.result.reason == "the server answered 429: slow down"
    assert (pushed.ledger.records, pushed.posts) == (["+a"], 1)


def test_retries_of_a_push_are_bounded() -> None:
    throttled = Push(Throttled("429"), limits=Limits(throttles=1))
    assert isinstance(throttled.error, ApiThrottledError)
    # Whether it was stored all the same is for the next run to find out.
    assert throttled.ledger.records == ["+a"]
    unsent = Push(*[Unsent("no connection")] * 9)
    assert isinstance(unsent.error, ApiUnreachableError)
    assert unsent.posts == Limits().failures
    assert unsent.ledger.records == ["+a", "a=-"]


def test_a_lost_reply_is_resolved_and_stays_in_the_journal() -> None:
    pushed = Push(Lost())
    assert isinstance(pushed.result, Deferred)
    assert isinstance(pushed.result.resolution, OurVersion)
    assert pushed.result.resolution.version.version == 2
    assert (pushed.ledger.records, pushed.posts) == (["+a"], 1)


def test_a_push_that_was_not_stored_is_retried_after_a_fetch() -> None:
    pushed = Push(UNKNOWN)
    assert pushed.result == Retry("the server answered 500")
    assert (pushed.posts, pushed.ledger.records) == (1, ["+a", "a=-"])


@pytest.mark.parametrize(
    ("pause", "posts", "is_sent"), [(4.0, 1, True), (6.0, 0, False), (300.0, 0, False)]
)
def test_a_push_over_an_old_base_is_not_sent(pause: float, posts: int, is_sent: bool) -> None:  # noqa: FBT001
    def pause_the_run(context: RunContext) -> None:
        context.session.throttle.throttled(0, 1, pause)

    pushed = Push(before=pause_the_run)
    assert isinstance(pushed.result, Pushed if is_sent else Retry)
    assert (pushed.posts, pushed.attempts.base_refetches) == (posts, 0 if is_sent else 1)
    assert pushed.ledger.records == ["+a", "a=2" if is_sent else "a=-"]


def test_a_late_commit_is_found_rather_than_repeated() -> None:
    pushed = Push(Late(5.0))
    assert isinstance(pushed.result, Deferred)
    assert pushed.posts == 1


def test_another_clients_version_is_not_overwritten() -> None:
    def overtaken(api: FakeApi) -> Unknown:
        edit(api)
        return UNKNOWN

    pushed = Push(overtaken)
    assert isinstance(pushed.result, Deferred)
    assert isinstance(pushed.result.resolution, OtherVersions)
    assert (pushed.posts, pushed.ledger.records) == (1, ["+a"])


def test_a_push_stays_in_the_journal_while_it_is_unknown() -> None:
    api = FakeApi()
    api.will("get a", *[ApiUnreachableError("the server answered 503")] * 4)
    pushed = Push(UNKNOWN, api=api)
    assert isinstance(pushed.error, ApiUnreachableError)
    assert pushed.error.message == (
        "could not find out whether it was stored: the server answered 500; "
        "then the server answered 503"
    )
    assert pushed.ledger.records == ["+a"]


def test_a_push_names_the_versions_that_it_replaced() -> None:
    pushed = Push(edit)
    assert isinstance(pushed.result, Deferred)
    resolution = pushed.result.resolution
    assert isinstance(resolution, OurVersion)
    assert resolution.version.version == 3
    assert [version.version for version in resolution.replaced] == [2]


def test_skipped_numbers_cause_no_wait() -> None:
    pushed = Push(Skip(7))
    assert isinstance(pushed.result, Deferred)
    assert isinstance(pushed.result.resolution, OurVersion)
    assert (pushed.result.resolution.version.version, pushed.result.resolution.replaced) == (8, ())
    assert pushed.clock.slept == []


def test_the_version_in_the_reply_is_ours_even_if_the_server_changed_it() -> None:
    api = FakeApi(makes=lambda config: config | {"route": "fallback"})
    pushed = Push(edit, api=api)
    assert isinstance(pushed.result, Deferred)
    resolution = pushed.result.resolution
    assert isinstance(resolution, OurVersion)
    assert (resolution.version.version, [v.version for v in resolution.replaced]) == (3, [2])


def test_a_version_that_is_not_listed_yet_is_ours() -> None:
    pushed = Push(Stored(make_remote(NEW, 9)))
    assert isinstance(pushed.result, Deferred)
    assert isinstance(pushed.result.resolution, OurVersion)
    assert pushed.result.resolution.version.version == 9


def test_another_clients_version_in_the_reply_is_not_ours() -> None:
    def answered_late(api: FakeApi) -> Stored:
        api.has(NEW, 2)
        api.has(THEIRS, 3)
        return Stored(make_remote(THEIRS, 3))

    pushed = Push(answered_late)
    assert isinstance(pushed.result, Deferred)
    resolution = pushed.result.resolution
    assert isinstance(resolution, OurVersion)
    assert (resolution.version.version, resolution.replaced) == (2, ())


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param(Stored(make_remote(OLD, 1)), id="an old version"),
        pytest.param(Stored(make_remote(replace(NEW, slug="b"), 2)), id="another preset"),
        pytest.param(Stored(replace(make_remote(NEW, 2), designated=None)), id="no version"),
    ],
)
def test_a_reply_without_a_new_version_of_the_preset_is_unknown(reply: Stored) -> None:
    def stored(api: FakeApi) -> Stored:
        api.has(NEW, 2)
        return reply

    pushed = Push(stored)
    assert isinstance(pushed.result, Deferred)
    assert isinstance(pushed.result.resolution, OurVersion)
    assert pushed.result.resolution.version.version == 2
    assert pushed.posts == 1


def test_nothing_is_sent_if_the_intent_cannot_be_written() -> None:
    pushed = Push(ledger=FakeLedger(fails_at="+a"))
    assert isinstance(pushed.error, LockError)
    assert pushed.posts == 0


def test_a_push_whose_outcome_cannot_be_written_is_reported_as_stored() -> None:
    pushed = Push(ledger=FakeLedger(fails_at="a=2"))
    assert isinstance(pushed.error, LockError)
    assert pushed.error.message.startswith("stored as version 2, but the journal cannot")


def test_nothing_is_sent_once_the_run_stops() -> None:
    pushed = Push(before=lambda context: context.session.stop.set())
    assert isinstance(pushed.error, InterruptedRunError)
    assert (pushed.posts, pushed.ledger.records) == (0, ["+a", "a=-"])


def test_no_retry_is_waited_for_once_the_run_stops() -> None:
    def stop_soon(context: RunContext) -> None:
        asyncio.get_running_loop().call_later(0.1, context.session.stop.set)

    pushed = Push(Unsent("no connection"), before=stop_soon)
    assert isinstance(pushed.error, InterruptedRunError)
    assert (pushed.posts, pushed.ledger.records) == (1, ["+a", "a=-"])


def test_an_unknown_reply_is_resolved_but_not_repeated_once_the_run_stops() -> None:
    def stop(context: RunContext) -> None:
        asyncio.get_running_loop().call_later(0.1, context.session.stop.set)

    found = Push(Late(2.0), before=stop)
    assert isinstance(found.result, Deferred)
    lost = Push(UNKNOWN, before=stop)
    assert isinstance(lost.result, Retry)
    assert (lost.posts, lost.ledger.records) == (1, ["+a", "a=-"])


def test_a_reply_from_another_workspace_is_an_error() -> None:
    pushed = Push(api=FakeApi(workspace="workspace-2"), ledger=FakeLedger(Lock(WORKSPACE)))
    assert isinstance(pushed.error, WrongWorkspaceError)
    assert pushed.ledger.records == ["+a", "a=-"]


def test_dropped_fields_are_in_the_receipt() -> None:
    pushed = Push(api=FakeApi(makes=lambda config: {"added": len(config)}))
    assert isinstance(pushed.result, Pushed)
    assert pushed.result.entry.receipt == Receipt(("/model",), added={"/added": 1})
