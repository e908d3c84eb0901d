"""Lists of versions are read to their end, if they have one."""

from __future__ import annotations

from typing import Any

import pytest

from presetsync.api.wire import Version
from presetsync.errors import ApiUnreachableError
from presetsync.remote.versions import all_versions
from presetsync.remote.wait_limits import Limits
from tests.builders import make_preset, make_version
from tests.fake_api import FakeApi
from tests.fakes import make_context, run

THEIRS = make_preset("a", {"model": "m/one", "temperature": 2})


def test_an_endless_list_of_versions_is_an_error() -> None:
    class Endless(FakeApi):
        async def list_versions(self, slug: str, offset: int) -> tuple[tuple[Version, ...], int]:
            await self._called("versions", slug, f" {offset}")
            page = (make_version(THEIRS, offset + number) for number in range(1, 101))
            return tuple(page), 2**53 - 1

    api = Endless()
    api.has(THEIRS)
    with pytest.raises(ApiUnreachableError, match="does not end after 600 versions"):
        run(versions_of(api, limits=Limits(versions=500)))
    assert len(api.calls) == 6


def test_a_repeating_list_of_versions_is_an_error() -> None:
    class Repeating(FakeApi):
        async def list_versions(self, slug: str, offset: int) -> tuple[tuple[Version, ...], int]:
            await self._called("versions", slug, f" {offset}")
            return tuple(make_version(THEIRS, number) for number in range(1, 101)), 10**9

    api = Repeating()
    api.has(THEIRS)
    with pytest.raises(ApiUnreachableError, match="repeats itself at 100"):
        run(versions_of(api))
    assert len(api.calls) == 2


async def versions_of(api: FakeApi, **options: Any) -> object:
    return await all_versions("a", make_context(api, **options).session)
