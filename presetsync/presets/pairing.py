"""Errors of one object that are one mistake: a field missing because it is there under another name.

A misspelt field that is required is unknown and missing at once, and so is one that is written at
another level. People make one mistake then, and want to read of it once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from presetsync.presets import hints
from presetsync.presets.branches import TELLING, resolved

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jsonschema.exceptions import ValidationError

    Path = tuple[str | int, ...]
    Told = tuple[ValidationError, str]


def paired(errors: Sequence[ValidationError], definitions: Mapping[str, Any]) -> list[Told]:
    """The errors without those that only repeat another one, each with a hint, or "".

    An error about a missing or an unknown field carries the field's name as its ``message``.
    """
    objects: dict[Path, list[ValidationError]] = {}
    for error in errors:
        objects.setdefault(_object_of(error), []).append(error)
    told: list[Told] = []
    for group in objects.values():
        told += _of_one_object(group, definitions)
    return told


def _object_of(error: ValidationError) -> Path:
    """The object whose fields an error is about: for a wrong ``type``, the object that has it."""
    path = (*error.path,)
    if error.validator == "additionalProperties" or _tells_the_branch(error):
        return path[:-1]
    return path


def _tells_the_branch(error: ValidationError) -> bool:
    return error.validator in ("enum", "const") and bool(error.path) and error.path[-1] in TELLING


def _of_one_object(errors: Sequence[ValidationError], definitions: Mapping[str, Any]) -> list[Told]:
    unknown = {e.message: e for e in errors if e.validator == "additionalProperties"}
    missing = {e.message: e for e in errors if e.validator == "required"}
    others = [(e, "") for e in errors if e.validator not in ("additionalProperties", "required")]
    if any(_tells_the_branch(error) for error, _ in others):
        return others  # which fields belong there depends on the word that is wrong
    hint_of = dict.fromkeys([*unknown, *missing], "")
    for name, error in [*missing.items()]:
        inner = [field for field in unknown if field in _fields_of(name, error, definitions)]
        for field in inner:
            del unknown[field]
        if inner:
            hint_of[name] = f"It is to hold {' and '.join(f'`{field}`' for field in inner)}."
    for name, error in unknown.items():
        for field in _meant(error.instance[name], name, [*missing]):
            del missing[field]
    if len(unknown) == len(missing) == 1:
        hint_of[[*unknown][0]] = f"Did you mean `{missing.popitem()[0]}`?"
    left = [*missing.values(), *unknown.values()]
    return [*((error, hint_of[error.message]) for error in left), *others]


def _meant(value: Any, name: str, missing: Sequence[str]) -> Sequence[str]:
    """Which missing fields an unknown one stands for: it holds them, or it is one misspelt."""
    if isinstance(value, dict) and not value.keys().isdisjoint(missing):
        return missing
    near = hints.nearest(name, missing)
    return [near] if near else ()


def _fields_of(
    name: str, error: ValidationError, definitions: Mapping[str, Any]
) -> Mapping[str, Any]:
    """The fields that a missing field's own object would have."""
    schema = error.schema.get("properties", {}).get(name, {})
    fields: Mapping[str, Any] = resolved(schema, definitions).get("properties", {})
    return fields
