"""Recovery: what an interrupted run left open is resolved from the server."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from presetsync.apply.lost_replies import Resolution
from presetsync.apply.recovery import recover
from presetsync.errors import ApiUnreachableError, WrongWorkspaceError
from presetsync.state.journal import Intent
from presetsync.state.lock import Lock
from tests.builders import WORKSPACE, make_entry, make_intent, make_preset
from tests.fake_api import FakeApi
from tests.fakes import FakeLedger, applied, make_context, run

A, B = make_preset("a"), make_preset("b")
NEW = make_preset("a", {"model": "m/new"})
THEIRS = make_preset("a", {"model": "m/theirs"})


def recovered(intents: Sequence[Intent], api: FakeApi, ledger: FakeLedger) -> list[str]:
    reported: list[str] = []

    def report(slug: str, resolution: Resolution) -> None:
        reported.append(f"{slug} {type(resolution).__name__}")

    async def main() -> None:
        await recover(intents, ledger.lock, make_context(api, ledger), report)

    run(main())
    return reported


def test_no_intent_causes_no_request() -> None:
    api = FakeApi()
    assert recovered([], api, FakeLedger()) == []
    assert api.calls == []


def test_a_push_stored_before_the_crash_is_recorded() -> None:
    api, ledger = applied(A)
    api.has(NEW, 2)
    assert recovered([make_intent(NEW, 1)], api, ledger) == ["a OurVersion"]
    assert ledger.records == ["a=2"]


def test_a_push_that_was_not_stored_is_resolved() -> None:
    api, ledger = applied(A)
    assert recovered([make_intent(NEW, 1)], api, ledger) == ["a NotStored"]
    assert ledger.records == ["a=-"]


def test_another_clients_version_is_not_ours() -> None:
    api, ledger = applied(A)
    api.has(THEIRS, 2)
    assert recovered([make_intent(NEW, 1)], api, ledger) == ["a OtherVersions"]
    assert ledger.records == ["a=-"]


def test_several_pushes_settle_at_the_same_time() -> None:
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


def test_another_workspace_resolves_nothing() -> None:
    api, ledger = applied(B)
    api.workspace = "workspace-2"
    with pytest.raises(WrongWorkspaceError):
        recovered([make_intent(NEW, 1)], api, ledger)
    assert ledger.records == []


def test_an_unreachable_server_resolves_nothing() -> None:
    api, ledger = applied(A)
    api.will("get a", *[ApiUnreachableError("500")] * 4)
    with pytest.raises(ApiUnreachableError):
        recovered([make_intent(NEW, 1)], api, ledger)
    assert ledger.records == []


@pytest.mark.parametrize(("is_archived", "record"), [(True, "a=1!"), (False, "a=-")])
def test_an_interrupted_archive_is_resolved(
    is_archived: bool,  # noqa: FBT001 - a column of the table
    record: str,
) -> None:
    api, ledger = applied(A)
    if is_archived:
        api.archived.add("a")
    intent = make_intent(A, 1, "archive")
    assert recovered([intent], api, ledger) == []
    assert ledger.records == [record]


def test_an_archive_without_a_lock_entry_is_dropped() -> None:
    api, ledger = applied(A)
    recovered([make_intent(A, 1, "archive")], api, ledger)
    assert ledger.records == ["a=-"]
    other = FakeLedger()
    recovered([make_intent(A, 1, "archive")], api, other)
    assert other.records == ["a=-"]
