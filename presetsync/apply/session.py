"""From presets and lock to a plan that knows the server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from presetsync.apply.survey import survey
from presetsync.plan.planning import make_plan

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from presetsync.apply.world import World
    from presetsync.plan.planning import Plan
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
    return make_plan(
        presets, lock, remote, targets=targets, prune=prune, overwrite_drift=overwrite_drift
    )
