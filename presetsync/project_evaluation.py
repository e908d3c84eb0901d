"""Presets to be evaluated: what was applied last beside what the files say. Nothing connects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from presetsync.errors import UsageError
from presetsync.history.at import At, Place
from presetsync.history.states import KnownPreset, local_state
from presetsync.project_states import named_states
from presetsync.trials.candidates import compared_preset

if TYPE_CHECKING:
    from collections.abc import Sequence

    from presetsync.history.states import State
    from presetsync.opened_project import OpenedProject
    from presetsync.state.lock import LockEntry
    from presetsync.state.receipt import Receipt
    from presetsync.trials.candidates import ComparedPreset


def compared_presets(
    project: OpenedProject, slugs: Sequence[str] = ()
) -> tuple[ComparedPreset, ...]:
    """The contents of presets, as given or, without slugs, of all that have a file.

    Raises `UsageError` where there is no such preset, and `presetsync.errors.PresetsyncError`.
    """
    project.check_config()
    lock = project.lock()
    files = [_file(project, slug) for slug in dict.fromkeys(slugs)] if slugs else _files(project)
    normalisations = lock.normalisations()
    return tuple([_compared(file, lock.presets.get(file.slug), normalisations) for file in files])


def _file(project: OpenedProject, slug: str) -> State:
    (file,), _ = named_states(project, slug, ("file",))
    return file


def _files(project: OpenedProject) -> list[State]:
    presets = project.preset_files(judged=False).presets
    if not presets:
        raise UsageError(
            f"there is no preset in {project.config.presets}",
            hint="presetsync init writes a first one",
        )
    environment = project.environment.name
    return [
        local_state(At(Place.FILE), KnownPreset(each.slug, each, None, environment=environment))
        for each in presets
    ]


def _compared(file: State, entry: LockEntry | None, normalisations: Receipt) -> ComparedPreset:
    if entry is None or entry.archived:
        return compared_preset(file, None, normalisations.dropped)
    known = KnownPreset(file.slug, None, entry, environment=file.environment)
    dropped = entry.receipt.over(normalisations).dropped
    return compared_preset(file, local_state(At(Place.LOCK), known), dropped)
