"""The order of an import, from the server's list to the lock entries.

Recover what an interrupted apply left open, list, then for each preset: fetch, make its texts,
prove them, write them, record the entry. The caller writes the lock afterwards, whatever happens.
"""

from __future__ import annotations

import asyncio
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from presetsync.apply.entries import adopted_entry
from presetsync.apply.recovery import recover, settle_contested
from presetsync.errors import (
    InterruptedRunError,
    LockError,
    PresetsyncError,
    SecretError,
    stops_the_run,
)
from presetsync.imports.new_file import PROMPTS_OVER
from presetsync.imports.new_files import new_files
from presetsync.imports.new_preset import new_preset
from presetsync.imports.outcomes import Imported, ImportOutcome, ImportRefusedError, refused
from presetsync.imports.proof import prove
from presetsync.imports.reconciliation import FileAndServer
from presetsync.imports.server_edits import taken_over
from presetsync.imports.sources import (
    changes_of,
    load_document,
    places_of,
    remove_leftovers,
    users_of,
)
from presetsync.presets.slugs import slug_argument, slug_refusal
from presetsync.remote.preset_list import list_presets
from presetsync.remote.versions import fetch_preset, fetch_version
from presetsync.repository.file_changes import restore, write_together
from presetsync.repository.text_files import Files

_AGAIN = "run the command again: it goes on from there"
_BOTH_CHANGED = "file and server changed the same; nothing was written"
_NO_ENTRY = "file and server differ, and the lock has no entry that says who changed what"
_EDITED_ENTRY = "file and server differ, and the lock's entry is not as presetsync wrote it"
_LISTED = "presetsync import lists the presets that have no file"
_TAKE = "pass --take server or --take file, or edit the file"

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from presetsync.api.wire import RemotePreset, Version
    from presetsync.apply.context import RunContext
    from presetsync.diff.merge_chunks import Side
    from presetsync.presets.model import Preset
    from presetsync.repository.file_changes import FileChange
    from presetsync.repository.preset_files import PresetFiles
    from presetsync.state.lock import LockEntry


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """How to import.

    Attributes:
        slugs: the presets; none means all that the server has.
        skin: the skin of new files; None for the first whose schema takes the preset.
        prompts_over: a system prompt of more characters goes to a file of its own.
        take: whose side wins where both changed the same; None for neither.
        dry_run: write nothing.

    """

    slugs: tuple[str, ...] = ()
    skin: str | None = None
    prompts_over: int = PROMPTS_OVER
    take: Side | None = None
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class ImportCallbacks:
    """Functions that an import calls; none may raise.

    Attributes:
        executing: gets the presets, in slug order, and returns a context manager that is open
            while they are imported. Its second argument stops the run: nothing new starts, and
            what is under way ends.
        report: gets each result as soon as it is final.
        finished: gets all results, in slug order, before the lock is written, which may fail.

    """

    executing: Callable[[Sequence[str], Callable[[], None]], AbstractContextManager[object]] = (
        lambda _slugs, _stop: nullcontext()
    )
    report: Callable[[Imported], None] = lambda _result: None
    finished: Callable[[tuple[Imported, ...]], None] = lambda _results: None


@dataclass(frozen=True, slots=True)
class ImportInputs:
    """The repository that presets are brought into.

    Attributes:
        root: the repository root.
        folder: the presets folder, relative to the root.
        found: the preset files that there are, each valid.
        unknown_fields: the setting of that name.

    """

    root: Path
    folder: str
    found: PresetFiles
    unknown_fields: str


async def import_presets(
    inputs: ImportInputs, run: RunContext, options: ImportOptions, callbacks: ImportCallbacks
) -> tuple[Imported, ...]:
    """Bring presets of the server into files.

    Returns:
        A result for each preset, in slug order.

    Raises:
        PresetsyncError: nothing was written, as the server cannot be read, or an interrupted apply
            cannot be resolved.

    """
    if not options.dry_run:
        remove_leftovers(inputs.root, inputs.folder)
        await settle_contested(run.ledger.contested, run)
        await recover(tuple(run.ledger.unresolved.values()), run.ledger.lock, run)
    listed: Mapping[str, RemotePreset] = {}
    if not options.slugs:
        listed = (await list_presets(run.session, known=len(run.ledger.lock.presets))).presets
    slugs = sorted({*options.slugs} or listed)
    started = _Import(inputs, run, options, callbacks, listed, slugs)
    with callbacks.executing(slugs, run.session.stop.set):
        # As many again as there are requests under way: files are made while others are fetched.
        at_once = 2 * run.session.parallelism
        await asyncio.gather(*(started.work() for _ in range(at_once)))
    results = started.all_results()
    callbacks.finished(results)
    return results


class _Import:
    """The state of one import."""

    def __init__(
        self,
        inputs: ImportInputs,
        run: RunContext,
        options: ImportOptions,
        callbacks: ImportCallbacks,
        listed: Mapping[str, RemotePreset],
        slugs: Sequence[str],
    ) -> None:
        self._inputs, self._run, self._options = inputs, run, options
        self._callbacks, self._listed, self._slugs = callbacks, listed, slugs
        self._queue = iter(slugs)
        self._results: dict[str, Imported] = {}
        self._stopped_by = ""
        found = inputs.found
        self._files = {preset.slug: preset for preset in found.presets}
        new = [slug for slug in slugs if slug not in self._files]
        self._read = Files(inputs.root)
        self._users = users_of(self._read, inputs.found.presets)
        self._places = places_of(
            self._read, inputs.folder, new, options.prompts_over, inputs.unknown_fields
        )

    async def work(self) -> None:
        """Import presets off the queue until it is empty or the run stops."""
        stop = self._run.session.stop
        while not stop.is_set() and (slug := next(self._queue, None)) is not None:
            try:
                result = self._known(slug) or await self._imported(slug)
            except InterruptedRunError:
                return
            except PresetsyncError as error:
                if stops_the_run(error):
                    self._stopped_by = f"the import was stopped: {error.message}"
                    stop.set()
                result = refused(slug, error)
            self._finish(result)

    def all_results(self) -> tuple[Imported, ...]:
        """The results of all presets, in slug order."""
        reason = self._stopped_by or "the import was interrupted"
        for slug in self._slugs:
            if slug not in self._results:
                self._finish(refused(slug, ImportRefusedError(reason, hint=_AGAIN)))
        return tuple(self._results[slug] for slug in self._slugs)

    def _finish(self, result: Imported) -> None:
        self._results[result.slug] = result
        self._callbacks.report(result)

    def _known(self, slug: str) -> Imported | None:
        """The result where the server's list is enough for it."""
        entry, listed = self._run.ledger.lock.presets.get(slug), self._listed.get(slug)
        if entry is None or listed is None:
            return None
        if slug not in self._files:
            return Imported(
                slug,
                ImportOutcome.UNCHANGED,
                version=entry.version,
                reason="the lock has it, but its file was deleted",
                hint=f"to bring it back, run presetsync import {slug_argument(slug)}",
            )
        if listed.designated_version_id == entry.version_id:
            return Imported(slug, ImportOutcome.UNCHANGED, version=entry.version)
        return None

    async def _imported(self, slug: str) -> Imported:
        if refusal := slug_refusal(slug):
            # In a path of the API it would be something else.
            raise ImportRefusedError(f"a slug that {refusal} names no preset", hint=_LISTED)
        remote = await fetch_preset(slug, self._run.session)
        # Another worker sends the next request before this one is busy with the files.
        await asyncio.sleep(0)
        version = remote.designated if remote else None
        if remote is None or version is None:
            raise ImportRefusedError(
                "the server has no such preset" if remote is None else "no version of it is live",
                hint=_LISTED,
            )
        if remote.slug != slug:
            raise ImportRefusedError(
                f"the server replied with the preset {remote.slug}", hint=_LISTED
            )
        if preset := self._files.get(slug):
            return await self._taken_over(preset, version)
        return await self._made(remote, version)

    async def _made(self, remote: RemotePreset, version: Version) -> Imported:
        """Import a preset that has no file."""
        slug, entry = remote.slug, self._run.ledger.lock.presets.get(remote.slug)
        make = partial(
            new_preset,
            slug,
            version,
            skin=self._options.skin,
            description=remote.description,
            protect=entry is not None and entry.snapshot.protect,
        )
        made, changes = new_files(self._inputs.root, self._places[slug], make, self._users)
        await self._store(slug, changes, adopted_entry(made.preset, version, entry))
        remark = "" if made.has_description else "its description cannot be written to a file"
        return Imported(
            slug,
            ImportOutcome.IMPORTED,
            tuple(made.texts),
            version.version,
            reason=remark,
            is_recorded=True,
        )

    async def _taken_over(self, preset: Preset, live: Version) -> Imported:
        """Take the server's edit into the file of a preset."""
        inputs, session = self._inputs, self._run.session
        ledger, slug = self._run.ledger, preset.slug
        entry = ledger.lock.presets.get(slug)
        applied = None
        if entry and entry.version_id != live.id:
            applied = await fetch_version(slug, entry.version, session)
        known = FileAndServer(preset, entry, applied, live, ledger.normalisations())
        document = load_document(self._read, preset)
        taken = taken_over(document, known, self._users, self._options.take)
        if taken.texts:
            prove(self._read, preset.path, taken.texts, taken.content, inputs.unknown_fields)
        if taken.entry:
            changes = changes_of(inputs.root, document, taken.texts)
            await self._store(slug, changes, taken.entry)
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
            reason="the lock records this version now" if taken.entry and not taken.texts else "",
            is_recorded=taken.entry is not None,
            before=preset.content if taken.texts else None,
            after=taken.content if taken.texts else None,
        )

    async def _store(self, slug: str, changes: Sequence[FileChange], entry: LockEntry) -> None:
        """Write files and record their entry, both or neither."""
        if name := self._run.ledger.secret_in(entry):
            raise SecretError(
                f"the server's copy contains the value of {name}; nothing was written",
                hint="replace that key at OpenRouter, then take it out of the preset",
            )
        if self._options.dry_run:
            return
        storing = asyncio.ensure_future(self._stored(slug, changes, entry))
        try:
            await asyncio.shield(storing)
        except asyncio.CancelledError:
            # A second Ctrl-C: a file without its entry would be a change.
            await storing
            raise

    async def _stored(self, slug: str, changes: Sequence[FileChange], entry: LockEntry) -> None:
        root, run = self._inputs.root, self._run
        if changes:
            await asyncio.to_thread(write_together, root, changes)
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
