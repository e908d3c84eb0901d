"""A lost lock, made anew from the files and the server."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from presetsync.apply.history import all_versions
from presetsync.apply.receipts import entry_of, intent_of
from presetsync.plan.planning import says_the_same

if TYPE_CHECKING:
    from collections.abc import Sequence

    from presetsync.apply.world import World
    from presetsync.presets.model import Preset
    from presetsync.state.lock import LockEntry
    from presetsync.state.receipts import Receipt


async def rebuild(
    presets: Sequence[Preset], known: Receipt, world: World
) -> dict[str, LockEntry | None]:
    """For each preset the entry of the version that says what its file says.

    The live version comes first, then the newest other one: then something else is live, which
    plan shows as drift. None where no version says it: plan shows a conflict, and nobody's work
    is overwritten.

    Args:
        presets: the preset files.
        known: what the server is known to make of content of itself.
        world: the server and the pace.

    Raises:
        PresetsyncError: the server cannot be asked.

    """
    entries = await asyncio.gather(*(_entry(preset, known, world) for preset in presets))
    return {preset.slug: entry for preset, entry in zip(presets, entries, strict=True)}


async def _entry(preset: Preset, known: Receipt, world: World) -> LockEntry | None:
    remote = await world.pacer.read(partial(world.api.get_preset, preset.slug))
    if remote is None or remote.designated is None:
        return None
    world.guard.check(remote.workspace_id)
    versions = [remote.designated]
    if not says_the_same(preset, remote.designated, known):
        versions = [*reversed(await all_versions(preset.slug, world))]
    for version in versions:
        if says_the_same(preset, version, known):
            return entry_of(intent_of(preset, "adopt", 0), version)
    return None
