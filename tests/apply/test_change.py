"""One change that is pushed or adopted, whatever meets it: edits, rollbacks, lost replies."""

from __future__ import annotations

import asyncio

import pytest

from presetsync.api.push_replies import Contended, Throttled, Unknown
from presetsync.apply.change import carry_out
from presetsync.errors import ApiUnreachableError
from presetsync.plan.model import Action, Change
from presetsync.state.lock import Lock
from tests.apply.runs import apply
from tests.builders import CREATED, WORKSPACE, make_entry, make_preset
from tests.fake_api import FakeApi, Lost
from tests.fakes import FakeLedger, applied, make_context, run

A, B = make_preset("a"), make_preset("b")
NEW = make_preset("a", {"model": "m/new"})
THEIRS = make_preset("a", {"model": "m/theirs"})
SECOND = make_preset("a", {"model": "m/older"})


def test_409_is_retried_over_the_same_base() -> None:
    api, ledger = applied(A)
    api.will("push a", Contended("409: busy"))
    assert apply([NEW], api, ledger).outcomes == ["a applied 2"]
    assert [c for c in api.calls if not c.startswith("list")] == ["get a", "push a"] * 2


def test_409_with_another_version_live_is_a_conflict() -> None:
    def edited(api: FakeApi) -> Contended:
        api.has(THEIRS, 2)
        return Contended("409: busy")

    api, ledger = applied(A)
    api.will("push a", edited)
    ended = apply([NEW], api, ledger)
    assert ended.outcomes == ["a conflict"]
    assert api.calls.count("push a") == 1


def test_a_409_that_never_ends_is_reported_in_the_words_of_the_server() -> None:
    api = FakeApi()
    api.will("push a", *[Contended("409: Preset a is archived; restore it first")] * 9)
    ended = apply([A], api, FakeLedger())
    assert ended.outcomes == ["a failed"]
    assert "Preset a is archived; restore it first" in ended.error("a")
    assert api.calls.count("push a") == 3


def test_pushes_that_are_never_stored_fail() -> None:
    api, ledger = applied(A)
    api.will("push a", *[Unknown("the server answered 500")] * 9)
    ended = apply([NEW], api, ledger)
    assert ended.error("a") == (
        "sent 3 times, but the server stored nothing: the server answered 500"
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
    ended = apply([NEW], api, ledger)
    assert ended.outcomes == ["a conflict"]
    assert (api.live["a"], api.calls.count("push a")) == (1, 1)


def test_an_edit_during_a_long_pause_is_not_overwritten() -> None:
    def paused(api: FakeApi) -> Throttled:
        asyncio.get_running_loop().call_later(30, api.has, THEIRS, 2)
        return Throttled("429", 60.0)

    api, ledger = applied(A)
    api.will("push a", paused)
    ended = apply([NEW], api, ledger)
    assert ended.outcomes == ["a conflict"]
    assert api.calls.count("push a") == 1


def test_a_body_stored_despite_429_is_applied_once() -> None:
    api, ledger = applied(A)
    api.will("push a", *[Lost(Throttled("429"))] * 6)
    ended = apply([NEW], api, ledger)
    assert ended.outcomes == ["a applied 2"]
    assert (api.calls.count("push a"), len(api.versions["a"])) == (1, 2)
    assert ledger.records == ["+a", "a=2"]


def test_a_new_preset_stored_despite_429_is_applied_once() -> None:
    api = FakeApi()
    api.will("push a", Lost(Throttled("429", 20.0)))
    assert apply([A], api, FakeLedger()).outcomes == ["a applied 1"]
    assert api.calls.count("push a") == 1


def test_429_is_followed_by_a_get_and_then_by_the_same_push() -> None:
    api, ledger = applied(A)
    api.will("push a", Throttled("429"))
    assert apply([NEW], api, ledger).outcomes == ["a applied 2"]
    assert [c for c in api.calls if not c.startswith("list")] == ["get a", "push a"] * 2
    assert ledger.records == ["+a", "a=-", "+a", "a=2"]


def test_an_edit_over_a_body_stored_despite_429_is_a_conflict() -> None:
    def edited(api: FakeApi) -> Throttled:
        api.store("a", NEW.skin, NEW.body)
        api.has(THEIRS, 3)
        return Throttled("429")

    api, ledger = applied(A)
    api.will("push a", edited)
    ended = apply([NEW], api, ledger)
    assert ended.outcomes == ["a conflict 2"]
    assert ended.error("a") == "stored as version 2, but another version is live now"
    assert api.calls.count("push a") == 1


def test_a_429_that_cannot_be_checked_is_left_to_the_next_run() -> None:
    api, ledger = applied(A)

    def broken(api: FakeApi) -> Throttled:
        api.will("get a", *[ApiUnreachableError("the server answered 503")] * 4)
        return Throttled("429: slow down")

    api.will("push a", broken)
    ended = apply([NEW], api, ledger)
    assert ended.outcomes == ["a failed"]
    assert ended.error("a") == (
        "could not find out whether it was stored: the server answered 429: slow down; "
        "then the server answered 503"
    )
    assert ledger.records == ["+a"]


def test_a_disabled_preset_is_sent_once_and_reported_as_disabled() -> None:
    api, ledger = applied(A)
    api.disabled.add("a")
    ended = apply([NEW], api, ledger)
    assert ended.outcomes == ["a failed"]
    assert ended.error("a") == "disabled on the server, which did not store the push"
    assert api.calls.count("push a") == 1
    assert ledger.records == ["+a", "a=-"]


def test_refetches_of_an_old_base_are_bounded() -> None:
    api, ledger = applied(A)
    api.will("push a", *[Throttled("429", 60.0)] * 9)
    assert apply([NEW], api, ledger).outcomes == ["a applied 2"]
    assert api.calls.count("push a") == 10


def test_an_edit_between_plan_and_push_is_a_conflict() -> None:
    api, ledger = applied(A)
    ended = apply([NEW], api, ledger, lambda _: api.has(THEIRS, 2))
    assert ended.outcomes == ["a conflict"]
    assert "push a" not in api.calls


def test_an_edit_between_get_and_push_is_reported() -> None:
    api, ledger = applied(A)
    api.will("push a", lambda api: api.has(THEIRS, 2))
    ended = apply([NEW], api, ledger)
    assert ended.outcomes == ["a conflict 3"]
    assert ended.error("a").startswith("stored as version 3, on top of version 2, which this run")
    assert ledger.lock.presets["a"].version == 3


def test_a_rollback_before_the_push_is_not_mistaken_for_an_edit() -> None:
    api, ledger = applied(A)
    api.has(THEIRS, 2)
    api.live["a"] = 1
    ended = apply([NEW], api, ledger)
    assert ended.outcomes == ["a applied 3"]


def test_an_edit_while_versions_are_read_is_a_conflict() -> None:
    api, ledger = applied(A)
    api.has(SECOND, 2)
    api.live["a"] = 1
    api.will("versions a", lambda api: api.has(THEIRS, 3))
    ended = apply([NEW], api, ledger)
    assert ended.outcomes == ["a conflict"]
    assert "push a" not in api.calls


def test_a_renamed_preset_is_fetched_once() -> None:
    api, ledger = applied(A)
    api.updated_at["a"] = "later"
    ended = apply([NEW], api, ledger)
    assert ended.outcomes == ["a applied 2"]
    assert [c for c in api.calls if not c.startswith("list")] == ["get a", "versions a 0", "push a"]


def test_a_rollback_that_the_server_does_not_show_is_reported_as_an_edit() -> None:
    api, ledger = applied(A)
    api.has(THEIRS, 2)
    api.live["a"], api.updated_at["a"] = 1, CREATED
    ended = apply([NEW], api, ledger)
    assert ended.outcomes == ["a conflict 3"]
    assert (api.live["a"], ledger.lock.presets["a"].version) == (3, 3)
    assert apply([NEW], api, ledger).outcomes == []


def test_a_version_in_the_lock_is_not_mistaken_for_an_edit() -> None:
    api, ledger = applied(A)
    api.has(SECOND, 2)
    ledger.lock = Lock(WORKSPACE, {"a": make_entry(SECOND, 2)})
    api.live["a"], api.updated_at["a"] = 1, CREATED
    ended = apply([NEW], api, ledger, overwrite_drift=True)
    assert ended.outcomes == ["a applied 3"]


def test_an_unknown_version_number_in_the_lock_repeats_no_push() -> None:
    api, ledger = applied(A)
    ledger.lock = Lock(WORKSPACE, {"a": make_entry(A, 7)})
    ended = apply([NEW], api, ledger, overwrite_drift=True)
    assert (ended.outcomes, api.calls.count("push a")) == (["a applied 2"], 1)


def test_an_older_version_with_the_same_content_is_not_ours() -> None:
    api, ledger = applied(A)
    api.has(NEW, 2)
    api.live["a"] = 1
    api.will("push a", Unknown("500"))
    ended = apply([NEW], api, ledger)
    assert ended.outcomes == ["a applied 3"]


def test_a_lost_reply_is_applied_once_its_version_is_live() -> None:
    api, ledger = applied(A)
    api.will("push a", Lost())
    ended = apply([NEW], api, ledger)
    assert ended.outcomes == ["a applied 2"]
    assert ledger.records == ["+a", "a=2"]
    assert api.calls[-1] == "get a"


def test_a_create_whose_reply_is_lost_still_learns_the_workspace() -> None:
    api, ledger = FakeApi(), FakeLedger()
    api.will("push a", Lost())
    assert apply([A], api, ledger).outcomes == ["a applied 1"]
    assert ledger.workspace_id == WORKSPACE


def test_an_edit_over_a_lost_reply_is_a_conflict_and_our_version_is_in_the_lock() -> None:
    def stored_then_edited(api: FakeApi) -> Unknown:
        api.has(NEW, 2)
        api.has(THEIRS, 3)
        return Unknown("reset")

    api, ledger = applied(A)
    api.will("push a", stored_then_edited)
    ended = apply([NEW], api, ledger)
    assert ended.outcomes == ["a conflict 2"]
    assert ended.error("a") == "stored as version 2, but another version is live now"
    assert ledger.records == ["+a", "a=2"]


def test_another_clients_version_instead_of_ours_is_a_conflict() -> None:
    def edited(api: FakeApi) -> Unknown:
        api.has(THEIRS, 2)
        return Unknown("reset")

    api, ledger = applied(A)
    api.will("push a", edited)
    ended = apply([NEW], api, ledger)
    assert ended.outcomes == ["a conflict"]
    assert ledger.records == ["+a", "a=-"]


def test_other_receipts_of_the_same_run_identify_our_version() -> None:
    api = FakeApi(makes=lambda config: config | {"route": "fallback"})
    ledger = FakeLedger()
    api.will("push a", Lost())
    ended = apply([A, B], api, ledger, parallelism=1)
    assert ended.outcomes == ["a applied 1", "b applied 1"]


def test_a_push_whose_check_fails_is_reported_as_stored() -> None:
    api, ledger = applied(A)
    failure = ApiUnreachableError("the server answered 500")
    api.will("push a", Lost())
    # One fetch before the push, one to resolve it; the next ones fail.
    api.will("get a", None, None, failure, failure, failure, failure)
    ended = apply([NEW], api, ledger)
    assert ended.outcomes == ["a failed"]
    assert ended.error("a") == (
        "stored as version 2, but could not check that it is live: the server answered 500"
    )
    assert ledger.records == ["+a", "a=2"]


def test_dropped_fields_fail_with_on_dropped_error() -> None:
    api, ledger = applied(A)
    api.makes = lambda _config: {}
    ended = apply([NEW], api, ledger, on_dropped="error")
    assert ended.outcomes == ["a failed 2"]
    assert ended.error("a") == "stored, but the server did not keep /model"
    assert ledger.lock.presets["a"].version == 2


def test_content_that_is_already_live_is_adopted() -> None:
    api, ledger = applied(A)
    api.has(A, 2)
    api.has(B)
    ended = apply([A, B], api, ledger)
    assert ended.outcomes == ["a adopted 2", "b adopted 1"]
    assert ledger.records == ["a=2", "b=1"]


def test_blocked_changes_are_conflicts_and_send_nothing() -> None:
    api, ledger = applied(A)
    api.has(THEIRS, 2)
    api.has(make_preset("b", {"model": "m/theirs"}))
    ended = apply([A, B], api, ledger)
    assert ended.outcomes == ["a conflict", "b conflict"]
    assert ended.error("a") == (
        "version 2 is live on the server, but version 1 was applied from here"
    )
    assert ended.error("b") == ("version 1 is live on the server, and was not applied from here")
    assert [
        result.hint.partition(" to import it into the file")[0] for result in ended.results
    ] == [
        "run presetsync import a",
        "run presetsync import --take server b",
    ]
    assert ledger.records == []


def test_a_blocked_change_names_the_version_that_the_live_one_repeats() -> None:
    api, ledger = applied(A)
    api.has(THEIRS, 2)
    api.has(make_preset("a", {"model": "m/other"}), 3)
    api.has(THEIRS, 4)

    ended = apply([A], api, ledger)

    assert ended.error("a") == (
        "version 4 is live on the server, with the content of version 2, "
        "but version 1 was applied from here"
    )


def test_overwrite_drift_covers_only_the_version_that_the_plan_showed() -> None:
    api, ledger = applied(A)
    api.has(THEIRS, 2)
    assert apply([A], api, ledger, overwrite_drift=True).outcomes == ["a applied 3"]
    api.has(THEIRS, 4)
    again = apply([A], api, ledger, lambda _: api.has(THEIRS, 5), overwrite_drift=True)
    assert again.outcomes == ["a conflict"]


def test_a_push_that_cannot_be_settled_stays_in_the_journal() -> None:
    def edited(api: FakeApi) -> Unknown:
        api.has(THEIRS, 2)
        return Unknown("reset")

    api, ledger = applied(A)
    api.will("push a", edited)
    # One fetch before the push, four to resolve it; the next ones fail.
    failure = ApiUnreachableError("the server answered 500")
    api.will("get a", *[None] * 5, failure, failure, failure, failure)
    ended = apply([NEW], api, ledger)
    assert (ended.outcomes, ledger.records) == (["a failed"], ["+a"])
    assert ended.error("a") == (
        "could not find out whether it was stored: the reply was lost; then the server answered 500"
    )


def test_a_change_needs_a_file_or_a_lock_entry() -> None:
    change = Change("a", Action.ARCHIVE, "messages", "presets/a.yaml", None, None, None)

    async def main() -> None:
        await carry_out(change, make_context())

    with pytest.raises(ValueError, match="a has neither a file nor a lock entry"):
        run(main())
