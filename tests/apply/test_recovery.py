"""Recovery, the rebuilding of a lost lock, and fetching presets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from presetsync.apply.rebuild import rebuild
from presetsync.apply.recovery import recover
from presetsync.apply.resolution import Resolution
from presetsync.errors import ApiUnreachableError, WrongWorkspaceError
from presetsync.plan.live import current_status, refreshed_plan
from presetsync.presets.model import Preset
from presetsync.remote.refresh import fetch_presets
from presetsync.state.journal import Intent
from presetsync.state.lock import Lock, LockEntry
from presetsync.state.receipt import Receipt
from tests.builders import WORKSPACE, make_entry, make_intent, make_lock, make_preset
from tests.fake_api import FakeApi
from tests.fakes import FakeLedger, applied, make_context, run

A, B = make_preset("a"), make_preset("b")
NEW = make_preset("a", {"model": "m/new"})
THEIRS = make_preset("a", {"model": "m/theirs"})


def recovered(intents: Sequence[Intent], api: FakeApi, ledger: FakeLedger) -> list[str]:
    told: list[str] = []

    def report(slug: str, resolution: Resolution) -> None:
        told.append(f"{slug} {type(resolution).__name__}")

    async def main() -> None:
        await recover(intents, ledger.lock, make_context(api, ledger), report)

    run(main())
    return told


def test_nothing_open_is_nothing_to_ask() -> None:
    api = FakeApi()
    assert recovered([], api, FakeLedger()) == []
    assert api.calls == []


def test_what_was_stored_before_the_crash_is_recorded() -> None:
    api, ledger = applied(A)
    api.has(NEW, 2)
    assert recovered([make_intent(NEW, 1)], api, ledger) == ["a OurVersion"]
    assert ledger.records == ["a=2"]


def test_what_was_not_stored_is_no_longer_open() -> None:
    api, ledger = applied(A)
    assert recovered([make_intent(NEW, 1)], api, ledger) == ["a NotStored"]
    assert ledger.records == ["a=-"]


def test_what_somebody_else_stored_is_not_ours() -> None:
    api, ledger = applied(A)
    api.has(THEIRS, 2)
    assert recovered([make_intent(NEW, 1)], api, ledger) == ["a OtherVersions"]
    assert ledger.records == ["a=-"]


def test_several_wait_for_the_server_to_settle_together() -> None:
    async def main() -> float:
        api, ledger = applied(A, B)
        context = make_context(api, ledger, parallelism=8)
        await recover([make_intent(NEW, 1), make_intent(B, 1)], ledger.lock, context)
        return context.session.clock.now()

    assert run(main()) == 12.0


def test_a_newer_lock_from_git_wins() -> None:
    api = FakeApi()
    for number, preset in ((1, A), (2, NEW), (3, A)):
        api.has(preset, number)
    ledger = FakeLedger(Lock(WORKSPACE, {"a": make_entry(A, 3)}))
    recovered([make_intent(NEW, 1)], api, ledger)
    assert ledger.lock.presets["a"].version == 3


def test_another_workspaces_key_gives_nothing_up() -> None:
    api, ledger = applied(B)
    api.workspace = "workspace-2"
    with pytest.raises(WrongWorkspaceError):
        recovered([make_intent(NEW, 1)], api, ledger)
    assert ledger.records == []


def test_a_server_that_does_not_answer_gives_nothing_up() -> None:
    api, ledger = applied(A)
    api.will("get a", *[ApiUnreachableError("500")] * 4)
    with pytest.raises(ApiUnreachableError):
        recovered([make_intent(NEW, 1)], api, ledger)
    assert ledger.records == []


@pytest.mark.parametrize(("is_archived", "record"), [(True, "a=1!"), (False, "a=-")])
def test_an_archive_that_was_cut_off_is_looked_up(
    is_archived: bool,  # noqa: FBT001 - a column of the table
    record: str,
) -> None:
    api, ledger = applied(A)
    if is_archived:
        api.archived.add("a")
    intent = make_intent(A, 1, "archive")
    assert recovered([intent], api, ledger) == []
    assert ledger.records == [record]


def test_an_archive_of_what_the_lock_does_not_know_is_dropped() -> None:
    api, ledger = applied(A)
    recovered([make_intent(A, 1, "archive")], api, ledger)
    assert ledger.records == ["a=-"]
    other = FakeLedger()
    recovered([make_intent(A, 1, "archive")], api, other)
    assert other.records == ["a=-"]


def rebuilt(presets: Sequence[Preset], api: FakeApi, lock: Lock) -> dict[str, int | None]:
    async def main() -> dict[str, LockEntry | None]:
        return await rebuild(presets, lock, make_context(api, FakeLedger(lock)))

    return {slug: entry.version if entry else None for slug, entry in run(main()).items()}


def test_a_lost_lock_is_made_of_what_is_live() -> None:
    api, _ = applied(A, B)
    assert rebuilt([A, B], api, Lock()) == {"a": 1, "b": 1}


def test_where_something_else_is_live_the_newest_that_says_it_is_taken() -> None:
    api = FakeApi()
    for number, preset in enumerate((A, THEIRS, A, THEIRS), 1):
        api.has(preset, number)
    assert rebuilt([A], api, Lock()) == {"a": 3}


def test_what_no_version_says_is_left_out() -> None:
    api, _ = applied(A)
    assert rebuilt([NEW, B], api, Lock()) == {"a": None, "b": None}


def test_what_the_lock_had_stays_where_the_server_has_it() -> None:
    api, _ = applied(A)
    assert rebuilt([NEW], api, make_lock(A)) == {"a": 1}
    assert rebuilt([NEW], api, Lock(None, {"a": make_entry(A, 7)})) == {"a": None}


def test_an_archived_preset_stays_archived() -> None:
    api = FakeApi()
    archived = Lock(None, {"a": make_entry(A, archived=True)})
    assert rebuilt([A], api, archived) == {"a": 1}
    assert rebuilt([A], api, make_lock(A)) == {"a": None}


def test_what_the_server_is_known_to_drop_does_not_matter() -> None:
    api, _ = applied(A)
    sent = make_preset("a", {"model": "m/one", "route": "x"})
    known = Lock(None, {"a": make_entry(sent, receipt=Receipt(("/route",)))})
    assert rebuilt([sent], api, known) == {"a": 1}
    assert rebuilt([sent], api, Lock()) == {"a": None}


def test_fetching_what_is_as_expected_is_one_request() -> None:
    api, ledger = applied(*(make_preset(f"p{number}") for number in range(50)))

    async def main() -> None:
        expected = {slug: entry.version_id for slug, entry in ledger.lock.presets.items()}
        found = await fetch_presets(expected, make_context(api, ledger).session)
        assert found.keys() == expected.keys()

    run(main())
    assert api.calls == ["list 0"]


def test_fetching_nothing_asks_nothing() -> None:
    api = FakeApi()

    async def main() -> None:
        assert await fetch_presets({}, make_context(api).session) == {}

    run(main())
    assert api.calls == []


def test_fetching_reads_all_pages_where_that_is_less() -> None:
    many = [make_preset(f"p{number:03}") for number in range(250)]
    api, ledger = applied(*many)

    async def main() -> None:
        expected = {slug: entry.version_id for slug, entry in ledger.lock.presets.items()}
        await fetch_presets(expected, make_context(api, ledger).session)

    run(main())
    assert sorted(api.calls) == ["list 0", "list 100", "list 200"]


def test_fetching_what_is_new_asks_for_no_page_in_advance() -> None:
    api = FakeApi()

    async def main() -> None:
        new = {f"p{number:03}": None for number in range(250)}
        assert await fetch_presets(new, make_context(api).session) == new

    run(main())
    assert api.calls == ["list 0"]


def test_fetching_reads_on_where_there_are_more_than_were_seen_before() -> None:
    many = [make_preset(f"p{number:03}") for number in range(450)]
    api, ledger = applied(*many)

    async def main() -> None:
        known = {slug: entry.version_id for slug, entry in ledger.lock.presets.items()}
        oldest = [*known][:150]
        found = await fetch_presets(
            {slug: known[slug] for slug in oldest}, make_context(api, ledger).session
        )
        assert [*found] == oldest

    run(main())
    assert sorted(api.calls) == [f"list {offset}" for offset in (0, 100, 200, 300, 400)]


def test_fetching_few_presets_in_a_large_workspace_asks_for_those() -> None:
    many = [make_preset(f"p{number:03}") for number in range(250)]
    api, ledger = applied(*many)

    async def main() -> None:
        found = await fetch_presets(
            {"p020": "p020-v1", "new": None}, make_context(api, ledger).session
        )
        assert found["new"] is None

    run(main())
    assert sorted(api.calls) == ["get new", "get p020", "list 0"]


def test_a_plan_shows_what_was_applied_beside_what_is_live() -> None:
    api, ledger = applied(A, B)
    api.has(THEIRS, 2)

    async def main() -> None:
        plan = await refreshed_plan([A, B], ledger.lock, make_context(api, ledger).session)
        applied_a, applied_b = (change.applied for change in plan.changes)
        assert applied_a
        assert (applied_a.version, applied_b) == (1, None)

    run(main())


def test_a_version_that_the_server_has_forgotten_is_shown_from_the_lock() -> None:
    api, ledger = applied(A)
    api.versions["a"].clear()
    api.has(THEIRS, 2)

    async def main() -> None:
        [status] = await current_status(ledger.lock, make_context(api, ledger).session)
        assert (status.status, status.applied) == ("drifted", None)
        assert await current_status(ledger.lock, make_context(api, ledger).session, ["b"]) == ()

    run(main())


def test_a_preset_archived_from_here_is_no_drift() -> None:
    api, ledger = applied(A)
    api.archived.add("a")
    lock = Lock(WORKSPACE, {"a": replace(ledger.lock.presets["a"], archived=True)})

    async def main() -> None:
        [status] = await current_status(lock, make_context(api, ledger).session)
        assert status.status == "archived"

    run(main())
