"""What a version changed, worked out for hundreds of versions at once. Pure.

Versions mostly differ in one field or a few lines, so only what differs is compared.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from presetsync.diff.fields import diff_config
from presetsync.diff.prompts import diff_text
from presetsync.diff.rows import Tally
from presetsync.jsonpointer import child_pointer
from presetsync.sequences import equal_ends

if TYPE_CHECKING:
    from collections.abc import Mapping

    from presetsync.diff.text_difference import TextDifference

_CONTAINERS = (dict, list)


def changed_fields(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, ...]:
    """The pointers of the fields that differ, as `presetsync.diff.fields.diff_config` has them."""
    found: list[str] = []
    for key in sorted({*before, *after}):
        sides = [{key: side[key]} if key in side else {} for side in (before, after)]
        one, other = (json.dumps(side, sort_keys=True) for side in sides)
        if one == other:
            continue
        if all(isinstance(side.get(key), _CONTAINERS) for side in sides):
            found += (change.pointer for change in diff_config(*sides))
        else:
            found.append(child_pointer("", key))
    # An item of a list may have been removed at a place, and another one added there.
    return tuple(dict.fromkeys(found))


def tally_of(text: TextDifference) -> Tally:
    """How much of a text changed: what its diff says."""
    removed, added = text.before, text.after
    # Of a text that is new, or gone, nothing has to be compared; a diff names one without words.
    if not (text.old and text.new) and (removed.words or added.words):
        return Tally(removed.words, added.words, removed.lines + added.lines, moved=0, aspects=())
    old, new = _lines(text.old), _lines(text.new)
    start, end = equal_ends(old, new)
    middle = ("".join(lines[start : len(lines) - end]) for lines in (old, new))
    return diff_text(*middle).tally


def _lines(text: str) -> list[str]:
    """The lines of a text, with their line feeds; nothing else ends a line."""
    *lines, last = text.split("\n")
    return [*(f"{line}\n" for line in lines), *([last] if last else [])]
