"""Advice beyond the schema: what the server takes, and what is a mistake all the same.

Every rule is a pure function from a body of a skin to findings; what is documented stands in tables
beside it, a row for each fact. An error among them stops plan and apply like any other; a comment
can silence a warning.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from presetsync.diagnostics import Severity
from presetsync.presets.skins import SKINS
from presetsync.validation.lint import (
    companions,
    contradictions,
    duplicates,
    effects,
    keywords,
    persistence,
    server_tools,
    single_fields,
    strict_schemas,
    strings,
    system_prompts,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from presetsync.findings import Finding

    Rule = Callable[[str, Mapping[str, Any]], Iterator[Finding]]

MOST_FINDINGS = 100
"""Nobody reads more."""

ERRORS: tuple[Rule, ...] = (
    single_fields.preset_references,
    single_fields.earlier_answers,
    single_fields.long_patterns,
    server_tools.absent_tools,
    server_tools.nested_tools,
    duplicates.tools_twice,
    effects.ineffective_settings,
    contradictions.contradictions,
)
"""The rules that find errors, beside warnings."""

ADVICE: tuple[Rule, ...] = (
    persistence.incomplete_requests,
    single_fields.ignored_fields,
    persistence.per_request_fields,
    persistence.lost_with_text,
    server_tools.misspelt_tools,
    server_tools.misspelt_settings,
    server_tools.misnamed_tools,
    duplicates.plugins_twice,
    companions.lacking_companions,
    system_prompts.system_prompts,
    strict_schemas.strict_schemas,
    keywords.misspelt_keywords,
)
"""The rules that find nothing but warnings."""


def lint(document: Any, *, errors_only: bool = False) -> tuple[Finding, ...]:
    """What the rules find in a preset file's plain JSON data, valid or not.

    Beside an error, or with `errors_only`, there are no warnings: what is wrong has to be mended
    first, and often is their cause.
    """
    whole = strings.everything(document)
    found = [*islice(strings.secrets(document, whole), MOST_FINDINGS)]
    found += islice(strings.conflicts(document, whole), MOST_FINDINGS)
    body = document.get("body") if isinstance(document, dict) else None
    skin = document.get("skin") if isinstance(document, dict) else None
    if isinstance(body, dict) and isinstance(skin, str) and skin in SKINS:
        for rule in ERRORS:
            found += islice(rule(skin, body), MOST_FINDINGS)
        if not errors_only and not _is_wrong(found):
            found += strings.invisible_characters(document, whole)
            for rule in ADVICE:
                found += islice(rule(skin, body), MOST_FINDINGS)
    if errors_only or _is_wrong(found):
        found = [finding for finding in found if finding.severity is Severity.ERROR]
    return tuple(found[:MOST_FINDINGS])


def _is_wrong(found: list[Finding]) -> bool:
    return any(finding.severity is Severity.ERROR for finding in found)
