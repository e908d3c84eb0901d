"""States of a preset by their names; only what the server alone knows connects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from presetsync.history.at import Place, parse_at
from presetsync.history.states import known_preset, local_state, read_states
from presetsync.remote.observer import Observer
from presetsync.repository.selection import read_preset

if TYPE_CHECKING:
    from collections.abc import Sequence

    from presetsync.history.at import At
    from presetsync.history.states import KnownPreset, State
    from presetsync.opened_project import OpenedProject
    from presetsync.state.lock import Lock


def named_states(
    project: OpenedProject, slug: str, names: Sequence[str], observer: Observer | None = None
) -> tuple[tuple[State, ...], KnownPreset]:
    """The states in the order of their names, and what of the preset is known here.

    Raises `presetsync.errors.UsageError` where there is no such state, and
    `presetsync.errors.PresetsyncError`.
    """
    observer, ats = observer or Observer(), [parse_at(name) for name in names]
    project.check_config()
    applied = project.applied()
    known = _known(project, slug, ats, applied.lock)
    if not any(at.is_on_server for at in ats):
        return tuple(local_state(at, known) for at in ats), known
    observer.connecting()
    observer.interrupted(applied.unresolved)
    states = project.connected(
        lambda session, _: read_states(ats, known, session), applied.lock.workspace_id, observer
    )
    return states, known


def _known(project: OpenedProject, slug: str, ats: Sequence[At], lock: Lock) -> KnownPreset:
    """What of a preset is known here; its file is read only where something depends on it."""
    root = project.project_root
    is_asked_for = any(at.place is Place.FILE for at in ats)
    if not is_asked_for and (slug in lock.presets or not root.has_presets_folder):
        return known_preset(slug, lock)
    return known_preset(slug, lock, *read_preset(root, slug, project.environment.name))
