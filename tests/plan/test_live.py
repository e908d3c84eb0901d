"""Plans and statuses with the server's presets."""

from __future__ import annotations

from dataclasses import replace

from presetsync.plan.live import current_status, refreshed_plan
from presetsync.state.lock import Lock
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


def test_an_applied_version_that_the_server_lost_is_none() -> None:
    api, ledger = applied(A)
    api.versions["a"].clear()
    api.has(THEIRS, 2)

    async def main() -> None:
        [status] = await current_status(ledger.lock, make_context(api, ledger).session)
        assert (status.status, status.applied) == ("drifted", None)
        assert await current_status(ledger.lock, make_context(api, ledger).session, ["b"]) == ()

    run(main())


def test_a_preset_archived_from_here_has_not_drifted() -> None:
    api, ledger = applied(A)
    api.archived.add("a")
    lock = Lock(WORKSPACE, {"a": replace(ledger.lock.presets["a"], archived=True)})

    async def main() -> None:
        [status] = await current_status(lock, make_context(api, ledger).session)
        assert status.status == "archived"

    run(main())
