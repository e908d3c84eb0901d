"""The use cases for the states and versions of presets."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from presetsync.config.environment import state_path
from presetsync.errors import SecretError, UsageError
from presetsync.project.opened_project import OpenedProject
from presetsync.repository.preset_files import PresetFiles

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from presetsync.history.blame import Blame
    from presetsync.history.origins import Provenance
    from presetsync.history.rollback import Rollback
    from presetsync.history.state_difference import StateDifference
    from presetsync.history.states import State
    from presetsync.history.timeline import History, ServerVersions
    from presetsync.history.traces import Checkout
    from presetsync.remote.observer import Observer
    from presetsync.state.lock import LockEntry


class ProjectHistory(OpenedProject):
    """The part of `presetsync.project.project.Project` for states and history."""

    def state(self, slug: str, at: str = "file", *, observer: Observer | None = None) -> State:
        """A state of a preset: ``file``, ``lock``, ``live``, a version such as ``3``, or another.

        The name of an environment selects its live version. Only states that are on the server need
        a key. Raises `UsageError` if there is no such state, and
        `presetsync.errors.PresetsyncError`.
        """
        from presetsync.project.named_states import named_states

        return named_states(self, (slug,), (at,), observer)[slug].states[0]

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
        from presetsync.project.named_states import named_states

        found = named_states(self, (slug,), (before, after), observer)[slug]
        old, new = found.states
        # The server's own changes matter between a file or a lock and a version.
        server = found.known[0 if old.at.is_on_server else 1]
        return self._priced(state_difference(old, new, server))

    def history(
        self,
        slugs: Sequence[str] = (),
        limit: int | None = None,
        *,
        observer: Observer | None = None,
    ) -> History:
        """The versions of presets, newest first, each with the commit that it comes from.

        ``slugs`` are presets of the server; none means those of the lock. ``limit`` is the number
        of newest versions across all presets; None means all. Raises `UsageError` where the server
        has no such preset, and `presetsync.errors.PresetsyncError`.
        """
        from presetsync.history.traces import history

        return history(*self._versions(slugs, observer), slugs, limit)

    def origins(self, entries: Collection[LockEntry]) -> Provenance:
        """The commits that the versions in the lock come from, as far as git has them.

        Sends no requests, and does not search old commits; see
        `presetsync.history.provenance.recorded_origins`.
        """
        from presetsync.history.provenance import recorded_origins

        return recorded_origins(self.root, entries)

    def blame(self, slug: str, *, observer: Observer | None = None) -> Blame:
        """The version that introduced each live line and field; raises like `history`."""
        from presetsync.history.traces import blame

        [preset], checkout = self._versions((slug,), observer)
        return blame(preset, checkout)

    def rollback(
        self, slug: str, to: int | None = None, *, observer: Observer | None = None
    ) -> Rollback:
        """The rollback of a preset to a version; nothing is written or pushed yet.

        Args:
            slug: the preset; it may have no file any more.
            to: the number of the version; None for the newest one before the live one with
                different content.
            observer: callbacks for the connection.

        Raises:
            UsageError: there is no such preset or version.
            PresetsyncError: a preset file is not valid, the files cannot express the version's
            content, one of them belongs to another preset, too, or the server cannot be read.

        """
        from presetsync.git.branches import main_branch
        from presetsync.history.rollback import fetch_target, rollback_of
        from presetsync.history.states import known_preset
        from presetsync.imports.import_workflow import ImportInputs
        from presetsync.remote.observer import Observer
        from presetsync.repository.selection import model_lock_diagnostics

        self.check_config()
        observer, applied = observer or Observer(), self.applied()
        has_folder = self.project_root.has_presets_folder
        found = self.preset_files(judged=False) if has_folder else PresetFiles(self.root)
        preset = next((each for each in found.presets if each.slug == slug), None)
        environment = self.environment.name
        if any(each.slug == slug for each in found.left_out):
            hint = f"its file says environments: {{{environment}: false}}; remove that first"
            raise UsageError(f"{slug} does not exist in {environment}", hint=hint)
        known = known_preset(slug, applied.lock, preset, found.slugs, environment)
        observer.connecting(self.environment)
        observer.interrupted(applied.unresolved)
        fetched = self.connected(
            lambda session, _: fetch_target(known, to, session),
            applied.lock.workspace_id,
            observer,
        )
        inputs = ImportInputs(self.root, self.config.presets, found, self.project_root.judging)
        rollback = rollback_of(known, fetched, inputs)
        for change in rollback.changes:
            if name := self.secret_in(change.after.decode()):
                raise SecretError(
                    f"{change.path} would contain the value of {name}; nothing was written",
                    hint="revoke that key at OpenRouter, and pass another version with --to",
                )
        # A damaged model lock does not block a rollback, but is reported.
        warnings = (*model_lock_diagnostics(self.project_root), *rollback.warnings)
        return replace(
            rollback,
            difference=self._priced(rollback.difference),
            warnings=warnings,
            main_branch=main_branch(self.root),
        )

    def write_rollback(self, rollback: Rollback) -> None:
        """Write the files of a rollback, all of them or none.

        Raises `presetsync.errors.PresetsyncError` where one has changed since it was read, or
        cannot be written.
        """
        from presetsync.repository.file_changes import write_together
        from presetsync.state.checkout import exclusive

        with exclusive(state_path(self.root), "presetsync rollback"):
            write_together(self.root, rollback.changes)

    def _priced(self, difference: StateDifference) -> StateDifference:
        """The difference with prices and endpoints; ignores a damaged model lock."""
        models = self.project_root.models.known if self.project_root.models else None
        if models is None or difference.is_empty:
            return difference
        from presetsync.models.prices import Quotes
        from presetsync.plan.routing_change import routing_change

        before, after = difference.contents
        routing = routing_change(before.config, after.config, Quotes(models))
        return replace(difference, routing=routing)

    def _versions(
        self, slugs: Sequence[str], observer: Observer | None
    ) -> tuple[tuple[ServerVersions, ...], Checkout]:
        from presetsync.history.traces import Checkout, fetch_versions
        from presetsync.remote.observer import Observer

        self.check_config()
        observer, applied = observer or Observer(), self.applied()
        if not (slugs or applied.lock.presets):
            self.project_root.check_presets_folder()
        observer.connecting(self.environment)
        observer.interrupted(applied.unresolved)
        lock, workspace_id = applied.lock, applied.lock.workspace_id
        fetched = self.connected(
            lambda session, _: fetch_versions(slugs, lock, session), workspace_id, observer
        )
        return fetched, Checkout(self.root, self.environment.lockfile, lock, self.environment.name)
