"""Importing one preset: fetch it, create its texts, verify and write them, record the entry."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from presetsync.apply.entries import adopted_entry
from presetsync.errors import LockError, SecretError
from presetsync.imports import PROMPTS_OVER
from presetsync.imports.changed_texts import changed_texts, check_unshared
from presetsync.imports.new_files import new_files
from presetsync.imports.new_preset import new_preset
from presetsync.imports.outcomes import Imported, ImportOutcome, ImportRefusedError
from presetsync.imports.overlay_edits import Where
from presetsync.imports.proof import prove
from presetsync.imports.reconciliation import FileAndServer
from presetsync.imports.server_edits import taken_over
from presetsync.imports.sources import changes_of, load_document
from presetsync.presets.model import normal_content
from presetsync.presets.slugs import slug_refusal
from presetsync.remote.versions import fetch_preset, fetch_version
from presetsync.repository.file_changes import restore
from presetsync.spelling import did_you_mean
from presetsync.state.receipt import settled

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from presetsync.api.wire import RemotePreset, Version
    from presetsync.apply.context import RunContext
    from presetsync.diff.merge_chunks import Side
    from presetsync.imports.changed_texts import FileEdit
    from presetsync.imports.file_writer import FileWriter
    from presetsync.imports.new_preset import FilePlace
    from presetsync.presets.model import Content, Preset
    from presetsync.repository.checks import Checks
    from presetsync.repository.file_changes import FileChange
    from presetsync.repository.text_files import Files
    from presetsync.state.lock import LockEntry

_BOTH_CHANGED = "file and server changed the same field; nothing was written"
_NO_ENTRY = "file and server differ, and the lock has no entry that says who changed what"
_EDITED_ENTRY = "file and server differ, and the lock's entry is not as presetsync wrote it"
_LISTED = "presetsync import lists the presets that have no file"
_RECORDED = "the lock records this version now"
_WOULD_RECORD = "the lock would record this version"
_TAKE = "pass --take server or --take file, or edit the file"


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """How to import.

    Attributes:
        slugs: the presets; none means all that the server has.
        skin: the skin of new files; None for the first whose schema takes the preset.
        prompts_over: a system prompt of more characters goes to its own file.
        take: which side wins where both changed the same field; None for neither.
        dry_run: write nothing.

    """

    slugs: tuple[str, ...] = ()
    skin: str | None = None
    prompts_over: int = PROMPTS_OVER
    take: Side | None = None
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class ImportContext:
    """The context of importing a preset.

    Attributes:
        run: the server, to read, and the ledger.
        options: how to import.
        files: the repository's.
        writer: writes them.
        presets: the existing preset files, by slug.
        left_out: those of files that leave the environment out, by slug, without an overlay.
        elsewhere: the slugs in the locks of other environments.
        environment: the name of the environment; "" where there are none.
        users: the slugs of the presets that use each file; see
            `presetsync.imports.sources.users_of`.
        places: where new files go, by slug.
        checks: what preset files are held against.

    """

    run: RunContext
    options: ImportOptions
    files: Files
    writer: FileWriter
    presets: Mapping[str, Preset]
    users: Mapping[str, Collection[str]]
    places: Mapping[str, FilePlace]
    checks: Checks
    left_out: Mapping[str, Preset] = field(default_factory=dict)
    elsewhere: Collection[str] = ()
    environment: str = ""

    def where(self, *, is_apart: bool = False) -> Where:
        """The environment of the edits that are taken in."""
        return Where(self.environment, self.checks.environments, is_apart=is_apart)


async def import_preset(slug: str, context: ImportContext) -> Imported:
    """Import one preset into a new file, or its edit into the existing one.

    Raises `ImportRefusedError` if a file cannot say it, and `presetsync.errors.PresetsyncError`
    where the server or a file cannot be read or written. Then nothing was written for this preset.
    """
    if refusal := slug_refusal(slug):
        # In an API path, it would have another meaning.
        raise ImportRefusedError(f"a slug that {refusal} names no preset", hint=_LISTED)
    remote = await fetch_preset(slug, context.run.session)
    # Another worker sends the next request before this one is busy with the files.
    await asyncio.sleep(0)
    version = remote.designated if remote else None
    if remote is None:
        known = {*context.presets, *context.run.ledger.lock.presets}
        hint = did_you_mean(slug, known - {slug}, _LISTED)
        raise ImportRefusedError("the server has no such preset", hint=hint)
    if version is None:
        raise ImportRefusedError("no version of it is live", hint=_LISTED)
    if remote.slug != slug:
        raise ImportRefusedError(f"the server replied with the preset {remote.slug}", hint=_LISTED)
    if preset := context.left_out.get(slug):
        return await _own_overlay(preset, version, context)
    if preset := context.presets.get(slug):
        is_new = slug not in context.run.ledger.lock.presets and not preset.overlay
        if is_new and slug in context.elsewhere:
            return await _own_overlay(preset, version, context)
        return await _edited_file(preset, version, context)
    return await _new_file(remote, version, context)


async def _new_file(remote: RemotePreset, version: Version, context: ImportContext) -> Imported:
    """Import a preset that has no file."""
    slug, entry = remote.slug, context.run.ledger.lock.presets.get(remote.slug)
    make = partial(
        new_preset,
        slug,
        version,
        skin=context.options.skin,
        description=remote.description,
        protect=entry is not None and entry.snapshot.protect,
    )
    made, changes = new_files(context.files.root, context.places[slug], make, context.users)
    await _store(slug, changes, adopted_entry(made.preset, version, entry), context)
    left_out = ", ".join(made.left_out)
    remarks = [f"left out, as a preset file cannot have it: {left_out}"] if left_out else []
    if others := context.places[slug].others:
        it = "its line" if len(others) == 1 else "their lines"
        remarks.append(
            f"not for {' and '.join(others)}: to apply it there, remove {it} in the file"
        )
    return Imported(
        slug,
        ImportOutcome.IMPORTED,
        tuple(made.texts),
        version.version,
        reason="; ".join(remarks),
        is_recorded=True,
    )


async def _own_overlay(preset: Preset, live: Version, context: ImportContext) -> Imported:
    """Import a preset that other environments have, with what differs as an overlay.

    ``preset`` is its file without one.
    """
    files, slug, ledger = context.files, preset.slug, context.run.ledger
    entry, where = ledger.lock.presets.get(slug), context.where(is_apart=True)
    normalisations = ledger.normalisations()
    content = settled(preset.content, normal_content(live), normalisations)
    document = load_document(files, preset)
    edit = changed_texts(document, preset, content, where)
    check_unshared(edit.texts, slug, context.users)
    proved = _prove(preset, content, edit, context)
    changes = changes_of(files.root, document, edit.texts)
    await _store(slug, changes, adopted_entry(proved, live, entry), context)
    return Imported(
        slug,
        ImportOutcome.IMPORTED if edit.texts else ImportOutcome.UNCHANGED,
        tuple(edit.texts),
        live.version,
        reason="" if edit.texts else _recorded(context),
        is_recorded=True,
        before=preset.content if edit.texts else None,
        after=content if edit.texts else None,
        environment=where.environment,
        overlaid=edit.overlaid,
        effects=edit.effects,
    )


def _prove(preset: Preset, content: Content, edit: FileEdit, context: ImportContext) -> Preset:
    """Read the new texts as each environment will."""
    return prove(
        context.files,
        preset.path,
        edit.texts,
        content,
        context.checks,
        environment=context.environment,
        others=edit.others(context.where()),
    )


def _recorded(context: ImportContext) -> str:
    return _WOULD_RECORD if context.options.dry_run else _RECORDED


async def _edited_file(preset: Preset, live: Version, context: ImportContext) -> Imported:
    """Import the server's edit into the file of a preset."""
    files, slug = context.files, preset.slug
    session, ledger = context.run.session, context.run.ledger
    entry = ledger.lock.presets.get(slug)
    applied = None
    if entry and entry.version_id != live.id:
        applied = await fetch_version(slug, entry.version, session)
    known = FileAndServer(preset, entry, applied, live, ledger.normalisations())
    document = load_document(files, preset)
    where = context.where()
    taken = taken_over(document, known, context.users, context.options.take, where)
    if taken.edit:
        _prove(preset, taken.content, taken.edit, context)
    if taken.entry:
        changes = changes_of(files.root, document, taken.texts)
        await _store(slug, changes, taken.entry, context)
    if taken.outcome is ImportOutcome.CONFLICT:
        return Imported(
            slug,
            taken.outcome,
            (),
            live.version,
            _conflict_reason(entry),
            _TAKE,
            conflicts=taken.conflicts,
        )
    return Imported(
        slug,
        taken.outcome,
        tuple(taken.texts),
        live.version,
        reason=_recorded(context) if taken.entry and not taken.texts else "",
        is_recorded=taken.entry is not None,
        before=preset.content if taken.texts else None,
        after=taken.content if taken.texts else None,
        environment=where.environment,
        overlaid=taken.edit.overlaid if taken.edit else (),
        effects=taken.edit.effects if taken.edit else (),
    )


async def _store(
    slug: str, changes: Sequence[FileChange], entry: LockEntry, context: ImportContext
) -> None:
    """Write files and record their entry, both or neither."""
    if name := context.run.ledger.secret_in(entry):
        raise SecretError(
            f"the server's copy contains the value of {name}; nothing was written",
            hint="revoke that key at OpenRouter, then remove it from the preset",
        )
    if context.options.dry_run:
        return
    storing = asyncio.ensure_future(_stored(slug, changes, entry, context))
    try:
        await asyncio.shield(storing)
    except asyncio.CancelledError:
        # A second Ctrl-C: a file without its entry would be a change.
        await storing
        raise


async def _stored(
    slug: str, changes: Sequence[FileChange], entry: LockEntry, context: ImportContext
) -> None:
    root, run = context.files.root, context.run
    if changes:
        await context.writer.write(changes)
    try:
        await run.ledger.outcome(slug, entry, run.session.guard.workspace_id)
    except LockError as error:
        run.ledger.retract(slug)
        if left := restore(root, changes):
            message = f"{error.message}; {', '.join(left)} could not be restored"
            raise LockError(message, hint=error.hint) from error
        raise


def _conflict_reason(entry: LockEntry | None) -> str:
    if entry is None:
        return _NO_ENTRY
    return _BOTH_CHANGED if entry.snapshot.is_intact else _EDITED_ENTRY
