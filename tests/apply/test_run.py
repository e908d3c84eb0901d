"""A run as a whole: each change on its own, and what stops, settles or interrupts all of them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest

from presetsync.api.push_replies import PushReply, Refused, Throttled
from presetsync.api.wire import RemotePreset
from presetsync.apply.context import RunContext
from presetsync.apply.results import is_complete
from presetsync.errors import ApiAuthError, ApiRefusedError, ApiThrottledError
from presetsync.state.lock import Lock
from presetsync.state.receipt import Receipt
from tests.apply.runs import apply
from tests.builders import WORKSPACE, make_lock, make_preset
from tests.fake_api import FakeApi, Lost
from tests.fakes import FakeLedger, applied

A, B, C = make_preset("a"), make_preset("b"), make_preset("c")
NEW = [make_preset(slug, {"model": "m/new"}) for slug in "abc"]
REFUSED = Refused(ApiRefusedError("the server answered 422", status=422))
AUTH = Refused(ApiAuthError("the server answered 401", status=401))


def test_every_change_has_one_result_in_slug_order() -> None:
    api, ledger = applied(A, B, C)
    ended = apply(NEW, api, ledger)
    assert ended.outcomes == ["a applied 2", "b applied 2", "c applied 2"]
    assert sorted(ended.reported) == ended.outcomes
    assert is_complete(ended.results)


class Counting(FakeApi):
    """Counts the requests under way, each of which takes a while."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.under_way = self.most = 0

    async def get_preset(self, slug: str) -> RemotePreset | None:
        async with self.counted():
            return await super().get_preset(slug)

    async def push(self, slug: str, skin: str, body: Mapping[str, Any]) -> PushReply:
        async with self.counted():
            return await super().push(slug, skin, body)

    @asynccontextmanager
    async def counted(self) -> AsyncIterator[None]:
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        await asyncio.sleep(0)
        yield
        self.under_way -= 1


@pytest.mark.parametrize("parallelism", [1, 4, 8])
def test_no_more_requests_are_under_way_than_allowed(parallelism: int) -> None:
    presets = [make_preset(f"p{number:02}") for number in range(20)]
    api = Counting()
    ended = apply(presets, api, FakeLedger(), parallelism=parallelism)
    assert ended.outcomes == [f"{preset.slug} applied 1" for preset in presets]
    assert api.most == parallelism


def test_a_failed_change_stops_no_other() -> None:
    api, ledger = applied(A, B, C)
    api.will("push b", REFUSED)
    ended = apply(NEW, api, ledger)
    assert ended.outcomes == ["a applied 2", "b failed", "c applied 2"]
    assert ended.error("b") == "the server answered 422"
    assert not is_complete(ended.results)


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        pytest.param(AUTH, "the server answered 401", id="a wrong key"),
        pytest.param(
            Throttled("429", 86_400.0),
            "the server asks to wait 86400 s before the next request",
            id="a wait out of all proportion",
        ),
    ],
)
def test_an_error_that_every_change_would_meet_stops_the_run(reply: object, error: str) -> None:
    api, ledger = applied(A, B, C)
    api.will("push b", reply)
    ended = apply(NEW, api, ledger, parallelism=1)
    assert ended.outcomes == ["a applied 2", "b failed", "c not_attempted"]
    assert (ended.error("b"), ended.error("c")) == (error, f"the run was stopped: {error}")
    assert "push c" not in api.calls


def test_a_journal_that_cannot_be_written_stops_the_run() -> None:
    api, ledger = applied(A, B, C)
    ledger.fails_at = "+b"
    ended = apply(NEW, api, ledger, parallelism=1)
    assert ended.outcomes == ["a applied 2", "b failed", "c not_attempted"]
    assert api.calls[-1] == "get b"


def test_a_reply_from_another_workspace_stops_the_run_before_anything_more_is_sent() -> None:
    api, ledger = FakeApi(workspace="workspace-2"), FakeLedger(Lock(WORKSPACE))
    ended = apply([A, B, C], api, ledger, parallelism=3)
    assert [call for call in api.calls if call.startswith("push")] == ["push a"]
    assert ended.outcomes == ["a failed", "b not_attempted", "c not_attempted"]


def test_the_first_pushes_to_an_unconfirmed_workspace_go_one_by_one_and_then_together() -> None:
    api, ledger = FakeApi(), FakeLedger(Lock(WORKSPACE))
    assert apply([A, B, C], api, ledger, parallelism=3).outcomes == [
        "a applied 1",
        "b applied 1",
        "c applied 1",
    ]


def test_an_interrupt_starts_nothing_new_and_finishes_what_is_under_way() -> None:
    api, ledger = applied(A, B, C)
    contexts: list[RunContext] = []

    api.will("push b", lambda _: contexts[0].session.stop.set())
    ended = apply(NEW, api, ledger, contexts.append, parallelism=1)
    assert ended.outcomes == ["a applied 2", "b applied 2", "c not_attempted"]
    assert ended.error("c") == "the run was interrupted"


def test_an_interrupt_between_get_and_push_sends_nothing() -> None:
    api, ledger = applied(A)
    contexts: list[RunContext] = []
    api.will("get a", lambda _: contexts[0].session.stop.set())
    ended = apply([NEW[0]], api, ledger, contexts.append)
    assert (ended.outcomes, ledger.records) == (["a not_attempted"], [])
    assert api.calls[-1] == "get a"


def test_path_and_protection_of_unchanged_presets_are_recorded_without_a_request() -> None:
    api, ledger = applied(A)
    moved = replace(A, path="presets/moved.yaml", protect=True)
    assert apply([moved], api, ledger).outcomes == []
    recorded = ledger.lock.presets["a"].snapshot
    assert (recorded.path, recorded.protect) == ("presets/moved.yaml", True)
    assert ledger.records == ["a=1"]


def test_throttled_requests_do_not_fail() -> None:
    api, ledger = applied(A, B, C)
    api.will("push", Throttled("429"), Throttled("429", 2.0), Throttled("429", 0.0))
    api.will("get a", ApiThrottledError("429", retry_after=3.0))
    assert is_complete(apply(NEW, api, ledger).results)


def test_receipts_are_in_results_and_lock() -> None:
    api = FakeApi(makes=lambda config: {**config, "model": "m/alias", "route": "x"})
    ledger = FakeLedger()
    ended = apply([A], api, ledger)
    receipt = Receipt(
        changed={"/model": {"sent": "m/one", "stored": "m/alias"}}, added={"/route": "x"}
    )
    assert ended.results[0].receipt == ledger.lock.presets["a"].receipt == receipt


def test_a_deferred_push_that_cannot_be_recorded_fails() -> None:
    api, ledger = applied(A)
    ledger.fails_at = "a=2"
    api.will("push a", Lost())
    ended = apply([NEW[0]], api, ledger)
    assert ended.outcomes == ["a failed"]
    assert ended.error("a").startswith("stored as version 2, but the journal cannot be written")


def test_an_empty_plan_has_no_results() -> None:
    assert apply([], FakeApi(), FakeLedger(make_lock())).outcomes == []
