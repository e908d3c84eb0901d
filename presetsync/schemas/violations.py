"""Violations of the shipped schemas: one for each mistake, at its deepest place.

jsonschema decides. Some of its keywords are replaced, none with another verdict: ``anyOf`` chooses
a branch (`presetsync.schemas.unions`), and those about an object's fields report one field at a
time, with its name.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any

from jsonschema import Draft202012Validator, FormatChecker, validators
from jsonschema.exceptions import ValidationError

from presetsync import schemas
from presetsync.schemas.unions import one_branch

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from presetsync.jsonpointer import Path

    Errors = Iterator[ValidationError]

UNKNOWN, MISSING = "additionalProperties", "required"
"""The rules that are about a field of an object rather than about a value."""


@dataclass(frozen=True, slots=True)
class Violation:
    """A schema's keyword, and a value that does not hold to it.

    Attributes:
        rule: the keyword, such as ``maximum``.
        path: the value's place; of an unknown field its own, of a missing one its object's.
        value: the value; of an unknown or missing field the object that has or lacks it.
        allowed: what the keyword says.
        schema: the schema that has the keyword.
        field: the name of an unknown or missing field, else "".
        at_key: it is about the key at the place, not about the value there.
        is_advice: the schema only advises against the value.

    """

    rule: str
    path: Path
    value: Any
    allowed: Any
    schema: Mapping[str, Any]
    field: str = ""
    at_key: bool = False
    is_advice: bool = False

    @property
    def chooses_branch(self) -> bool:
        """Whether it is about a missing field whose words, `allowed`, choose a union's branch."""
        return self.rule == MISSING and self.field not in self.allowed


def violations(name: str, value: object, most: int) -> list[Violation]:
    """The first violations of the named schema (see `presetsync.schemas.load`).

    The preset file's own schema does not check the body here: the body has the schema of its skin.
    Beside an error at the same place there is no advice.
    """
    found = [_violation(error) for error in islice(_validator(name).iter_errors(value), most)]
    wrong = {violation.path for violation in found if not violation.is_advice}
    return [v for v in found if not (v.is_advice and v.path in wrong)]


def _violation(error: ValidationError) -> Violation:
    # The stubs allow for errors that no validator made; these all come from one.
    made: Any = error
    rule = str(made.validator)
    return Violation(
        rule=rule,
        path=tuple(made.path),
        value=made.instance,
        allowed=made.validator_value,
        schema=made.schema,
        field=made.message if rule in (UNKNOWN, MISSING) else "",
        at_key=rule == UNKNOWN or "propertyNames" in made.schema_path,
        is_advice=schemas.WARN in made.schema_path,
    )


@lru_cache
def _validator(name: str) -> Draft202012Validator:
    schema = {keyword: said for keyword, said in schemas.load(name).items() if keyword != "allOf"}
    extended: type[Draft202012Validator] = validators.extend(  # type: ignore[no-untyped-call]
        Draft202012Validator,
        {
            "anyOf": lambda validator, union, value, _: one_branch(
                schema.get("$defs", {}), validator, union, value
            ),
            MISSING: _required,
            UNKNOWN: _additional_properties,
            "propertyNames": _property_names,
            schemas.WARN: _warn,
        },
    )
    return extended(schema, format_checker=FormatChecker(["date"]))


def _required(validator: Draft202012Validator, names: Sequence[str], value: Any, _: Any) -> Errors:
    if validator.is_type(value, "object"):
        yield from (ValidationError(name) for name in names if name not in value)


def _additional_properties(
    validator: Draft202012Validator, allowed: Any, value: Any, schema: Mapping[str, Any]
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


def _property_names(validator: Draft202012Validator, rule: Any, value: Any, _: Any) -> Errors:
    if validator.is_type(value, "object"):
        for name in value:
            yield from validator.descend(name, rule, path=name)


def _warn(validator: Draft202012Validator, rule: Any, value: Any, _: Any) -> Errors:
    yield from validator.descend(value, rule)
