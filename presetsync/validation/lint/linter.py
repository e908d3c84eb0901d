"""The linter: runs the rules of the registry on a preset file's data. Pure."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from presetsync.diagnostics import Severity
from presetsync.findings import BODY
from presetsync.presets.skins import SKINS
from presetsync.validation.lint.model import Subject, finding_of, tools_in
from presetsync.validation.lint.registry import RULES
from presetsync.validation.lint.texts import all_text

if TYPE_CHECKING:
    from presetsync.findings import Finding

MOST_FINDINGS = 100
"""More would not be read."""


def lint(document: Any, *, errors_only: bool = False) -> tuple[Finding, ...]:
    """What the rules find in a preset file's plain JSON data, valid or not.

    Beside an error, or with `errors_only`, there are no warnings: the error must be fixed first,
    and is often their cause.
    """
    subject = _subject(document)
    found: list[Finding] = []
    for rule in RULES:
        if not (subject.skin or rule.any_file):
            continue
        if not rule.finds_errors and (errors_only or _has_error(found)):
            break
        mistakes = islice(rule.check(subject), MOST_FINDINGS)
        found += (finding_of(rule.code, mistake) for mistake in mistakes)
    if errors_only or _has_error(found):
        found = [finding for finding in found if finding.severity is Severity.ERROR]
    return tuple(found[:MOST_FINDINGS])


def _subject(document: Any) -> Subject:
    members = document if isinstance(document, dict) else {}
    skin, body = members.get("skin"), members.get(BODY)
    if not (isinstance(body, dict) and isinstance(skin, str) and skin in SKINS):
        skin, body = "", {}
    return Subject(document, all_text(document), skin, body, tuple(tools_in(body)))


def _has_error(found: list[Finding]) -> bool:
    return any(finding.severity is Severity.ERROR for finding in found)
