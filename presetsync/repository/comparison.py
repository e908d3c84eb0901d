"""What is wrong between preset files: two with one slug, or with the same content.

Most repositories have neither, so the files are loaded again, for the places in them, and nothing
keeps them all in memory.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from presetsync.diagnostics import Diagnostic, Severity
from presetsync.documents.source_lines import with_sources
from presetsync.findings import Finding
from presetsync.repository.loader import load
from presetsync.validation.diagnosis import diagnose

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from presetsync.presets.model import Preset, PresetSummary


def duplicate_slugs(root: Path, holders: Mapping[str, Sequence[str]]) -> Iterator[Diagnostic]:
    """An error for each file whose slug a file before it has.

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
                hint="give one of the two another slug, as in slug: another-name",
            )
            yield from with_sources([diagnostic], holding[path].texts)


def same_contents(
    root: Path,
    presets: Iterable[Preset | PresetSummary],
    paths: Collection[str],
) -> Iterator[Diagnostic]:
    """A warning for each of some files that has the same content as another one.

    Of two of them it is about the second.

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
        # Comments that silence something else would look unused here.
        yield from (d for d in diagnose(document, [finding]) if d.code == finding.code)


def _pairs(alike: Iterable[Sequence[str]], paths: Collection[str]) -> Iterator[tuple[str, str]]:
    """Each file to warn about, and one with the same content."""
    for first, *others in alike:
        yield from ((path, first) for path in others if path in paths)
        other = next((path for path in others if path not in paths), None)
        if first in paths and other:
            yield first, other
