"""One preset file, examined: loaded, validated and linted, and made a preset if it is valid."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from presetsync.diagnostics import Diagnostic, Severity, has_errors
from presetsync.documents.pitfalls import PROSE
from presetsync.documents.source_lines import with_sources
from presetsync.findings import Finding
from presetsync.models.model_rules import Judgement, judge
from presetsync.presets.model import Preset
from presetsync.presets.slugs import default_slug, slug_refusal
from presetsync.repository import loader
from presetsync.repository.text_files import beside
from presetsync.validation.allowed_fields import validate_allowing
from presetsync.validation.bare_requests import bare_request
from presetsync.validation.diagnosis import diagnose, silencer_of
from presetsync.validation.lint.linter import lint
from presetsync.validation.rules import rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from presetsync.documents.document import Document
    from presetsync.models.model import ModelLock
    from presetsync.repository.text_files import Files


_PROSE = tuple(f"/{field}" for field in PROSE)


@dataclass(frozen=True, slots=True)
class Examined:
    """The result of examining one file.

    Attributes:
        document: the file, read.
        slug: its slug, even if something else is not valid; "" for none.
        preset: the preset; None if there are errors.
        diagnostics: everything that is wrong with it.
        included: the files that it includes, relative to the root.
        unchecked: the models that it uses and of which the model lock has no facts.

    """

    document: Document
    slug: str
    preset: Preset | None
    diagnostics: tuple[Diagnostic, ...]
    included: tuple[str, ...]
    unchecked: tuple[str, ...] = ()


def examine(
    root: Path, path: str, files: Files, unknown_fields: str, models: ModelLock | None = None
) -> Examined:
    """Load and validate one preset file.

    Args:
        root: the repository root.
        path: the file, relative to the root.
        files: through which it and what it includes are read.
        unknown_fields: the setting of that name.
        models: what the catalogue says of models; None where that is not known.

    """
    document = loader.load(root, path, files)
    diagnostics, unchecked = _check(document, unknown_fields, models)
    included = beside(root, path, document.included)
    preset = None if has_errors(diagnostics) else _preset(document, included)
    return Examined(document, _slug(document), preset, diagnostics, included, unchecked)


def _check(
    document: Document, unknown_fields: str, models: ModelLock | None
) -> tuple[tuple[Diagnostic, ...], tuple[str, ...]]:
    """What is wrong with a file, and the models that could not be checked."""
    if document.diagnostics:
        return with_sources(document.diagnostics, document.texts), ()
    data = document.data
    request = bare_request(data, is_json=document.text.lstrip().startswith("{"))
    found = [request] if request else _findings(document, unknown_fields)
    findings = with_lint(data, found, document.pitfalls, unknown_fields)
    # Where something is an error, nobody asks whether a model would take it.
    is_valid = all(finding.severity is not Severity.ERROR for finding in findings)
    judged = judge(data, models) if is_valid else Judgement()
    found = [*findings, *judged.findings]
    return diagnose(document, found, judged.unjudged), judged.unchecked


def _findings(document: Document, unknown_fields: str) -> list[Finding]:
    """What is wrong with the data; a field that is allowed although unknown is a warning."""
    is_silenced = silencer_of(document)

    def is_allowed(finding: Finding) -> bool:
        if unknown_fields == "warn":
            return True
        return rule(finding.code).errors_can_be_ignored and is_silenced(finding)

    allowed, others = validate_allowing(document.data, is_allowed)
    warnings = [replace(finding, severity=Severity.WARNING) for finding in allowed]
    return [*warnings, *others, *_default_slug_findings(document)]


def with_lint(
    data: Any, found: Iterable[Finding], pitfalls: Sequence[Finding], unknown_fields: str
) -> list[Finding]:
    """Everything that is wrong with a preset's data.

    Args:
        data: what the preset file says.
        found: what the schemas find.
        pitfalls: valid YAML that is probably not what was meant.
        unknown_fields: the setting of that name.

    """
    findings = [replace(each, severity=_severity(each, unknown_fields)) for each in found]
    findings = _with_pitfalls(_one_of_each_text(findings), pitfalls)
    wrong = any(finding.severity is Severity.ERROR for finding in findings)
    linted = lint(data, errors_only=wrong)
    if any(pitfall.code == "text-cut-off" for pitfall in pitfalls):
        # The comment may be the whole prompt.
        linted = tuple(each for each in linted if each.code != "no-system-prompt")
    return [*findings, *linted]


def _one_of_each_text(findings: Sequence[Finding]) -> list[Finding]:
    """The findings with one for a text that is a list by mistake, not one for each of its lines."""
    kept, texts = [], set()
    for finding in findings:
        place, _, last = finding.pointer.rpartition("/")
        if finding.code == "wrong-type" and last.isdecimal() and place.endswith(_PROSE):
            if place in texts:
                continue
            texts.add(place)
        kept.append(finding)
    return kept


def _with_pitfalls(findings: Sequence[Finding], pitfalls: Sequence[Finding]) -> list[Finding]:
    """The findings with the pitfalls, each of which explains what else is wrong at its place."""
    wrong = {finding.pointer for finding in findings if finding.severity is Severity.ERROR}
    pitfalls = [
        replace(pitfall, severity=Severity.ERROR) if pitfall.pointer in wrong else pitfall
        for pitfall in pitfalls
    ]
    explained = {pitfall.pointer for pitfall in pitfalls if pitfall.severity is Severity.ERROR}
    if wrong or explained:  # if there is an error, pitfalls are no warnings
        pitfalls = [pitfall for pitfall in pitfalls if pitfall.severity is Severity.ERROR]
    return [*(finding for finding in findings if finding.pointer not in explained), *pitfalls]


def _severity(finding: Finding, unknown_fields: str) -> Severity:
    in_body = finding.pointer.startswith("/body/")
    if finding.code == "unknown-field" and in_body and unknown_fields == "warn":
        return Severity.WARNING
    return finding.severity


def _slug(document: Document) -> str:
    """The slug of a file, even if something else is not valid; "" for none."""
    if document.diagnostics or not isinstance(document.data, dict):
        return ""
    slug = document.data.get("slug", default_slug(document.path))
    return slug if isinstance(slug, str) else ""


def _default_slug_findings(document: Document) -> Iterable[Finding]:
    if not isinstance(document.data, dict) or "slug" in document.data:
        return
    slug = _slug(document)
    if refusal := slug_refusal(slug):
        yield Finding(
            code="slug",
            pointer="",
            message=f"the file's name gives the slug {slug!r}, which {refusal}",
            hint="rename the file, or give a slug, as in slug: another-name",
        )


def _preset(document: Document, included: tuple[str, ...]) -> Preset:
    data: dict[str, Any] = document.data
    return Preset(
        slug=_slug(document),
        skin=data["skin"],
        path=document.path,
        body=data["body"],
        protect=data.get("protect") or False,
        included=included,
    )
