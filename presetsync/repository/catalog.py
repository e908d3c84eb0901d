"""All presets of a repository: loaded, validated, and checked against each other."""

from __future__ import annotations

from dataclasses import dataclass, field
from posixpath import dirname, join, normpath
from typing import TYPE_CHECKING, Any

from presetsync.diagnostics import Diagnostic, Severity, in_reading_order
from presetsync.errors import PresetsyncError
from presetsync.presets.model import Preset, UnreadBody
from presetsync.repository.text_files import Files, beside

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from presetsync.repository.cache import Voucher, Vouchers
    from presetsync.repository.listing import PassedOver


@dataclass(frozen=True, slots=True)
class Catalog:
    """The presets of a repository.

    Attributes:
        presets: the valid ones, in slug order.
        diagnostics: everything that is wrong with any file, in reading order.
        files: how many files were read.
        passed_over: a warning for each thing that was found beside the presets and is not read.
        unread: folders below which presets may stand that were not read.
        warnings: those about each preset's own file, by slug; a preset that was vouched for has no
            place here, as nobody looked for any.

    """

    presets: tuple[Preset, ...]
    diagnostics: tuple[Diagnostic, ...]
    files: int
    passed_over: tuple[Diagnostic, ...] = ()
    unread: tuple[str, ...] = ()
    warnings: Mapping[str, tuple[Diagnostic, ...]] = field(default_factory=dict)


def read_catalog(
    root: Path,
    paths: Sequence[str],
    passed_over: Sequence[PassedOver] = (),
    *,
    unknown_fields: str = "error",
    vouchers: Vouchers | None = None,
) -> Catalog:
    """Load and validate preset files; ``paths`` are relative to the root.

    Args:
        root: the repository root.
        paths: the files.
        passed_over: what was found beside them and is not read.
        unknown_fields: the setting of that name: ``warn`` lets fields through that the schemas do
            not know.
        vouchers: what they vouch for is not parsed again, nor compared with other presets.

    """
    presets: list[Preset] = []
    warnings: dict[str, tuple[Diagnostic, ...]] = {}
    diagnostics: list[Diagnostic] = []
    slugs: dict[str, list[str]] = {}
    files = Files(root)
    included: set[str] = set()
    for path in paths:
        if vouchers and (voucher := vouchers.find(path, files)):
            slugs.setdefault(voucher.slug, []).append(path)
            presets.append(_vouched(voucher, path, root))
            included |= {*presets[-1].included}
            continue
        # YAML and schemas cost more to import than many vouched files do to read.
        from presetsync.repository.examination import examine

        examined = examine(root, path, files, unknown_fields)
        diagnostics += examined.diagnostics
        included |= {normpath(join(dirname(path), name)) for name in examined.included}
        if examined.slug:
            slugs.setdefault(examined.slug, []).append(path)
        if examined.preset:
            presets.append(examined.preset)
            warnings[examined.preset.slug] = examined.diagnostics
            if vouchers:
                vouchers.add(examined.preset, examined.included, files)
    if vouchers:
        vouchers.save()
    for slug, holders in slugs.items():
        diagnostics += _duplicates(root, slug, holders)
    not_read = [_passed_over(each) for each in passed_over if each.path not in included]
    if not vouchers:
        diagnostics += _same_contents(root, presets)
        diagnostics += not_read
    return Catalog(
        presets=tuple(sorted(presets, key=lambda preset: preset.slug)),
        diagnostics=in_reading_order(diagnostics),
        files=len(paths),
        passed_over=in_reading_order(not_read),
        unread=tuple(each.path for each in passed_over if each.is_folder),
        warnings=warnings,
    )


def _passed_over(each: PassedOver) -> Diagnostic:
    hint = each.hint or "Give it the suffix .yaml if it is a preset; else begin its name with _."
    if each.is_folder:
        hint = "Nothing in it is read, and --prune archives nothing that was in it."
    return Diagnostic(
        "passed-over",
        f"{'This folder' if each.is_folder else 'This file'} is passed over: {each.why}.",
        each.path,
        hint=hint,
        severity=Severity.WARNING,
    )


def warnings_of(
    catalog: Catalog, slugs: Collection[str], root: Path, *, unknown_fields: str = "error"
) -> dict[str, tuple[Diagnostic, ...]]:
    """The warnings about the files of some presets, by slug, in reading order.

    Args:
        catalog: all presets of the repository, each valid.
        slugs: the presets to look at; the others are only compared with them.
        root: the repository root.
        unknown_fields: as in `read_catalog`.

    """
    files = Files(root)
    paths = {preset.path: preset.slug for preset in catalog.presets if preset.slug in slugs}
    found: dict[str, list[Diagnostic]] = {}
    for path, slug in paths.items():
        known = catalog.warnings.get(slug)
        if known is None:
            from presetsync.repository.examination import examine

            known = examine(root, path, files, unknown_fields).diagnostics
        found[slug] = [
            diagnostic for diagnostic in known if diagnostic.severity is Severity.WARNING
        ]
    for diagnostic in _same_contents(root, catalog.presets, paths) if paths else ():
        found[paths[diagnostic.path]].append(diagnostic)
    return {slug: in_reading_order(diagnostics) for slug, diagnostics in found.items()}


def _vouched(voucher: Voucher, path: str, root: Path) -> Preset:
    """The preset of a file that is vouched for; its body is read where a change is shown."""
    preset = Preset(
        slug=voucher.slug,
        skin=voucher.skin,
        path=path,
        body=UnreadBody(lambda: _body(root, path, voucher.body_digest)),
        protect=voucher.protect,
        included=beside(path, (name for name, _ in voucher.included)),
    )
    return preset.with_digests(voucher.digest, voucher.body_digest)


def _body(root: Path, path: str, body_digest: str) -> dict[str, Any]:
    from presetsync.presets.canonical import digest
    from presetsync.repository.loader import load

    document = load(root, path)
    body = document.data.get("body") if isinstance(document.data, dict) else None
    if document.diagnostics or not isinstance(body, dict) or digest(body) != body_digest:
        raise PresetsyncError(f"{path} was changed while it was read", hint="run it again")
    return body


def _duplicates(root: Path, slug: str, paths: Sequence[str]) -> Iterator[Diagnostic]:
    """A diagnostic for each file that takes a slug which a file before it has."""
    if len(paths) == 1:
        return
    from presetsync.repository import loader
    from presetsync.validation.reports import with_sources

    # Read again rather than keep every document for a mistake that is rare.
    documents = {path: loader.load(root, path) for path in sorted(paths)}
    places = {path: document.locator().locate("/slug") for path, document in documents.items()}
    first, *others = documents
    for path in others:
        diagnostic = Diagnostic(
            code="duplicate-slug",
            message=f"the slug {slug} is taken by {first}:{places[first].line}",
            path=path,
            position=places[path],
            pointer="/slug",
            hint="give one of the two another slug, as in slug: another-name",
        )
        yield from with_sources([diagnostic], documents[path].texts)


def _same_contents(
    root: Path, presets: Iterable[Preset], paths: Collection[str] | None = None
) -> Iterator[Diagnostic]:
    """A warning for each preset that says what another one says, under another slug.

    Of two it is about the second. With ``paths`` it is about those files alone, and of two about
    the one among them.
    """
    from presetsync.findings import Finding
    from presetsync.repository import loader
    from presetsync.validation.reports import reported

    alike: dict[str, list[Preset]] = {}
    for preset in sorted(presets, key=lambda preset: preset.path):
        alike.setdefault(preset.digest, []).append(preset)
    for preset, other in _pairs(alike.values(), paths):
        document = loader.load(root, preset.path)
        finding = Finding(
            code="same-content",
            pointer="",
            message=f"This says exactly what {other.path} says.",
            hint="Use one of the two, or write down in a comment why there are both.",
            severity=Severity.WARNING,
        )
        # Other comments have been dealt with, and look unused beside this finding alone.
        yield from (d for d in reported(document, [finding]) if d.code == finding.code)


def _pairs(
    alike: Iterable[Sequence[Preset]], paths: Collection[str] | None
) -> Iterator[tuple[Preset, Preset]]:
    """Each preset to be told of, and one that says the same."""
    for first, *others in alike:
        if paths is None:
            yield from ((preset, first) for preset in others)
            continue
        yield from ((preset, first) for preset in others if preset.path in paths)
        unchanged = (preset for preset in others if preset.path not in paths)
        if first.path in paths and (other := next(unchanged, None)):
            yield first, other
