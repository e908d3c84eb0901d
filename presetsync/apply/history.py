"""Reading a preset's versions, page by page."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from presetsync.errors import ApiNotFoundError

if TYPE_CHECKING:
    from presetsync.api.wire import Version
    from presetsync.apply.world import World


async def all_versions(slug: str, world: World) -> list[Version]:
    """Every version of a preset, oldest first; none where there is no preset."""
    return await _list_from(slug, 0, world)


async def versions_above(slug: str, base_version: int, world: World) -> list[Version]:
    """The versions after the base, oldest first; none where there is no preset."""
    # Versions are numbered from 1, oldest first, so the base stands at this offset. Where it does
    # not, versions are missing, and only the whole list is sure to hold the new ones.
    start = max(base_version - 1, 0)
    versions = await _list_from(slug, start, world)
    if start and (not versions or versions[0].version != base_version):
        versions = await _list_from(slug, 0, world)
    return [version for version in versions if version.version > base_version]


async def _list_from(slug: str, start: int, world: World) -> list[Version]:
    versions: list[Version] = []
    offset = start
    while True:
        try:
            page, total = await world.pacer.read(partial(world.api.list_versions, slug, offset))
        except ApiNotFoundError:
            return versions
        versions += page
        offset += len(page)
        if not page or offset >= total:
            return versions
