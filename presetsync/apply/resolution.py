"""Resolving an unknown reply, by what history says of the POST.

Slugs are ours, versions are numbered, and history can be read. So look at the versions above the
base: one that says what was sent is ours; none, after the server had time to settle, means that
nothing was stored; anything else is somebody else's, and nothing more is sent.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from presetsync.apply.history import versions_above
from presetsync.presets.model import Content
from presetsync.state.receipts import is_accounted_for, receipt_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from presetsync.api.wire import Version
    from presetsync.apply.world import World
    from presetsync.state.receipts import Receipt


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
        versions = await versions_above(slug, base_version, world)
        if versions:
            return attribute(versions, sent, world.ledger.habits())
    return NotStored()


def attribute(versions: Sequence[Version], sent: Content, known: Receipt) -> Resolution:
    """Whose the versions above the base are; there is at least one.

    ``known`` is what the server is known to make of content of itself. Any other difference
    makes a version somebody else's: to take theirs for ours would hide an edit, while to take
    ours for theirs only asks a person.
    """
    for version in versions:
        receipt = receipt_of(sent, Content(version.config, version.system))
        if is_accounted_for(receipt, known):
            return Ours(version)
    return Theirs(versions[-1])
