"""States of presets by their names; only what the server alone knows connects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from presetsync.errors import UsageError
from presetsync.history.at import Place, parse_at
from presetsync.history.states import known_presets, local_state, read_states
from presetsync.remote.observer import Observer
from presetsync.repository.selection import read_named_presets

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from presetsync.api.presets import Client
    from presetsync.history.at import At
    from presetsync.history.states import KnownPreset, State
    from presetsync.project.opened_project import OpenedProject
    from presetsync.remote.session import Session
    from presetsync.state.lock import Lock


@dataclass(frozen=True, slots=True)
class NamedStates:
    """States of a preset.

    Attributes:
        states: in the order of their names.
        known: what of the preset is known where each state is.

    """

    states: tuple[State, ...]
    known: tuple[KnownPreset, ...]


def named_states(
    project: OpenedProject,
    slugs: Collection[str],
    names: Sequence[str],
    observer: Observer | None = None,
) -> dict[str, NamedStates]:
    """The same states of each of some presets, by slug.

    Files and locks are read once for all of them, and each server is connected to once.

    The name of an environment is that of what is live there. Where it is the only one that is
    named, the other states are of that environment too. Raises `presetsync.errors.UsageError`
    where there is no such state, and `presetsync.errors.PresetsyncError`.
    """
    project.check_config()
    ats = [parse_at(name, project.project_root.environments) for name in names]
    own = _own(project, ats)
    places = [each.environment.name for each in (_where(own, at) for at in ats)]
    by_place = {}
    for name in dict.fromkeys(places):
        there = own.in_environment(name)
        asked = [at for at, place in zip(ats, places, strict=True) if place == name]
        by_place[name] = _AskedStates(there, asked, slugs)
    # First: what needs no request may fail without one, and so does a key that is missing.
    for each in by_place.values():
        each.check()
    observer = observer or Observer()
    found = {name: each.states(observer) for name, each in by_place.items()}
    return {
        slug: NamedStates(
            tuple(found[place][slug][at] for at, place in zip(ats, places, strict=True)),
            tuple(by_place[place].known[slug] for place in places),
        )
        for slug in slugs
    }


def _own(project: OpenedProject, ats: Sequence[At]) -> OpenedProject:
    """The project in the environment of the states whose names say none."""
    named = {at.environment for at in ats if at.environment}
    if project.environment_name is None and len(named) == 1:
        return project.in_environment(*named)
    return project


def _where(project: OpenedProject, at: At) -> OpenedProject:
    return project.in_environment(at.environment) if at.environment else project


class _AskedStates:
    """The states of one environment that are asked for."""

    def __init__(self, project: OpenedProject, ats: Sequence[At], slugs: Collection[str]) -> None:
        self._project, self._ats, self._applied = project, ats, project.applied()
        self.known = _known(project, slugs, ats, self._applied.lock)

    def check(self) -> None:
        """Raise `UsageError` if a state that is here is not, or a key is missing."""
        for known in self.known.values():
            # Of a slug that nobody knows here, the server may have a preset to import.
            is_known = known.slug in known.slugs
            for at in self._ats:
                if not at.is_on_server and (is_known or not self._is_remote):
                    local_state(at, known)
        if self._is_remote:
            self._project.check_key()

    def states(self, observer: Observer) -> dict[str, dict[At, State]]:
        """The states of each preset, by their names."""
        if not self._is_remote:
            return {
                slug: {at: local_state(at, known) for at in self._ats}
                for slug, known in self.known.items()
            }
        from asyncio import gather

        async def read_each(known: KnownPreset, session: Session) -> tuple[State, ...] | UsageError:
            try:
                return await read_states(self._ats, known, session)
            except UsageError as error:
                return error

        async def task(session: Session, _: Client) -> list[tuple[State, ...] | UsageError]:
            return await gather(*(read_each(each, session) for each in self.known.values()))

        observer.connecting(self._project.environment)
        observer.interrupted(self._applied.unresolved)
        read = self._project.connected(task, self._applied.lock.workspace_id, observer)
        found = {}
        for slug, states in zip(self.known, read, strict=True):
            if isinstance(states, UsageError):
                # The first preset in order that lacks a state, whichever reply came first.
                raise states
            found[slug] = dict(zip(self._ats, states, strict=True))
        return found

    @property
    def _is_remote(self) -> bool:
        return any(at.is_on_server for at in self._ats)


def _known(
    project: OpenedProject, slugs: Collection[str], ats: Sequence[At], lock: Lock
) -> dict[str, KnownPreset]:
    """What of the presets is known here; files are read only where something depends on them."""
    root, environment = project.project_root, project.environment.name
    is_asked_for = any(at.place is Place.FILE for at in ats)
    unknown = {*slugs} - lock.presets.keys()
    if not is_asked_for and not (unknown and root.has_presets_folder):
        return known_presets(slugs, lock, environment=environment)
    presets, in_files = read_named_presets(root, slugs if is_asked_for else unknown, environment)
    for slug in slugs if is_asked_for else ():
        if slug not in presets and slug in in_files:
            hint = f"its file says environments: {{{environment}: false}}"
            raise UsageError(f"{slug} does not exist in {environment}", hint=hint)
    return known_presets(slugs, lock, presets, in_files, environment)
