"""Lock entries for pushed and adopted versions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from presetsync.plan.classification import stored_content
from presetsync.state.lock import LockEntry
from presetsync.state.receipt import receipt_of
from presetsync.state.snapshot import snapshot_of

if TYPE_CHECKING:
    from presetsync.api.wire import Version
    from presetsync.presets.model import Preset
    from presetsync.state.snapshot import Snapshot


def adopted_entry(preset: Preset, version: Version, before: LockEntry | None) -> LockEntry:
    """The entry for a version that already has the file's content; ``before`` is as below."""
    return entry_of(snapshot_of(preset, recorded_commit(before, version)), version)


def recorded_commit(before: LockEntry | None, version: Version) -> str | None:
    """The commit that a version was pushed from, according to the lock.

    ``before`` is the lock's entry so far; where it does not have this version, the commit is None.
    """
    is_known = before and before.version_id == version.id
    return before.snapshot.source_commit if before and is_known else None


def entry_of(snapshot: Snapshot, version: Version) -> LockEntry:
    """The entry for content that is stored as this version, with its receipt."""
    return LockEntry(
        snapshot=snapshot,
        preset_id=version.preset_id,
        version=version.version,
        version_id=version.id,
        applied_at=version.created_at,
        receipt=receipt_of(snapshot.content, stored_content(version)),
    )
