"""Schema findings: what the packaged schemas find wrong, each mistake at its place, with a hint.

The schemas decide (`presetsync.schemas.violations`); this puts their verdict into words. Pure.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from presetsync import schemas
from presetsync.diagnostics import Severity
from presetsync.findings import BODY, Finding
from presetsync.jsonpointer import pointer_of
from presetsync.presets.skins import SKINS
from presetsync.schemas import words_of
from presetsync.schemas.violations import violations
from presetsync.validation import name_hints, value_hints
from presetsync.validation.messages import code_and_message, words
from presetsync.validation.related_violations import merged

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from presetsync.jsonpointer import Path
    from presetsync.schemas.violations import Violation

MOST_FINDINGS = 100
"""More would not be read, and a file of a thousand wrong fields must not take a minute."""


def schema_findings(document: object) -> tuple[Finding, ...]:
    """Every mistake of a preset file's plain JSON data; () where it is valid.

    At most `MOST_FINDINGS` for the file's own fields, and as many for the body. Without a known
    ``skin`` the body is not checked: any finding would be a guess. Never raises.
    """
    members = document if isinstance(document, dict) else {}
    skin = members.get("skin")
    skin = skin if isinstance(skin, str) and skin in SKINS else None
    try:
        found = [*_findings(skin, (), schemas.PRESET, document)]
        if skin is not None and isinstance(members.get(BODY), dict):
            found += _findings(skin, (BODY,), skin, members[BODY])
    except RecursionError:
        return (Finding("too-deep", "", "Nested too deeply to check."),)
    return tuple(found)


def _findings(skin: str | None, root: Path, schema: str, value: object) -> Iterator[Finding]:
    """What the named schema finds in the value at `root`, one finding for each mistake."""
    found = violations(schema, value, MOST_FINDINGS)
    definitions = schemas.load(schema).get("$defs", {})
    for violation, hint, guess in merged(found, definitions):
        path = (*root, *violation.path)
        code, message = code_and_message(violation)
        yield Finding(
            code,
            pointer_of(path),
            message,
            hint or _hint(skin, path, violation, definitions) or guess,
            at_key=violation.at_key,
            severity=Severity.WARNING if violation.is_advice else Severity.ERROR,
        )


def _hint(
    skin: str | None, path: Path, violation: Violation, definitions: Mapping[str, Any]
) -> str:
    value, allowed, schema = violation.value, violation.allowed, violation.schema
    match violation.rule:
        case "additionalProperties":
            known = schema.get("properties", {})
            return name_hints.for_unknown_field(skin, path, known, definitions)
        case "required":
            return _for_missing_field(skin, path, violation)
        case "enum" | "const":
            choice = allowed if violation.rule == "enum" else [allowed]
            return name_hints.for_word(skin, path, value, choice)
        case "type":
            types = [allowed] if isinstance(allowed, str) else allowed
            synonym = name_hints.for_synonym(skin, path, value)
            return synonym or value_hints.for_type(path, value, types, schema, definitions)
        case "pattern":
            return value_hints.for_format(path, value)
    return value_hints.for_range(value, schema) if violation.rule in ("minimum", "maximum") else ""


def _for_missing_field(skin: str | None, path: Path, violation: Violation) -> str:
    name, choice = violation.field, list(violation.allowed)
    if not violation.chooses_branch:
        choice = words_of(violation.schema.get("properties", {}).get(name, {}))
    if len(choice) == 1:
        return f"Write `{name}: {words(choice)}`."
    for key in violation.value if violation.chooses_branch else ():
        if hint := name_hints.for_synonymous_field(skin, path, key):
            return hint
    return f"Use one of {words(choice)}." if choice else ""
