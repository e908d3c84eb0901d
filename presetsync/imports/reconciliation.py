"""Reconciling a preset file, its lock entry and the live version. Pure.

The server's edit is what differs between the version that was applied and the one that is live,
both as the server has them. Differences that receipts explain are not edits.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from presetsync.apply.entries import entry_of, recorded_commit
from presetsync.diff.merge_chunks import Side
from presetsync.diff.three_way import merge
from presetsync.presets.bodies import UnplacedError, with_content
from presetsync.presets.canonical import digest, same_json
from presetsync.presets.model import Content, content_digest, normal_content
from presetsync.state.receipt import settled
from presetsync.state.snapshot import Snapshot

if TYPE_CHECKING:
    from presetsync.api.wire import Version
    from presetsync.diff.three_way import MergeConflict
    from presetsync.presets.model import Preset
    from presetsync.state.lock import LockEntry
    from presetsync.state.receipt import Receipt


@dataclass(frozen=True, slots=True)
class FileAndServer:
    """What is known of a preset that has a file, and of which a version is live.

    Attributes:
        preset: the file.
        entry: the lock's; None if nothing was applied.
        applied: the entry's version as the server has it; None if it no longer does.
        live: the version that is designated now.
        normalisations: how the server is known to change any content.

    """

    preset: Preset
    entry: LockEntry | None
    applied: Version | None
    live: Version
    normalisations: Receipt

    @property
    def is_as_applied(self) -> bool:
        """Whether the lock's version is live, so that there is no edit of the server's."""
        entry = self.entry
        return entry is not None and not entry.archived and entry.version_id == self.live.id


@dataclass(frozen=True, slots=True)
class Reconciled:
    """A reconciled preset.

    Attributes:
        content: the wanted content of the file.
        is_changed: whether it differs from the current content.
        has_own_changes: whether it differs from what was applied.
        conflicts: what both sides changed, decided or not.
        entry: the lock entry once the file says it: the live version's. What it records as sent is
            the former with the server's edit alone, so that the file's own changes are still to be
            applied.

    """

    content: Content
    is_changed: bool
    has_own_changes: bool
    conflicts: tuple[MergeConflict, ...]
    entry: LockEntry


def reconcile(known: FileAndServer, take: Side | None = None) -> Reconciled:
    """Merge the file's changes and the server's, both since the file was applied.

    Without an entry nobody knows who changed what: each difference is a conflict. So it is where
    what was sent differs from the applied version by more than receipts account for, and where an
    entry does not have the content that its digest is of: somebody edited the lock.

    Args:
        known: the two sides, and what they started from.
        take: the side that decides conflicts.

    """
    preset = known.preset
    entry = known.entry if known.entry and known.entry.snapshot.is_intact else None
    start = _start(known, entry)
    merged = merge(start.sent, preset.content, start.live, take, server_base=start.applied)
    return Reconciled(
        content=merged.content,
        is_changed=not _is_same(merged.content, preset.content),
        has_own_changes=entry is not None and entry.snapshot.digest != preset.digest,
        conflicts=merged.conflicts,
        entry=entry_of(_snapshot(known, entry, start.live), known.live),
    )


@dataclass(frozen=True, slots=True)
class _ServerSide:
    """The server's side, as a file would say it: without the server's normalisations.

    Attributes:
        sent: what was sent; None if that is not known.
        applied: what the server made of it; None if it no longer has it.
        live: what it has now.

    """

    sent: Content | None
    applied: Content | None
    live: Content


def _start(known: FileAndServer, entry: LockEntry | None) -> _ServerSide:
    live = normal_content(known.live)
    if entry is None:
        return _ServerSide(None, None, settled(known.preset.content, live, known.normalisations))
    normalisations = entry.receipt.over(known.normalisations)
    sent = normal_content(entry.snapshot.content)
    applied = None
    if known.applied and known.applied.id == entry.version_id:
        stored = normal_content(known.applied)
        applied = settled(sent, stored, normalisations)
        if _is_same(sent, applied):
            # The edit alone, also of a text that the server had changed: it may have trimmed it.
            live = merge(stored, sent, live, Side.SERVER).content
    return _ServerSide(sent, applied, settled(sent, live, normalisations))


def _is_same(one: Content, other: Content) -> bool:
    return same_json(one.to_json(), other.to_json())


def _snapshot(known: FileAndServer, entry: LockEntry | None, content: Content) -> Snapshot:
    """The state of the file without its own changes: with the content that is live."""
    preset = known.preset
    skin = entry.snapshot.skin if entry else preset.skin
    applied = content_digest(skin, content)
    return Snapshot(
        skin=skin,
        path=preset.path,
        content=content,
        digest=applied,
        body_digest=_body_digest(preset, entry, content),
        protect=preset.protect,
        source_commit=recorded_commit(entry, known.live),
        # With an overlay it depends on what is written to the file.
        source_digest=None if preset.overlay else applied,
    )


def _body_digest(preset: Preset, entry: LockEntry | None, content: Content) -> str:
    """The digest of the body that was applied, with another content.

    Where the file's body differs from that in more than its content, the former digest, so that a
    plan still says that ignored fields changed.
    """
    if entry and _digest_with(preset, entry.snapshot.content) != entry.snapshot.body_digest:
        return entry.snapshot.body_digest
    return _digest_with(preset, content)


def _digest_with(preset: Preset, content: Content) -> str:
    """The digest of the file's body with another content; of no body if it cannot have it."""
    try:
        return digest(with_content(preset.skin, preset.body, content))
    except UnplacedError:
        return digest(content.to_json())
