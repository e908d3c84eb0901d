"""Composition of YAML's events to plain JSON data, within bounds that no input can exceed.

Not recursive. The core schema of YAML 1.2.2 (section 10.3) applies, except values without an exact
JSON counterpart. The specification calls this step composition (section 3.1).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from yaml import events

from presetsync.documents.bounds import NODE_SIZE, Bounds
from presetsync.documents.inclusion import TAG, Inclusions
from presetsync.documents.keys import refusal_of
from presetsync.documents.mistakes import Mistakes, TooMuchError
from presetsync.documents.pitfalls import QUOTE_IT, Pitfalls
from presetsync.documents.positions import width_of
from presetsync.documents.scalar_events import Scalars
from presetsync.jsonpointer import child_pointer

if TYPE_CHECKING:
    from collections.abc import Callable

    from presetsync.documents.positions import Mark
    from presetsync.documents.surrogates import Substitute

# The key of a collection being read is a string or one of these:
_ITEM = object()  # the next node is an item of a list
_NO_KEY = object()  # the next node is a key
_KEY_COLLECTION = object()  # a collection is being read as a key
_DISCARD = object()  # the key is invalid: its value is read and dropped


@dataclass(slots=True)
class _Frame:
    """A collection being read.

    Attributes:
        container: its members so far; for the list of a ``!file``, the texts.
        anchor: its anchor, or None.
        size_before: the size of the document before it.
        start: where it begins.
        key: the key whose value comes next, or one of the values above.
        is_flow: it is written in brackets or braces.
        includes: it is the list of a ``!file``.
        key_marks: where each of its keys is.
        height: how many levels it has.

    """

    container: Any
    anchor: str | None
    size_before: int
    start: Mark
    key: Any
    is_flow: bool
    includes: bool
    key_marks: dict[str, Mark] = field(default_factory=dict)
    height: int = 1


class _Anchored(NamedTuple):
    """A value with an anchor, its size in characters, and how many levels it has."""

    value: Any
    size: int
    height: int


class Composer:
    """Composes the events of one stream.

    Attributes:
        root: the document so far.
        documents: the number of documents begun.
        mistakes: those found so far.
        pitfalls: valid YAML that is probably not intended.

    """

    def __init__(
        self,
        path: str,
        include: Callable[[str], str],
        text: str,
        substitute: Substitute | None,
    ) -> None:
        """Begin; ``substitute`` has the replacements of escaped surrogates."""
        self.mistakes = Mistakes(path, self._pointer)
        self.pitfalls = Pitfalls(text)
        self.root: Any = None
        self.documents = 0
        self._bounds = Bounds(self.mistakes)
        self._inclusions = Inclusions(include, self.mistakes, self._bounds)
        self._scalars = Scalars(substitute, self._inclusions, self.mistakes)
        self._has_escapes = "\\" in text  # only an escape can produce a lone surrogate
        self._stack: list[_Frame] = []
        self._anchors: dict[str, _Anchored] = {}

    def take(self, event: events.Event) -> None:
        """Process the next event; raises `TooMuchError` if a limit is exceeded."""
        kind = type(event)
        if kind is events.ScalarEvent:
            self._scalar(event)
        elif kind is events.MappingStartEvent:
            self._open({}, _NO_KEY, event)
        elif kind is events.MappingEndEvent or kind is events.SequenceEndEvent:
            self._close(event)
        elif kind is events.SequenceStartEvent:
            self._open([], _ITEM, event)
        elif kind is events.AliasEvent:
            self._alias(event)
        elif kind is events.DocumentStartEvent:
            self.documents += 1
            if self.documents > 1:
                self.mistakes.report(
                    "second-document",
                    "a second YAML document starts here",
                    event.start_mark,
                    hint="a file contains one preset: move it to its own file",
                )
                raise TooMuchError

    def _pointer(self) -> str:
        pointer = ""
        for frame in self._stack:
            if frame.includes:
                break  # the list of a !file is one text
            if frame.key is _ITEM:
                pointer = child_pointer(pointer, len(frame.container))
            elif isinstance(frame.key, str):
                pointer = child_pointer(pointer, frame.key)
            else:
                break  # a key, or the value of a rejected one, has no pointer
        return pointer

    def _scalar(self, event: Any) -> None:
        if self._has_escapes:
            self._scalars.unescape(event)
        frame = self._stack[-1] if self._stack else None
        if frame and frame.key is _NO_KEY:
            self._key(frame, event)
            return
        size_before = self._bounds.size
        self._bounds.grow(NODE_SIZE + len(event.value), event.start_mark)
        if frame and frame.includes:
            frame.container.append(self._inclusions.item(event))
            return
        value = self._scalars.value(event)
        if event.anchor:
            self.pitfalls.defined(event.anchor)
            self._anchors[event.anchor] = _Anchored(value, self._bounds.size - size_before, 0)
        self._look_for_pitfalls(event, value, frame)
        self._attach(value)

    def _look_for_pitfalls(self, event: Any, value: Any, frame: _Frame | None) -> None:
        is_plain = self.pitfalls.possible and not event.style
        is_folded = event.style != "|" and event.start_mark.line < event.end_mark.line
        if not (is_plain or is_folded) or event.tag is not None:
            return
        key_mark = frame.key_marks.get(frame.key) if frame else None
        key = frame.key if frame and key_mark else ""
        if is_plain:
            self.pitfalls.plain(event, value, self._pointer, key, key_mark)
        if is_folded:
            self.pitfalls.folded(event, value, self._pointer, key)

    def _key(self, frame: _Frame, event: Any) -> None:
        key, mark = event.value, event.start_mark
        self._bounds.grow(NODE_SIZE + len(key), mark)
        if refusal := refusal_of(event, frame.key_marks):
            frame.key = _DISCARD
            code, message, hint, width = refusal
            self.mistakes.report(code, message, mark, hint=hint, width=width)
            return
        frame.key = key
        frame.key_marks[key] = mark
        if event.anchor:
            self._anchors[event.anchor] = _Anchored(key, NODE_SIZE + len(key), 0)

    def _open(self, container: Any, key: object, event: Any) -> None:
        mark = event.start_mark
        self._bounds.grow(NODE_SIZE, mark)
        self._bounds.check_depth(len(self._stack) + 1, mark)
        parent = self._stack[-1] if self._stack else None
        includes = event.tag == TAG and key is _ITEM
        if parent and parent.includes:
            self._inclusions.refuse_item(mark)
        elif not includes:
            self._scalars.refuse_tag(event)
        if event.anchor:
            self.pitfalls.defined(event.anchor)
            self._anchors.pop(event.anchor, None)  # inside, the name refers to this one
        if parent and parent.key is _NO_KEY:
            self._refuse_key(parent, event)
            parent.key = _KEY_COLLECTION
        self._stack.append(
            _Frame(
                container,
                event.anchor,
                self._bounds.size,
                mark,
                key,
                is_flow=event.flow_style,
                includes=includes,
            )
        )

    def _refuse_key(self, parent: _Frame, event: Any) -> None:
        mark, outer = event.start_mark, parent.start
        is_mapping = type(event) is events.MappingStartEvent
        is_next = (outer.line, outer.column + 1) == (mark.line, mark.column)
        if is_mapping and parent.is_flow and is_next:
            message = "two braces begin a mapping inside a mapping"
            self.mistakes.report("key", message, outer, hint=QUOTE_IT, width=2)
            self.mistakes.is_last_cause = True
        else:
            self.mistakes.report(
                "key", "a key must be a string", mark, hint="write the key as plain text"
            )

    def _close(self, event: Any) -> None:
        frame = self._stack.pop()
        value = frame.container
        if frame.includes:
            value = self._inclusions.joined(value, frame.start, event.end_mark)
            frame.height = 0
        if frame.anchor:
            size = self._bounds.size - frame.size_before + NODE_SIZE
            self._anchors[frame.anchor] = _Anchored(value, size, frame.height)
        if frame.height:
            self._raise_height(frame.height)
        self._attach(value)

    def _alias(self, event: Any) -> None:
        mark = event.start_mark
        frame = self._stack[-1] if self._stack else None
        if frame and frame.key is _NO_KEY:
            frame.key = _DISCARD
            self.mistakes.report(
                "key", "a key cannot be an alias", mark, hint="write the key as plain text"
            )
            return
        if frame and frame.includes:
            self._inclusions.refuse_item(mark)
            frame.container.append(None)
            return
        self.pitfalls.used(event.anchor)
        anchored = self._anchors.get(event.anchor)
        if anchored is None:
            inside = any(frame.anchor == event.anchor for frame in self._stack)
            message = f"the alias *{event.anchor} " + (
                "is inside its own anchor" if inside else "has no anchor above it"
            )
            hint = "write the value out; quote a text that begins with *, or write it after |"
            width = width_of(mark, event.end_mark)
            self.mistakes.report("alias", message, mark, hint=hint, width=width)
            self._attach(None)
            return
        self._bounds.grow(anchored.size, mark)
        self._bounds.check_depth(len(self._stack) + anchored.height, mark)
        self._raise_height(anchored.height)
        self._attach(anchored.value)

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
