"""Lock against server: which live versions were not applied from here. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, overload

from presetsync.api.wire import ARCHIVED, DISABLED

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
        server_status: active, disabled, or a newer status; None if the server has no preset.
        has_file: whether it has a preset file; None if the files were not listed, or not all.

    """

    slug: str
    status: SyncStatus
    entry: LockEntry
    live: Version | None = None
    applied: Version | None = None
    server_status: str | None = None
    has_file: bool | None = None

    @property
    def is_disabled(self) -> bool:
        """Whether calls of the preset fail until it is enabled in the dashboard."""
        return self.server_status == DISABLED

    @property
    def live_version(self) -> int | None:
        """The number of the live version; None for none."""
        if self.live:
            return self.live.version
        return self.entry.version if self._is_as_locked else None

    @property
    def live_version_id(self) -> str | None:
        """The server's id of the live version; None for none."""
        if self.live:
            return self.live.id
        return self.entry.version_id if self._is_as_locked else None

    @property
    def live_since(self) -> str | None:
        """When the live version was stored: the server's RFC 3339 text; None for none."""
        if self.live:
            return self.live.created_at
        return self.entry.applied_at if self._is_as_locked else None

    @property
    def live_by(self) -> str | None:
        """The server's id of who stored the live version.

        None if it is the lock's, because lists of presets and the lock contain no authors.
        """
        return self.live.creator_id if self.live else None

    @property
    def live_commit(self) -> str | None:
        """The commit that the live version was applied from; None if that is not known."""
        return self.entry.snapshot.source_commit if self._is_as_locked else None

    @property
    def _is_as_locked(self) -> bool:
        return self.status in (SyncStatus.IN_SYNC, SyncStatus.DISABLED)


@dataclass(frozen=True, slots=True)
class Status(Sequence[PresetStatus]):
    """The sync status of the presets in the lock: a sequence of them, in slug order.

    Attributes:
        presets: one for each preset, or for each target.
        untracked: the slugs of the presets on the server that are in neither the lock nor the
            files, in order; None for a status of targets.
        unread: folders that were not read; an untracked preset may have its file in one.

    """

    presets: tuple[PresetStatus, ...]
    untracked: tuple[str, ...] | None = None
    unread: tuple[str, ...] = ()

    @overload
    def __getitem__(self, index: int) -> PresetStatus: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[PresetStatus, ...]: ...
    def __getitem__(self, index: int | slice) -> PresetStatus | tuple[PresetStatus, ...]:
        """The preset at an index, or those of a slice."""
        return self.presets[index]

    def __len__(self) -> int:
        """How many presets there are."""
        return len(self.presets)


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


def untracked_slugs(
    listed: Iterable[RemotePreset], lock: Lock, files: Collection[str]
) -> tuple[str, ...]:
    """The slugs, in order, of the listed presets that are in neither the lock nor the files.

    ``files`` are the slugs of the preset files. An entry of an archived preset counts too.
    """
    slugs = {preset.slug for preset in listed if preset.status != ARCHIVED}
    return tuple(sorted(slugs - lock.presets.keys() - {*files}))


def summary(presets: Iterable[PresetStatus]) -> dict[str, int]:
    """How many presets have each sync status; leaves out statuses that none has."""
    counts = Counter(preset.status for preset in presets)
    return {status.value: counts[status] for status in SyncStatus if counts[status]}
