"""From presets and lock to a plan that knows the server."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from presetsync.apply.survey import survey
from presetsync.errors import ApiNotFoundError
from presetsync.plan.planning import BLOCKED, make_plan

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from presetsync.apply.world import World
    from presetsync.plan.planning import Change, Plan
    from presetsync.presets.model import Preset
    from presetsync.state.lock import Lock


async def refreshed_plan(
    presets: Sequence[Preset],
    lock: Lock,
    world: World,
    *,
    targets: Collection[str] = (),
    prune: bool = False,
    overwrite_drift: bool = False,
) -> Plan:
    """The plan for what the server has now; raises `presetsync.errors.PresetsyncError`."""
    # Plan first without the server: that refuses wrong targets, and names who is to be asked.
    offline = make_plan(presets, lock, targets=targets, prune=prune)
    expected = {
        change.slug: change.entry.version_id if change.entry else None
        for change in offline.changes
        if change.preset
    }
    remote = await survey(expected, world)
    plan = make_plan(
        presets, lock, remote, targets=targets, prune=prune, overwrite_drift=overwrite_drift
    )
    # Whoever has to decide sees what is live beside what was applied, both as the server has them.
    changes = await asyncio.gather(*(_with_applied(change, world) for change in plan.changes))
    return replace(plan, changes=tuple(changes))


async def _with_applied(change: Change, world: World) -> Change:
    if change.entry is None or not (change.overwrites or change.action in BLOCKED):
        return change
    request = partial(world.api.get_version, change.slug, change.entry.version)
    try:
        return replace(change, applied=await world.pacer.read(request))
    except ApiNotFoundError:
        return change  # the server has forgotten it; the lock knows what was sent
