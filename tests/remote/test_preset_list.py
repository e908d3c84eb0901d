"""The list of presets is whole, while the server changes and if it counts wrongly."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presetsync.api.wire import PAGE_LIMIT
from presetsync.errors import ApiUnreachableError, WrongWorkspaceError
from presetsync.remote.preset_list import PresetList, list_presets
from presetsync.remote.wait_limits import Limits
from tests.builders import make_preset, make_remote
from tests.fake_api import FakeApi
from tests.fakes import FakeLedger, make_context, run

if TYPE_CHECKING:
    from collections.abc import Callable

    from presetsync.api.wire import RemotePreset
    from presetsync.state.lock import Lock


def server(count: int) -> FakeApi:
    api = FakeApi()
    for number in range(count):
        api.has(make_preset(f"p{number:03}"))
    return api


def listed(api: FakeApi, known: int = 0, **options: object) -> PresetList:
    found: list[PresetList] = []

    async def main() -> None:
        session = make_context(api, limits=Limits(**options)).session  # type: ignore[arg-type]
        found.append(await list_presets(session, known))

    run(main())
    return found[0]


@pytest.mark.parametrize("count", [0, 1, 99, 100, 101, 250])
@pytest.mark.parametrize("known", [0, 100, 300])
def test_every_preset_is_listed_once_a_page(count: int, known: int) -> None:
    api = server(count)

    found = listed(api, known)

    assert found.is_complete
    assert found.presets.keys() == api.live.keys()
    pages = -(-max(count, known, 1) // PAGE_LIMIT)
    assert sorted(api.calls) == sorted(f"list {page * PAGE_LIMIT}" for page in range(pages))


def test_all_pages_but_the_first_are_requested_at_once() -> None:
    api = server(1000)

    listed(api)

    assert len(api.calls) == 10


CHANGES: dict[str, Callable[[FakeApi], object]] = {
    "archived": lambda api: api.archived.add("p249"),
    "updated": lambda api: api.has(make_preset("p000"), 2),
    "created": lambda api: api.has(make_preset("new")),
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("page", [100, 200])
def test_what_moves_between_two_pages_is_found_by_listing_again(change: str, page: int) -> None:
    api = server(250)
    api.will("list", *[lambda _: None] * (page // PAGE_LIMIT), CHANGES[change])
    before = {slug for slug in api.live if slug not in api.archived}

    found = listed(api)

    now = {slug for slug in api.live if slug not in api.archived}
    assert found.is_complete
    assert now & before <= found.presets.keys() <= now | before


def test_a_server_that_always_changes_is_listed_three_times() -> None:
    api = server(150)

    def update(server: FakeApi) -> bool:
        oldest = next(iter(server.live))
        server.has(make_preset(oldest), server.versions[oldest][-1].version + 1)
        return True

    api.will("list", *[lambda _: True, update] * 10)

    found = listed(api)

    assert not found.is_complete
    assert len(api.calls) == 6
    assert len(found.presets) >= 149


class Wrong(FakeApi):
    """A server whose counts and pages are not what they should be."""

    total = 10**15
    page: Callable[[int], list[RemotePreset]] = staticmethod(lambda _: [])

    async def list_presets(self, offset: int) -> tuple[tuple[RemotePreset, ...], int]:
        await self._called("list", "", offset)
        return tuple(self.page(offset)), self.total


def made(*numbers: int) -> list[RemotePreset]:
    return [make_remote(make_preset(f"p{number}")) for number in numbers]


def test_a_count_beyond_the_list_costs_a_bounded_number_of_requests() -> None:
    short, empty, repeated = Wrong(), Wrong(), Wrong()
    short.page = lambda offset: made(1) if offset == 0 else []
    repeated.page = lambda _: made(*range(100))

    assert listed(short).presets.keys() == {"p1"}
    assert not listed(empty).presets
    assert len(listed(repeated).presets) == 100
    assert max(len(api.calls) for api in (short, empty, repeated)) < 200


def test_a_list_without_end_is_an_error() -> None:
    api = Wrong()
    api.page = lambda offset: made(*range(offset, offset + PAGE_LIMIT))

    with pytest.raises(ApiUnreachableError, match="does not end after 1000 presets"):
        listed(api, presets=1000)


def test_a_list_of_another_workspace_is_refused() -> None:
    api = server(1)
    ledger = FakeLedger(lock=_lock("another"))

    async def main() -> None:
        with pytest.raises(WrongWorkspaceError):
            await list_presets(make_context(api, ledger).session)

    run(main())


def _lock(workspace: str) -> Lock:
    return replace(FakeLedger().lock, workspace_id=workspace)


@given(st.lists(st.sampled_from(["update", "create", "archive"]), max_size=8), st.integers(0, 260))
def test_whatever_changes_what_stays_is_listed(changes: list[str], count: int) -> None:
    api = server(count)
    stays = {slug for slug in api.live if not slug.endswith("3")}

    def change(kind: str) -> Callable[[FakeApi], None]:
        def step(server: FakeApi) -> None:
            moved = [slug for slug in server.live if slug.endswith("3")]
            if kind == "create":
                server.has(make_preset(f"new{server.changes}-{len(server.live)}"))
            elif moved and kind == "archive":
                server.archived.add(moved[-1])
            elif moved:
                number = server.versions[moved[0]][-1].version + 1
                server.has(make_preset(moved[0]), number)

        return step

    api.will("list", *map(change, changes))

    found = listed(api, listings=8)

    assert stays <= found.presets.keys()
