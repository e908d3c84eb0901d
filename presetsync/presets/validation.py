"""What is wrong with a preset file's data: findings, each at its place, with what to do.

jsonschema decides, by the packaged schemas. Some keywords are replaced so that one mistake is one
error at the deepest place: ``anyOf`` chooses a branch (`presetsync.presets.branches`), and those
about an object's fields report one field at a time. Pure, and it never raises: whatever JSON data
comes in, findings come out.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import islice
from typing import TYPE_CHECKING, Any

from jsonschema import Draft202012Validator, FormatChecker, validators
from jsonschema.exceptions import ValidationError

from presetsync.diagnostics import Severity, child_pointer
from presetsync.presets import hints, schemas
from presetsync.presets.branches import one_branch
from presetsync.presets.pairing import paired
from presetsync.presets.skins import SKINS
from presetsync.presets.wording import code_and_message, shown, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from jsonschema.protocols import Validator

    Errors = Iterator[ValidationError]
    Path = tuple[str | int, ...]

MOST_FINDINGS = 100
"""Nobody reads more, and a file of a thousand wrong fields must not take a minute."""

BODY = "body"


@dataclass(frozen=True, slots=True)
class Finding:
    """One mistake in a preset file's data: a diagnostic that has no file yet.

    Attributes:
        code: stable kebab-case name of the rule, such as ``unknown-field``.
        pointer: RFC 6901 pointer from the preset file's root.
        message: what is wrong: the value seen, and what is allowed.
        hint: what to do, or "".
        at_key: the place is the member's key, not its value.
        severity: an error, or a warning where a value is unusual rather than wrong.

    """

    code: str
    pointer: str
    message: str
    hint: str = ""
    at_key: bool = False
    severity: Severity = Severity.ERROR


def validate(document: object) -> tuple[Finding, ...]:
    """Every mistake of a preset file's plain JSON data, at most `MOST_FINDINGS`; () if valid.

    Without a known ``skin`` the body is not looked at: any finding would be a guess.
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


@lru_cache
def _validator(name: str) -> Validator:
    """The validator of a skin's body, or of a preset file without a look into its body."""
    schema = {keyword: said for keyword, said in schemas.load(name).items() if keyword != "allOf"}
    keywords = {
        "anyOf": partial(_any_of, schema.get("$defs", {})),
        "required": _required,
        "additionalProperties": _additional_properties,
        "propertyNames": _property_names,
        schemas.WARN: _warn,
    }
    kind = validators.extend(Draft202012Validator, keywords)
    return kind(schema, format_checker=FormatChecker(["date"]))


def _any_of(
    definitions: Mapping[str, Any], validator: Validator, union: Any, value: Any, _: Any
) -> Errors:
    return one_branch(definitions, validator, union, value)


def _required(validator: Validator, names: Sequence[str], value: Any, _: Any) -> Errors:
    if validator.is_type(value, "object"):
        yield from (ValidationError(name) for name in names if name not in value)


def _additional_properties(
    validator: Validator, allowed: Any, value: Any, schema: Mapping[str, Any]
) -> Errors:
    if not validator.is_type(value, "object"):
        return
    known = schema.get("properties", {})
    for name in value:
        if name in known:
            continue
        if allowed is False:
            yield ValidationError(name, path=[name])
        else:
            yield from validator.descend(value[name], allowed, path=name)


def _property_names(validator: Validator, rule: Any, value: Any, _: Any) -> Errors:
    if validator.is_type(value, "object"):
        for name in value:
            yield from validator.descend(name, rule, path=name)


def _warn(validator: Validator, rule: Any, value: Any, _: Any) -> Errors:
    return validator.descend(value, rule)


def _told(skin: str | None, root: Path, schema: str, value: Any) -> Iterator[Finding]:
    """What the named schema finds in the value at `root`, one finding for each mistake."""
    errors = islice(_validator(schema).iter_errors(value), MOST_FINDINGS)
    for error, hint in paired([*errors], schemas.load(schema).get("$defs", {})):
        yield _finding(skin, (*root, *error.path), error, hint)


def _finding(skin: str | None, path: Path, error: ValidationError, paired_hint: str) -> Finding:
    pointer = ""
    for part in path:
        pointer = child_pointer(pointer, part)
    if error.validator == "additionalProperties":
        message = f"The field {shown(path[-1])} is not known here."
        hint = hints.for_unknown_field(skin, path, error.schema.get("properties", {}))
        return Finding("unknown-field", pointer, message, hint or paired_hint, at_key=True)
    if error.validator == "required":
        message = f"The field `{error.message}` is missing."
        return Finding("missing-field", pointer, message, paired_hint or _needed_word(error))
    code, message = code_and_message(error)
    return Finding(
        code,
        pointer,
        message,
        _hint(skin, path, error),
        at_key="propertyNames" in error.schema_path,
        severity=Severity.WARNING if schemas.WARN in error.schema_path else Severity.ERROR,
    )


def _needed_word(error: ValidationError) -> str:
    """For a field that would choose the branch of a union: its words."""
    chosen_by_word = error.message not in error.validator_value
    return f"It is one of {words(error.validator_value)}." if chosen_by_word else ""


def _hint(skin: str | None, path: Path, error: ValidationError) -> str:
    allowed = error.validator_value
    match error.validator:
        case "enum":
            return hints.for_word(skin, path, error.instance, allowed)
        case "const":
            return hints.for_word(skin, path, error.instance, [allowed])
        case "type":
            types = [allowed] if isinstance(allowed, str) else allowed
            return hints.for_type(skin, path, error.instance, types)
        case "minimum" | "maximum":
            return hints.for_range(error.instance, error.schema)
    return ""
