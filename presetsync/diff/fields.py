"""The differences of two configs, by field. Pure.

DeepDiff finds the places; canonical bytes determine whether there is a difference at all.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import reduce
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from presetsync.jsonpointer import child_pointer

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    Steps = list[str | int]

# `json.dumps` makes one at each call, which takes longer than most values do.
_encode = json.JSONEncoder(ensure_ascii=False).encode


class Absent:
    """The type of `ABSENT`: the field is not on this side."""


ABSENT = Absent()


def one_line(value: Any) -> str:
    """A value as JSON on one line."""
    return _encode(value)


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

    A list item that changed or was removed is named by its index before, a new one by its index
    after.
    """
    if not before or not after:  # a new preset: nothing to find, and much to import
        return tuple(
            FieldChange(child_pointer("", key), before.get(key, ABSENT), after.get(key, ABSENT))
            for key in sorted({*before, *after})
        )
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
    changes = [
        change
        for levels in tree.values()
        for level in levels
        for change in _changes(level.path(output_format="list"), side(level.t1), side(level.t2))
    ]
    # Below one parent all steps are keys, or all are indices.
    changes.sort(key=lambda change: (change[0], change[1] is ABSENT))
    return tuple(FieldChange(reduce(child_pointer, path, ""), *sides) for path, *sides in changes)


def _changes(path: Steps, before: Any, after: Any) -> Iterator[tuple[Steps, Any, Any]]:
    """The one change of a place, or those of the items where both sides are lists."""
    if not (isinstance(before, list) and isinstance(after, list)):
        yield path, before, after
        return
    old, new = ([json.dumps(item, sort_keys=True) for item in side] for side in (before, after))
    for tag, *bounds in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        pairs = zip_longest(range(*bounds[:2]), range(*bounds[2:]))
        for one, other in pairs if tag != "equal" else ():
            yield (
                [*path, other if one is None else one],
                ABSENT if one is None else before[one],
                ABSENT if other is None else after[other],
            )


def _marked(value: Any) -> Any:
    """The value with JSON text for its leaves, and for lists of leaves alone.

    Otherwise DeepDiff takes ``True`` for ``1`` in lists, and an item removed at an index and one
    added at the same index for one change, although these are indices of two lists.
    """
    if isinstance(value, dict):
        return {key: _marked(member) for key, member in value.items()}
    if isinstance(value, list) and any(isinstance(item, dict | list) for item in value):
        return [_marked(item) for item in value]
    return json.dumps(value)


def _plain(value: Any) -> Any:
    """The value that was marked."""
    if isinstance(value, dict):
        return {key: _plain(member) for key, member in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return json.loads(value)
