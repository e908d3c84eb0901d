"""Plans and sync statuses with the server's presets."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from presetsync.errors import ApiNotFoundError
from presetsync.plan.drift import SyncStatus, statuses
from presetsync.plan.model import BLOCKED, Action
from presetsync.plan.planner import make_plan
from presetsync.remote.refresh import fetch_presets

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from presetsync.api.wire import Version
    from presetsync.plan.drift import PresetStatus
    from presetsync.plan.model import Plan
    from presetsync.plan.planner import PlanOptions
    from presetsync.presets.model import Preset
    from presetsync.remote.session import Session
    from presetsync.state.lock import Lock, LockEntry


async def refreshed_plan(
    presets: Sequence[Preset],
    lock: Lock,
    session: Session,
    options: PlanOptions | None = None,
    *,
    unread: Collection[str] = (),
) -> Plan:
    """The plan against the server's presets; raises `presetsync.errors.PresetsyncError`.

    Args:
        presets: the valid presets of the repository.
        lock: what was applied last.
        session: the server.
        options: what to plan.
        unread: as in `presetsync.plan.planner.make_plan`.

    """
    # Plan offline first: that refuses unknown targets, and lists the presets to fetch.
    offline = make_plan(presets, lock, None, options, unread=unread)
    expected = {
        change.slug: change.entry.version_id if change.entry else None
        for change in offline.changes
        if change.preset or change.action is Action.ARCHIVE
    }
    remote = await fetch_presets(expected, session)
    plan = make_plan(presets, lock, remote, options, unread=unread)
    # Where a person decides, show what was applied beside what is live, both as the server has it.
    applied = await _applied_versions(
        {
            change.slug: change.entry
            for change in plan.changes
            if change.entry and (change.overwrites or change.action in BLOCKED)
        },
        session,
    )
    return replace(
        plan, changes=tuple(replace(c, applied=applied.get(c.slug)) for c in plan.changes)
    )


async def current_status(
    lock: Lock, session: Session, targets: Collection[str] = ()
) -> tuple[PresetStatus, ...]:
    """The sync status of the presets in the lock; raises `presetsync.errors.PresetsyncError`."""
    expected = {
        slug: entry.version_id
        for slug, entry in lock.presets.items()
        if not targets or slug in targets
    }
    found = statuses(lock, await fetch_presets(expected, session), targets)
    drifted = {p.slug: p.entry for p in found if p.status is SyncStatus.DRIFTED}
    applied = await _applied_versions(drifted, session)
    return tuple(replace(preset, applied=applied.get(preset.slug)) for preset in found)


async def _applied_versions(
    entries: Mapping[str, LockEntry], session: Session
) -> dict[str, Version | None]:
    """The lock's versions as the server stored them; None for one that it no longer has."""
    versions = await asyncio.gather(
        *(_applied_version(slug, entry, session) for slug, entry in entries.items())
    )
    return dict(zip(entries, versions, strict=True))


async def _applied_version(slug: str, entry: LockEntry, session: Session) -> Version | None:
    try:
        return await session.throttle.read(partial(session.api.get_version, slug, entry.version))
    except ApiNotFoundError:
        return None
