"""Lock against server: which presets have something live that was not applied from here. Pure."""

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
    """How the live version of a preset stands to the lock's."""

    IN_SYNC = "in_sync"
    DRIFTED = "drifted"
    MISSING = "missing"
    ARCHIVED = "archived"
    DISABLED = "disabled"


DRIFT = frozenset({SyncStatus.DRIFTED, SyncStatus.MISSING, SyncStatus.DISABLED})
"""The standings that a person should look at."""


@dataclass(frozen=True, slots=True)
class PresetStatus:
    """How one preset of the lock stands.

    Attributes:
        slug: the preset.
        status: see `SyncStatus`; missing means that the server has no such preset, or an
            archived one that was not archived from here; disabled, that it has the lock's
            version and answers no call of it.
        entry: the lock's entry.
        live: the version that is designated, where it is another one than the lock's.
        applied: the lock's version as the server stored it, where it was asked for.
        server_status: active, disabled, or something newer; None where the server has none.

    """

    slug: str
    status: SyncStatus
    entry: LockEntry
    live: Version | None = None
    applied: Version | None = None
    server_status: str | None = None

    @property
    def is_disabled(self) -> bool:
        """Whether calls of the preset fail until somebody enables it."""
        return self.server_status == DISABLED


def statuses(
    lock: Lock, remote: Mapping[str, RemotePreset | None], targets: Collection[str] = ()
) -> tuple[PresetStatus, ...]:
    """How each preset of the lock, or each target in it, stands, in slug order."""
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
        status = SyncStatus.DISABLED if remote.status == DISABLED else SyncStatus.IN_SYNC
        live = None
    return PresetStatus(slug, status, entry, live=live, server_status=remote.status)


def summary(presets: Iterable[PresetStatus]) -> dict[str, int]:
    """How many presets have each standing; standings that none has are left out."""
    counts = Counter(preset.status for preset in presets)
    return {status.value: counts[status] for status in SyncStatus if counts[status]}
