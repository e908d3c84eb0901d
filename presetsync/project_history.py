"""The use cases that look at the states and versions of presets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from presetsync.opened_project import OpenedProject

if TYPE_CHECKING:
    from collections.abc import Sequence

    from presetsync.history.blame import Blame
    from presetsync.history.state_difference import StateDifference
    from presetsync.history.states import State
    from presetsync.history.timeline import History, ServerVersions
    from presetsync.history.traces import Checkout
    from presetsync.remote.observer import Observer


class ProjectHistory(OpenedProject):
    """The part of `presetsync.project.Project` that looks back."""

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
        """The versions of presets, newest first, each with the commit that it comes from.

        ``slugs`` are presets of the server; none means those of the lock. ``limit`` is how many
        of the newest versions count, of all presets together; None means all. Raises `UsageError`
        where the server has no such preset, and `presetsync.errors.PresetsyncError`.
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
