"""Allowed unknown fields, and all other mistakes of a preset file's data. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from presetsync.findings import BODY
from presetsync.jsonpointer import keys_of
from presetsync.validation.validator import validate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from presetsync.findings import Finding

UNKNOWN_FIELD = "unknown-field"

_IN_BODY = f"/{BODY}/"
_MOST_PASSES = 20
"""What only more passes would show is not allowed, but a mistake like any other."""


class SeparatedMistakes(NamedTuple):
    """The mistakes of a preset file.

    Attributes:
        allowed: the fields that are allowed although they are unknown.
        others: all others.

    """

    allowed: tuple[Finding, ...]
    others: tuple[Finding, ...]


def validate_allowing(document: Any, is_allowed: Callable[[Finding], bool]) -> SeparatedMistakes:
    """The mistakes of a preset file's plain JSON data. Never raises.

    Each field that is allowed is left out, and the rest is checked again: one mistake can hide
    another, and a hundred hide all others.

    Args:
        document: the data.
        is_allowed: says it of an unknown field of the body; no other field can be allowed, because
            no other field is sent.

    """
    allowed: list[Finding] = []
    found = validate(document)
    for _ in range(_MOST_PASSES):
        passed = [finding for finding in found if _is_unknown(finding) and is_allowed(finding)]
        if not passed:
            break
        allowed += passed
        document = _without(document, {finding.pointer for finding in passed})
        found = validate(document)
    return SeparatedMistakes(tuple(allowed), found)


def _is_unknown(finding: Finding) -> bool:
    return finding.code == UNKNOWN_FIELD and finding.pointer.startswith(_IN_BODY)


def _without(document: Any, pointers: Iterable[str]) -> Any:
    """A copy of JSON data without the members of objects at some places."""
    root = document.copy()
    copies = {id(root)}
    # The deepest first, while what they are in is still there.
    for pointer in sorted(pointers, key=lambda pointer: -pointer.count("/")):
        *parents, last = keys_of(pointer)
        holder = root
        for parent in parents:
            key = int(parent) if isinstance(holder, list) else parent
            if id(holder[key]) not in copies:
                holder[key] = holder[key].copy()
                copies.add(id(holder[key]))
            holder = holder[key]
        del holder[last]
    return root
