"""Mistakes across preset files: two with the same slug, here or on the server, or the same content.

Most repositories have none, so the files are reloaded for the places, instead of keeping them all
in memory.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from presetsync.diagnostics import Diagnostic, Severity
from presetsync.documents.source_lines import with_sources
from presetsync.findings import Finding
from presetsync.presets.slugs import MAX_LENGTH
from presetsync.repository.loader import load
from presetsync.validation.diagnosis import diagnose

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from presetsync.config.environment_settings import EnvironmentSettings
    from presetsync.presets.model import Preset, PresetSummary


def duplicate_slugs(root: Path, holders: Mapping[str, Sequence[str]]) -> Iterator[Diagnostic]:
    """An error for each file whose slug an earlier file has.

    Args:
        root: the repository root.
        holders: the paths of the files that have a slug, by slug.

    """
    for slug, paths in holders.items():
        if len(paths) == 1:
            continue
        holding = {path: load(root, path) for path in sorted(paths)}
        positions = {path: each.locator().locate("/slug") for path, each in holding.items()}
        first, *others = holding
        for path in others:
            diagnostic = Diagnostic(
                code="duplicate-slug",
                message=f"the slug {slug} is already used by {first}:{positions[first].line}",
                path=path,
                position=positions[path],
                pointer="/slug",
                hint="use another slug for one of the two, as in slug: another-name",
            )
            yield from with_sources([diagnostic], holding[path].texts)


def server_slug_errors(
    root: Path,
    holders: Mapping[str, Sequence[str]],
    environments: Iterable[EnvironmentSettings],
    overlaid: Mapping[str, Mapping[str, Preset | PresetSummary | None]],
) -> Iterator[Diagnostic]:
    """An error for each file whose slug with the suffix of an environment cannot be used.

    It is too long, or that of another preset in another environment. This covers all environments
    that may share a workspace; those with different workspaces in the configuration do not.

    Args:
        root: the repository root.
        holders: as in `duplicate_slugs`.
        environments: all environments, in order.
        overlaid: as in `presetsync.repository.preset_files.PresetFiles`.

    """
    named: dict[str, list[tuple[EnvironmentSettings, str]]] = {}
    for environment in environments:
        for slug, paths in holders.items():
            if overlaid.get(paths[0], {}).get(environment.name, slug) is None:
                continue  # left out there
            server_slug = f"{slug}{environment.slug_suffix}"
            if environment.slug_suffix and len(server_slug) > MAX_LENGTH:
                yield from _at_slug(
                    root,
                    paths[0],
                    "slug",
                    f"with the suffix of {environment.name} the slug is longer than {MAX_LENGTH} "
                    f"characters: {server_slug[:40]}… has {len(server_slug)}",
                    "shorten the slug, or slug_suffix in presetsync.yaml",
                )
            others = named.setdefault(server_slug, [])
            for other, other_slug in others:
                if other_slug != slug and _may_share_workspace(environment, other):
                    yield from _at_slug(
                        root,
                        paths[0],
                        "duplicate-slug",
                        f"{slug} in {environment.name} and {other_slug} in {other.name} "
                        f"({holders[other_slug][0]}) are both {server_slug} on the server",
                        "use another slug for one of the two, or another slug_suffix for the "
                        "environment",
                    )
                    break
            others.append((environment, slug))


def _may_share_workspace(one: EnvironmentSettings, other: EnvironmentSettings) -> bool:
    return not (one.workspace and other.workspace) or one.workspace == other.workspace


def _at_slug(root: Path, path: str, code: str, message: str, hint: str) -> Iterator[Diagnostic]:
    """An error about the slug of a file."""
    document = load(root, path)
    position = document.locator().locate("/slug")
    diagnostic = Diagnostic(code, message, path, position=position, pointer="/slug", hint=hint)
    yield from with_sources([diagnostic], document.texts)


def same_contents(
    root: Path,
    presets: Iterable[Preset | PresetSummary],
    paths: Collection[str],
) -> Iterator[Diagnostic]:
    """A warning for each of some files that has the same content as another one.

    Of two given files, the second gets it.

    Args:
        root: the repository root.
        presets: all valid presets.
        paths: the files to warn about.

    """
    alike: dict[str, list[str]] = {}
    for preset in sorted(presets, key=lambda preset: preset.path):
        alike.setdefault(preset.digest, []).append(preset.path)
    for path, other in _pairs(alike.values(), paths):
        document = load(root, path)
        finding = Finding(
            code="same-content",
            pointer="",
            message=f"This preset has the same content as {other}.",
            hint="Keep one of them, or say in a comment why both are needed.",
            severity=Severity.WARNING,
        )
        # Comments that silence other rules would look unused here.
        yield from (d for d in diagnose(document, [finding]) if d.code == finding.code)


def _pairs(alike: Iterable[Sequence[str]], paths: Collection[str]) -> Iterator[tuple[str, str]]:
    """Each file to warn about, with another one of the same content."""
    for first, *others in alike:
        yield from ((path, first) for path in others if path in paths)
        other = next((path for path in others if path not in paths), None)
        if first in paths and other:
            yield first, other
