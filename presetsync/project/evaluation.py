"""Presets to be evaluated: what was applied last beside what the files say. Nothing connects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from presetsync.errors import UsageError
from presetsync.history.at import At, Place
from presetsync.history.states import known_presets, local_state, locked_state
from presetsync.project.named_states import named_states
from presetsync.trials.candidates import compared_preset

if TYPE_CHECKING:
    from collections.abc import Sequence

    from presetsync.history.states import KnownPreset
    from presetsync.project.opened_project import OpenedProject
    from presetsync.trials.candidates import ComparedPreset


def compared_presets(
    project: OpenedProject, slugs: Sequence[str] = ()
) -> tuple[ComparedPreset, ...]:
    """The contents of presets, as given or, without slugs, of all that have a file.

    Raises `UsageError` where there is no such preset, and `presetsync.errors.PresetsyncError`.
    """
    project.check_config()
    if slugs:
        found = named_states(project, dict.fromkeys(slugs), ("file",))
        known = [each.known[0] for each in found.values()]
    else:
        known = _all_with_a_file(project)
    return tuple([_compared(each) for each in known])


def _all_with_a_file(project: OpenedProject) -> list[KnownPreset]:
    presets = project.preset_files(judged=False).presets
    if not presets:
        raise UsageError(
            f"there is no preset in {project.config.presets}",
            hint="presetsync init writes a first one",
        )
    by_slug = {each.slug: each for each in presets}
    environment = project.environment.name
    return [*known_presets(by_slug, project.lock(), by_slug, environment=environment).values()]


def _compared(known: KnownPreset) -> ComparedPreset:
    file = local_state(At(Place.FILE), known)
    return compared_preset(file, locked_state(known), known.normalisations.dropped)
