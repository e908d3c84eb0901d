"""A dashboard edit, taken into the preset file: in just the places that differ. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from presetsync.imports.changed_texts import changed_texts, check_unshared
from presetsync.imports.outcomes import ImportOutcome
from presetsync.imports.reconciliation import reconcile

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from presetsync.diff.merge_chunks import Side
    from presetsync.diff.three_way import MergeConflict
    from presetsync.documents.document import Document
    from presetsync.imports.reconciliation import FileAndServer
    from presetsync.presets.model import Content
    from presetsync.state.lock import LockEntry


@dataclass(frozen=True, slots=True)
class Taken:
    """What taking the server's edit into a file comes to. Nothing is written yet.

    Attributes:
        outcome: updated, merged, unchanged or conflict.
        content: what the file says afterwards: read back, the texts must say it.
        texts: the files to write, by path from the root; the preset file, if it is one, last.
        entry: the lock entry to record; None to leave the lock as it is.
        conflicts: what both sides changed, also where a side decided.

    """

    outcome: ImportOutcome
    content: Content
    texts: Mapping[str, str] = field(default_factory=dict)
    entry: LockEntry | None = None
    conflicts: tuple[MergeConflict, ...] = ()


def taken_over(
    document: Document,
    known: FileAndServer,
    users: Mapping[str, Collection[str]],
    take: Side | None = None,
) -> Taken:
    """Take the server's edit of a preset into its file.

    Args:
        document: the preset's file, read.
        known: the preset, its entry and its versions.
        users: by path from the root, links resolved, the slugs of the presets that a file is of, or
            that include it.
        take: the side that decides conflicts.

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
        return Taken(outcome, found.content, entry=found.entry, conflicts=found.conflicts)
    texts = changed_texts(document, preset.skin, found.content)
    check_unshared(texts, preset.slug, users)
    outcome = ImportOutcome.MERGED if found.has_own_changes else ImportOutcome.UPDATED
    return Taken(outcome, found.content, texts, found.entry, found.conflicts)
