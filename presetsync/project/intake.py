"""The use cases that import into preset files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from presetsync.errors import InterruptedRunError
from presetsync.project.opened_project import OpenedProject
from presetsync.repository.preset_files import PresetFiles

if TYPE_CHECKING:
    from presetsync.api.presets import Client
    from presetsync.capture.request_capture import Captured, CaptureOptions, RequestInput
    from presetsync.imports.import_workflow import ImportCallbacks
    from presetsync.imports.outcomes import Imported
    from presetsync.imports.preset_import import ImportOptions
    from presetsync.remote.observer import Observer
    from presetsync.remote.session import Session


class ProjectIntake(OpenedProject):
    """The part of `presetsync.project.project.Project` that writes preset files."""

    def untracked(self, *, observer: Observer | None = None) -> tuple[str, ...]:
        """The presets of the server that are in neither the lock nor the files, in slug order.

        The preset files need not be valid. Raises `presetsync.errors.PresetsyncError`.
        """
        from presetsync.plan.drift import untracked_slugs
        from presetsync.remote.observer import Observer
        from presetsync.remote.preset_list import list_presets

        observer = observer or Observer()
        lock, files = self.lock(), self.listed_files()
        observer.connecting(self.environment)

        async def task(session: Session, _: Client) -> tuple[str, ...]:
            listed = await list_presets(session, len(lock.presets))
            return untracked_slugs(listed.ours.values(), lock, files.slugs)

        return self.connected(task, lock.workspace_id, observer)

    def import_presets(
        self,
        options: ImportOptions | None = None,
        callbacks: ImportCallbacks | None = None,
        observer: Observer | None = None,
    ) -> tuple[Imported, ...]:
        """Write preset files for presets on the server, or import its edits into files.

        Args:
            options: which presets, and how.
            callbacks: for reports.
            observer: callbacks for the connection.

        Returns:
            A result for each preset, in slug order.

        Raises:
            PresetsyncError: nothing was written, as a file is not valid or the server cannot be
                read.
            InterruptedRunError: it was cancelled; what was written is in the lock.

        """
        from asyncio import CancelledError

        from presetsync.apply.context import RunContext
        from presetsync.imports.import_workflow import (
            ImportCallbacks,
            ImportInputs,
            import_presets,
        )
        from presetsync.imports.preset_import import ImportOptions
        from presetsync.remote.observer import Observer

        options, callbacks = options or ImportOptions(), callbacks or ImportCallbacks()
        observer = observer or Observer()
        has_folder = self.project_root.has_presets_folder
        found = self.preset_files() if has_folder else PresetFiles(self.root)
        checks, elsewhere = self.project_root.checks, self._locked_elsewhere()
        inputs = ImportInputs(
            self.root, self.config.presets, found, checks, elsewhere, self.is_sandbox
        )
        with self.ledger("presetsync import", writes=not options.dry_run) as ledger:
            observer.connecting(self.environment)
            try:
                return self.connected(
                    lambda session, api: import_presets(
                        inputs, RunContext(session, api, ledger), options, callbacks
                    ),
                    ledger.workspace_id,
                    observer,
                )
            except CancelledError as error:
                raise InterruptedRunError(
                    "interrupted; what was written is in the lock",
                    hint="run the command again: it continues from there",
                ) from error
            finally:
                if not options.dry_run:
                    ledger.commit()

    def _locked_elsewhere(self) -> frozenset[str]:
        """The slugs in the locks of the other environments, as far as these can be read."""
        found: set[str] = set()
        for name in self.project_root.environments:
            if name != self.environment.name:
                found.update(self.in_environment(name).readable_lock().presets)
        return frozenset(found)

    def capture(
        self, slug: str, given: RequestInput, options: CaptureOptions | None = None
    ) -> Captured:
        """Write the preset file of a request; see `presetsync.capture.request_capture.capture`."""
        from presetsync.capture.request_capture import CaptureOptions, capture

        self.check_config()
        options = options or CaptureOptions()
        return capture(self.project_root, self.lock(), slug, given, options, self.secret_in)
