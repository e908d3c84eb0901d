"""Advice beyond the schema: what the server takes, and what is a mistake all the same.

Every rule is a pure function from a preset's data to findings. An error among them stops plan and
apply like any other; a warning does not, and a comment can silence it.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from presetsync.diagnostics import Severity
from presetsync.presets.lint import contradictions, fields, prompts, strict, strings
from presetsync.presets.skins import SKINS

if TYPE_CHECKING:
    from presetsync.presets.findings import Finding

MOST_FINDINGS = 100
"""Nobody reads more."""


def lint(document: Any, *, errors_only: bool = False) -> tuple[Finding, ...]:
    """What the rules find in a preset file's plain JSON data, valid or not.

    Beside an error, or with `errors_only`, there are no warnings: what is wrong has to be mended
    first, and often is their cause.
    """
    found = [*islice(strings.secrets(document), MOST_FINDINGS)]
    found += islice(strings.conflicts(document), MOST_FINDINGS)
    body = document.get("body") if isinstance(document, dict) else None
    skin = document.get("skin") if isinstance(document, dict) else None
    if isinstance(body, dict) and isinstance(skin, str) and skin in SKINS:
        found += fields.preset_references(body)
        if not errors_only:
            found += strings.invisible_characters(document)
            found += fields.ignored_fields(skin, body)
            found += fields.server_tools(skin, body)
            found += contradictions.contradictions(body)
            found += prompts.system_prompts(skin, body)
            found += strict.strict_schemas(skin, body)
    if errors_only or any(finding.severity is Severity.ERROR for finding in found):
        found = [finding for finding in found if finding.severity is Severity.ERROR]
    return tuple(found[:MOST_FINDINGS])
