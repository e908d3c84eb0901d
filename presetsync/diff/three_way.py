"""Three-way merge of contents: by field, lists by item, texts by line. Pure.

A field is a JSON pointer through objects. Equal changes on both sides are no conflict.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from presetsync.diff.fields import ABSENT
from presetsync.diff.merge_chunks import Side, chunks
from presetsync.jsonpointer import child_pointer
from presetsync.presets.canonical import json_key, same_json
from presetsync.presets.model import Content

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


@dataclass(frozen=True, slots=True)
class MergeConflict:
    """A conflict: both sides changed a value differently.

    Attributes:
        pointer: the field, from the config's root; None for the system prompt.
        base: what both started from; `ABSENT` for nothing, and where it is not known.
        is_base_known: nothing in ``base`` then means nothing.
        file: the file's value; `ABSENT` where it has none.
        server: the server's, in the same way.
        start: where only some items of a list, or lines of a text, conflict: the number of the
            first of them in the file, from 1. The values are then a list of those items, or those
            lines as a text without the last line feed; `ABSENT` for none of them. None if the
            whole value conflicts.

    """

    pointer: str | None
    base: Any
    file: Any
    server: Any
    start: int | None = None
    is_base_known: bool = True


@dataclass(frozen=True, slots=True)
class Merged:
    """The result of a merge.

    Attributes:
        content: both sides' changes. Where they conflict, that of the side that decides; the
            file's where none does.
        conflicts: all, also those that a side decided: fields in the file's order, then the system
            prompt.

    """

    content: Content
    conflicts: tuple[MergeConflict, ...]


def merge(
    base: Content | None,
    file: Content,
    server: Content,
    take: Side | None = None,
    *,
    server_base: Content | None = None,
) -> Merged:
    """Merge the changes from a base to the file, and those from it to the server.

    The time is nearly linear in the size of the contents.

    Args:
        base: what both sides started from. None if that is not known: every difference between
            the two is then a conflict.
        file: one side.
        server: the other side.
        take: the side that decides conflicts.
        server_base: what the server's side started from, if that may not be ``base``. Where the
            two differ, the base is not known.

    """
    bases = [_UNKNOWN, _UNKNOWN] if base is None else _values(base)
    if base and server_base:
        bases = [*map(_agreed, bases, _values(server_base))]
    merging = _Merging(takes_server=take == Side.SERVER)
    config, system = (
        merging.merged(pointer, _Sides(*values))
        for pointer, *values in zip(("", None), bases, _values(file), _values(server), strict=True)
    )
    content = Content(config, None if system is ABSENT else system or None)
    return Merged(content, tuple(merging.conflicts))


_UNKNOWN = object()
"""A base that is not known."""


class _Sides(NamedTuple):
    """One value in the three; `ABSENT` for none, and `_UNKNOWN` for a base that is not known."""

    base: Any
    file: Any
    server: Any

    def are(self, kind: type) -> bool:
        """Whether all are of a kind, as far as they are known."""
        return all(side is _UNKNOWN or isinstance(side, kind) for side in self)

    def member(self, key: str) -> _Sides:
        """The members of three objects; of no object, or one that is not known, it is the same."""
        return _Sides(*(_member(side, key) for side in self))


def _values(content: Content) -> list[Any]:
    """The config and the system prompt."""
    return [content.config, content.system or ABSENT]


def _agreed(one: Any, other: Any) -> Any:
    """One base of two."""
    if isinstance(one, dict) and isinstance(other, dict):
        return {key: _agreed(_member(one, key), _member(other, key)) for key in {**one, **other}}
    return one if same_json(one, other) else _UNKNOWN


def _member(value: Any, key: str) -> Any:
    return value.get(key, ABSENT) if isinstance(value, dict) else value


class _Merging:
    """One merge, with the conflicts found so far."""

    def __init__(self, *, takes_server: bool) -> None:
        self.conflicts: list[MergeConflict] = []
        self._takes_server = takes_server

    def merged(self, pointer: str | None, sides: _Sides) -> Any:
        """One value, merged; `ABSENT` for none."""
        base, file, server = sides
        if same_json(file, server) or same_json(base, server):
            return file
        if same_json(base, file):
            return server
        if sides.are(dict) or (base is ABSENT and sides._replace(base={}).are(dict)):
            return self._members(pointer or "", sides)
        if sides.are(list):
            return self._sequence(pointer, sides, json_key, list)
        if sides.are(str):
            # Between line feeds, not with them: a line more leaves the one before it as it is.
            lines = (side if side is _UNKNOWN else side.split("\n") for side in sides)
            return "\n".join(self._sequence(pointer, _Sides(*lines), str, "\n".join))
        return self._decided(sides, _conflict(pointer, sides))

    def _members(self, pointer: str, sides: _Sides) -> dict[str, Any]:
        members = {
            key: self.merged(child_pointer(pointer, key), sides.member(key))
            for key in {**sides.file, **sides.server}
        }
        return {key: member for key, member in members.items() if member is not ABSENT}

    def _sequence(
        self,
        pointer: str | None,
        sides: _Sides,
        key: Callable[[Any], str],
        shown: Callable[[Sequence[Any]], Any],
    ) -> list[Any]:
        """Lists, merged; items are equal where their keys are. ``shown`` is a conflict's value."""
        is_known = sides.base is not _UNKNOWN
        sides = sides if is_known else sides._replace(base=[])
        base, file, server = ([*map(key, side)] for side in sides)
        merged: list[Any] = []
        for places, changed_by in chunks(base if is_known else None, file, server):
            parts = _Sides(*(side[place] for side, place in zip(sides, places, strict=True)))
            if changed_by:
                merged += parts.file if changed_by is Side.FILE else parts.server
                continue
            items = _corresponding(parts, is_known=is_known)
            if items:
                merged += [
                    self.merged(child_pointer(pointer or "", places[1].start + number), each)
                    for number, each in enumerate(items)
                ]
                continue
            is_whole = [*map(len, parts)] == [*map(len, sides)]
            start = None if is_whole else places[1].start + 1
            values = _Sides(*(shown(part) if part else ABSENT for part in parts))
            values = values if is_known else values._replace(base=_UNKNOWN)
            merged += self._decided(parts, _conflict(pointer, values, start))
        return merged

    def _decided(self, sides: _Sides, conflict: MergeConflict) -> Any:
        self.conflicts.append(conflict)
        return sides.server if self._takes_server else sides.file


def _conflict(pointer: str | None, sides: _Sides, start: int | None = None) -> MergeConflict:
    base, file, server = sides
    return MergeConflict(pointer, _known(base), file, server, start, base is not _UNKNOWN)


def _known(base: Any) -> Any:
    """What is known of a base; of an object it may be only some members."""
    if isinstance(base, dict):
        members = {key: _known(member) for key, member in base.items()}
        return {key: member for key, member in members.items() if member is not ABSENT}
    return ABSENT if base is _UNKNOWN else base


def _corresponding(parts: _Sides, *, is_known: bool) -> list[_Sides]:
    """Items that have the same identities on all sides, in the same order; [] if some have not.

    Such tools, plugins or blocks are merged one by one, by field, although they touch.
    """
    bases = parts.base if is_known else [_UNKNOWN] * len(parts.file)
    if not len(bases) == len(parts.file) == len(parts.server):
        return []
    items = [*map(_Sides, bases, parts.file, parts.server)]
    return items if all(_have_one_identity(each) for each in items) else []


def _have_one_identity(sides: _Sides) -> bool:
    identities = {_identity(side) for side in sides if side is not _UNKNOWN}
    return len(identities) == 1 and None not in identities


def _identity(item: Any) -> str | None:
    """What names an object among others of a list; None for what has no name, id or type."""
    if not isinstance(item, dict):
        return None
    inner = item.get("function")
    names = [item.get(key) for key in ("type", "id", "name")]
    names.append(inner.get("name") if isinstance(inner, dict) else None)
    return json_key(names) if any(names) else None
