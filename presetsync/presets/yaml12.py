"""Strict YAML 1.2 on PyYAML: text in, plain JSON data or diagnostics out.

PyYAML's own loaders speak YAML 1.1, build Python objects by recursion and keep the last of two
equal keys. Here only its parser is used (libyaml's where present): its events are put together
without recursion under the core schema of YAML 1.2.2 (section 10.3), minus whatever has no exact
JSON counterpart, within bounds that no input can exceed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

import yaml
from yaml import events

from presetsync.diagnostics import Diagnostic, Position, child_pointer
from presetsync.presets.scalars import NotJsonError, is_text, plain_value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_PARSER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

MAX_DEPTH = 100
"""Levels of nesting, aliases expanded. A tool's JSON Schema of 40 levels needs 90."""

MAX_SIZE = 8 * 1024 * 1024
"""Characters of one document, aliases and included files expanded; a node is `NODE_SIZE` more."""

NODE_SIZE = 64
"""What a node costs in time and memory besides its text, in characters."""

MOST_DIAGNOSTICS = 100
"""Nobody reads more, and each may be as long as the keys above its place."""

_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]"
)
_SURROGATE = re.compile("[\ud800-\udfff]")  # only an escape in double quotes can make one
_TAG_DIRECTIVE = re.compile("^%TAG", re.MULTILINE)

_HINTS = {
    "cannot start any token": "indent with spaces, and quote a value that starts with @ or `",
    "mapping values are not allowed": "quote a value that holds ': '",
    "could not find expected ':'": "every key needs a ':' and a space after it",
    "invalid Unicode character escape": "write the character itself",
    "did not find expected key": "check the indentation and the quotes of the lines above",
    "node content": "close the bracket or brace, or quote the value",
    "expected ',' or": "put a comma before it, or close the bracket or brace",
    "unexpected end of stream": "close the quotes",
}


class IncludeError(Exception):
    """A ``!file`` cannot be included; the message says why, ``hint`` what to do."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class _Mark(Protocol):
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


@dataclass(frozen=True, slots=True)
class Reading:
    """What a YAML text says.

    Attributes:
        data: the document as JSON data; meaningless where there are diagnostics.
        diagnostics: every mistake found; after a syntax error the rest is not read.
        place: where the root and all below it stand; None unless asked for.

    """

    data: Any
    diagnostics: tuple[Diagnostic, ...]
    place: Place | None


def read(
    text: str,
    path: str,
    include: Callable[[str], str],
    *,
    positions: bool = False,
) -> Reading:
    """Read one YAML document.

    Args:
        text: the file's content.
        path: the file's name in diagnostics.
        include: the content of a ``!file``, or raises `IncludeError`.
        positions: also record where everything stands, which costs more than reading.

    """
    builder = _Builder(path, include, positions=positions, escapes="\\" in text)
    if refusal := _unreadable(text, path):
        builder.diagnostics.append(refusal)
    else:
        _drive(builder, text)
    return Reading(builder.root, tuple(builder.diagnostics), builder.place)


def _drive(builder: _Builder, text: str) -> None:
    try:
        for event in _parsed(text):
            builder.take(event)
    except _TooMuchError:
        pass  # the diagnostic is there; reading on would only cost time
    except yaml.MarkedYAMLError as error:
        builder.diagnostics.append(_syntax_error(error, builder.path))
    else:
        if not builder.documents:
            builder.report("empty-file", "the file is empty", hint="write something, or delete it")


def _parsed(text: str) -> Iterator[yaml.Event]:
    parser = _PARSER(text)
    try:
        yield from iter(parser.get_event, None)
    except (ValueError, OverflowError) as error:
        # PyYAML's own parser does not check escapes and versions before it converts them.
        mark = parser.get_mark()
        raise yaml.MarkedYAMLError(problem="the number is too large", problem_mark=mark) from error
    finally:
        parser.dispose()


def _unreadable(text: str, path: str) -> Diagnostic | None:
    """What keeps a text from being parsed at all."""
    # All of these count as not printable, and that is told sooner than it is searched for.
    if not text.replace("\n", "").isprintable() and (match := _FORBIDDEN.search(text)):
        number = f"{ord(match[0]):04X}"
        return Diagnostic(
            code="control-character",
            message=f"the character U+{number} is not allowed in the file itself",
            path=path,
            position=_position_at(text, match.start()),
            hint=f'delete it, or write "\\u{number}" in double quotes',
        )
    # libyaml compares each with all before it
    if "%TAG" in text and (match := _TAG_DIRECTIVE.search(text)):
        return Diagnostic(
            code="tag",
            message="the directive %TAG is not supported",
            path=path,
            position=_position_at(text, match.start()),
            hint="delete it, or indent the line where it is text",
        )
    return None


def _position_at(text: str, index: int) -> Position:
    return Position(text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index))


def _syntax_error(error: yaml.MarkedYAMLError, path: str) -> Diagnostic:
    problem = error.problem or "cannot be parsed"
    mark = error.problem_mark or error.context_mark
    context = f" {error.context}" if error.context else ""
    if mark and error.context_mark and error.context_mark.line != mark.line:
        context += f" that begins at line {error.context_mark.line + 1}"
    return Diagnostic(
        code="yaml-syntax",
        message=_short(f"not valid YAML: {problem}{context}"),
        path=path,
        position=_position(mark) if mark else Position(),
        hint=next((hint for part, hint in _HINTS.items() if part in problem), ""),
    )


def _position(mark: _Mark) -> Position:
    return Position(mark.line + 1, mark.column + 1)


def _short(text: str) -> str:
    """A message in which a name may be as long as the file, with both of its ends."""
    return text if len(text) <= 300 else f"{text[:200]}…{text[-99:]}"  # noqa: PLR2004


class _TooMuchError(Exception):
    """A bound is exceeded: stop reading."""


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
    key_marks: dict[str, _Mark] = field(default_factory=dict)
    height: int = 1


@dataclass(frozen=True, slots=True)
class _Anchored:
    value: Any
    size: int
    height: int


class _Builder:
    """Puts the events of one stream together."""

    def __init__(
        self, path: str, include: Callable[[str], str], *, positions: bool, escapes: bool
    ) -> None:
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

    def take(self, event: yaml.Event) -> None:
        """Take the next event."""
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
                raise _TooMuchError

    def report(self, code: str, message: str, mark: _Mark | None = None, *, hint: str = "") -> None:
        """Add a diagnostic at a mark, for the place that is being read."""
        position = _position(mark) if mark else Position()
        pointer = self._pointer()
        self.diagnostics.append(
            Diagnostic(code, _short(message), self.path, position, pointer, _short(hint))
        )
        if len(self.diagnostics) >= MOST_DIAGNOSTICS:
            raise _TooMuchError

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
            first = _position(frame.key_marks[key])
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

    def _leaf(self, value: Any, mark: _Mark) -> None:
        if self._record:
            self._stand(mark)
        self._attach(value)

    def _stand(self, mark: _Mark) -> Place:
        """Record that the next value stands at the mark."""
        place = Place(_position(mark))
        frame = self._stack[-1] if self._stack else None
        if frame is None or frame.place is None:
            self.place = place
        elif frame.key is _ITEM:
            frame.place.members[str(len(frame.container))] = place
        elif isinstance(frame.key, str):
            place.key = _position(frame.key_marks[frame.key])
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

    def _grow(self, size: int, mark: _Mark) -> None:
        self._size += size
        if self._size > MAX_SIZE:
            self._stop(
                "size",
                f"larger than {MAX_SIZE // 1024 // 1024} MiB once aliases are expanded, "
                f"with {NODE_SIZE} bytes for each value",
                mark,
            )

    def _stop(self, code: str, message: str, mark: _Mark) -> None:
        self.report(code, message, mark, hint="make the preset smaller")
        raise _TooMuchError
