"""States of a preset by their names; only what the server alone knows connects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from presetsync.errors import UsageError
from presetsync.history.at import Place, parse_at
from presetsync.history.states import known_preset, local_state, read_states
from presetsync.remote.observer import Observer
from presetsync.repository.selection import read_preset

if TYPE_CHECKING:
    from collections.abc import Sequence

    from presetsync.history.at import At
    from presetsync.history.states import KnownPreset, State
    from presetsync.project.opened_project import OpenedProject
    from presetsync.state.lock import Lock


def named_states(
    project: OpenedProject, slug: str, names: Sequence[str], observer: Observer | None = None
) -> tuple[tuple[State, ...], tuple[KnownPreset, ...]]:
    """The states in the order of their names, and what of the preset is known where each is.

    The name of an environment is that of what is live there. Where it is the only one that is
    named, the other states are of that environment too. Raises `presetsync.errors.UsageError`
    where there is no such state, and `presetsync.errors.PresetsyncError`.
    """
    project.check_config()
    ats = [parse_at(name, project.project_root.environments) for name in names]
    own = _own(project, ats)
    places = [each.environment.name for each in (_where(own, at) for at in ats)]
    looks = {}
    for name in dict.fromkeys(places):
        there = own.in_environment(name)
        asked = [at for at, place in zip(ats, places, strict=True) if place == name]
        looks[name] = _Look(there, asked, slug)
    # First: what needs no request may fail without one, and so does a key that is missing.
    for look in looks.values():
        look.check()
    observer = observer or Observer()
    found = {name: look.states(observer) for name, look in looks.items()}
    states = tuple(found[place][at] for at, place in zip(ats, places, strict=True))
    return states, tuple(looks[place].known for place in places)


def _own(project: OpenedProject, ats: Sequence[At]) -> OpenedProject:
    """The project in the environment of the states whose names say none."""
    named = {at.environment for at in ats if at.environment}
    if project.environment_name is None and len(named) == 1:
        return project.in_environment(*named)
    return project


def _where(project: OpenedProject, at: At) -> OpenedProject:
    return project.in_environment(at.environment) if at.environment else project


class _Look:
    """The states of one environment that are asked for."""

    def __init__(self, project: OpenedProject, ats: Sequence[At], slug: str) -> None:
        self._project, self._ats, self._applied = project, ats, project.applied()
        self.known = _known(project, slug, ats, self._applied.lock)

    def check(self) -> None:
        """Raise `UsageError` where a state that is here is not, or a key is missing."""
        # Of a slug that nobody knows here, the server may have a preset to import.
        is_known = self.known.slug in self.known.slugs
        for at in self._ats:
            if not at.is_on_server and (is_known or not self._is_remote):
                local_state(at, self.known)
        if self._is_remote:
            self._project.check_key()

    def states(self, observer: Observer) -> dict[At, State]:
        """The states, by their names."""
        if not self._is_remote:
            return {at: local_state(at, self.known) for at in self._ats}
        observer.connecting(self._project.environment)
        observer.interrupted(self._applied.unresolved)
        states = self._project.connected(
            lambda session, _: read_states(self._ats, self.known, session),
            self._applied.lock.workspace_id,
            observer,
        )
        return dict(zip(self._ats, states, strict=True))

    @property
    def _is_remote(self) -> bool:
        return any(at.is_on_server for at in self._ats)


def _known(project: OpenedProject, slug: str, ats: Sequence[At], lock: Lock) -> KnownPreset:
    """What of a preset is known here; its file is read only where something depends on it."""
    root, environment = project.project_root, project.environment.name
    is_asked_for = any(at.place is Place.FILE for at in ats)
    if not is_asked_for and (slug in lock.presets or not root.has_presets_folder):
        return known_preset(slug, lock, environment=environment)
    preset, slugs = read_preset(root, slug, environment)
    if is_asked_for and preset is None and slug in slugs:
        hint = f"its file says environments: {{{environment}: false}}"
        raise UsageError(f"{slug} does not exist in {environment}", hint=hint)
    return known_preset(slug, lock, preset, slugs, environment)
