"""Which version is fetched for a rollback, and which plan is not the one that it is for."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from presetsync.api.wire import RemotePreset
from presetsync.errors import PresetsyncError, UsageError
from presetsync.history.at import At, Place
from presetsync.history.rollback import FetchedTarget, Rollback, fetch_target
from presetsync.history.state_difference import state_difference
from presetsync.history.states import known_preset, version_state
from presetsync.plan.planner import PlanOptions, make_plan
from presetsync.remote.session import open_session
from presetsync.remote.workspace import ExpectedWorkspace
from tests.builders import WORKSPACE, make_lock, make_preset, make_remote, make_version
from tests.fake_api import FakeApi
from tests.fakes import FakeClock

OLD = make_preset("a", {"model": "m/one"}, system="Write.")
NEW = make_preset("a", {"model": "m/two"}, system="Write well.")
LOCK = make_lock(OLD)
KNOWN = known_preset("a", LOCK, OLD)


def server() -> FakeApi:
    api = FakeApi()
    api.has(OLD, 1)
    api.has(NEW, 2)
    return api


def fetched(to: int | None, api: FakeApi) -> FetchedTarget:
    async def target() -> FetchedTarget:
        session = open_session(api, FakeClock(), 4, expected=ExpectedWorkspace(WORKSPACE))
        return await fetch_target(KNOWN, to, session)

    return asyncio.run(target())


@pytest.mark.parametrize(("to", "requests"), [(None, 2), (1, 2), (2, 1)])
def test_a_version_costs_two_requests_and_the_live_one_one(to: int | None, requests: int) -> None:
    api = server()

    found = fetched(to, api)

    assert (found.live.version, found.target.version) == (2, to or 1)
    assert len(api.calls) == requests


def test_what_is_not_on_the_server_has_no_version() -> None:
    with pytest.raises(UsageError, match="the server has no preset a"):
        fetched(None, FakeApi())


def rollback() -> Rollback:
    """From version 2, which is live, to version 1."""
    live, old = make_version(NEW, 2), make_version(OLD, 1)
    states = (
        version_state(KNOWN, live, at=At(Place.LIVE), is_live=True),
        version_state(KNOWN, old, at=At(Place.VERSION, 1), is_live=False),
    )
    return Rollback(state_difference(*states, KNOWN), OLD, ())


OVER = PlanOptions(("a",), overwrite_drift=True)


def test_the_plan_that_it_is_for_replaces_the_live_version() -> None:
    plan = make_plan([OLD], LOCK, {"a": make_remote(NEW, 2)}, OVER)

    assert [change.base_version for change in plan.active] == [2]
    rollback().check(plan)


@pytest.mark.parametrize(
    ("remote", "found"),
    [(make_remote(NEW, 3), "version 3 is live"), (None, "it is not on the server")],
)
def test_another_live_version_is_not_replaced(remote: RemotePreset | None, found: str) -> None:
    plan = make_plan([OLD], LOCK, {"a": remote}, OVER)

    with pytest.raises(PresetsyncError, match=f"a was changed in the meantime: {found}"):
        rollback().check(plan)


def test_other_content_is_not_pushed() -> None:
    plan = make_plan([NEW], LOCK, {"a": make_remote(OLD, 1)}, OVER)

    with pytest.raises(PresetsyncError, match=r"presets/a\.yaml does not say what version 1 says"):
        rollback().check(plan)


def test_a_preset_without_a_live_version_is_wrong_usage() -> None:
    class Undesignated(FakeApi):
        async def get_preset(self, slug: str) -> RemotePreset | None:
            remote = await super().get_preset(slug)
            return remote and replace(remote, designated=None, designated_version_id=None)

    api = Undesignated()
    api.has(OLD, 1)

    with pytest.raises(UsageError, match="a has no live version"):
        fetched(1, api)
