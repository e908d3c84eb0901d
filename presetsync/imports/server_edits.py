"""A dashboard edit, taken into the preset file: in just the places that differ. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from presetsync.documents import yaml_reader
from presetsync.documents.edits.edit_error import EditError
from presetsync.documents.edits.ignore_edits import with_ignore
from presetsync.documents.edits.source_edits import edited
from presetsync.findings import BODY
from presetsync.imports.outcomes import ImportOutcome, ImportRefusedError
from presetsync.imports.reconciliation import reconcile
from presetsync.imports.skin_choice import fit_of
from presetsync.jsonpointer import child_pointer, keys_of
from presetsync.presets.bodies import UnplacedError, with_content
from presetsync.validation.allowed_fields import UNKNOWN_FIELD

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
    texts = _texts(document, preset.skin, found.content)
    for path in texts:
        if others := sorted({*users.get(path, ())} - {preset.slug}):
            raise ImportRefusedError(
                f"{path} would change, which other presets use: {', '.join(others)}",
                hint="change the file by hand for all of them, or give this preset its own copy",
            )
    outcome = ImportOutcome.MERGED if found.has_own_changes else ImportOutcome.UPDATED
    return Taken(outcome, found.content, texts, found.entry, found.conflicts)


def _texts(document: Document, skin: str, content: Content) -> dict[str, str]:
    """The texts of the files that change."""
    old = document.data[BODY]
    try:
        body = with_content(skin, old, content)
        texts = dict(edited(document, {**document.data, BODY: body}))
    except UnplacedError as error:
        pointer = child_pointer(f"/{BODY}", error.field)
        raise _refusal(document, pointer, error.message, error.hint) from error
    except EditError as error:
        raise _refusal(document, error.pointer, error.reason) from error
    known = fit_of(skin, old).unknown
    for pointer in fit_of(skin, body).unknown:
        if pointer not in known:
            texts[document.path] = _with_ignore(_reread(document, texts), pointer)
    # The preset file last: it may be written only where the files that it includes are.
    return {path: texts[path] for path in sorted(texts, key=document.path.__eq__)}


def _reread(document: Document, texts: Mapping[str, str]) -> Document:
    """A file as it will be once its texts are written."""
    text = texts.get(document.path, document.text)
    included = {
        name: file._replace(text=texts.get(file.path, file.text))
        for name, file in document.included.items()
    }
    reading = yaml_reader.read(text, document.path, lambda name: included[name].text)
    return replace(document, text=text, data=reading.data, included=included, events=reading.events)


def _with_ignore(document: Document, pointer: str) -> str:
    """The text of a file with a comment for a field that its skin's schema does not know."""
    text = with_ignore(document, pointer, UNKNOWN_FIELD)
    if text is None:
        raise _refusal(
            document,
            pointer,
            f"{keys_of(pointer)[-1]} is a field that presetsync does not know, and no comment that "
            "says so can be on its line",
        )
    return text


def _refusal(document: Document, pointer: str, reason: str, hint: str = "") -> ImportRefusedError:
    at = document.locator().locate(pointer)
    return ImportRefusedError(
        f"{document.path}:{at.line}:{at.column}: {reason}",
        hint=hint or "change the file by hand, then import again",
    )
