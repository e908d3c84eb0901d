"""The place of each value in a YAML text, from the events of its parser. Pure.

The data was composed from the same events. Most documents have nothing to report, so places are
computed on demand.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from yaml import events

from presetsync.documents.inclusion import SEPARATOR, TAG
from presetsync.documents.positions import position_of, width_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from presetsync.diagnostics import Position


class IncludedText(NamedTuple):
    """The part of a text from one path of a ``!file``.

    Attributes:
        name: the path as it is written.
        start: where in the text it begins, in characters.
        position: where the path is in the YAML file.

    """

    name: str
    start: int
    position: Position


@dataclass(slots=True)
class NodePlace:
    """Where a value is, and where its key and its members are.

    A tree rather than a table by pointer: below a long key each pointer repeats the key.

    Attributes:
        position: where the value begins.
        width: the value's length on its line, in characters; 1 if it spans lines.
        key: where its key begins; None for an item of a list.
        key_width: the width of its key.
        members: the places of its members, by key or by index.
        pieces: its parts, if it came through ``!file``.
        target: for an alias, the place of its target.

    """

    position: Position
    width: int = 1
    key: Position | None = None
    key_width: int = 1
    members: dict[str, NodePlace] = field(default_factory=dict)
    pieces: tuple[IncludedText, ...] = ()
    target: NodePlace | None = None


@dataclass(slots=True)
class _Collection:
    """A collection being read.

    Attributes:
        start: the event that began it.
        place: its place.
        key: the key whose value comes next; None in a list, and where a key comes next.
        paths: those of a ``!file``, which is one text.

    """

    start: Any
    place: NodePlace
    key: Any = None
    paths: list[Any] = field(default_factory=list)


def place_of_root(parsed: Iterable[Any], texts: Mapping[str, str]) -> NodePlace | None:
    """The place of the root, with those of all values below; None if there is no value.

    Args:
        parsed: the events of a text without mistakes.
        texts: the texts of the files that it includes, by path as it is written.

    """
    root: NodePlace | None = None
    opened: list[_Collection] = []
    anchors: dict[str | None, NodePlace] = {}
    for event in parsed:
        if isinstance(event, events.CollectionEndEvent):
            _end(opened.pop(), event, texts)
        elif isinstance(event, events.NodeEvent):
            if opened and _is_part(event, opened[-1]):
                anchors.pop(event.anchor, None)  # from here on, the name refers to this one
                continue
            place = _place(event, anchors, texts)
            if opened:
                _add(place, opened[-1])
            else:
                root = place
            if isinstance(event, events.CollectionStartEvent):
                opened.append(_Collection(event, place))
    return root


def _is_part(event: Any, parent: _Collection) -> bool:
    """Whether a node is no value: a key, or a path of a ``!file``."""
    if parent.start.tag == TAG:
        parent.paths.append(event)
        return True
    if parent.key is None and isinstance(parent.start, events.MappingStartEvent):
        parent.key = event
        return True
    return False


def _place(event: Any, anchors: dict[str | None, NodePlace], texts: Mapping[str, str]) -> NodePlace:
    place = NodePlace(position_of(event.start_mark))
    if isinstance(event, events.AliasEvent):
        place.target = anchors.get(event.anchor)
    elif event.anchor:
        anchors[event.anchor] = place
    if not isinstance(event, events.CollectionStartEvent):
        place.width = width_of(event.start_mark, event.end_mark)
    if isinstance(event, events.ScalarEvent) and event.tag == TAG:
        place.pieces = _pieces([event], texts)
    return place


def _add(place: NodePlace, parent: _Collection) -> None:
    """Add a place to the collection being read."""
    name = str(len(parent.place.members))
    if parent.key is not None:
        name = parent.key.value
        place.key = position_of(parent.key.start_mark)
        place.key_width = width_of(parent.key.start_mark, parent.key.end_mark)
        parent.key = None
    parent.place.members[name] = place


def _end(ended: _Collection, event: Any, texts: Mapping[str, str]) -> None:
    if ended.start.flow_style or ended.start.tag == TAG:
        ended.place.width = width_of(ended.start.start_mark, event.end_mark)
    if ended.start.tag == TAG:
        ended.place.pieces = _pieces(ended.paths, texts)


def _pieces(paths: Sequence[Any], texts: Mapping[str, str]) -> tuple[IncludedText, ...]:
    pieces, start = [], 0
    for path in paths:
        pieces.append(IncludedText(path.value, start, position_of(path.start_mark)))
        start += len(texts[path.value].rstrip("\n")) + len(SEPARATOR)
    return tuple(pieces)
