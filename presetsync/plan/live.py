"""Plans and sync statuses with the server's presets."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from presetsync.plan.classification import is_foreign, repeated_version, restored_version
from presetsync.plan.drift import Status, SyncStatus, statuses, untracked_slugs
from presetsync.plan.model import Action
from presetsync.plan.planner import make_plan
from presetsync.remote.preset_list import list_presets
from presetsync.remote.refresh import fetch_presets
from presetsync.remote.versions import fetch_version, recent_versions

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from presetsync.api.wire import Version
    from presetsync.plan.model import Change, Plan
    from presetsync.plan.planner import PlanOptions
    from presetsync.presets.model import Preset
    from presetsync.remote.session import Session
    from presetsync.state.lock import Lock, LockEntry

_PUSHES_OVER = frozenset({Action.UPDATE, Action.CONFLICT})
"""The actions that replace a live version, or would if the user decides so."""


async def refreshed_plan(
    presets: Sequence[Preset],
    lock: Lock,
    session: Session,
    options: PlanOptions | None = None,
    *,
    unread: Collection[str] = (),
    for_review: bool = False,
) -> Plan:
    """The plan against the server's presets; raises `presetsync.errors.PresetsyncError`.

    Args:
        presets: the valid presets of the repository.
        lock: what was applied last.
        session: the server.
        options: what to plan.
        unread: as in `presetsync.plan.planner.make_plan`.
        for_review: find what a reviewer wants to know as well: untracked presets (one request per
            hundred presets), unless there are targets; and the version that an update restores (one
            request per update). The version that a drifted live version repeats is always looked up
            (one request each).

    """
    # Plan offline first: that refuses unknown targets, and lists the presets to fetch.
    offline = make_plan(presets, lock, None, options, unread=unread)
    expected = {
        change.slug: _expected_version(change.entry)
        for change in offline.changes
        if change.preset or change.action is Action.ARCHIVE
    }
    listed, untracked = None, None
    if for_review and not (options and options.targets):
        listed = await list_presets(session, len(lock.presets))
        slugs = {preset.slug for preset in presets}
        untracked = untracked_slugs(listed.ours.values(), lock, slugs)
    remote = await fetch_presets(expected, session, listed)
    plan = make_plan(presets, lock, remote, options, unread=unread)
    # For decisions, show the applied and the live version, both as the server has them.
    applied = await _applied_versions(
        {
            change.slug: change.entry
            for change in plan.changes
            if change.entry and is_foreign(change)
        },
        session,
    )
    recent = await _recent_versions(plan.changes, session, for_review=for_review)
    changes = tuple(
        replace(
            change,
            applied=applied.get(change.slug),
            restores=restored_version(change, recent.get(change.slug, ())) if for_review else None,
            live_same_as=repeated_version(change, recent.get(change.slug, ())),
        )
        for change in plan.changes
    )
    return replace(plan, changes=changes, untracked=untracked)


async def current_status(
    lock: Lock,
    session: Session,
    targets: Collection[str] = (),
    *,
    files: Collection[str] = (),
) -> Status:
    """The sync status of the presets in the lock, and, without targets, what is untracked.

    ``files`` are the slugs of the preset files. Raises `presetsync.errors.PresetsyncError`.
    """
    expected = {
        slug: _expected_version(entry)
        for slug, entry in lock.presets.items()
        if not targets or slug in targets
    }
    listed, untracked = None, None
    if not targets:
        listed = await list_presets(session, len(expected))
        untracked = untracked_slugs(listed.ours.values(), lock, files)
    found = statuses(lock, await fetch_presets(expected, session, listed), targets)
    drifted = {p.slug: p.entry for p in found if p.status is SyncStatus.DRIFTED}
    applied = await _applied_versions(drifted, session)
    presets = tuple(replace(preset, applied=applied.get(preset.slug)) for preset in found)
    return Status(presets, untracked)


def _expected_version(entry: LockEntry | None) -> str | None:
    """The id of the version that should be live; None for none, as of an archived preset."""
    return None if entry is None or entry.archived else entry.version_id


async def _recent_versions(
    changes: Sequence[Change], session: Session, *, for_review: bool
) -> dict[str, tuple[Version, ...]]:
    """The versions before the live one, and that one, where something is said about them."""
    asked = [
        change
        for change in changes
        if change.base_version
        and (is_foreign(change) or (for_review and change.action in _PUSHES_OVER and change.preset))
    ]
    versions = await asyncio.gather(
        *(recent_versions(change.slug, change.base_version or 0, session) for change in asked)
    )
    return {change.slug: recent for change, recent in zip(asked, versions, strict=True)}


async def _applied_versions(
    entries: Mapping[str, LockEntry], session: Session
) -> dict[str, Version | None]:
    """The lock's versions as the server stored them; None for one that it no longer has."""
    versions = await asyncio.gather(
        *(fetch_version(slug, entry.version, session) for slug, entry in entries.items())
    )
    return dict(zip(entries, versions, strict=True))
