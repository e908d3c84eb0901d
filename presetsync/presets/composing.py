"""YAML's events put together: plain JSON data or diagnostics, within bounds no input can exceed.

Without recursion, under the core schema of YAML 1.2.2 (section 10.3), minus whatever has no exact
JSON counterpart. To compose is that specification's word for this step (section 3.1).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from yaml import events

from presetsync.diagnostics import Diagnostic, Position, child_pointer
from presetsync.presets.scalars import NotJsonError, is_text, plain_value

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_DEPTH = 100
"""Levels of nesting, aliases expanded. A tool's JSON Schema of 40 levels needs 90."""

MAX_SIZE = 8 * 1024 * 1024
"""Characters of one document, aliases and included files expanded; a node is `NODE_SIZE` more."""

NODE_SIZE = 64
"""What a node costs in time and memory besides its text, in characters."""

MOST_DIAGNOSTICS = 100
"""Nobody reads more, and each may be as long as the keys above its place."""

_SURROGATE = re.compile("[\ud800-\udfff]")  # only an escape in double quotes can make one


class IncludeError(Exception):
    """A ``!file`` cannot be included; the message says why, ``hint`` what to do."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class Mark(Protocol):
    """PyYAML's mark: line and column from 0, in characters."""

    line: int
    column: int


@dataclass(slots=True)
class Place:
    """Where a value stands, where the key that names it does, and where its members do.

    A tree rather than a table by pointer: below a long key each pointer repeats the key.
    """

    position: Position
    key: Position | None = None
    members: dict[str, Place] = field(default_factory=dict)


def position_of(mark: Mark) -> Position:
    """The mark as people count."""
    return Position(mark.line + 1, mark.column + 1)


def shortened(text: str) -> str:
    """A message in which a name may be as long as the file, with both of its ends."""
    return text if len(text) <= 300 else f"{text[:200]}…{text[-99:]}"  # noqa: PLR2004


class TooMuchError(Exception):
    """A bound is exceeded, which is among the diagnostics: stop reading."""


# What the key of a collection that is being read can be besides a string:
_ITEM = object()  # none: the next node is an item of a list
_NO_KEY = object()  # none yet: the next node is the key
_KEY_COLLECTION = object()  # a collection is being read where a key should stand
_DISCARD = object()  # a key that was refused: its value is read and dropped


@dataclass(slots=True)
class _Frame:
    """A collection being read."""

    container: Any
    anchor: str | None
    size_before: int
    place: Place | None
    key: Any
    key_marks: dict[str, Mark] = field(default_factory=dict)
    height: int = 1


@dataclass(frozen=True, slots=True)
class _Anchored:
    value: Any
    size: int
    height: int


class Composer:
    """Puts the events of one stream together.

    Attributes:
        path: the file's name in diagnostics.
        root: the document so far.
        documents: how many have begun.
        diagnostics: every mistake so far.
        place: where the root and all below it stand; None unless asked for.

    """

    def __init__(
        self, path: str, include: Callable[[str], str], *, positions: bool, escapes: bool
    ) -> None:
        """Begin; ``escapes`` is whether the text has a backslash, see also `yaml12.read`."""
        self.path = path
        self.root: Any = None
        self.documents = 0
        self.diagnostics: list[Diagnostic] = []
        self.place: Place | None = None
        self._include = include
        self._record = positions
        self._escapes = escapes  # without a backslash no escape can make a lone surrogate
        self._stack: list[_Frame] = []
        self._anchors: dict[str, _Anchored] = {}
        self._size = 0

    def take(self, event: events.Event) -> None:
        """Take the next event; raises `TooMuchError` where nothing more is to be read."""
        kind = type(event)
        if kind is events.ScalarEvent:
            self._scalar(event)
        elif kind is events.MappingStartEvent:
            self._open({}, _NO_KEY, event)
        elif kind is events.MappingEndEvent or kind is events.SequenceEndEvent:
            self._close()
        elif kind is events.SequenceStartEvent:
            self._open([], _ITEM, event)
        elif kind is events.AliasEvent:
            self._alias(event)
        elif kind is events.DocumentStartEvent:
            self.documents += 1
            if self.documents > 1:
                self.report(
                    "second-document",
                    "a second YAML document starts here",
                    event.start_mark,
                    hint="a file holds one preset: move it to a file of its own",
                )
                raise TooMuchError

    def report(self, code: str, message: str, mark: Mark | None = None, *, hint: str = "") -> None:
        """Add a diagnostic at a mark, for the place that is being read."""
        position = position_of(mark) if mark else Position()
        pointer = self._pointer()
        self.diagnostics.append(
            Diagnostic(code, shortened(message), self.path, position, pointer, shortened(hint))
        )
        if len(self.diagnostics) >= MOST_DIAGNOSTICS:
            raise TooMuchError

    def _pointer(self) -> str:
        pointer = ""
        for frame in self._stack:
            if frame.key is _ITEM:
                pointer = child_pointer(pointer, len(frame.container))
            elif isinstance(frame.key, str):
                pointer = child_pointer(pointer, frame.key)
            else:
                break  # a key, or the value of one that was refused, has no pointer
        return pointer

    def _scalar(self, event: Any) -> None:
        if self._escapes and (lone := _SURROGATE.search(event.value)):
            message = f"the lone surrogate U+{ord(lone[0]):04X} is no character"
            self.report("surrogate", message, event.start_mark, hint="write the character itself")
            event.value = _SURROGATE.sub("\ufffd", event.value)
        frame = self._stack[-1] if self._stack else None
        if frame and frame.key is _NO_KEY:
            self._key(frame, event)
            return
        size_before = self._size
        self._grow(NODE_SIZE + len(event.value), event.start_mark)
        value = self._scalar_value(event)
        if event.anchor:
            self._anchors[event.anchor] = _Anchored(value, self._size - size_before, 0)
        self._leaf(value, event.start_mark)

    def _scalar_value(self, event: Any) -> Any:
        if event.tag == "!file":
            return self._included(event)
        self._refuse_tag(event)
        if not event.implicit[0]:
            return event.value
        try:
            return plain_value(event.value)
        except NotJsonError as error:
            self.report(
                "number", str(error), event.start_mark, hint="write another number, or quote it"
            )
            return None

    def _included(self, event: Any) -> str | None:
        try:
            content = self._include(event.value)
        except IncludeError as error:
            self.report("include", error.message, event.start_mark, hint=error.hint)
            return None
        self._grow(len(content), event.start_mark)
        return content

    def _refuse_tag(self, event: Any) -> None:
        if event.tag is not None:
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            self.report(
                "tag",
                f"the tag {tag} is not supported",
                event.start_mark,
                hint="only !file PATH is; quote a value to make it a string",
            )

    def _key(self, frame: _Frame, event: Any) -> None:
        mark = event.start_mark
        self._grow(NODE_SIZE + len(event.value), mark)
        if event.tag is not None:
            frame.key = _DISCARD
            self.report("key", "a key cannot have a tag", mark, hint="write the key as plain text")
            return
        key = event.value
        if event.implicit[0] and not is_text(key):
            frame.key = _DISCARD
            self.report(
                "key", f"the key {key or 'null'} is not a string", mark, hint=f'write "{key}"'
            )
        elif event.implicit[0] and key == "<<":
            frame.key = _DISCARD
            self.report(
                "key",
                "YAML 1.2 has no merge key <<",
                mark,
                hint='write the members out, or "<<" where it is a name',
            )
        elif key in frame.key_marks:
            frame.key = _DISCARD
            first = position_of(frame.key_marks[key])
            self.report(
                "duplicate-key",
                f"the key {key!r} stands here a second time",
                mark,
                hint=f"the first is at line {first.line}, column {first.column}: keep one of them",
            )
        else:
            frame.key = key
            frame.key_marks[key] = mark
            if event.anchor:
                self._anchors[event.anchor] = _Anchored(key, NODE_SIZE + len(key), 0)

    def _open(self, container: Any, key: object, event: Any) -> None:
        mark = event.start_mark
        self._grow(NODE_SIZE, mark)
        if len(self._stack) >= MAX_DEPTH:
            self._stop("nesting", f"nested deeper than {MAX_DEPTH} levels", mark)
        self._refuse_tag(event)
        self._anchors.pop(event.anchor, None)  # inside, the name means this one
        place = self._stand(mark) if self._record else None
        parent = self._stack[-1] if self._stack else None
        if parent and parent.key is _NO_KEY:
            self.report("key", "a key must be a string", mark, hint="write the key as plain text")
            parent.key = _KEY_COLLECTION
        self._stack.append(_Frame(container, event.anchor, self._size, place, key))

    def _close(self) -> None:
        frame = self._stack.pop()
        if frame.anchor:
            size = self._size - frame.size_before + NODE_SIZE
            self._anchors[frame.anchor] = _Anchored(frame.container, size, frame.height)
        self._raise_height(frame.height)
        self._attach(frame.container)

    def _alias(self, event: Any) -> None:
        mark = event.start_mark
        frame = self._stack[-1] if self._stack else None
        if frame and frame.key is _NO_KEY:
            frame.key = _DISCARD
            self.report("key", "a key cannot be an alias", mark, hint="write the key as plain text")
            return
        anchored = self._anchors.get(event.anchor)
        if anchored is None:
            inside = any(frame.anchor == event.anchor for frame in self._stack)
            message = f"the alias *{event.anchor} " + (
                "stands inside its own anchor" if inside else "has no anchor above it"
            )
            self.report("alias", message, mark, hint="write the value out")
            self._leaf(None, mark)
            return
        self._grow(anchored.size, mark)
        if len(self._stack) + anchored.height > MAX_DEPTH:
            self._stop("nesting", f"nested deeper than {MAX_DEPTH} levels", mark)
        self._raise_height(anchored.height)
        self._leaf(anchored.value, mark)

    def _leaf(self, value: Any, mark: Mark) -> None:
        if self._record:
            self._stand(mark)
        self._attach(value)

    def _stand(self, mark: Mark) -> Place:
        """Record that the next value stands at the mark."""
        place = Place(position_of(mark))
        frame = self._stack[-1] if self._stack else None
        if frame is None or frame.place is None:
            self.place = place
        elif frame.key is _ITEM:
            frame.place.members[str(len(frame.container))] = place
        elif isinstance(frame.key, str):
            place.key = position_of(frame.key_marks[frame.key])
            frame.place.members[frame.key] = place
        return place

    def _attach(self, value: Any) -> None:
        if not self._stack:
            self.root = value
            return
        frame = self._stack[-1]
        if frame.key is _ITEM:
            frame.container.append(value)
        elif frame.key is _KEY_COLLECTION:
            frame.key = _DISCARD
        else:
            if frame.key is not _DISCARD:
                frame.container[frame.key] = value
            frame.key = _NO_KEY

    def _raise_height(self, height: int) -> None:
        if self._stack:
            self._stack[-1].height = max(self._stack[-1].height, height + 1)

    def _grow(self, size: int, mark: Mark) -> None:
        self._size += size
        if self._size > MAX_SIZE:
            self._stop(
                "size",
                f"larger than {MAX_SIZE // 1024 // 1024} MiB once aliases are expanded, "
                f"with {NODE_SIZE} bytes for each value",
                mark,
            )

    def _stop(self, code: str, message: str, mark: Mark) -> None:
        self.report(code, message, mark, hint="make the preset smaller")
        raise TooMuchError
