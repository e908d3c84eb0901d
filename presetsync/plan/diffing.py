"""What differs between two configs, field by field. Pure.

DeepDiff finds the places; whether there is a difference at all was decided by canonical bytes.
"""

from __future__ import annotations

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
    """The fields that differ between two normal configs, in pointer order."""
    from deepdiff import DeepDiff
    from deepdiff.helper import NotPresent

    def side(value: Any) -> Any:
        return ABSENT if isinstance(value, NotPresent) else value

    tree = DeepDiff(before, after, view="tree", threshold_to_diff_deeper=0)
    changes = [
        FieldChange(_pointer(level.path(output_format="list")), side(level.t1), side(level.t2))
        for levels in tree.values()
        for level in levels
    ]
    return tuple(sorted(changes, key=lambda change: (change.pointer, change.after is ABSENT)))


def _pointer(path: list[str | int]) -> str:
    return reduce(child_pointer, path, "")
