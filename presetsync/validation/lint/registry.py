"""The registry of lint rules: every code that they report, and the rule that reports it.

A rule is a pure function; its module is named after its code, or after the subject of several
rules. The facts of the API that it checks are in tables next to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from presetsync.validation.lint import (
    contradictions,
    duplicate_names,
    ignored_settings,
    invisible_characters,
    missing_companions,
    nested_tools,
    open_placeholders,
    preset_references,
    request_fields,
    secrets,
    server_tools,
    strict_schemas,
    system_prompts,
    trailing_whitespace,
    unavailable_tools,
    unknown_keywords,
    unresolved_conflicts,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from presetsync.validation.lint.model import Mistake, Subject


@dataclass(frozen=True, slots=True)
class LintRule:
    """A rule.

    Attributes:
        code: of the findings that it makes.
        check: finds the mistakes.
        finds_errors: whether some of them are errors; if not, it need not run if there is an error.
        any_file: whether it checks a file without a known skin and a body, too.

    """

    code: str
    check: Callable[[Subject], Iterator[Mistake]]
    finds_errors: bool = False
    any_file: bool = False


RULES = (
    LintRule("secret", secrets.check, finds_errors=True, any_file=True),
    LintRule("conflict-marker", unresolved_conflicts.check, finds_errors=True, any_file=True),
    LintRule("preset-reference", preset_references.preset_references, finds_errors=True),
    LintRule("unavailable-field", request_fields.unavailable_fields, finds_errors=True),
    LintRule("too-long", preset_references.long_patterns, finds_errors=True),
    LintRule("unavailable-tool", unavailable_tools.check, finds_errors=True),
    LintRule("nested-tool", nested_tools.check, finds_errors=True),
    LintRule("duplicate-name", duplicate_names.check, finds_errors=True),
    LintRule("ignored-setting", ignored_settings.check, finds_errors=True),
    LintRule("contradiction", contradictions.check, finds_errors=True),
    LintRule("invisible-character", invisible_characters.check),
    LintRule("incomplete-request", request_fields.incomplete_requests),
    LintRule("ignored-field", request_fields.ignored_fields),
    LintRule("per-request-field", request_fields.per_request_fields),
    LintRule("not-kept", system_prompts.dropped_fields),
    LintRule("unknown-server-tool", server_tools.unknown_types),
    LintRule("unknown-field", server_tools.unknown_image_settings),
    LintRule("not-allowed-value", server_tools.wrong_names),
    LintRule("missing-companion", missing_companions.check),
    LintRule("no-system-prompt", system_prompts.missing_prompts),
    LintRule("several-system-prompts", system_prompts.several_prompts),
    LintRule("open-placeholder", open_placeholders.check),
    LintRule("trailing-whitespace", trailing_whitespace.check),
    LintRule("not-strict", strict_schemas.check),
    LintRule("unknown-keyword", unknown_keywords.check),
)
"""In the order in which they run: those that find errors first."""
