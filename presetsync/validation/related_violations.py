"""Related violations: several that are one mistake, merged into one.

A misspelt field that is required is unknown and missing at once; settings that are one level too
high are unknown each.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from presetsync.schemas import resolved
from presetsync.schemas.unions import DISCRIMINATORS
from presetsync.schemas.violations import MISSING, UNKNOWN
from presetsync.spelling import nearest
from presetsync.validation.name_hints import holders

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from presetsync.jsonpointer import Path
    from presetsync.schemas.violations import Violation


class MergedViolation(NamedTuple):
    """A violation to report, for itself and for those that only repeat it.

    Attributes:
        violation: the violation.
        hint: what to do where others are part of the mistake, else "".
        guess: what to do where there is no better hint, or "".

    """

    violation: Violation
    hint: str = ""
    guess: str = ""


def merged(
    violations: Iterable[Violation], definitions: Mapping[str, Any]
) -> list[MergedViolation]:
    """The violations without those that repeat another one."""
    objects: dict[Path, list[Violation]] = defaultdict(list)
    for violation in violations:
        objects[_object_of(violation)].append(violation)
    return [pair for group in objects.values() for pair in _of_one_object(group, definitions)]


def _object_of(violation: Violation) -> Path:
    """The path of the object that a violation concerns: for a wrong ``type``, of its object."""
    of_field = violation.rule == UNKNOWN or _chooses_branch(violation)
    return violation.path[:-1] if of_field else violation.path


def _chooses_branch(violation: Violation) -> bool:
    *_, last = ("", *violation.path)
    return violation.rule in ("enum", "const") and last in DISCRIMINATORS


def _of_one_object(
    group: Sequence[Violation], definitions: Mapping[str, Any]
) -> list[MergedViolation]:
    unknown = {v.field: v for v in group if v.rule == UNKNOWN}
    missing = {v.field: v for v in group if v.rule == MISSING}
    others = [MergedViolation(v) for v in group if v.rule not in (UNKNOWN, MISSING)]
    if any(_chooses_branch(violation) for violation, *_ in others):
        return others  # which fields belong there depends on the word that is wrong
    reported = []
    for name, violation in [*missing.items()]:
        inner = sorted(unknown.keys() & _fields_of(name, violation, definitions))
        if inner:
            reported.append(MergedViolation(missing.pop(name), f"Move {_named(inner)} into it."))
        elif misspelt := _misspelt(violation):
            reported.append(MergedViolation(misspelt, f"did you mean `{name}`?"))
            del missing[name]
        for field in inner:
            del unknown[field]
    for name, violation in unknown.items():
        for field in _meant(name, violation.value[name], list(missing)):
            missing.pop(field, None)
    place, together = _of_one_place(unknown, definitions)
    if len(together) > 1:
        first, *rest = together
        reported.append(
            MergedViolation(unknown[first], f"Move it into `{place}`, with {_named(rest)}.")
        )
        unknown = {name: v for name, v in unknown.items() if name not in together}
    guess = ""
    if len(unknown) == len(missing) == 1:
        guess = f"did you mean `{missing.popitem()[0]}`?"
    reported += [MergedViolation(violation) for violation in missing.values()]
    reported += [MergedViolation(violation, guess=guess) for violation in unknown.values()]
    return [*reported, *others]


def _named(fields: Iterable[str]) -> str:
    return " and ".join(f"`{field}`" for field in fields)


def _misspelt(violation: Violation) -> Violation | None:
    """The unknown field that is a misspelling of the one that would choose a union's branch."""
    name = violation.field
    near = [key for key in violation.value if nearest(key, [name])]
    if not violation.chooses_branch or not near:
        return None
    path = (*violation.path, near[0])
    return replace(violation, rule=UNKNOWN, path=path, field=near[0], at_key=True)


def _of_one_place(
    unknown: Mapping[str, Violation], definitions: Mapping[str, Any]
) -> tuple[str, list[str]]:
    """The missing object that would hold most of the unknown fields, with these fields."""
    together: dict[str, list[str]] = defaultdict(list)
    for name, violation in unknown.items():
        known = violation.schema.get("properties", {})
        absent = {field: known[field] for field in known if field not in violation.value}
        for place in holders(name, absent, definitions):
            together[place].append(name)
    return max(together.items(), key=lambda item: len(item[1]), default=("", []))


def _meant(name: str, value: Any, missing: Sequence[str]) -> Sequence[str]:
    """The missing fields that an unknown one is meant to be: it contains them, or is misspelt."""
    if isinstance(value, dict) and not value.keys().isdisjoint(missing):
        return missing
    near = nearest(name, missing)
    return [near] if near else ()


def _fields_of(name: str, violation: Violation, definitions: Mapping[str, Any]) -> set[str]:
    """The fields of the object that is missing."""
    schema = violation.schema.get("properties", {}).get(name, {})
    return set(resolved(schema, definitions).get("properties", {}))
