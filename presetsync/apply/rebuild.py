"""Rebuilding a lost lock from the preset files and the server."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from presetsync.apply.entries import adopted_entry
from presetsync.apply.recovery import recover, settle_contested
from presetsync.plan.classification import matches
from presetsync.plan.drift import untracked_slugs
from presetsync.remote.preset_list import list_presets
from presetsync.remote.versions import all_versions, fetch_preset
from presetsync.state.lock import Lock

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from presetsync.apply.context import RunContext
    from presetsync.presets.model import Preset
    from presetsync.state.ledger import Ledger
    from presetsync.state.lock import LockEntry
    from presetsync.state.receipt import Receipt


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """The result of rebuilding a lock.

    Attributes:
        entries: for each preset file the entry that was found; None if no version has the
            file's content.
        secrets: the slugs whose entries hold an API key and are left out, each with the name of
            the key's environment variable.
        count: how many presets the lock has now.
        untracked: the slugs of the presets on the server that are in neither the lock nor the
            files, in order.
        unread: folders that were not read; an untracked preset may have its file in one.

    """

    entries: Mapping[str, LockEntry | None]
    secrets: Mapping[str, str]
    count: int
    untracked: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()


async def rebuild_lock(presets: Sequence[Preset], ledger: Ledger, run: RunContext) -> Rebuilt:
    """Rebuild and write a ledger's lock; entries of presets without a file stay.

    Raises `presetsync.errors.PresetsyncError`; then the lock stays as it was.
    """
    await settle_contested(ledger.contested, run)
    await recover(tuple(ledger.unresolved.values()), ledger.lock, run)
    found = await rebuild(presets, ledger.lock, run)
    named = {slug: ledger.secret_in(entry) for slug, entry in found.items() if entry}
    secrets = {slug: name for slug, name in named.items() if name}
    entries = {slug: e for slug, e in ledger.lock.presets.items() if slug not in found}
    entries |= {slug: e for slug, e in found.items() if e and slug not in secrets}
    listed = await list_presets(run.session, len(entries))
    ledger.replace(Lock(run.session.guard.workspace_id, entries))
    ledger.commit()
    untracked = untracked_slugs(listed.ours.values(), ledger.lock, found)
    return Rebuilt(found, secrets, len(entries), untracked)


async def rebuild(
    presets: Sequence[Preset], lock: Lock, run: RunContext
) -> dict[str, LockEntry | None]:
    """For each preset the entry of the version that has its file's content.

    The live version comes first, then the newest other one, in which case plan shows drift. Where
    no version has the content, the lock's entry stays if the server still has its version. Else
    the entry is None: plan shows a conflict, and nothing is overwritten.

    Args:
        presets: the preset files.
        lock: what is left of the lock.
        run: the server.

    Raises:
        PresetsyncError: the server cannot be read.

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
        # The server hides archived presets.
        return before if before and before.archived else None
    known = before.receipt.over(normalisations) if before else normalisations
    versions = [remote.designated]
    if not matches(remote.designated, preset.content, known):
        versions = [*reversed(await all_versions(preset.slug, run.session))]
    for version in versions:
        if matches(version, preset.content, known):
            return adopted_entry(preset, version, before)
    found = next((v for v in versions if before and v.id == before.version_id), None)
    # A hand-edited lock may have another number for that id, or an archived preset be restored.
    return replace(before, version=found.version, archived=False) if before and found else None
