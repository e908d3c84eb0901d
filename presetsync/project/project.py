"""A repository of presets, and every use case that commands and programs share.

Imports inside functions keep a command from loading what only another one needs: ``validate``
neither plans nor reads the lock.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from presetsync.config.advice import diagnostics_in_sandbox
from presetsync.errors import UsageError
from presetsync.filesystem.files import exists
from presetsync.presets.slugs import check_known
from presetsync.project.apply import ProjectApply
from presetsync.project.history import ProjectHistory
from presetsync.project.intake import ProjectIntake
from presetsync.project.models import ProjectModels
from presetsync.project.trials import ProjectTrials
from presetsync.repository.preset_files import PresetFiles
from presetsync.repository.selection import validate

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Sequence

    from presetsync.plan.drift import Status
    from presetsync.presets.model import Preset, PresetSummary
    from presetsync.remote.observer import Observer
    from presetsync.repository.selection import Validation


class Project(ProjectApply, ProjectIntake, ProjectHistory, ProjectModels, ProjectTrials):
    """A repository of presets with its environment; open one with `Project.open`."""

    def validate(self, paths: Sequence[str | os.PathLike[str]] = ()) -> Validation:
        """Everything that is wrong with the configuration and with preset files.

        ``paths`` are files and folders, relative to the root; none means the presets folder.
        Raises `UsageError` if there is no presets folder.
        """
        if isinstance(paths, str):
            raise UsageError(f"{paths} is one path", hint=f"pass a collection, as in [{paths!r}]")
        found = validate(
            self.project_root,
            [str(path) for path in paths],
            environments=self.environment_names,
            pushed=self._pushed,
        )
        if self.is_sandbox:
            found = replace(found, diagnostics=diagnostics_in_sandbox(found.diagnostics))
        return found

    def status(self, targets: Sequence[str] = (), *, observer: Observer | None = None) -> Status:
        """How the live version compares with the lock, for each locked preset, in slug order.

        ``targets`` are slugs; none means all. The preset files only determine what is untracked,
        and need not be valid. Raises `presetsync.errors.PresetsyncError`.
        """
        from presetsync.plan.live import current_status
        from presetsync.remote.observer import Observer

        observer = observer or Observer()
        self.check_config()
        if not exists(self.environment.lockfile):
            self.project_root.check_presets_folder()
        applied = self.applied()
        check_known(targets, applied.lock.presets, "the lock")
        observer.connecting(self.environment)
        observer.interrupted(applied.unresolved)
        files = PresetFiles(self.root) if targets else self.listed_files()
        status = self.connected(
            lambda session, _: current_status(applied.lock, session, targets, files=files.slugs),
            applied.lock.workspace_id,
            observer,
        )
        if targets or files.unread:
            return replace(status, unread=files.unread)
        slugs = {*files.slugs}
        return replace(
            status, presets=tuple(replace(each, has_file=each.slug in slugs) for each in status)
        )

    def _pushed(
        self, environment: str, presets: Iterable[Preset | PresetSummary]
    ) -> frozenset[str]:
        """The slugs of the presets that an apply to an environment would push, by its lock.

        If the lock cannot be read, nothing counts as applied.
        """
        from presetsync.plan.planner import pushed_slugs

        return pushed_slugs(presets, self.in_environment(environment).readable_lock())
