"""A repository of presets with one environment: the use cases of commands and programs.

Imports inside functions keep a command from loading what only another one needs: ``validate``
neither plans nor reads the lock, and an offline plan loads no HTTP client.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from presetsync.config import with_environment
from presetsync.environment import environment_of, state_path
from presetsync.errors import (
    InterruptedRunError,
    InvalidFilesError,
    SecretError,
    UsageError,
)
from presetsync.files import RootedPath, exists
from presetsync.presets.slugs import check_known
from presetsync.repository.preset_files import load_bodies, warnings_of
from presetsync.repository.project_root import read_project_root
from presetsync.repository.selection import read_valid_presets, validate

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Mapping, Sequence

    from presetsync.api.presets import Client
    from presetsync.apply.approval import ApplyOptions
    from presetsync.apply.rebuild import Rebuilt
    from presetsync.apply.results import Result
    from presetsync.apply.workflow import ApplyCallbacks, Inputs
    from presetsync.config import Config
    from presetsync.environment import Environment
    from presetsync.plan.drift import PresetStatus
    from presetsync.plan.model import Plan
    from presetsync.plan.planner import PlanOptions
    from presetsync.remote.observer import Observer
    from presetsync.remote.session import Session
    from presetsync.repository.preset_files import PresetFiles
    from presetsync.repository.project_root import ProjectRoot
    from presetsync.repository.selection import Validation
    from presetsync.state.applied import Applied
    from presetsync.state.lock import Lock

T = TypeVar("T")


@dataclass(frozen=True)
class Project:
    """A repository of presets, and the environment that it is applied to; see `open`.

    Attributes:
        project_root: the root and its configuration.
        environment: the server and its lock.
        environ: environment variables, which hold the keys.

    """

    project_root: ProjectRoot
    environment: Environment
    environ: Mapping[str, str] = field(repr=False)

    @classmethod
    def open(
        cls,
        path: str | os.PathLike[str] = ".",
        environment: str | None = None,
        *,
        config_file: str = "",
        environ: Mapping[str, str] | None = None,
        was_searched: bool = False,
    ) -> Project:
        """Open a repository.

        Args:
            path: its root.
            environment: None for the one that the configuration describes; ``sandbox`` for the
                embedded server.
            config_file: a configuration with another name, relative to the root.
            environ: environment variables; those of this process by default.
            was_searched: no root was found above the path, which is taken instead.

        Raises:
            UsageError: there is no such folder or environment, or ``OPENROUTER_BASE_URL`` is wrong.

        """
        root = Path(path).resolve()
        if not root.is_dir():
            raise UsageError(f"there is no folder {path}", hint="check the path")
        environ = os.environ if environ is None else environ
        project_root = read_project_root(root, config_file)
        config = with_environment(project_root.config, environ)
        project_root = replace(project_root, config=config, was_searched=was_searched)
        return cls(project_root, environment_of(root, config, environment), environ)

    @property
    def root(self) -> Path:
        """The repository root, absolute."""
        return self.project_root.folder

    @property
    def config(self) -> Config:
        """The configuration, checked."""
        self.check_config()
        return self.project_root.config

    def check_config(self) -> None:
        """Raise `InvalidFilesError` where the configuration is not valid."""
        if self.project_root.diagnostics:
            raise InvalidFilesError(self.project_root.diagnostics)

    def validate(self, paths: Sequence[str | os.PathLike[str]] = ()) -> Validation:
        """Everything that is wrong with the configuration and with preset files.

        ``paths`` are files and folders, relative to the root; none means the presets folder.
        Raises `UsageError` where there is no presets folder.
        """
        if isinstance(paths, str):
            raise UsageError(f"{paths} is one path", hint=f"pass a collection, as in [{paths!r}]")
        return validate(self.project_root, [str(path) for path in paths])

    def plan(
        self,
        options: PlanOptions | None = None,
        *,
        refresh: bool = False,
        observer: Observer | None = None,
    ) -> Plan:
        """What an apply would do.

        With ``refresh`` it asks the server; otherwise it reads only files and lock, and needs no
        key. Raises `PresetsyncError` if one is not valid, or the server cannot be asked.
        """
        from presetsync.plan.planner import PlanOptions, make_plan, shown_slugs
        from presetsync.remote.observer import Observer

        options, observer = options or PlanOptions(), observer or Observer()
        self.check_config()
        if options.overwrite_drift and not refresh:
            raise UsageError(
                "--overwrite-drift needs --refresh", hint="without it plan does not detect drift"
            )
        applied = self._applied()
        found = self.preset_files(cached=not refresh)
        observer.interrupted(applied.unresolved)
        if refresh:
            from presetsync.plan.live import refreshed_plan

            plan = self._run(
                lambda session, _: refreshed_plan(
                    found.presets, applied.lock, session, options, unread=found.unread
                ),
                applied,
                observer,
            )
        else:
            found = load_bodies(found, shown_slugs(found.summaries, applied.lock, options.targets))
            plan = make_plan(
                found.presets,
                applied.lock,
                None,
                options,
                unread=found.unread,
                unloaded=found.summaries,
            )
        return self._reviewed(plan, found)

    def save_plan(self, plan: Plan, path: RootedPath) -> None:
        """Save a plan, for an apply of exactly that.

        Raises `UsageError` where the file is one that presetsync itself reads or writes,
        `SecretError` where it would hold a key, and `presetsync.errors.PlanFileError`.
        """
        from presetsync.plan import planfile
        from presetsync.plan.planner import PlanOptions
        from presetsync.reserved import purpose

        lockfiles = (self.path(self.config.lockfile), self.environment.lockfile)
        if whose := purpose(path, self.project_root, lockfiles, plan.sources):
            raise UsageError(f"--out {path} is {whose}", hint="name another file")
        document = planfile.saved_plan(plan, plan.options or PlanOptions(), plan.workspace_id)
        if name := self._secret_in(planfile.dump(document).decode()):
            raise SecretError(
                f"the file would contain the value of {name}; it was not written",
                hint="rename the preset whose slug is the key",
            )
        planfile.write(path, document)

    def apply(
        self,
        options: ApplyOptions | None = None,
        callbacks: ApplyCallbacks | None = None,
        observer: Observer | None = None,
    ) -> tuple[Result, ...]:
        """Push what changed, and record in the lock which versions came back.

        Args:
            options: how to apply.
            callbacks: whom to ask and whom to report to; by default nobody is asked.
            observer: who is kept informed.

        Returns:
            A result for each change that does something or is blocked, in slug order.

        Raises:
            PresetsyncError: nothing was applied; see `presetsync.apply.workflow.apply`.
            InterruptedRunError: it was cancelled; the journal has the unfinished pushes.

        """
        from asyncio import CancelledError

        from presetsync.apply.approval import ApplyOptions
        from presetsync.apply.context import RunContext
        from presetsync.apply.workflow import ApplyCallbacks, apply
        from presetsync.remote.observer import Observer
        from presetsync.state.checkout import exclusive
        from presetsync.state.ledger import Ledger

        options, callbacks = options or ApplyOptions(), callbacks or ApplyCallbacks()
        inputs = self._inputs()
        with exclusive(state_path(self.root), "presetsync apply"):
            applied = self._applied()
            ledger = Ledger(self.environment.lockfile, applied, self._secret_in)

            def task(session: Session, api: Client) -> Coroutine[Any, Any, tuple[Result, ...]]:
                run = RunContext(session, api, ledger, self.config.on_dropped)
                return apply(inputs, run, options, callbacks)

            try:
                return self._run(task, applied, observer or Observer(), options.parallelism)
            except CancelledError as error:
                raise InterruptedRunError(
                    "interrupted; the journal has the unfinished pushes",
                    hint="run apply again: it resolves what was interrupted, and continues",
                ) from error
            finally:
                ledger.commit()

    def _inputs(self) -> Inputs:
        """What an apply pushes."""
        from presetsync.apply.workflow import Inputs
        from presetsync.commits import head

        # Before the files are read: a later commit cannot be the one that they come from.
        commit = head(self.root)
        found = self.preset_files()
        return Inputs(
            root=self.root,
            presets=found.presets,
            unread=found.unread,
            commit=commit,
            max_change_percent=self.config.max_change_percent,
            reviewed=lambda plan: self._reviewed(plan, found),
        )

    def status(
        self, targets: Sequence[str] = (), *, observer: Observer | None = None
    ) -> tuple[PresetStatus, ...]:
        """How what is live compares with the lock, for each locked preset, in slug order.

        ``targets`` are slugs; none means all. The preset files do not matter. Raises
        `presetsync.errors.PresetsyncError`.
        """
        from presetsync.plan.live import current_status
        from presetsync.remote.observer import Observer

        observer = observer or Observer()
        self.check_config()
        if not exists(self.environment.lockfile):
            self.project_root.check_presets_folder()
        applied = self._applied()
        check_known(targets, applied.lock.presets, "the lock")
        observer.connecting()
        observer.interrupted(applied.unresolved)
        return self._run(
            lambda session, _: current_status(applied.lock, session, targets), applied, observer
        )

    def rebuild_lock(self, *, observer: Observer | None = None) -> Rebuilt:
        """Rebuild the lock from the preset files and the server; nothing is pushed.

        Raises `presetsync.errors.PresetsyncError`; then the lock stays as it was.
        """
        from presetsync.apply.context import RunContext
        from presetsync.apply.rebuild import rebuild_lock
        from presetsync.remote.observer import Observer
        from presetsync.state.checkout import exclusive
        from presetsync.state.ledger import Ledger

        observer = observer or Observer()
        found = self.preset_files()
        with exclusive(state_path(self.root), "presetsync lock rebuild"):
            applied = self._applied(conflicts=True)
            ledger = Ledger(self.environment.lockfile, applied, self._secret_in)
            observer.connecting()
            return self._run(
                lambda session, api: rebuild_lock(
                    found.presets, ledger, RunContext(session, api, ledger)
                ),
                applied,
                observer,
            )

    def lock(self) -> Lock:
        """What was applied last; raises `LockError`."""
        return self._applied().lock

    def preset_files(self, *, cached: bool = False) -> PresetFiles:
        """All presets of the repository; see `presetsync.repository.selection.read_valid_presets`.

        Raises `InvalidFilesError` where one is not valid, and `UsageError` where there is no
        presets folder.
        """
        return read_valid_presets(self.project_root, cached=cached)

    def _reviewed(self, plan: Plan, found: PresetFiles) -> Plan:
        """The plan with what a reviewer should know besides: warnings, and where the keys go."""
        from presetsync.plan.planner import with_diagnostics

        warnings = warnings_of(found, {change.slug for change in plan.needs_review})
        return replace(
            with_diagnostics(plan, warnings),
            base_url=self.environment.custom_base_url,
            passed_over=found.passed_over,
            sources=found.sources,
        )

    def path(self, path: str) -> RootedPath:
        """A path of the repository, relative to the root."""
        return RootedPath(self.root, path)

    def _applied(self, *, conflicts: bool = False) -> Applied:
        from presetsync.state.applied import read_applied

        return read_applied(self.environment.lockfile, conflicts=conflicts)

    def _secret_in(self, text: str) -> str:
        """The variable whose key a text holds, or ""."""
        from presetsync.redaction import redactor_of

        redact = redactor_of(self.environ)
        return redact.found(text) if redact else ""

    def _run(
        self,
        task: Callable[[Session, Client], Coroutine[Any, Any, T]],
        applied: Applied,
        observer: Observer,
        parallelism: int | None = None,
    ) -> T:
        """The result of a task that needs the server."""
        from presetsync.connection import Target, run_connected

        workspace_id = applied.lock.workspace_id
        target = Target(self.environment, self.config, self.environ, workspace_id)
        return run_connected(target, task, observer, parallelism)
