"""History and blame of presets: their versions, fetched and joined with git."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from presetsync.errors import UsageError
from presetsync.history.blame import traced
from presetsync.history.provenance import provenance
from presetsync.history.states import absent, known_presets
from presetsync.history.timeline import History, ServerVersions, newest, records
from presetsync.presets.slugs import check_collection, slug_argument
from presetsync.remote.refresh import fetch_presets
from presetsync.remote.versions import all_versions, fetch_preset

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path

    from presetsync.api.wire import RemotePreset
    from presetsync.filesystem.files import RootedPath
    from presetsync.history.blame import Blame
    from presetsync.history.origins import Provenance
    from presetsync.remote.session import Session
    from presetsync.state.lock import Lock


@dataclass(frozen=True, slots=True)
class Checkout:
    """What a work tree knows of the versions of its presets.

    Attributes:
        root: the repository root.
        lockfile: the lock file, for its history in git.
        lock: the lock as it is now.
        environment: the one that the lock is of; "" where there are none.

    """

    root: Path
    lockfile: RootedPath
    lock: Lock
    environment: str = ""

    def provenance(self, versions: Mapping[str, Collection[str]]) -> Provenance:
        """The origins of versions; see `presetsync.history.provenance.provenance`."""
        return provenance(self.root, self.lockfile, self.lock, versions, self.environment)


async def fetch_versions(
    slugs: Sequence[str], lock: Lock, session: Session
) -> tuple[ServerVersions, ...]:
    """All versions of the presets that the server has, in slug order.

    Args:
        slugs: the presets; none means those of the lock, where one may be absent.
        lock: what was applied last.
        session: the server.

    Raises:
        UsageError: a preset that is named is no slug, or the server does not have it.
        PresetsyncError: the server cannot be read, or the key belongs to another workspace.

    """
    check_collection(slugs)
    known = known_presets(slugs, lock)
    names = sorted({*slugs} or lock.presets)
    presets = await _presets(names, lock, session)
    for each in known.values():
        if presets[each.slug] is None:
            raise absent(each)
    there = {slug: preset for slug in names if (preset := presets[slug])}
    versions = await asyncio.gather(*(all_versions(slug, session) for slug in there))
    return tuple(
        ServerVersions(slug, preset.designated_version_id, tuple(its))
        for (slug, preset), its in zip(there.items(), versions, strict=True)
    )


async def _presets(
    slugs: Collection[str], lock: Lock, session: Session
) -> dict[str, RemotePreset | None]:
    if len(slugs) == 1:
        return {slug: await fetch_preset(slug, session) for slug in slugs}
    entries = {slug: lock.presets.get(slug) for slug in slugs}
    expected = {slug: entry.version_id if entry else None for slug, entry in entries.items()}
    return await fetch_presets(expected, session)


def history(
    presets: Sequence[ServerVersions],
    checkout: Checkout,
    slugs: Collection[str] = (),
    limit: int | None = None,
) -> History:
    """The newest versions of the presets, with the commits that they come from.

    ``slugs`` are those that were asked for; none means the lock's. ``limit`` counts the versions of
    all presets together; None means all.
    """
    shown = newest(presets, limit)
    ids = {slug: [version.id for version in versions] for slug, versions in shown.items()}
    origins = checkout.provenance(ids)
    entries = checkout.lock.presets
    return History(
        presets={
            preset.slug: records(
                preset,
                shown[preset.slug],
                entries[preset.slug].version_id if preset.slug in entries else None,
                origins,
            )
            for preset in presets
        },
        absent=() if slugs else tuple(sorted(entries.keys() - shown.keys())),
        gaps=origins.gaps,
    )


def blame(preset: ServerVersions, checkout: Checkout) -> Blame:
    """The live version of a preset, traced; raises `UsageError` where none is live."""
    live = next((each for each in preset.versions if each.id == preset.live_id), None)
    if live is None:
        raise UsageError(
            f"{preset.slug} has no live version",
            hint=f"presetsync history {slug_argument(preset.slug)} lists its versions",
        )
    found = traced(preset.slug, live, preset.versions)
    ids = {preset.slug: [version.id for version in found.versions]}
    return replace(found, provenance=checkout.provenance(ids))
