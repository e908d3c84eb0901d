"""Reading, checking and comparing all preset files of a repository.

Cached files are neither parsed nor checked again. YAML and schemas take longer to import than a
thousand cached files take to read, so they are imported on demand.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from functools import partial
from posixpath import basename, splitext
from typing import TYPE_CHECKING

from presetsync.diagnostics import Diagnostic, Severity, at_push, in_reading_order
from presetsync.errors import PresetsyncError
from presetsync.presets.model import Preset, PresetSummary
from presetsync.presets.slugs import default_slug, slug_refusal
from presetsync.repository.checks import Checks
from presetsync.repository.text_files import Files

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from presetsync.config.environment_settings import EnvironmentSettings
    from presetsync.documents.document import Document
    from presetsync.models.model_facts import ModelFacts
    from presetsync.repository.cache import Cache, Entry
    from presetsync.repository.examination import Examined
    from presetsync.repository.listing import PassedOver


@dataclass(frozen=True, slots=True)
class PresetFiles:
    """The preset files of a repository.

    Attributes:
        root: the repository root.
        presets: the valid ones that were parsed, in slug order.
        summaries: the cached valid ones, in slug order.
        diagnostics: what is wrong with the files that are not valid, and slugs that are used
            twice, in reading order.
        count: how many files there are.
        passed_over: a warning for each other entry of the presets folder that is not read.
        unread: folders that were not read and may hold presets.
        warnings: those about each valid preset's own file, by path.
        unchecked: the models of each valid preset of which the model lock has no facts, by path;
            presets whose models are all checked are not in it.
        overlaid: the presets that differ in an environment, by path and environment; None
            where one is left out.
        environment: the one of these presets; "" for no overlay.
        left_out: the presets of files that leave this environment out, without an overlay.
        holders: the files of each slug, valid or not; an unreadable one has the slug of its name.

    """

    root: Path
    presets: tuple[Preset, ...] = ()
    summaries: tuple[PresetSummary, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    count: int = 0
    passed_over: tuple[Diagnostic, ...] = ()
    unread: tuple[str, ...] = ()
    warnings: Mapping[str, tuple[Diagnostic, ...]] = field(default_factory=dict)
    unchecked: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    overlaid: Mapping[str, Mapping[str, Preset | PresetSummary | None]] = field(
        default_factory=dict
    )
    environment: str = ""
    left_out: tuple[Preset | PresetSummary, ...] = ()
    holders: Mapping[str, Sequence[str]] = field(default_factory=dict, repr=False)

    @property
    def slugs(self) -> frozenset[str]:
        """The slugs of all files, valid or not, but for those that leave the environment out."""
        return frozenset(self.holders) - {each.slug for each in self.left_out}

    @property
    def valid(self) -> tuple[Preset | PresetSummary, ...]:
        """The valid presets, parsed or not."""
        return (*self.presets, *self.summaries)

    def in_environment(self, environment: str) -> PresetFiles:
        """The same files with their presets in an environment, and their warnings."""
        if environment == self.environment:
            return self
        of = partial(_overlaid, self.overlaid, environment)
        valid = [preset for each in self.valid if (preset := of(each))]
        return replace(
            self,
            presets=tuple(each for each in valid if isinstance(each, Preset)),
            summaries=tuple(each for each in valid if isinstance(each, PresetSummary)),
            warnings={
                path: tuple(each for each in diagnostics if each.counts_in(environment))
                for path, diagnostics in self.warnings.items()
            },
            environment=environment,
            left_out=tuple(each for each in self.valid if of(each) is None),
        )

    def beside(self, environment: str) -> Iterator[Preset | PresetSummary]:
        """These presets as they are in another environment, without those that are left out there.

        Presets that are left out here are not included.
        """
        for each in self.valid:
            if (preset := _overlaid(self.overlaid, environment, each)) is not None:
                yield preset

    @property
    def sources(self) -> dict[str, tuple[str, ...]]:
        """For each valid preset file the files that it includes; paths from the root."""
        return {preset.path: preset.included for preset in self.valid}


def read_preset_files(  # noqa: PLR0913 - most callers need few of them
    root: Path,
    paths: Sequence[str],
    passed_over: Sequence[PassedOver] = (),
    *,
    checks: Checks | None = None,
    cache: Cache | None = None,
    models: ModelFacts | None = None,
    environments: Iterable[EnvironmentSettings] = (),
) -> PresetFiles:
    """Read and check preset files.

    Args:
        root: the repository root.
        paths: the files, relative to the root.
        passed_over: other entries that are not read.
        checks: what they are checked against, in addition to ``models``.
        cache: of files that need not be parsed.
        models: the facts about models; None if they do not matter.
        environments: all environments, for their suffixes.

    """
    files, read = Files(root), _Read()
    judging: Checks | None = None
    for path in paths:
        cached = cache.find(path, files) if cache else None
        if cached:
            read.add_cached(path, cached)
            continue
        from presetsync.repository.examination import examine

        judging = judging or _judging(checks or Checks(), models)
        examined = examine(root, path, files, judging)
        read.add(path, examined)
        if cache and examined.preset and not (models and models.error):
            cache.add(examined.preset, examined, files)
    if cache:
        cache.save()
    diagnostics = read.diagnostics
    if any(len(each) > 1 for each in read.holders.values()):
        from presetsync.repository.comparison import duplicate_slugs

        diagnostics += duplicate_slugs(root, read.holders)
    if any(each.slug_suffix for each in environments):
        from presetsync.repository.comparison import server_slug_errors

        diagnostics += server_slug_errors(root, read.holders, environments, read.overlaid)
    return PresetFiles(
        root=root,
        presets=tuple(sorted(read.presets, key=lambda preset: preset.slug)),
        summaries=tuple(sorted(read.summaries, key=lambda summary: summary.slug)),
        diagnostics=in_reading_order(diagnostics),
        count=len(paths),
        passed_over=in_reading_order(
            _passed_over(each) for each in passed_over if each.path not in read.included
        ),
        unread=tuple(each.path for each in passed_over if each.is_folder),
        warnings=read.warnings,
        unchecked=read.unchecked,
        overlaid=read.overlaid,
        holders={default_slug(path): [path] for path in read.nameless} | read.holders,
    )


def _judging(checks: Checks, models: ModelFacts | None) -> Checks:
    """The checks with the facts of the catalogue."""
    from presetsync.models.judged_bodies import JudgedBodies

    return replace(checks, judged=JudgedBodies(models.known if models else None))


def _overlaid(
    presets: Mapping[str, Mapping[str, Preset | PresetSummary | None]],
    environment: str,
    preset: Preset | PresetSummary,
) -> Preset | PresetSummary | None:
    return presets.get(preset.path, {}).get(environment, preset)


@dataclass(slots=True)
class _Read:
    """The files read so far.

    ``holders`` are the files that take a slug, by slug, and ``nameless`` those whose slug is not
    known.
    """

    presets: list[Preset] = field(default_factory=list)
    summaries: list[PresetSummary] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    warnings: dict[str, tuple[Diagnostic, ...]] = field(default_factory=dict)
    unchecked: dict[str, tuple[str, ...]] = field(default_factory=dict)
    overlaid: dict[str, Mapping[str, Preset | PresetSummary | None]] = field(default_factory=dict)
    holders: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    nameless: list[str] = field(default_factory=list)
    included: set[str] = field(default_factory=set)

    def add_cached(self, path: str, entry: Entry) -> None:
        """Add a cached file."""
        self.summaries.append(entry.summary)
        self.warnings[path] = entry.warnings
        if entry.overlaid:
            self.overlaid[path] = entry.overlaid
        if entry.unchecked:
            self.unchecked[path] = entry.unchecked
        self.included.update(entry.summary.included)
        self.holders[entry.summary.slug].append(path)

    def add(self, path: str, examined: Examined) -> None:
        """Add a file that was examined."""
        self.included.update(examined.included)
        if examined.slug:
            self.holders[examined.slug].append(path)
        else:
            self.nameless.append(path)
        if preset := examined.preset:
            self.presets.append(preset)
            self.warnings[path] = examined.diagnostics
            if examined.overlaid:
                self.overlaid[path] = examined.overlaid
            if examined.unchecked:
                self.unchecked[path] = examined.unchecked
        else:
            self.diagnostics += examined.diagnostics


def load_bodies(found: PresetFiles, slugs: Collection[str]) -> PresetFiles:
    """The same files with the bodies of these presets loaded; cached ones have none.

    Raises `PresetsyncError` for a file that has changed since it was read.
    """
    summaries = [summary for summary in found.summaries if summary.slug in slugs]
    if not summaries:
        return found
    from presetsync.repository.loader import load

    files = Files(found.root)
    loaded = [
        _loaded(each, load(found.root, each.path, files), found.environment) for each in summaries
    ]
    return replace(
        found,
        presets=tuple(sorted([*found.presets, *loaded], key=lambda preset: preset.slug)),
        summaries=tuple(each for each in found.summaries if each.slug not in slugs),
    )


def _loaded(summary: PresetSummary, document: Document, environment: str) -> Preset:
    from presetsync.presets.overlays import overlaid, overlay_of

    data = document.data
    if not document.diagnostics and isinstance(data, dict) and isinstance(data.get("body"), dict):
        preset = Preset(
            summary.slug,
            summary.skin,
            summary.path,
            overlaid(data, environment)["body"],
            summary.protect,
            summary.included,
            overlay_of(data, environment),
            summary.source_digest if summary.source_digest != summary.digest else "",
        )
        if preset.body_digest == summary.body_digest:
            return preset
    raise PresetsyncError(
        f"{summary.path} changed while it was being read", hint="run the command again"
    )


def all_diagnostics(found: PresetFiles) -> tuple[Diagnostic, ...]:
    """All mistakes in the files, alone and combined, in reading order."""
    same = _same_contents(found, {preset.path for preset in found.valid})
    own = (diagnostic for warnings in found.warnings.values() for diagnostic in warnings)
    return in_reading_order([*found.diagnostics, *own, *same, *found.passed_over])


def before_push(found: PresetFiles, slugs: Collection[str]) -> PresetFiles:
    """The same files if some presets are about to be pushed: what stops a push is an error."""
    paths = {preset.path for preset in found.valid if preset.slug in slugs}
    warnings = {
        path: at_push(diagnostics) if path in paths else diagnostics
        for path, diagnostics in found.warnings.items()
    }
    return replace(found, warnings=warnings)


def warnings_of(found: PresetFiles, slugs: Collection[str]) -> dict[str, tuple[Diagnostic, ...]]:
    """The warnings about the files of some presets, by slug, in reading order.

    The other presets are only compared with them.
    """
    paths = {preset.path: preset.slug for preset in found.valid if preset.slug in slugs}
    warnings = {slug: [*found.warnings[path]] for path, slug in paths.items()}
    for diagnostic in _same_contents(found, paths):
        warnings[paths[diagnostic.path]].append(diagnostic)
    return {slug: in_reading_order(diagnostics) for slug, diagnostics in warnings.items()}


def _same_contents(found: PresetFiles, paths: Collection[str]) -> Iterable[Diagnostic]:
    """The warnings about files with the same content as another one."""
    if not paths or len({preset.digest for preset in found.valid}) == len(found.valid):
        return ()
    from presetsync.repository.comparison import same_contents

    return same_contents(found.root, found.valid, paths)


def _passed_over(each: PassedOver) -> Diagnostic:
    hint = each.hint or _rename_hint(each.path)
    if each.is_folder:
        hint = "Nothing in it is read, and --prune does not archive presets that were in it."
    return Diagnostic(
        "passed-over",
        f"{'This folder' if each.is_folder else 'This file'} is not read: {each.why}.",
        each.path,
        hint=hint,
        severity=Severity.WARNING,
    )


def _rename_hint(path: str) -> str:
    """What to do with a file that is not a preset; a request can become one."""
    hint = "If it is a preset, give it the suffix .yaml; otherwise start its name with _."
    slug, suffix = splitext(basename(path))
    if suffix.lower() != ".json":
        return hint
    # Anything but a slug may need quotes for the shell.
    is_plain = not any(map(slug_refusal, (slug, *path.split("/"))))
    names = f"{slug} {path}" if is_plain else "SLUG FILE"
    return f"If it is a request, run `presetsync capture {names}`. {hint}"
