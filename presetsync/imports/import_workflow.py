"""The steps of an import, from the server's list to the results.

Recover what an interrupted apply left unresolved, list, then import presets in parallel. The
caller writes the lock afterwards, whatever happens.
"""

from __future__ import annotations

import asyncio
from contextlib import nullcontext
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from presetsync.apply.recovery import recover, settle_contested
from presetsync.config.advice import in_sandbox
from presetsync.errors import InterruptedRunError, PresetsyncError, stops_the_run
from presetsync.imports.file_writer import FileWriter
from presetsync.imports.outcomes import Imported, ImportOutcome, ImportRefusedError, refused
from presetsync.imports.preset_import import ImportContext, import_preset
from presetsync.imports.sources import places_of, remove_leftovers, users_of
from presetsync.presets.model import Preset
from presetsync.presets.slugs import slug_argument
from presetsync.remote.preset_list import list_presets
from presetsync.repository.text_files import Files

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from presetsync.api.wire import RemotePreset
    from presetsync.apply.context import RunContext
    from presetsync.imports.new_preset import FilePlace
    from presetsync.imports.preset_import import ImportOptions
    from presetsync.repository.checks import Checks
    from presetsync.repository.preset_files import PresetFiles

_AGAIN = "run the command again: it continues from there"


@dataclass(frozen=True, slots=True)
class ImportCallbacks:
    """Functions that an import calls; they must not raise.

    Attributes:
        executing: gets the presets, in slug order, and returns a context manager that is open
            while they are imported. Its second argument stops the run: nothing new starts, and
            what is in progress ends.
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
    """The repository to import into.

    Attributes:
        root: the repository root.
        folder: the presets folder, relative to the root.
        found: the existing preset files, each valid.
        checks: what preset files are held against.
        elsewhere: the slugs in the locks of other environments.
        is_sandbox: the presets are those of the sandbox.

    """

    root: Path
    folder: str
    found: PresetFiles
    checks: Checks
    elsewhere: frozenset[str] = frozenset()
    is_sandbox: bool = False

    @property
    def left_out(self) -> dict[str, Preset]:
        """The presets of files that leave the environment out, by slug, without an overlay."""
        return {each.slug: each for each in self.found.left_out if isinstance(each, Preset)}

    def users(self, files: Files) -> dict[str, set[str]]:
        """As `presetsync.imports.sources.users_of`, of the presets of all environments."""
        return users_of(files, [*self.found.presets, *self.left_out.values()])

    def places(self, files: Files, slugs: Sequence[str], prompts_over: int) -> dict[str, FilePlace]:
        """The paths of each new preset's files."""
        environment = self.found.environment
        return places_of(files, self.folder, slugs, prompts_over, self.checks, environment)


async def import_presets(
    inputs: ImportInputs, run: RunContext, options: ImportOptions, callbacks: ImportCallbacks
) -> tuple[Imported, ...]:
    """Import presets from the server into files.

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
        listed = (await list_presets(run.session, known=len(run.ledger.lock.presets))).ours
    slugs = sorted({*options.slugs} or listed)
    started = _Import(inputs, run, options, callbacks, listed, slugs)
    with callbacks.executing(slugs, run.session.stop.set):
        # Four times as many as concurrent requests: the others are waiting for files or the
        # journal, whose records wait for one another to go to the disk together.
        at_once = 4 * run.session.parallelism
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
        self._callbacks, self._listed, self._slugs = callbacks, listed, slugs
        self._queue = iter(slugs)
        self._results: dict[str, Imported] = {}
        self._stopped_by, self._is_sandbox = "", inputs.is_sandbox
        files, checks = Files(inputs.root), inputs.checks
        presets = {preset.slug: preset for preset in inputs.found.presets}
        new = [slug for slug in slugs if slug not in {*presets, *inputs.left_out}]
        self._context = ImportContext(
            run,
            options,
            files,
            FileWriter(inputs.root),
            presets,
            inputs.users(files),
            inputs.places(files, new, options.prompts_over),
            checks,
            inputs.left_out,
            inputs.elsewhere,
            inputs.found.environment,
        )

    async def work(self) -> None:
        """Import presets from the queue until it is empty or the run stops."""
        stop = self._context.run.session.stop
        while not stop.is_set() and (slug := next(self._queue, None)) is not None:
            try:
                result = self._known(slug) or await import_preset(slug, self._context)
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
        if self._is_sandbox:
            result = replace(result, hint=in_sandbox(result.hint))
        self._results[result.slug] = result
        self._callbacks.report(result)

    def _known(self, slug: str) -> Imported | None:
        """The result, if the server's list is enough for it."""
        entry = self._context.run.ledger.lock.presets.get(slug)
        listed = self._listed.get(slug)
        if entry is None or listed is None:
            return None
        if slug not in self._context.presets:
            environment = self._context.environment
            env = f" --env {environment}" if environment else ""
            is_left_out = slug in self._context.left_out
            gone = f"leaves {environment} out" if is_left_out else "was deleted"
            return Imported(
                slug,
                ImportOutcome.UNCHANGED,
                version=entry.version,
                reason=f"the lock has it, but its file {gone}",
                hint=f"to bring it back, run presetsync import{env} {slug_argument(slug)}",
            )
        if listed.designated_version_id == entry.version_id:
            return Imported(slug, ImportOutcome.UNCHANGED, version=entry.version)
        return None
