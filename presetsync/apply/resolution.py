"""Resolving an unknown reply, by what history says of the POST.

Slugs are ours, versions are numbered, and history can be read. So look at the versions above the
base: one that says what was sent is ours; none, after the server had time to settle, means that
nothing was stored; anything else is somebody else's, and nothing more is sent.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from presetsync.errors import ApiNotFoundError
from presetsync.presets.model import Content
from presetsync.state.receipts import receipt_of

if TYPE_CHECKING:
    from presetsync.api.wire import Version
    from presetsync.apply.world import World


@dataclass(frozen=True, slots=True)
class Ours:
    """It was stored, as this version."""

    version: Version


@dataclass(frozen=True, slots=True)
class NotStored:
    """It was not stored, and may be sent again."""


@dataclass(frozen=True, slots=True)
class Theirs:
    """Somebody else stored this version meanwhile."""

    version: Version


Resolution = Ours | NotStored | Theirs


async def resolve(slug: str, sent: Content, base_version: int, world: World) -> Resolution:
    """What became of a POST whose reply is unknown; raises `presetsync.errors.ApiError`."""
    for delay in world.limits.settle_delays:
        await world.clock.sleep(delay)
        versions = await _versions_above(slug, base_version, world)
        if versions:
            return attribute(versions, sent)
    return NotStored()


def attribute(versions: list[Version], sent: Content) -> Resolution:
    """Whose the versions above the base are; there is at least one.

    What the server adds or drops of itself does not make a version somebody else's: only a
    value that contradicts what was sent does.
    """
    for version in versions:
        receipt = receipt_of(sent, Content(version.config, version.system))
        if not receipt.changed and not (sent.system and not version.system):
            return Ours(version)
    return Theirs(versions[-1])


async def _versions_above(slug: str, base_version: int, world: World) -> list[Version]:
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
