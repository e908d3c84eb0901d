"""What is wrong with a preset file's data: findings, each at its place, with what to do.

The packaged schemas decide (`presetsync.validation.violations`); this puts their verdict into
words. Pure, and it never raises: whatever JSON data comes in, findings come out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from presetsync import schemas
from presetsync.diagnostics import Severity
from presetsync.findings import BODY, Finding
from presetsync.jsonpointer import pointer_of
from presetsync.presets.skins import SKINS
from presetsync.schemas import words_of
from presetsync.validation import conversions, suggestions
from presetsync.validation.messages import code_and_message, shown, words
from presetsync.validation.misplaced_fields import paired
from presetsync.validation.violations import violations

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from presetsync.jsonpointer import Path
    from presetsync.validation.violations import Violation

MOST_FINDINGS = 100
"""Nobody reads more, and a file of a thousand wrong fields must not take a minute."""


def explain(document: object) -> tuple[Finding, ...]:
    """Every mistake of a preset file's plain JSON data; () where it is valid.

    At most `MOST_FINDINGS` for the file's own fields, and as many for the body. Without a known
    ``skin`` the body is not looked at: any finding would be a guess.
    """
    try:
        return tuple(_findings(document))
    except RecursionError:
        return (Finding("too-deep", "", "This is nested too deeply to be checked."),)


def _findings(document: object) -> Iterator[Finding]:
    members = document if isinstance(document, dict) else {}
    skin = members.get("skin")
    skin = skin if isinstance(skin, str) and skin in SKINS else None
    yield from _told(skin, (), schemas.PRESET, document)
    if skin is not None and isinstance(members.get(BODY), dict):
        yield from _told(skin, (BODY,), skin, members[BODY])


def _told(skin: str | None, root: Path, schema: str, value: object) -> Iterator[Finding]:
    """What the named schema finds in the value at `root`, one finding for each mistake."""
    found = violations(schema, value, MOST_FINDINGS)
    definitions = schemas.load(schema).get("$defs", {})
    for violation, hint, guess in paired(found, definitions):
        path = (*root, *violation.path)
        code, message = _code_and_message(violation)
        yield Finding(
            code,
            pointer_of(path),
            message,
            hint or _hint(skin, path, violation, definitions) or guess,
            at_key=violation.at_key,
            severity=Severity.WARNING if violation.is_advice else Severity.ERROR,
        )


def _code_and_message(violation: Violation) -> tuple[str, str]:
    match violation.rule:
        case "additionalProperties":
            return "unknown-field", f"The field {shown(violation.field)} is not known here."
        case "required":
            return "missing-field", f"The field `{violation.field}` is missing."
    return code_and_message(violation.rule, violation.value, violation.allowed)


def _hint(
    skin: str | None, path: Path, violation: Violation, definitions: Mapping[str, Any]
) -> str:
    value, allowed = violation.value, violation.allowed
    known = violation.schema.get("properties", {})
    hint = ""
    match violation.rule:
        case "additionalProperties":
            hint = suggestions.for_unknown_field(skin, path, known, definitions)
        case "required":
            hint = _for_missing_field(skin, path, violation)
        case "enum" | "const":
            choice = allowed if violation.rule == "enum" else [allowed]
            hint = suggestions.for_word(skin, path, value, choice)
        case "type":
            types = [allowed] if isinstance(allowed, str) else allowed
            said = suggestions.written_here(skin, path, value)
            hint = said or conversions.for_type(path, value, types, violation.schema, definitions)
        case "pattern":
            hint = conversions.for_form(path, value)
        case "minimum" | "maximum":
            hint = conversions.for_range(value, violation.schema)
    return hint


def _for_missing_field(skin: str | None, path: Path, violation: Violation) -> str:
    name, choice = violation.field, list(violation.allowed)
    if not violation.chooses_branch:
        choice = words_of(violation.schema.get("properties", {}).get(name, {}))
    if len(choice) == 1:
        return f"Write `{name}: {words(choice)}`."
    if violation.chooses_branch:
        for key in violation.value:
            if said := suggestions.elsewhere_called(skin, path, key):
                return said
    return f"It is one of {words(choice)}." if choice else ""
