"""Lock against server: which live versions were not applied from here. Pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from presetsync.api.wire import DISABLED

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from presetsync.api.wire import RemotePreset, Version
    from presetsync.state.lock import Lock, LockEntry


class SyncStatus(StrEnum):
    """How a preset on the server compares with the lock.

    ``drifted``: another version is live. ``missing``: the server has no such preset, or an
    archived one that was not archived from here. ``disabled``: the lock's version is live, but
    the server refuses calls of the preset.
    """

    IN_SYNC = "in_sync"
    DRIFTED = "drifted"
    MISSING = "missing"
    ARCHIVED = "archived"
    DISABLED = "disabled"


DRIFT = frozenset({SyncStatus.DRIFTED, SyncStatus.MISSING, SyncStatus.DISABLED})
"""The statuses that need attention."""


@dataclass(frozen=True, slots=True)
class PresetStatus:
    """The sync status of one preset in the lock.

    Attributes:
        slug: the preset.
        status: see `SyncStatus`.
        entry: the lock's.
        live: the live version, where it is not the lock's.
        applied: the lock's version as the server stored it, where that was fetched.
        server_status: active, disabled, or a newer status; None where the server has no preset.

    """

    slug: str
    status: SyncStatus
    entry: LockEntry
    live: Version | None = None
    applied: Version | None = None
    server_status: str | None = None

    @property
    def is_disabled(self) -> bool:
        """Whether calls of the preset fail until it is enabled in the dashboard."""
        return self.server_status == DISABLED


def statuses(
    lock: Lock, remote: Mapping[str, RemotePreset | None], targets: Collection[str] = ()
) -> tuple[PresetStatus, ...]:
    """The sync status of each preset in the lock, or of each target in it, in slug order."""
    return tuple(
        _status(slug, entry, remote.get(slug))
        for slug, entry in sorted(lock.presets.items())
        if not targets or slug in targets
    )


def _status(slug: str, entry: LockEntry, remote: RemotePreset | None) -> PresetStatus:
    if remote is None:
        gone = SyncStatus.ARCHIVED if entry.archived else SyncStatus.MISSING
        return PresetStatus(slug, gone, entry)
    if remote.designated_version_id != entry.version_id or entry.archived:
        status, live = SyncStatus.DRIFTED, remote.designated
    else:
        status = SyncStatus.DISABLED if remote.is_disabled else SyncStatus.IN_SYNC
        live = None
    return PresetStatus(slug, status, entry, live=live, server_status=remote.status)


def summary(presets: Iterable[PresetStatus]) -> dict[str, int]:
    """How many presets have each sync status; leaves out statuses that none has."""
    counts = Counter(preset.status for preset in presets)
    return {status.value: counts[status] for status in SyncStatus if counts[status]}
