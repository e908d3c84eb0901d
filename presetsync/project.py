"""The use cases that commands and programs share.

Imports inside functions keep a command from loading what only another one needs: ``validate``
neither plans nor reads the lock.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from presetsync.errors import InterruptedRunError, SecretError, UsageError
from presetsync.files import RootedPath, exists
from presetsync.opened_project import OpenedProject
from presetsync.presets.slugs import check_known
from presetsync.repository.preset_files import PresetFiles, load_bodies, warnings_of
from presetsync.repository.selection import read_presets, validate

if TYPE_CHECKING:
    import os
    from collections.abc import Coroutine, Sequence

    from presetsync.api.presets import Client
    from presetsync.apply.approval import ApplyOptions
    from presetsync.apply.rebuild import Rebuilt
    from presetsync.apply.results import Result
    from presetsync.apply.workflow import ApplyCallbacks, Inputs
    from presetsync.capture.request_capture import Captured, CaptureOptions, RequestInput
    from presetsync.history.blame import Blame
    from presetsync.history.state_difference import StateDifference
    from presetsync.history.states import State
    from presetsync.history.timeline import History, ServerVersions
    from presetsync.history.traces import Checkout
    from presetsync.plan.drift import Status
    from presetsync.plan.model import Plan
    from presetsync.plan.planner import PlanOptions
    from presetsync.remote.observer import Observer
    from presetsync.remote.session import Session
    from presetsync.repository.selection import Validation


class Project(OpenedProject):
    """A repository of presets with its environment; open one with `Project.open`."""

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
        applied = self.applied()
        found = self.preset_files(cached=not refresh)
        observer.interrupted(applied.unresolved)
        if refresh:
            from presetsync.plan.live import refreshed_plan

            plan = self.connected(
                lambda session, _: refreshed_plan(
                    found.presets,
                    applied.lock,
                    session,
                    options,
                    unread=found.unread,
                    lists_all=True,
                ),
                applied.lock.workspace_id,
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
        if name := self.secret_in(planfile.dump(document).decode()):
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

        options, callbacks = options or ApplyOptions(), callbacks or ApplyCallbacks()
        inputs = self._inputs()
        with self.ledger("presetsync apply") as ledger:

            def task(session: Session, api: Client) -> Coroutine[Any, Any, tuple[Result, ...]]:
                run = RunContext(session, api, ledger, self.config.on_dropped)
                return apply(inputs, run, options, callbacks)

            try:
                return self.connected(
                    task, ledger.workspace_id, observer or Observer(), options.parallelism
                )
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

    def status(self, targets: Sequence[str] = (), *, observer: Observer | None = None) -> Status:
        """How what is live compares with the lock, for each locked preset, in slug order.

        ``targets`` are slugs; none means all. The preset files matter only to what is untracked,
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
        observer.connecting()
        observer.interrupted(applied.unresolved)
        files = PresetFiles(self.root)
        if not targets and self.project_root.has_presets_folder:
            files = read_presets(self.project_root, cached=True)
        status = self.connected(
            lambda session, _: current_status(applied.lock, session, targets, files=files.slugs),
            applied.lock.workspace_id,
            observer,
        )
        return replace(status, unread=files.unread)

    def rebuild_lock(self, *, observer: Observer | None = None) -> Rebuilt:
        """Rebuild the lock from the preset files and the server; nothing is pushed.

        Raises `presetsync.errors.PresetsyncError`; then the lock stays as it was.
        """
        from presetsync.apply.context import RunContext
        from presetsync.apply.rebuild import rebuild_lock
        from presetsync.remote.observer import Observer

        observer = observer or Observer()
        found = self.preset_files()
        with self.ledger("presetsync lock rebuild", conflicts=True) as ledger:
            observer.connecting()
            rebuilt = self.connected(
                lambda session, api: rebuild_lock(
                    found.presets, ledger, RunContext(session, api, ledger)
                ),
                ledger.workspace_id,
                observer,
            )
        return replace(rebuilt, unread=found.unread)

    def state(self, slug: str, at: str = "file", *, observer: Observer | None = None) -> State:
        """A state of a preset: ``file``, ``lock``, ``live``, or a version such as ``3``.

        Only what the server alone knows needs a key. Raises `UsageError` where there is no such
        state, and `presetsync.errors.PresetsyncError`.
        """
        from presetsync.project_states import named_states

        states, _ = named_states(self, slug, (at,), observer)
        return states[0]

    def difference(
        self,
        slug: str,
        before: str = "live",
        after: str = "file",
        *,
        observer: Observer | None = None,
    ) -> StateDifference:
        """How a state of a preset differs from another one; both named and raising as in `state`.

        What the server is known to change in such content is left out.
        """
        from presetsync.history.state_difference import state_difference
        from presetsync.project_states import named_states

        (old, new), known = named_states(self, slug, (before, after), observer)
        return state_difference(old, new, known)

    def history(
        self,
        slugs: Sequence[str] = (),
        limit: int | None = None,
        *,
        observer: Observer | None = None,
    ) -> History:
        """The newest versions of presets, all by default, each with the commit it comes from.

        No ``slugs`` means those of the lock. Raises `presetsync.errors.PresetsyncError`.
        """
        from presetsync.history.traces import history

        return history(*self._versions(slugs, observer), slugs, limit)

    def blame(self, slug: str, *, observer: Observer | None = None) -> Blame:
        """Which version brought each line and field of what is live; raises as `history` does."""
        from presetsync.history.traces import blame

        [preset], checkout = self._versions((slug,), observer)
        return blame(preset, checkout)

    def _versions(
        self, slugs: Sequence[str], observer: Observer | None
    ) -> tuple[tuple[ServerVersions, ...], Checkout]:
        from presetsync.history.traces import Checkout, fetch_versions
        from presetsync.remote.observer import Observer

        self.check_config()
        observer, applied = observer or Observer(), self.applied()
        if not (slugs or applied.lock.presets):
            self.project_root.check_presets_folder()
        observer.connecting()
        observer.interrupted(applied.unresolved)
        lock, workspace_id = applied.lock, applied.lock.workspace_id
        fetched = self.connected(
            lambda session, _: fetch_versions(slugs, lock, session), workspace_id, observer
        )
        return fetched, Checkout(self.root, self.environment.lockfile, lock)

    def capture(
        self, slug: str, given: RequestInput, options: CaptureOptions | None = None
    ) -> Captured:
        """Write the preset file of a request; see `presetsync.capture.request_capture.capture`."""
        from presetsync.capture.request_capture import CaptureOptions, capture

        self.check_config()
        options = options or CaptureOptions()
        return capture(self.project_root, self.lock(), slug, given, options, self.secret_in)

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
