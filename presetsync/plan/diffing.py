"""What differs between two configs, field by field. Pure.

DeepDiff finds the places; whether there is a difference at all was decided by canonical bytes.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING, Any

from presetsync.diagnostics import child_pointer

if TYPE_CHECKING:
    from collections.abc import Mapping


class Absent:
    """There is no such field on this side."""


ABSENT = Absent()


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field that differs; ``pointer`` is from the config's root, as in ``/provider/sort``.

    ``before`` or ``after`` is `ABSENT` where the field is added or removed.
    """

    pointer: str
    before: Any
    after: Any


def diff_config(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[FieldChange, ...]:
    """The fields that differ between two normal configs, in the order of their places.

    A list item that changed or went is named by its index before, one that came by its index after.
    """
    from deepdiff import DeepDiff
    from deepdiff.helper import NotPresent

    def side(value: Any) -> Any:
        return ABSENT if isinstance(value, NotPresent) else _plain(value)

    tree = DeepDiff(
        _marked(before),
        _marked(after),
        view="tree",
        threshold_to_diff_deeper=0,
        ignore_private_variables=False,
    )
    changes: list[tuple[list[str | int], FieldChange]] = []
    for level in (level for levels in tree.values() for level in levels):
        old, new = side(level.t1), side(level.t2)
        path = level.path(output_format="list", use_t2=old is ABSENT)
        changes.append((path, FieldChange(reduce(child_pointer, path, ""), old, new)))
    # Below one parent all keys are text, or all are indices.
    changes.sort(key=lambda change: (change[0], change[1].before is ABSENT))
    return tuple(change for _, change in changes)


def _marked(value: Any) -> Any:
    """The value with JSON text for its leaves: inside a list, ``True`` is ``1`` to DeepDiff."""
    if isinstance(value, dict):
        return {key: _marked(member) for key, member in value.items()}
    if isinstance(value, list):
        return [_marked(item) for item in value]
    return json.dumps(value)


def _plain(value: Any) -> Any:
    """The value that was marked."""
    if isinstance(value, dict):
        return {key: _plain(member) for key, member in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return json.loads(value)
