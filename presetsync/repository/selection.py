"""Selecting the presets to read: the whole presets folder, or some files and folders."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from presetsync.diagnostics import (
    Diagnostic,
    Position,
    Severity,
    each_once,
    in_reading_order,
)
from presetsync.errors import InvalidFilesError, ModelLockError
from presetsync.filesystem.root import CONFIG_FILE
from presetsync.repository.leftover_locks import leftover_locks
from presetsync.repository.listing import Listing, PassedOver, list_presets
from presetsync.repository.preset_files import (
    PresetFiles,
    all_diagnostics,
    before_push,
    load_bodies,
    read_preset_files,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

    from presetsync.presets.model import Preset, PresetSummary
    from presetsync.repository.cache import Cache
    from presetsync.repository.project_root import ProjectRoot


def read_presets(
    project_root: ProjectRoot, paths: Sequence[str] = (), *, cached: bool = False
) -> PresetFiles:
    """The presets in files and folders, with all their mistakes.

    Args:
        project_root: has the presets folder; only the valid part of a configuration matters.
        paths: relative to the root; none means the presets folder.
        cached: a valid file that has not changed is not parsed.

    Raises:
        UsageError: there is no presets folder.

    """
    if not paths:
        project_root.check_presets_folder()
    files: dict[str, None] = {}  # keeps the order, and a file named twice is one
    passed_over: list[PassedOver] = []
    if not paths and project_root.ignored:
        passed_over.append(_ignored(project_root.ignored))
    if not paths:
        passed_over += leftover_locks(project_root.folder, project_root.config)
    others = _not_presets(project_root)
    for path in paths or (project_root.config.presets,):
        if path in others:
            continue
        is_folder = (project_root.folder / path).is_dir()
        listing = list_presets(project_root.folder, path) if is_folder else Listing((path,), ())
        files |= dict.fromkeys(each for each in listing.files if each not in others)
        passed_over += (each for each in listing.passed_over if each.path not in others)
    return read_preset_files(
        project_root.folder,
        list(files),
        passed_over,
        checks=project_root.checks,
        cache=_cache(project_root) if cached else None,
        models=project_root.models,
        environments=project_root.config.environments.values(),
    )


def _not_presets(project_root: ProjectRoot) -> frozenset[str]:
    """The files of presetsync itself, which are never read as presets; paths from the root.

    Configuration and model lock have diagnostics of their own, which are those of the root.
    """
    config = project_root.config
    locks = {config.lockfile, *(each.lockfile for each in config.environments.values())}
    return frozenset({project_root.name, config.models, *locks})


def _cache(project_root: ProjectRoot) -> Cache:
    # Commands that do not use the cache do not load it.
    from presetsync.repository.cache import Cache

    models = project_root.models.digest if project_root.models else ""
    settings = f"unknown_fields={project_root.config.unknown_fields} models={models}"
    if project_root.environments:
        settings += f" environments={','.join(project_root.environments)}"
    return Cache(project_root.folder, settings)


def _ignored(name: str) -> PassedOver:
    hint = f"Move its settings to {CONFIG_FILE}, and remove it."
    return PassedOver(name, f"the configuration is {CONFIG_FILE}", is_folder=False, hint=hint)


def read_valid_presets(project_root: ProjectRoot, *, cached: bool = False) -> PresetFiles:
    """All presets of a repository; ``cached`` is as in `read_presets`.

    Raises `InvalidFilesError` if the configuration or a preset is not valid, and `UsageError`
    if there is no presets folder.
    """
    if project_root.diagnostics:
        raise InvalidFilesError(project_root.diagnostics)
    found = read_presets(project_root, cached=cached)
    _refuse_errors(found)
    return found


def read_named_presets(
    project_root: ProjectRoot, slugs: Collection[str], environment: str = ""
) -> tuple[dict[str, Preset], frozenset[str]]:
    """Those of some presets that an environment has, by slug, and all slugs of preset files.

    One that is left out there has a slug and no preset. Another file may be invalid: it is no
    matter for these presets. Raises `InvalidFilesError` if no valid file has one of the slugs,
    or several do, and there are errors; else as `read_valid_presets`.
    """
    if project_root.diagnostics:
        raise InvalidFilesError(project_root.diagnostics)
    read = read_presets(project_root, cached=True)
    holders = Counter(each.slug for each in read.valid)
    named = {*slugs}
    found = load_bodies(read.in_environment(environment), named)
    if any(holders[slug] != 1 for slug in named):
        _refuse_errors(found)
    presets = {preset.slug: preset for preset in found.presets if preset.slug in named}
    return presets, frozenset(holders)


def _refuse_errors(found: PresetFiles) -> None:
    if errors := tuple(d for d in found.diagnostics if d.severity is Severity.ERROR):
        raise InvalidFilesError(errors)


@dataclass(frozen=True, slots=True)
class Validation:
    """What is wrong with a repository.

    Attributes:
        diagnostics: errors and warnings, in reading order.
        files: how many preset files were read.

    """

    diagnostics: tuple[Diagnostic, ...]
    files: int


def validate(
    project_root: ProjectRoot,
    paths: Sequence[str] = (),
    *,
    environments: Sequence[str] = ("",),
    pushed: Callable[[str, Iterable[Preset | PresetSummary]], Collection[str]] = lambda *_: (),
) -> Validation:
    """Everything that is wrong with the configuration, the model lock and preset files.

    Args:
        project_root: as in `read_presets`.
        paths: as in `read_presets`.
        environments: what is wrong in these; "" where the configuration has none.
        pushed: which of some presets are about to be pushed to an environment, by slug; called
            where it matters.

    Raises:
        UsageError: there is no presets folder.

    """
    # An invalid configuration may lack the presets folder.
    if project_root.diagnostics and not paths and not project_root.has_presets_folder:
        return Validation(project_root.diagnostics, 0)
    read = read_presets(project_root, paths)
    broken = model_lock_diagnostics(project_root)
    diagnostics = [*project_root.diagnostics, *broken]
    for environment in environments:
        found = read.in_environment(environment)
        if any(each.stops_push for warnings in found.warnings.values() for each in warnings):
            found = before_push(found, pushed(environment, found.valid))
        diagnostics += all_diagnostics(found)
    return Validation(in_reading_order(each_once(diagnostics)), read.count)


def model_lock_diagnostics(project_root: ProjectRoot) -> tuple[Diagnostic, ...]:
    """The error about an unusable model lock; nothing if it is usable."""
    if not (project_root.models and (error := project_root.models.error)):
        return ()
    path = project_root.models.path.path
    if not isinstance(error, ModelLockError):
        return (Diagnostic("model-lock", error.message, path, hint=error.hint),)
    position = Position(error.line)
    return (Diagnostic("model-lock", error.reason, path, position, hint=error.hint),)
