"""Presets are fetched in the fewest requests."""

from __future__ import annotations

from presetsync.remote.refresh import fetch_presets
from tests.builders import make_preset
from tests.fake_api import FakeApi
from tests.fakes import applied, make_context, run

A, B = make_preset("a"), make_preset("b")
NEW = make_preset("a", {"model": "m/new"})
THEIRS = make_preset("a", {"model": "m/theirs"})


def test_presets_as_expected_cost_one_request() -> None:
    api, ledger = applied(*(make_preset(f"p{number}") for number in range(50)))

    async def main() -> None:
        expected = {slug: entry.version_id for slug, entry in ledger.lock.presets.items()}
        found = await fetch_presets(expected, make_context(api, ledger).session)
        assert found.keys() == expected.keys()

    run(main())
    assert api.calls == ["list 0"]


def test_no_preset_costs_no_request() -> None:
    api = FakeApi()

    async def main() -> None:
        assert await fetch_presets({}, make_context(api).session) == {}

    run(main())
    assert api.calls == []


def test_all_pages_are_listed_if_that_costs_less() -> None:
    many = [make_preset(f"p{number:03}") for number in range(250)]
    api, ledger = applied(*many)

    async def main() -> None:
        expected = {slug: entry.version_id for slug, entry in ledger.lock.presets.items()}
        await fetch_presets(expected, make_context(api, ledger).session)

    run(main())
    assert sorted(api.calls) == ["list 0", "list 100", "list 200"]


def test_new_presets_cost_one_page() -> None:
    api = FakeApi()

    async def main() -> None:
        new = {f"p{number:03}": None for number in range(250)}
        assert await fetch_presets(new, make_context(api).session) == new

    run(main())
    assert api.calls == ["list 0"]


def test_more_pages_are_listed_than_the_known_presets_fill() -> None:
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


def test_few_presets_in_a_large_workspace_are_fetched_one_by_one() -> None:
    many = [make_preset(f"p{number:03}") for number in range(250)]
    api, ledger = applied(*many)

    async def main() -> None:
        found = await fetch_presets(
            {"p020": "p020-v1", "new": None}, make_context(api, ledger).session
        )
        assert found["new"] is None

    run(main())
    assert sorted(api.calls) == ["get new", "get p020", "list 0"]
