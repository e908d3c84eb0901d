"""Resolving what an interrupted run left unfinished, before planning."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from presetsync.apply.entries import entry_of
from presetsync.apply.lost_replies import OurVersion, resolve
from presetsync.apply.push import record
from presetsync.errors import SecretError
from presetsync.plan.model import Action
from presetsync.remote.refresh import check_workspace
from presetsync.remote.versions import fetch_preset

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from presetsync.apply.context import RunContext
    from presetsync.apply.lost_replies import Resolution
    from presetsync.state.journal import Intent
    from presetsync.state.lock import Lock, LockEntry


async def recover(
    unresolved: Sequence[Intent],
    lock: Lock,
    run: RunContext,
    report: Callable[[str, Resolution], None] = lambda _slug, _resolution: None,
) -> None:
    """Resolve intents without an outcome, and record their outcomes.

    ``report`` gets each push before its outcome is recorded: a run interrupted in between reports
    it again. Raises `presetsync.errors.PresetsyncError`; what is unresolved then stays in the
    journal.
    """
    if not unresolved:
        return
    # In another workspace, none would be found, and all would count as not stored.
    await check_workspace(run.session)
    archives = [intent for intent in unresolved if intent.action == Action.ARCHIVE]
    for intent in archives:
        await _recover_archive(intent, lock, run)
    pushes = [intent for intent in unresolved if intent not in archives]
    resolutions = await asyncio.gather(*(resolve(intent, run) for intent in pushes))
    for intent, resolution in zip(pushes, resolutions, strict=True):
        report(intent.slug, resolution)
        await _recover_push(intent, resolution, lock, run)


async def settle_contested(contested: Iterable[tuple[str, LockEntry]], run: RunContext) -> None:
    """Record the entries whose version the server has designated.

    ``contested`` are entries of presets that two runs stored, which the lock does not have.
    Raises `presetsync.errors.PresetsyncError`.
    """
    for slug, entry in contested:
        if await _is_live(slug, entry, run):
            await run.ledger.outcome(slug, entry)


async def _is_live(slug: str, entry: LockEntry, run: RunContext) -> bool:
    remote = await fetch_preset(slug, run.session)
    return bool(remote and remote.designated_version_id == entry.version_id)


async def _recover_archive(intent: Intent, lock: Lock, run: RunContext) -> None:
    entry = lock.presets.get(intent.slug)
    is_archived = entry and await fetch_preset(intent.slug, run.session) is None
    await run.ledger.outcome(
        intent.slug, replace(entry, archived=True) if entry and is_archived else None
    )


async def _recover_push(
    intent: Intent, resolution: Resolution, lock: Lock, run: RunContext
) -> None:
    entry = (
        entry_of(intent.snapshot, resolution.version)
        if isinstance(resolution, OurVersion)
        else None
    )
    locked = lock.presets.get(intent.slug)
    is_older = entry and locked and locked.version > entry.version
    if entry and (not is_older or await _is_live(intent.slug, entry, run)):
        try:
            await record(entry, intent, run, f"{intent.slug} is stored")
        except SecretError as error:
            raise SecretError(f"{intent.slug}: {error.message}", hint=error.hint) from error
    else:
        # Nothing is stored, or git brought a newer lock and the version is no longer live. The
        # plan shows whatever else is live.
        await run.ledger.outcome(intent.slug, None)
