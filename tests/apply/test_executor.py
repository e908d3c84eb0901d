"""A run as a whole: each change on its own, and what stops, settles or interrupts all of them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from presetsync.api.replies import Contended, Refused, Throttled, Unknown
from presetsync.apply.executor import execute
from presetsync.apply.results import Result, is_complete
from presetsync.apply.session import refreshed_plan
from presetsync.apply.world import World
from presetsync.errors import (
    ApiAuthError,
    ApiRefusedError,
    ApiThrottledError,
    ApiUnreachableError,
    UsageError,
)
from presetsync.presets.model import Preset
from presetsync.state.lock import Lock
from presetsync.state.receipts import Receipt
from tests.apply.playing import FakeApi, FakeLedger, Lost, applied, make_world, run
from tests.builders import CREATED, WORKSPACE, make_entry, make_lock, make_preset

A, B, C = make_preset("a"), make_preset("b"), make_preset("c")
NEW = [make_preset(slug, {"model": "m/new"}) for slug in "abc"]
THEIRS = make_preset("a", {"model": "m/theirs"})
SECOND = make_preset("a", {"model": "m/older"})
REFUSED = Refused(ApiRefusedError("the server answered 422", status=422))
AUTH = Refused(ApiAuthError("the server answered 401", status=401))


@dataclass
class Run:
    """What came of an apply: ``slug outcome`` and the version, in the order of the report."""

    results: tuple[Result, ...] = ()
    reported: list[str] = field(default_factory=list)

    @property
    def told(self) -> list[str]:
        return [tell(result) for result in self.results]

    def error(self, slug: str) -> str:
        return next(result.error for result in self.results if result.slug == slug)


def tell(result: Result) -> str:
    version = f" {result.version}" if result.version else ""
    return f"{result.slug} {result.outcome}{version}"


def apply(
    presets: Sequence[Preset],
    api: FakeApi,
    ledger: FakeLedger,
    meanwhile: Callable[[World], object] = lambda _: None,
    *,
    prune: bool = False,
    overwrite_drift: bool = False,
    **options: Any,
) -> Run:
    ended = Run()

    async def main() -> None:
        world = make_world(api, ledger, **options)
        plan = await refreshed_plan(
            presets, ledger.lock, world, prune=prune, overwrite_drift=overwrite_drift
        )
        meanwhile(world)
        ended.results = await execute(plan, world, lambda r: ended.reported.append(tell(r)))

    run(main())
    return ended


def test_every_change_has_its_result_once_in_slug_order() -> None:
    api, ledger = applied(A, B, C)
    ended = apply(NEW, api, ledger)
    assert ended.told == ["a applied 2", "b applied 2", "c applied 2"]
    assert sorted(ended.reported) == ended.told
    assert is_complete(ended.results)


def test_one_that_fails_stops_no_other() -> None:
    api, ledger = applied(A, B, C)
    api.will("push b", REFUSED)
    ended = apply(NEW, api, ledger)
    assert ended.told == ["a applied 2", "b failed", "c applied 2"]
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
def test_what_holds_for_all_stops_the_run(reply: object, error: str) -> None:
    api, ledger = applied(A, B, C)
    api.will("push b", reply)
    ended = apply(NEW, api, ledger, parallelism=1)
    assert ended.told == ["a applied 2", "b failed", "c not_attempted"]
    assert (ended.error("b"), ended.error("c")) == (error, f"the run was stopped: {error}")
    assert "push c" not in api.calls


def test_a_journal_that_cannot_be_written_stops_the_run() -> None:
    api, ledger = applied(A, B, C)
    ledger.fails_at = "+b"
    ended = apply(NEW, api, ledger, parallelism=1)
    assert ended.told == ["a applied 2", "b failed", "c not_attempted"]
    assert api.calls[-1] == "get b"


def test_a_reply_from_another_workspace_stops_the_run_before_anything_more_is_sent() -> None:
    api, ledger = FakeApi(workspace="workspace-2"), FakeLedger(Lock(WORKSPACE))
    ended = apply([A, B, C], api, ledger, parallelism=3)
    assert [call for call in api.calls if call.startswith("push")] == ["push a"]
    assert ended.told == ["a failed", "b not_attempted", "c not_attempted"]


def test_the_first_pushes_to_an_unconfirmed_workspace_go_one_by_one_and_then_together() -> None:
    api, ledger = FakeApi(), FakeLedger(Lock(WORKSPACE))
    assert apply([A, B, C], api, ledger, parallelism=3).told == [
        "a applied 1",
        "b applied 1",
        "c applied 1",
    ]


def test_an_interrupt_starts_nothing_new_and_finishes_what_is_under_way() -> None:
    api, ledger = applied(A, B, C)
    worlds: list[World] = []

    api.will("push b", lambda _: worlds[0].stop.set())
    ended = apply(NEW, api, ledger, worlds.append, parallelism=1)
    assert ended.told == ["a applied 2", "b applied 2", "c not_attempted"]
    assert ended.error("c") == "the run was interrupted"


def test_an_interrupt_between_look_and_push_sends_nothing() -> None:
    api, ledger = applied(A)
    worlds: list[World] = []
    api.will("get a", lambda _: worlds[0].stop.set())
    ended = apply([NEW[0]], api, ledger, worlds.append)
    assert (ended.told, ledger.records) == (["a not_attempted"], [])
    assert api.calls[-1] == "get a"


def test_409_is_looked_at_again_and_pushed_over_the_same_base() -> None:
    api, ledger = applied(A)
    api.will("push a", Contended("409: busy"))
    assert apply([NEW[0]], api, ledger).told == ["a applied 2"]
    assert [c for c in api.calls if not c.startswith("list")] == ["get a", "push a"] * 2


def test_409_because_of_another_version_is_a_conflict() -> None:
    def edited(api: FakeApi) -> Contended:
        api.has(THEIRS, 2)
        return Contended("409: busy")

    api, ledger = applied(A)
    api.will("push a", edited)
    ended = apply([NEW[0]], api, ledger)
    assert ended.told == ["a conflict"]
    assert api.calls.count("push a") == 1


def test_409_for_ever_is_told_with_the_servers_words() -> None:
    api = FakeApi()
    api.will("push a", *[Contended("409: Preset a is archived; restore it first")] * 9)
    ended = apply([A], api, FakeLedger())
    assert ended.told == ["a failed"]
    assert "Preset a is archived; restore it first" in ended.error("a")
    assert api.calls.count("push a") == 3


def test_a_server_that_never_stores_is_given_up() -> None:
    api, ledger = applied(A)
    api.will("push a", *[Unknown("the server answered 500")] * 9)
    ended = apply([NEW[0]], api, ledger)
    assert ended.error("a") == (
        "sent 3 times, and the server stored none of them: the server answered 500"
    )
    assert (api.calls.count("push a"), ledger.records) == (3, ["+a", "a=-"] * 3)


def test_a_rollback_while_a_lost_reply_is_resolved_is_not_overwritten() -> None:
    def rolled_back(api: FakeApi) -> Unknown:
        api.live["a"] = 1
        return Unknown("reset")

    api, _ = applied(A)
    api.has(SECOND, 2)
    ledger = FakeLedger(Lock(WORKSPACE, {"a": make_entry(SECOND, 2)}))
    api.will("push a", rolled_back)
    ended = apply([NEW[0]], api, ledger)
    assert ended.told == ["a conflict"]
    assert (api.live["a"], api.calls.count("push a")) == (1, 1)


def test_an_edit_during_a_long_pause_is_not_overwritten() -> None:
    def paused(api: FakeApi) -> Throttled:
        asyncio.get_running_loop().call_later(30, api.has, THEIRS, 2)
        return Throttled("429", 60.0)

    api, ledger = applied(A)
    api.will("push a", paused)
    ended = apply([NEW[0]], api, ledger)
    assert ended.told == ["a conflict"]
    assert api.calls.count("push a") == 1


def test_a_server_that_hardly_lets_anything_through_is_pushed_to_at_last() -> None:
    api, ledger = applied(A)
    api.will("push a", *[Throttled("429", 60.0)] * 9)
    assert apply([NEW[0]], api, ledger).told == ["a applied 2"]
    assert api.calls.count("push a") == 10


def test_an_edit_between_plan_and_push_is_a_conflict() -> None:
    api, ledger = applied(A)
    ended = apply([NEW[0]], api, ledger, lambda _: api.has(THEIRS, 2))
    assert ended.told == ["a conflict"]
    assert "push a" not in api.calls


def test_an_edit_between_look_and_push_is_told() -> None:
    api, ledger = applied(A)
    api.will("push a", lambda api: api.has(THEIRS, 2))
    ended = apply([NEW[0]], api, ledger)
    assert ended.told == ["a conflict 3"]
    assert ended.error("a").startswith("stored as version 3, on top of version 2, which somebody")
    assert ledger.lock.presets["a"].version == 3


def test_a_rollback_before_the_push_is_not_taken_for_an_edit() -> None:
    api, ledger = applied(A)
    api.has(THEIRS, 2)
    api.live["a"] = 1
    ended = apply([NEW[0]], api, ledger)
    assert ended.told == ["a applied 3"]


def test_an_edit_while_a_rollback_is_looked_into_is_a_conflict() -> None:
    api, ledger = applied(A)
    api.has(SECOND, 2)
    api.live["a"] = 1
    api.will("versions a", lambda api: api.has(THEIRS, 3))
    ended = apply([NEW[0]], api, ledger)
    assert ended.told == ["a conflict"]
    assert "push a" not in api.calls


def test_a_preset_that_was_only_renamed_is_looked_at_once() -> None:
    api, ledger = applied(A)
    api.updated_at["a"] = "later"
    ended = apply([NEW[0]], api, ledger)
    assert ended.told == ["a applied 2"]
    assert [c for c in api.calls if not c.startswith("list")] == ["get a", "versions a 0", "push a"]


def test_a_rollback_that_the_server_does_not_tell_of_is_taken_for_an_edit_and_told() -> None:
    api, ledger = applied(A)
    api.has(THEIRS, 2)
    api.live["a"], api.updated_at["a"] = 1, CREATED
    ended = apply([NEW[0]], api, ledger)
    assert ended.told == ["a conflict 3"]
    assert (api.live["a"], ledger.lock.presets["a"].version) == (3, 3)
    assert apply([NEW[0]], api, ledger).told == []


def test_our_own_version_is_not_taken_for_an_edit_where_the_lock_knows_it() -> None:
    api, ledger = applied(A)
    api.has(SECOND, 2)
    ledger.lock = Lock(WORKSPACE, {"a": make_entry(SECOND, 2)})
    api.live["a"], api.updated_at["a"] = 1, CREATED
    ended = apply([NEW[0]], api, ledger, overwrite_drift=True)
    assert ended.told == ["a applied 3"]


def test_a_lock_with_a_number_that_the_server_never_had_repeats_nothing() -> None:
    api, ledger = applied(A)
    ledger.lock = Lock(WORKSPACE, {"a": make_entry(A, 7)})
    ended = apply([NEW[0]], api, ledger, overwrite_drift=True)
    assert (ended.told, api.calls.count("push a")) == (["a applied 2"], 1)


def test_what_was_stored_before_a_rollback_is_not_taken_for_ours() -> None:
    api, ledger = applied(A)
    api.has(NEW[0], 2)
    api.live["a"] = 1
    api.will("push a", Unknown("500"))
    ended = apply([NEW[0]], api, ledger)
    assert ended.told == ["a applied 3"]


def test_a_lost_reply_is_applied_once_its_version_is_seen_to_be_live() -> None:
    api, ledger = applied(A)
    api.will("push a", Lost())
    ended = apply([NEW[0]], api, ledger)
    assert ended.told == ["a applied 2"]
    assert ledger.records == ["+a", "a=2"]
    assert api.calls[-1] == "get a"


def test_a_create_whose_reply_is_lost_tells_the_workspace() -> None:
    api, ledger = FakeApi(), FakeLedger()
    api.will("push a", Lost())
    assert apply([A], api, ledger).told == ["a applied 1"]
    assert ledger.workspace_id == WORKSPACE


def test_an_edit_over_a_lost_reply_is_a_conflict_and_ours_is_in_the_lock() -> None:
    def stored_then_edited(api: FakeApi) -> Unknown:
        api.has(NEW[0], 2)
        api.has(THEIRS, 3)
        return Unknown("reset")

    api, ledger = applied(A)
    api.will("push a", stored_then_edited)
    ended = apply([NEW[0]], api, ledger)
    assert ended.told == ["a conflict 2"]
    assert ended.error("a") == "stored as version 2, but another one is live now"
    assert ledger.records == ["+a", "a=2"]


def test_somebody_elses_version_instead_of_ours_is_a_conflict() -> None:
    def edited(api: FakeApi) -> Unknown:
        api.has(THEIRS, 2)
        return Unknown("reset")

    api, ledger = applied(A)
    api.will("push a", edited)
    ended = apply([NEW[0]], api, ledger)
    assert ended.told == ["a conflict"]
    assert ledger.records == ["+a", "a=-"]


def test_what_other_receipts_teach_in_the_same_run_tells_ours() -> None:
    api = FakeApi(makes=lambda config: config | {"route": "fallback"})
    ledger = FakeLedger()
    api.will("push a", Lost())
    ended = apply([A, B], api, ledger, parallelism=1)
    assert ended.told == ["a applied 1", "b applied 1"]


def test_a_check_that_fails_is_told_as_stored() -> None:
    api, ledger = applied(A)
    failure = ApiUnreachableError("the server answered 500")
    api.will("push a", Lost())
    # One look before the push, one to resolve it, and then no more.
    api.will("get a", None, None, failure, failure, failure, failure)
    ended = apply([NEW[0]], api, ledger)
    assert ended.told == ["a failed"]
    assert ended.error("a") == (
        "stored as version 2, but not seen to be live: the server answered 500"
    )
    assert ledger.records == ["+a", "a=2"]


def test_what_the_server_did_not_keep_fails_where_that_is_asked_for() -> None:
    api, ledger = applied(A)
    api.makes = lambda _config: {}
    ended = apply([NEW[0]], api, ledger, on_dropped="error")
    assert ended.told == ["a failed 2"]
    assert ended.error("a") == "stored, but the server did not keep /model"
    assert ledger.lock.presets["a"].version == 2


def test_what_is_live_already_is_adopted() -> None:
    api, ledger = applied(A)
    api.has(A, 2)
    api.has(B)
    ended = apply([A, B], api, ledger)
    assert ended.told == ["a adopted 2", "b adopted 1"]
    assert ledger.records == ["a=2", "b=1"]


def test_what_needs_a_decision_is_a_conflict_and_nothing_is_sent() -> None:
    api, ledger = applied(A)
    api.has(THEIRS, 2)
    api.has(make_preset("b", {"model": "m/theirs"}))
    ended = apply([A, B], api, ledger)
    assert ended.told == ["a conflict", "b conflict"]
    assert ended.error("a") == (
        "the server has version 2 live, and version 1 was applied from here"
    )
    assert ended.error("b") == "the server has version 1 of it, which was not applied from here"
    assert ledger.records == []


def test_drift_is_overwritten_where_that_is_asked_for_and_only_the_version_that_was_shown() -> None:
    api, ledger = applied(A)
    api.has(THEIRS, 2)
    assert apply([A], api, ledger, overwrite_drift=True).told == ["a applied 3"]
    api.has(THEIRS, 4)
    again = apply([A], api, ledger, lambda _: api.has(THEIRS, 5), overwrite_drift=True)
    assert again.told == ["a conflict"]


def test_a_preset_without_a_file_is_archived_where_that_is_asked_for() -> None:
    api, ledger = applied(A, B)
    assert apply([A], api, ledger, prune=True).told == ["b archived 1"]
    assert ledger.records == ["+b", "b=1!"]
    assert api.archived == {"b"}


def test_one_that_is_archived_already_is_recorded() -> None:
    api, ledger = applied(A, B)
    api.archived.add("b")
    assert apply([A], api, ledger, prune=True).told == ["b archived 1"]
    assert "archive b" not in api.calls


def test_one_that_was_edited_is_not_archived_unasked() -> None:
    api, ledger = applied(A)
    api.has(THEIRS, 2)
    ended = apply([], api, ledger, prune=True)
    assert ended.told == ["a conflict"]
    assert apply([], api, ledger, prune=True, overwrite_drift=True).told == ["a archived 1"]


def test_one_that_is_edited_after_the_plan_is_not_archived() -> None:
    api, ledger = applied(A)
    ended = apply([], api, ledger, lambda _: api.has(THEIRS, 2), prune=True)
    assert ended.told == ["a conflict"]
    assert api.archived == set()


def test_an_archived_preset_comes_back_with_its_file() -> None:
    api, ledger = applied(A, B)
    api.archived |= {"a", "b"}
    archived = {slug: replace(e, archived=True) for slug, e in ledger.lock.presets.items()}
    ledger.lock = Lock(WORKSPACE, archived)
    ended = apply([A, NEW[1]], api, ledger)
    assert ended.told == ["a restored 1", "b applied 2"]
    assert not ledger.lock.presets["a"].archived


def test_an_interrupt_after_a_restore_is_no_preset_that_was_not_attempted() -> None:
    api, ledger = applied(A)
    api.archived.add("a")
    ledger.lock = Lock(WORKSPACE, {"a": make_entry(A, archived=True)})
    worlds: list[World] = []
    api.will("get a", None, lambda _: worlds[0].stop.set())
    ended = apply([NEW[0]], api, ledger, worlds.append)
    assert (ended.told, api.archived) == (["a failed"], set())
    assert ended.error("a") == (
        "restored, but not brought up to date with its file: the run was interrupted"
    )
    assert apply([NEW[0]], api, ledger).told == ["a applied 2"]


def test_an_archived_preset_that_somebody_edited_is_a_conflict() -> None:
    api, ledger = applied(A)
    api.archived.add("a")
    ledger.lock = Lock(WORKSPACE, {"a": make_entry(A, archived=True)})

    def edited(api: FakeApi) -> None:
        api.has(THEIRS, 2)

    api.will("restore a", edited)
    assert apply([A], api, ledger).told == ["a conflict"]


def test_without_a_management_key_nothing_is_sent_that_needs_it_for_a_part() -> None:
    api, ledger = applied(A, B)
    api.can_manage = False
    with pytest.raises(UsageError, match="management key"):
        apply([NEW[0]], api, ledger, prune=True)
    assert ledger.records == []
    assert apply([NEW[0]], api, ledger).told == ["a applied 2"]


def test_path_and_protection_of_unchanged_presets_are_recorded_without_a_request() -> None:
    api, ledger = applied(A)
    moved = replace(A, path="presets/moved.yaml", protect=True)
    assert apply([moved], api, ledger).told == []
    entry = ledger.lock.presets["a"]
    assert (entry.path, entry.protect, ledger.records) == ("presets/moved.yaml", True, ["a=1"])


def test_throttling_is_no_failure() -> None:
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


def test_settled_results_survive_a_ledger_that_fails() -> None:
    api, ledger = applied(A)
    ledger.fails_at = "a=2"
    api.will("push a", Lost())
    ended = apply([NEW[0]], api, ledger)
    assert ended.told == ["a failed"]
    assert ended.error("a").startswith("stored as version 2, but the journal cannot be written")


def test_a_lock_of_nothing_is_fine() -> None:
    assert apply([], FakeApi(), FakeLedger(make_lock())).told == []


def test_waiting_for_a_place_can_be_given_up() -> None:
    from presetsync.apply.places import Places

    async def main() -> list[str]:
        places, held = Places(1), []

        async def hold(name: str, seconds: float) -> None:
            async with places.place():
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


def test_a_refused_archive_leaves_nothing_open() -> None:
    api, ledger = applied(A)
    api.will("archive a", ApiRefusedError("the server answered 409: disabled", status=409))
    ended = apply([], api, ledger, prune=True)
    assert (ended.told, ledger.records) == (["a failed"], ["+a", "a=-"])


def test_an_archive_that_got_no_answer_stays_in_the_journal() -> None:
    api, ledger = applied(A)
    api.will("archive a", *[ApiUnreachableError("the server answered 500")] * 4)
    ended = apply([], api, ledger, prune=True)
    assert (ended.told, ledger.records) == (["a failed"], ["+a"])


def test_what_cannot_be_found_out_in_the_end_stays_in_the_journal() -> None:
    def edited(api: FakeApi) -> Unknown:
        api.has(THEIRS, 2)
        return Unknown("reset")

    api, ledger = applied(A)
    api.will("push a", edited)
    # One look before the push, four to resolve it, and then no more.
    failure = ApiUnreachableError("the server answered 500")
    api.will("get a", *[None] * 5, failure, failure, failure, failure)
    ended = apply([NEW[0]], api, ledger)
    assert (ended.told, ledger.records) == (["a failed"], ["+a"])
    assert ended.error("a") == (
        "whether it was stored is not known: the reply was lost; then the server answered 500"
    )
