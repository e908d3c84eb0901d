"""Versions of presets, fetched."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from presetsync.errors import UsageError
from presetsync.filesystem.files import RootedPath
from presetsync.history.timeline import ServerVersions
from presetsync.history.traces import Checkout, blame, fetch_versions
from presetsync.state.lock import Lock
from tests.builders import make_lock, make_preset, make_version
from tests.fakes import applied, make_context, run

A, B = make_preset("a"), make_preset("b", system="Help.")


def fetched(slugs: Sequence[str], lock: Lock) -> list[tuple[str, list[int]]]:
    api, ledger = applied(A, B)
    api.store("b", B.skin, {"model": "m/two"})

    async def main() -> tuple[ServerVersions, ...]:
        return await fetch_versions(slugs, lock, make_context(api, ledger).session)

    found = run(main())
    return [(each.slug, [version.version for version in each.versions]) for each in found]


def test_without_slugs_the_presets_of_the_lock_are_fetched() -> None:
    assert fetched((), make_lock(B, A)) == [("a", [1]), ("b", [1, 2])]
    assert fetched((), make_lock(A)) == [("a", [1])]
    assert fetched((), Lock()) == []


def test_a_preset_that_is_named_need_not_be_in_the_lock() -> None:
    assert fetched(("b", "a", "b"), make_lock(A)) == [("a", [1]), ("b", [1, 2])]


def test_a_preset_of_the_lock_that_the_server_does_not_have_is_left_out() -> None:
    gone = make_preset("gone")

    assert fetched((), make_lock(A, gone)) == [("a", [1])]
    with pytest.raises(UsageError, match="the server has no preset gone"):
        fetched(("a", "gone"), make_lock(A, gone))


def test_one_slug_is_no_collection() -> None:
    with pytest.raises(UsageError, match="a is one slug"):
        fetched("a", Lock())


@pytest.mark.parametrize("live", [None, "a-v9"])
def test_a_preset_without_a_live_version_has_no_blame(tmp_path: Path, live: str | None) -> None:
    preset = ServerVersions("a", live, (make_version(A),))

    with pytest.raises(UsageError, match="a has no live version"):
        blame(preset, Checkout(tmp_path, RootedPath(tmp_path, "lock"), Lock()))
