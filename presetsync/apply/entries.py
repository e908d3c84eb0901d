"""From what was sent and what came back to what the lock records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from presetsync.plan.model import Action
from presetsync.presets.model import Content
from presetsync.state.journal import Intent
from presetsync.state.lock import LockEntry
from presetsync.state.receipt import receipt_of

if TYPE_CHECKING:
    from presetsync.api.wire import Version
    from presetsync.presets.model import Preset


def intent_of(
    preset: Preset, action: str, base_version: int, source_commit: str | None = None
) -> Intent:
    """What is about to be asked for; ``base_version`` is 0 where there is none."""
    return Intent(
        slug=preset.slug,
        action=action,
        skin=preset.skin,
        path=preset.path,
        digest=preset.digest,
        body_digest=preset.body_digest,
        content=preset.content,
        base_version=base_version,
        protect=preset.protect,
        source_commit=source_commit,
    )


def adopted(preset: Preset, version: Version, before: LockEntry | None) -> LockEntry:
    """The entry for a version that is there already, and says what the file says.

    It was pushed from a commit that only the lock can know: ``before``, where it has that version.
    """
    is_known = before and before.version_id == version.id
    commit = before.source_commit if before and is_known else None
    return entry_of(intent_of(preset, Action.ADOPT, 0, commit), version)


def intent_to_archive(slug: str, entry: LockEntry) -> Intent:
    """The preset of this entry is about to be archived."""
    return Intent(
        slug=slug,
        action=Action.ARCHIVE,
        skin=entry.skin,
        path=entry.path,
        digest=entry.digest,
        body_digest=entry.body_digest,
        content=entry.sent,
        base_version=entry.version,
        protect=entry.protect,
        source_commit=entry.source_commit,
    )


def entry_of(intent: Intent, version: Version) -> LockEntry:
    """The lock's entry for content that is stored as this version, with its receipt."""
    return LockEntry(
        skin=intent.skin,
        path=intent.path,
        digest=intent.digest,
        body_digest=intent.body_digest,
        sent=intent.content,
        preset_id=version.preset_id,
        version=version.version,
        version_id=version.id,
        applied_at=version.created_at,
        receipt=receipt_of(intent.content, Content(version.config, version.system)),
        protect=intent.protect,
        source_commit=intent.source_commit,
    )
