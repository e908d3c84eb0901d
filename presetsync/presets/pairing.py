"""Violations that are one mistake: a field is missing because it is there by another name.

A misspelt field that is required is unknown and missing at once, and so is one that is written at
another level. People made one mistake then, and want to read of it once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from presetsync.presets.branches import TELLING, resolved
from presetsync.presets.checking import MISSING, UNKNOWN
from presetsync.presets.hints import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from presetsync.presets.checking import Violation
    from presetsync.presets.findings import Path

    Paired = tuple[Violation, str]


def paired(violations: Iterable[Violation], definitions: Mapping[str, Any]) -> list[Paired]:
    """The violations without those that only repeat another one, each with a hint, or ""."""
    objects: dict[Path, list[Violation]] = {}
    for violation in violations:
        objects.setdefault(_object_of(violation), []).append(violation)
    return [pair for group in objects.values() for pair in _of_one_object(group, definitions)]


def _object_of(violation: Violation) -> Path:
    """The object that a violation speaks of: for a wrong ``type``, the one that has it."""
    within = violation.rule == UNKNOWN or _tells_the_branch(violation)
    return violation.path[:-1] if within else violation.path


def _tells_the_branch(violation: Violation) -> bool:
    return violation.rule in ("enum", "const") and violation.path[-1:] in [(n,) for n in TELLING]


def _of_one_object(group: Sequence[Violation], definitions: Mapping[str, Any]) -> list[Paired]:
    unknown = {v.field: v for v in group if v.rule == UNKNOWN}
    missing = {v.field: v for v in group if v.rule == MISSING}
    others = [(v, "") for v in group if v.rule not in (UNKNOWN, MISSING)]
    if any(_tells_the_branch(violation) for violation, _ in others):
        return others  # which fields belong there depends on the word that is wrong
    hint_of = dict.fromkeys([*unknown, *missing], "")
    for name, violation in missing.items():
        inner = unknown.keys() & _fields_of(name, violation, definitions)
        for field in inner:
            del unknown[field]
        if inner:
            hint_of[name] = f"It is to hold {' and '.join(f'`{f}`' for f in sorted(inner))}."
    for name, violation in unknown.items():
        for field in _meant(name, violation.value[name], list(missing)):
            missing.pop(field, None)
    if len(unknown) == len(missing) == 1:
        hint_of[next(iter(unknown))] = f"Did you mean `{missing.popitem()[0]}`?"
    left = [*missing.values(), *unknown.values()]
    return [*((violation, hint_of[violation.field]) for violation in left), *others]


def _meant(name: str, value: Any, missing: Sequence[str]) -> Sequence[str]:
    """Which missing fields an unknown one stands for: it holds them, or it is one misspelt."""
    if isinstance(value, dict) and not value.keys().isdisjoint(missing):
        return missing
    near = nearest(name, missing)
    return [near] if near else ()


def _fields_of(name: str, violation: Violation, definitions: Mapping[str, Any]) -> set[str]:
    """The fields that a missing field's own object would have."""
    schema = violation.schema.get("properties", {}).get(name, {})
    return set(resolved(schema, definitions).get("properties", {}))
