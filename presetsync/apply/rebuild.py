"""A lost lock, made anew from the files and the server."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from presetsync.apply.entries import adopted
from presetsync.plan.planner import says_the_same
from presetsync.remote.versions import all_versions, fetch_preset

if TYPE_CHECKING:
    from collections.abc import Sequence

    from presetsync.apply.context import RunContext
    from presetsync.presets.model import Preset
    from presetsync.state.lock import Lock, LockEntry
    from presetsync.state.receipt import Receipt


async def rebuild(
    presets: Sequence[Preset], lock: Lock, run: RunContext
) -> dict[str, LockEntry | None]:
    """For each preset the entry of the version that says what its file says.

    The live version comes first, then the newest other one: then something else is live, which
    plan shows as drift. Where no version says it, what the lock had stays, if the server still has
    that version. Else it is None: plan shows a conflict, and nobody's work is overwritten.

    Args:
        presets: the preset files.
        lock: what is left of the lock.
        run: the server and the pace.

    Raises:
        PresetsyncError: the server cannot be asked.

    """
    normalisations = lock.normalisations()
    entries = await asyncio.gather(
        *(_entry(preset, lock.presets.get(preset.slug), normalisations, run) for preset in presets)
    )
    return {preset.slug: entry for preset, entry in zip(presets, entries, strict=True)}


async def _entry(
    preset: Preset, before: LockEntry | None, normalisations: Receipt, run: RunContext
) -> LockEntry | None:
    remote = await fetch_preset(preset.slug, run.session)
    if remote is None or remote.designated is None:
        # The server hides what was archived from here.
        return before if before and before.archived else None
    known = before.receipt.over(normalisations) if before else normalisations
    versions = [remote.designated]
    if not says_the_same(preset, remote.designated, known):
        versions = [*reversed(await all_versions(preset.slug, run.session))]
    for version in versions:
        if says_the_same(preset, version, known):
            return adopted(preset, version, before)
    found = next((v for v in versions if before and v.id == before.version_id), None)
    # The number beside the id may have been written by hand, and the preset be restored.
    return replace(before, version=found.version, archived=False) if before and found else None
