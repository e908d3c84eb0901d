"""All presets of a repository: loaded, validated, and checked against each other."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from presetsync.diagnostics import Diagnostic, Severity, has_errors, in_reading_order
from presetsync.presets import loading
from presetsync.presets.model import Preset
from presetsync.presets.slugs import slug_refusal
from presetsync.presets.validation import Finding, validate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Catalog:
    """The presets of a repository.

    Attributes:
        presets: the valid ones, in slug order.
        diagnostics: everything that is wrong with any file, in reading order.
        files: how many files were read.

    """

    presets: tuple[Preset, ...]
    diagnostics: tuple[Diagnostic, ...]
    files: int


def read_catalog(root: Path, paths: Sequence[str], *, unknown_fields: str = "error") -> Catalog:
    """Load and validate preset files; ``paths`` are relative to the root.

    ``unknown_fields`` is the setting of that name: ``warn`` lets fields through that the schemas
    do not know.
    """
    presets: list[Preset] = []
    diagnostics: list[Diagnostic] = []
    slugs: dict[str, list[str]] = {}
    for path in paths:
        document = loading.load(root, path)
        found = _check(document, unknown_fields)
        diagnostics += found
        if slug := _slug(document):
            slugs.setdefault(slug, []).append(path)
        if not has_errors(found):
            presets.append(_preset(document))
    for slug, holders in slugs.items():
        diagnostics += _duplicates(root, slug, holders)
    return Catalog(
        presets=tuple(sorted(presets, key=lambda preset: preset.slug)),
        diagnostics=in_reading_order(diagnostics),
        files=len(paths),
    )


def _check(document: loading.Document, unknown_fields: str) -> tuple[Diagnostic, ...]:
    if document.diagnostics:
        return document.diagnostics
    findings = [*validate(document.data), *_default_slug_findings(document)]
    if not findings:
        return ()
    locator = document.locator()
    return tuple(
        Diagnostic(
            code=finding.code,
            message=finding.message,
            path=document.path,
            position=locator.locate(finding.pointer, at_key=finding.at_key),
            pointer=finding.pointer,
            hint=finding.hint,
            severity=_severity(finding, unknown_fields),
        )
        for finding in findings
    )


def _severity(finding: Finding, unknown_fields: str) -> Severity:
    in_body = finding.pointer.startswith("/body/")
    if finding.code == "unknown-field" and in_body and unknown_fields == "warn":
        return Severity.WARNING
    return finding.severity


def _slug(document: loading.Document) -> str:
    """The slug that a file takes, also where the file is not valid otherwise; "" for none."""
    if document.diagnostics or not isinstance(document.data, dict):
        return ""
    slug = document.data.get("slug", PurePosixPath(document.path).stem)
    return slug if isinstance(slug, str) else ""


def _default_slug_findings(document: loading.Document) -> Iterable[Finding]:
    if not isinstance(document.data, dict) or "slug" in document.data:
        return
    slug = _slug(document)
    if refusal := slug_refusal(slug):
        yield Finding(
            code="slug",
            pointer="",
            message=f"the file's name gives the slug {slug!r}, which {refusal}",
            hint="rename the file, or add a slug:",
        )


def _preset(document: loading.Document) -> Preset:
    data: dict[str, Any] = document.data
    return Preset(
        slug=_slug(document),
        skin=data["skin"],
        path=document.path,
        body=data["body"],
        description=data.get("description") or "",
        protect=data.get("protect") or False,
    )


def _duplicates(root: Path, slug: str, paths: Sequence[str]) -> Iterator[Diagnostic]:
    """A diagnostic for each file that takes a slug which a file before it has."""
    if len(paths) == 1:
        return
    # Read again rather than keep every document for a mistake that is rare.
    places = {path: loading.load(root, path).locator().locate("/slug") for path in paths}
    first, *others = sorted(paths)
    for path in others:
        yield Diagnostic(
            code="duplicate-slug",
            message=f"the slug {slug} is taken by {first}:{places[first].line}",
            path=path,
            position=places[path],
            pointer="/slug",
            hint="give one of the two another slug:",
        )
