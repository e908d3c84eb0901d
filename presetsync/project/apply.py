"""The use cases that push presets, or that make the lock again from what was pushed.

Imports inside functions keep a command from loading what only another one needs.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from presetsync.errors import InterruptedRunError
from presetsync.pages import Topic
from presetsync.project.plans import ProjectPlans

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from presetsync.api.presets import Client
    from presetsync.apply.approval import ApplyOptions
    from presetsync.apply.rebuild import Rebuilt
    from presetsync.apply.results import Result
    from presetsync.apply.workflow import ApplyCallbacks, Inputs
    from presetsync.history.rollback import Rollback
    from presetsync.plan.model import Plan
    from presetsync.remote.observer import Observer
    from presetsync.remote.session import Session


class ProjectApply(ProjectPlans):
    """The part of `presetsync.project.project.Project` that applies."""

    def apply(
        self,
        options: ApplyOptions | None = None,
        callbacks: ApplyCallbacks | None = None,
        observer: Observer | None = None,
    ) -> tuple[Result, ...]:
        """Push changes, and record the new versions in the lock.

        Args:
            options: how to apply.
            callbacks: for the confirmation and for reports; by default, there is no confirmation.
            observer: callbacks for the connection.

        Returns:
            A result for each change that does something or is blocked, in slug order.

        Raises:
            PresetsyncError: nothing was applied; see `presetsync.apply.workflow.apply`.
            InterruptedRunError: it was cancelled; the journal has the unfinished pushes.

        """
        return self._apply(options, callbacks, observer, judged=True)

    def apply_rollback(
        self,
        rollback: Rollback,
        callbacks: ApplyCallbacks | None = None,
        observer: Observer | None = None,
    ) -> tuple[Result, ...]:
        """Push the preset of a rollback, once its files are written.

        It replaces only the live version that the rollback was based on, even if it drifted. The
        rules about models stop nothing: the rollback has shown their findings, and may be urgent.
        Returns and raises as `apply` does.
        """
        from presetsync.apply.approval import ApplyOptions
        from presetsync.apply.workflow import ApplyCallbacks
        from presetsync.plan.planner import PlanOptions

        callbacks = callbacks or ApplyCallbacks()

        def confirm(plan: Plan) -> bool:
            rollback.check(plan)
            return callbacks.confirm(plan)

        # A single preset is never too large a share of those in the lock.
        plan = PlanOptions((rollback.slug,), overwrite_drift=True, skip_promotion=True)
        options = ApplyOptions(plan, force=True)
        return self._apply(options, replace(callbacks, confirm=confirm), observer, judged=False)

    def rebuild_lock(self, *, observer: Observer | None = None) -> Rebuilt:
        """Rebuild the lock from the preset files and the server; nothing is pushed.

        Raises `presetsync.errors.PresetsyncError`; then the lock stays as it was.
        """
        from presetsync.apply.context import RunContext
        from presetsync.apply.rebuild import rebuild_lock
        from presetsync.remote.observer import Observer

        observer = observer or Observer()
        found = self.preset_files(judged=False)
        with self.ledger("presetsync lock rebuild", conflicts=True) as ledger:
            observer.connecting(self.environment)
            rebuilt = self.connected(
                lambda session, api: rebuild_lock(
                    found.presets, ledger, RunContext(session, api, ledger)
                ),
                ledger.workspace_id,
                observer,
            )
        return replace(rebuilt, unread=found.unread)

    def _apply(
        self,
        options: ApplyOptions | None,
        callbacks: ApplyCallbacks | None,
        observer: Observer | None,
        *,
        judged: bool,
    ) -> tuple[Result, ...]:
        """Apply; ``judged`` is whether the rules about models can stop a push."""
        from asyncio import CancelledError

        from presetsync.apply.approval import ApplyOptions
        from presetsync.apply.context import RunContext
        from presetsync.apply.workflow import ApplyCallbacks, apply
        from presetsync.remote.observer import Observer

        options, callbacks = options or ApplyOptions(), callbacks or ApplyCallbacks()
        skips = options.plan_options.skip_promotion
        inputs = self._inputs(judged=judged, skips=skips)
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
                    topic=Topic.INTERRUPTED,
                ) from error
            finally:
                ledger.commit()

    def _inputs(self, *, judged: bool, skips: bool) -> Inputs:
        """What an apply pushes; ``judged`` is as in `_apply`, and ``skips`` as in `stage`."""
        from presetsync.apply.workflow import Inputs
        from presetsync.git.commits import head

        # Before the files are read: they cannot come from a later commit.
        commit = head(self.root)
        found = self.preset_files(judged=judged)
        return Inputs(
            root=self.root,
            presets=found.presets,
            unread=found.unread,
            commit=commit,
            max_change_percent=self.config.max_change_percent,
            reviewed=lambda plan: self.reviewed(plan, found, judged=judged),
            stage=self.stage(found, skips=skips),
        )
