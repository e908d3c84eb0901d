"""Plans and statuses with the server's presets."""

from __future__ import annotations

from dataclasses import replace

import pytest

from presetsync.errors import ApiNotFoundError, ApiRefusedError
from presetsync.plan.live import current_status, refreshed_plan
from presetsync.plan.planner import PlanOptions
from presetsync.presets.model import Preset
from presetsync.state.lock import Lock
from presetsync.state.snapshot import snapshot_of
from tests.builders import WORKSPACE, make_preset
from tests.fakes import applied, make_context, run

A, B = make_preset("a"), make_preset("b")
NEW = make_preset("a", {"model": "m/new"})
THEIRS = make_preset("a", {"model": "m/theirs"})


def test_a_drifted_change_has_the_applied_and_the_live_version() -> None:
    api, ledger = applied(A, B)
    api.has(THEIRS, 2)

    async def main() -> None:
        plan = await refreshed_plan([A, B], ledger.lock, make_context(api, ledger).session)
        applied_a, applied_b = (change.applied for change in plan.changes)
        assert applied_a
        assert (applied_a.version, applied_b) == (1, None)

    run(main())


def test_a_change_restores_the_newest_older_version_that_says_what_the_file_says() -> None:
    api, ledger = applied(A)
    for number, preset in enumerate((NEW, A, NEW, THEIRS), 2):
        api.has(preset, number)
    entry = replace(ledger.lock.presets["a"], version=5, version_id="a-v5")
    lock = Lock(WORKSPACE, {"a": replace(entry, snapshot=snapshot_of(THEIRS))})

    async def restores(*presets: Preset) -> list[int | None]:
        session = make_context(api, ledger).session
        plan = await refreshed_plan(presets, lock, session, for_review=True)
        return [change.restores for change in plan.changes]

    async def main() -> None:
        assert await restores(NEW) == [4]
        assert await restores(A) == [3]
        assert await restores(make_preset("a", {"model": "m/other"})) == [None]
        assert await restores(THEIRS) == [None]

    run(main())
    # The preset is as expected but where its file restores it, so one list for each.
    assert [call for call in api.calls if call.startswith("versions")] == 3 * ["versions a 0"]


def test_a_conflict_restores_too_and_a_first_version_costs_no_request() -> None:
    api, ledger = applied(A, B)
    changed = make_preset("b", {"model": "m/other"})
    api.has(NEW, 2)
    api.has(THEIRS, 3)

    async def main() -> None:
        session = make_context(api, ledger).session
        plan = await refreshed_plan([NEW, changed], ledger.lock, session, for_review=True)
        found = [(str(change.action), change.restores) for change in plan.changes]
        assert found == [("conflict", 2), ("update", None)]

    run(main())
    assert not [call for call in api.calls if call.startswith("versions b")]


@pytest.mark.parametrize(
    "error", [ApiNotFoundError("gone", status=404), ApiRefusedError("no", status=400)]
)
def test_a_list_that_cannot_be_read_stops_no_plan(error: ApiRefusedError) -> None:
    api, ledger = applied(A)
    api.has(NEW, 2)
    api.has(THEIRS, 3)
    api.will("versions a", error)

    async def main() -> None:
        plan = await refreshed_plan([NEW], ledger.lock, make_context(api, ledger).session)
        assert [change.restores for change in plan.changes] == [None]

    run(main())


def test_an_applied_version_that_the_server_lost_is_none() -> None:
    api, ledger = applied(A)
    api.versions["a"].clear()
    api.has(THEIRS, 2)

    async def main() -> None:
        [status] = await current_status(ledger.lock, make_context(api, ledger).session)
        assert (status.status, status.applied) == ("drifted", None)
        assert not await current_status(ledger.lock, make_context(api, ledger).session, ["b"])

    run(main())


def test_a_preset_archived_from_here_has_not_drifted() -> None:
    api, ledger = applied(A)
    api.archived.add("a")
    lock = Lock(WORKSPACE, {"a": replace(ledger.lock.presets["a"], archived=True)})

    async def main() -> None:
        [status] = await current_status(lock, make_context(api, ledger).session)
        assert status.status == "archived"

    run(main())


def test_a_preset_restored_in_the_dashboard_has_drifted_with_what_is_live() -> None:
    api, ledger = applied(A)
    lock = Lock(WORKSPACE, {"a": replace(ledger.lock.presets["a"], archived=True)})

    async def main() -> None:
        [status] = await current_status(lock, make_context(api, ledger).session)
        assert (status.status, status.live_version) == ("drifted", 1)

    run(main())


def test_presets_archived_from_here_cost_no_request_of_their_own() -> None:
    api, ledger = applied(A, B)
    api.archived |= {"a", "b"}
    entries = {slug: replace(e, archived=True) for slug, e in ledger.lock.presets.items()}
    lock = Lock(WORKSPACE, entries)

    async def main() -> None:
        await current_status(lock, make_context(api, ledger).session)
        await refreshed_plan([A], lock, make_context(api, ledger).session)

    run(main())
    assert api.calls == ["list 0", "list 0"]


def test_untracked_presets_are_found_by_the_whole_list_and_only_without_targets() -> None:
    api, ledger = applied(A)
    for slug in ("mine", "theirs"):
        api.has(make_preset(slug))
    files = [A, make_preset("mine")]

    async def main() -> None:
        session = make_context(api, ledger).session
        plan = await refreshed_plan(files, ledger.lock, session, for_review=True)
        assert plan.untracked == ("theirs",)
        assert {change.slug for change in plan.changes} == {"a", "mine"}
        options = PlanOptions(("a",))
        one = await refreshed_plan(files, ledger.lock, session, options, for_review=True)
        assert one.untracked is None
        assert (await refreshed_plan(files, ledger.lock, session)).untracked is None

        status = await current_status(ledger.lock, session, files={"a", "mine"})
        assert status.untracked == ("theirs",)
        assert (await current_status(ledger.lock, session, ["a"])).untracked is None

    run(main())


def test_the_whole_list_changes_nothing_but_what_is_untracked() -> None:
    api, ledger = applied(A, B)
    api.has(THEIRS, 2)
    api.has(make_preset("theirs"))

    async def main() -> None:
        session = make_context(api, ledger).session
        narrow = await refreshed_plan([NEW, B], ledger.lock, session)
        whole = await refreshed_plan([NEW, B], ledger.lock, session, for_review=True)
        assert replace(whole, untracked=None) == narrow
        assert whole.digest == narrow.digest

    run(main())
