"""Examining one preset file: loading, validating and linting it, to make it a preset."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from presetsync.diagnostics import Diagnostic, Severity, has_errors
from presetsync.documents.pitfalls import PROSE
from presetsync.documents.source_lines import with_sources
from presetsync.findings import BODY, Finding
from presetsync.models.model_rules import Judgement, judge
from presetsync.presets.model import Preset
from presetsync.presets.overlays import (
    findings_in_all,
    is_left_out,
    overlaid,
    overlay_findings,
    overlay_of,
)
from presetsync.presets.slugs import default_slug, slug_refusal
from presetsync.repository import loader
from presetsync.repository.text_files import beside
from presetsync.validation.allowed_fields import validate_allowing
from presetsync.validation.bare_requests import bare_request
from presetsync.validation.diagnosis import diagnose, silencer_of
from presetsync.validation.lint.linter import lint
from presetsync.validation.rules import rule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from presetsync.documents.document import Document
    from presetsync.presets.overlays import BodyView
    from presetsync.repository.checks import Checks
    from presetsync.repository.text_files import Files


_PROSE = tuple(f"/{field}" for field in PROSE)


@dataclass(frozen=True, slots=True)
class Examined:
    """The result of examining one file.

    Attributes:
        document: the file, read.
        slug: its slug, even if something else is not valid; "" for none.
        preset: the preset without any overlay; None if there are errors.
        overlaid: the preset in each environment where it differs; None if it is left out.
        diagnostics: everything that is wrong with it.
        included: the files that it includes, relative to the root.
        unchecked: the models that it uses and that are not in the model lock.

    """

    document: Document
    slug: str
    preset: Preset | None
    diagnostics: tuple[Diagnostic, ...]
    included: tuple[str, ...]
    unchecked: tuple[str, ...] = ()
    overlaid: Mapping[str, Preset | None] = field(default_factory=dict)

    def preset_in(self, environment: str) -> Preset | None:
        """The preset in an environment; None if it is left out, and if there are errors."""
        return self.overlaid.get(environment, self.preset)


def examine(root: Path, path: str, files: Files, checks: Checks) -> Examined:
    """Load and validate one preset file.

    Args:
        root: the repository root.
        path: the file, relative to the root.
        files: the reader of it and its includes.
        checks: what it is checked against.

    """
    document = loader.load(root, path, files)
    diagnostics, unchecked = _check(document, checks)
    slug, included = _slug(document), beside(root, path, document.included)
    if has_errors(diagnostics):
        return Examined(document, slug, None, diagnostics, included, unchecked)
    preset = _preset(document, included)
    overlaid = {
        name: overlaid_preset(preset, document.data, name)
        for name in checks.environments
        if is_left_out(document.data, name) or overlay_of(document.data, name)
    }
    return Examined(document, slug, preset, diagnostics, included, unchecked, overlaid)


def overlaid_preset(preset: Preset, data: Mapping[str, Any], environment: str) -> Preset | None:
    """A preset in an environment, from the data of its file; None if it is left out."""
    if is_left_out(data, environment):
        return None
    patch = overlay_of(data, environment)
    if not patch:
        return preset
    body = overlaid(data, environment)[BODY]
    return replace(preset, body=body, overlay=patch, plain_digest=preset.digest)


def _check(document: Document, checks: Checks) -> tuple[tuple[Diagnostic, ...], tuple[str, ...]]:
    """What is wrong with a file, and the models that could not be checked."""
    if document.diagnostics:
        return with_sources(document.diagnostics, document.texts), ()
    data = document.data
    if request := bare_request(data, is_json=document.text.lstrip().startswith("{")):
        findings = with_lint(data, [request], document.pitfalls, checks.unknown_fields)
        return diagnose(document, findings), ()
    judged: list[Judgement] = []
    find = partial(_body_findings, document, checks, silencer_of(document), judged)
    found = [
        *overlay_findings(data, checks.environments),
        *findings_in_all(data, checks.environments, find),
    ]
    unjudged = frozenset(code for each in judged for code in each.unjudged)
    unchecked = dict.fromkeys(name for each in judged for name in each.unchecked)
    return diagnose(document, found, unjudged), tuple(unchecked)


def _body_findings(
    document: Document,
    checks: Checks,
    is_silenced: Callable[[Finding], bool],
    judged: list[Judgement],
    view: BodyView,
) -> list[Finding]:
    """The mistakes in the body of a view; ``judged`` gets the model rules' findings."""

    def is_allowed(finding: Finding) -> bool:
        if checks.unknown_fields == "warn":
            return True
        return rule(finding.code).errors_can_be_ignored and is_silenced(view.placed(finding))

    allowed, others = validate_allowing(view.data, is_allowed)
    warnings = [replace(finding, severity=Severity.WARNING) for finding in allowed]
    found = [*warnings, *others, *_default_slug_findings(document)]
    pitfalls = [*view.seen(document.pitfalls)]
    findings = with_lint(view.data, found, pitfalls, checks.unknown_fields)
    # After an error, whether a model would accept the body does not matter.
    if any(finding.severity is Severity.ERROR for finding in findings):
        return findings
    judged.append(checks.judged.of(view.data) if checks.judged else judge(view.data, None))
    return [*findings, *judged[-1].findings]


def with_lint(
    data: Any, found: Iterable[Finding], pitfalls: Sequence[Finding], unknown_fields: str
) -> list[Finding]:
    """Everything that is wrong with a preset's data.

    Args:
        data: what the preset file says.
        found: what the schemas find.
        pitfalls: valid YAML that is probably not intended.
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
    """The findings, with a single one for a text that is a list by mistake."""
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
    """The findings with the pitfalls, which explain other mistakes at their places."""
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
