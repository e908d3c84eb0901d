"""Unions: choosing the branch of a value, to report only its errors.

``anyOf`` fails with the errors of every branch at once. Here one branch is chosen: by the value's
JSON type, then by the fields whose words distinguish the branches (``type``, ``role``, ``id``),
then by the best fit. The verdict stays that of ``anyOf``: a branch is only ruled out by a word or a
type that it would refuse itself.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from jsonschema.exceptions import ValidationError

from presetsync.schemas import resolved, types_of, words_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from jsonschema import Draft202012Validator as Validator

    from presetsync.schemas import Schema

DISCRIMINATORS = ("type", "role", "id")
"""The fields that are tried first to choose a branch."""

MOST_ERRORS = 50
"""Enough errors of a branch to say how badly it fits."""


def one_branch(
    definitions: Mapping[str, Schema], validator: Validator, union: Sequence[Schema], value: Any
) -> Iterator[ValidationError]:
    """What is wrong with a value that must fit a branch of the union; nothing if it fits one.

    The errors carry ``validator`` ``type``, ``enum`` or ``required`` where no branch could be
    chosen, otherwise what the chosen branch says.
    """
    branches = [resolved(branch, definitions) for branch in union]
    fitting: Sequence[Schema] = [b for b in branches if _takes(validator, b, value)]
    if not fitting:
        yield _no_type(branches, value)
        return
    if isinstance(value, dict) and len(fitting) > 1:
        fitting, error = _narrowed(validator, fitting, value)
        if error is not None:
            yield error
            return
    yield from _best_fit(validator, fitting, value)


def _no_type(branches: Sequence[Schema], value: Any) -> ValidationError:
    keyword, allowed = "enum", _all_words(branches)
    if not allowed or isinstance(value, (dict, list)):
        types = dict.fromkeys(name for branch in branches for name in types_of(branch))
        keyword, allowed = "type", [*types]
    return ValidationError("no branch", validator=keyword, validator_value=allowed)


def _best_fit(
    validator: Validator, branches: Sequence[Schema], value: Any
) -> Iterator[ValidationError]:
    if len(branches) == 1:
        yield from validator.descend(value, branches[0])
        return
    tries = []
    for branch in branches:
        errors = list(islice(validator.descend(value, branch), MOST_ERRORS))
        if not errors:
            return
        tries.append(errors)
    # A shallow error speaks against the branch, a deeper one only against the value.
    yield from min(tries, key=lambda errors: (sum(map(_is_shallow, errors)), len(errors)))


def _is_shallow(error: ValidationError) -> bool:
    """Whether an error is about the value itself or one of its own fields."""
    return len(error.path) <= 1


def _narrowed(
    validator: Validator, branches: Sequence[Schema], value: Mapping[str, Any]
) -> tuple[Sequence[Schema], ValidationError | None]:
    """The branches that an object's discriminators leave, or what is wrong with such a field."""
    for name in (*DISCRIMINATORS, *_shared_fields(branches)):
        fields = [branch.get("properties", {}).get(name, {}) for branch in branches]
        if not _discriminates(fields):
            continue
        if name in value:
            left = [
                branch
                for branch, schema in zip(branches, fields, strict=True)
                if _admits(validator, schema, value[name])
            ]
            if not left:
                return [], _not_a_word(name, value[name], fields)
        else:
            left = [branch for branch in branches if name not in branch.get("required", ())]
            if not left:
                return [], _missing(name, branches, value)
        branches = left
    return branches, None


def _shared_fields(branches: Sequence[Schema]) -> list[str]:
    """The fields that every branch has, except the discriminators that are tried first."""
    first, *rest = (branch.get("properties", {}).keys() for branch in branches)
    return sorted(
        name for name in first if name not in DISCRIMINATORS and all(name in r for r in rest)
    )


def _discriminates(fields: Sequence[Schema]) -> bool:
    """Whether each branch restricts a field to words, and not all to the same ones."""
    words = [words_of(schema) for schema in fields]
    restricted = all(w or "not" in schema for w, schema in zip(words, fields, strict=True))
    return restricted and any(w != words[0] for w in words)


def _admits(validator: Validator, schema: Schema, value: Any) -> bool:
    if isinstance(value, str) and (words := words_of(schema)):
        return value in words  # the common case, and a fast one
    return bool(validator.evolve(schema=schema).is_valid(value))


def _not_a_word(name: str, value: Any, fields: Sequence[Schema]) -> ValidationError:
    allowed = _all_words(fields)
    return ValidationError(
        "no branch", validator="enum", validator_value=allowed, instance=value, path=[name]
    )


def _missing(name: str, branches: Sequence[Schema], value: Mapping[str, Any]) -> ValidationError:
    """The field that would choose the branch, with the words of those that know all the others."""
    meant = [b for b in branches if value.keys() <= b.get("properties", {}).keys()]
    fields = [branch["properties"][name] for branch in meant or branches]
    return ValidationError(name, validator="required", validator_value=_all_words(fields))


def _all_words(fields: Sequence[Schema]) -> list[Any]:
    return [*dict.fromkeys(word for schema in fields for word in words_of(schema))]


def _takes(validator: Validator, schema: Schema, value: Any) -> bool:
    types = types_of(schema)
    return not types or any(validator.is_type(value, name) for name in types)
