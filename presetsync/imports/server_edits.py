"""Importing a dashboard edit into the preset file, only where it differs. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from presetsync.imports.changed_texts import changed_texts, check_unshared
from presetsync.imports.outcomes import ImportOutcome
from presetsync.imports.overlay_edits import EVERYWHERE, content_in
from presetsync.imports.reconciliation import reconcile
from presetsync.presets.model import content_digest

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from presetsync.diff.merge_chunks import Side
    from presetsync.diff.three_way import MergeConflict
    from presetsync.documents.document import Document
    from presetsync.imports.changed_texts import FileEdit
    from presetsync.imports.overlay_edits import Where
    from presetsync.imports.reconciliation import FileAndServer
    from presetsync.presets.model import Content, Preset
    from presetsync.state.lock import LockEntry


@dataclass(frozen=True, slots=True)
class Taken:
    """The result of importing the server's edit into a file. Nothing is written yet.

    Attributes:
        outcome: updated, merged, unchanged or conflict.
        content: what the file says afterwards: read back, the texts must say it.
        edit: what is written; None for nothing.
        entry: the lock entry to record; None to leave the lock as it is.
        conflicts: what both sides changed, also where a side decided.

    """

    outcome: ImportOutcome
    content: Content
    edit: FileEdit | None = None
    entry: LockEntry | None = None
    conflicts: tuple[MergeConflict, ...] = ()

    @property
    def texts(self) -> Mapping[str, str]:
        """The files to write, by path from the root; the preset file, if it is one, last."""
        return self.edit.texts if self.edit else {}


def taken_over(
    document: Document,
    known: FileAndServer,
    users: Mapping[str, Collection[str]],
    take: Side | None = None,
    where: Where = EVERYWHERE,
) -> Taken:
    """Import the server's edit of a preset into its file.

    Args:
        document: the preset's file, read.
        known: the preset, its entry and its versions.
        users: by path from the root, links resolved, the slugs of the presets that a file is of, or
            that include it.
        take: the side that decides conflicts.
        where: the environment that the server is.

    Raises:
        ImportRefusedError: the file cannot say the content, or not without a change of another
            preset.

    """
    preset = known.preset
    if known.is_as_applied:
        return Taken(ImportOutcome.UNCHANGED, preset.content)
    found = reconcile(known, take)
    if found.conflicts and take is None:
        return Taken(ImportOutcome.CONFLICT, preset.content, conflicts=found.conflicts)
    if not found.is_changed:
        outcome = ImportOutcome.UNCHANGED
        entry = _with_source(found.entry, document.data, preset, found.content)
        return Taken(outcome, found.content, entry=entry, conflicts=found.conflicts)
    edit = changed_texts(document, preset, found.content, where)
    check_unshared(edit.texts, preset.slug, users)
    outcome = ImportOutcome.MERGED if found.has_own_changes else ImportOutcome.UPDATED
    entry = _with_source(found.entry, edit.data, preset, found.content)
    return Taken(outcome, found.content, edit, entry, found.conflicts)


def _with_source(
    entry: LockEntry, data: Mapping[str, Any], preset: Preset, content: Content
) -> LockEntry:
    """The entry with the digest of the file without an overlay, if the file says what is live.

    What the file would say without its own changes, and without an overlay, nobody knows.
    """
    snapshot = entry.snapshot
    if not preset.overlay or snapshot.digest != content_digest(preset.skin, content):
        return entry
    plain = content_digest(preset.skin, content_in(data, ""))
    return replace(entry, snapshot=replace(snapshot, source_digest=plain))
