"""The nodes of a YAML text with the range of characters that each one is written in. Pure.

Between two nodes there are only indicators, comments and whitespace, so the indicators, whose
positions the parser does not return, are found from where the node before them ends.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from yaml import events

from presetsync.documents.inclusion import TAG
from presetsync.edits.block_texts import BlockText, block_text_at
from presetsync.jsonpointer import child_pointer

if TYPE_CHECKING:
    from collections.abc import Iterable

_TRIVIA = re.compile(r"(?:[ \t\n]+|#[^\n]*)*")
_FLOW_TRIVIA = re.compile(r"(?:[ \t\n,]+|#[^\n]*)*")
_PROPERTY = re.compile(r"[&!][^\s,\[\]{}]*")


@dataclass(slots=True, eq=False)
class Node:
    """A value as it is written. All positions are indexes in the text.

    Attributes:
        value: its data.
        pointer: its RFC 6901 pointer.
        style: ``block``, ``flow`` or ``pair`` (``[a: 1]``) of a collection, ``*`` of an alias; else
            that of the scalar: ``"``, ``'``, ``|``, ``>``, and "" for a plain one.
        start: where it begins, with its anchor and tag.
        behind: the end of its anchor and tag; where it has neither, of what is in front of it.
        content: where the value itself begins; `behind` where nothing is written.
        end: the end of its last character that is no comment and no line end.
        indent: the column of the innermost block collection around it; -1 where there is none.
        in_flow: it is inside brackets or braces.
        column: of a block collection, that of its members.
        anchor: its name, or "".
        is_used: an alias refers to it.
        names: of a ``!file``, the paths as they are written.
        parts: of a collection, its members.
        target: of an alias, what it refers to.
        block: what is after ``|`` or ``>``.

    """

    value: Any
    pointer: str
    style: str
    start: int
    behind: int
    content: int
    end: int
    indent: int
    in_flow: bool
    column: int = -1
    anchor: str = ""
    is_used: bool = False
    names: tuple[str, ...] = ()
    parts: list[Part] = field(default_factory=list)
    target: Node | None = None
    block: BlockText | None = None


@dataclass(slots=True, eq=False)
class Part:
    """A member of a collection.

    Attributes:
        key: its key, or its index.
        start: where its ``-``, its ``?``, its key, or else its value begins.
        after: the end of its ``-`` or ``:``; of a key without one the end of the key.
        has_indicator: it has a ``-`` or a ``:``.
        node: its value.
        named: its key, where that has an anchor.

    """

    key: str | int
    start: int
    after: int
    has_indicator: bool
    node: Node
    named: Node | None = None


@dataclass(slots=True)
class _PendingKey:
    """A key whose value comes next."""

    name: str
    start: int
    after: int
    has_colon: bool
    named: Node | None


@dataclass(slots=True)
class _Open:
    """A collection that is being read.

    Attributes:
        node: its node.
        is_mapping: it has keys.
        includes: it is the list of a ``!file``.
        key: the key whose value comes next; None if a key comes next, and in a list.

    """

    node: Node
    is_mapping: bool
    includes: bool
    key: _PendingKey | None = None


def node_tree(text: str, parsed: Iterable[Any], data: Any) -> Node:
    """The root of a text without mistakes.

    Args:
        text: the text.
        parsed: its events.
        data: what they compose.

    """
    reader = _Reader(text, data)
    for event in parsed:
        if isinstance(event, events.CollectionEndEvent):
            reader.close(event)
        elif isinstance(event, events.NodeEvent):
            reader.take(event)
    if reader.root is None:
        raise ValueError("a text without mistakes has a value")
    return reader.root


class _Reader:
    """Reads the nodes of one text.

    Attributes:
        root: the first of them.

    """

    def __init__(self, text: str, data: Any) -> None:
        self.root: Node | None = None
        self._text = text
        self._data = data
        self._cursor = 0  # the end of what was read
        self._stack: list[_Open] = []
        self._anchors: dict[str, Node] = {}

    def take(self, event: Any) -> None:
        """Take an event that begins a node, or is one."""
        parent = self._stack[-1] if self._stack else None
        if parent is None:
            self._cursor = event.start_mark.index
            self.root = self._opened(event, self._data, "")
        elif parent.includes:
            parent.node.names += (event.value,)
            self._cursor = event.end_mark.index
        elif parent.is_mapping and parent.key is None:
            parent.key = self._key(event, parent.node)
        else:
            self._member(event, parent)

    def close(self, event: Any) -> None:
        """Take the event that ends a collection."""
        node = self._stack.pop().node
        if node.style == "flow":
            node.end = self._cursor = event.end_mark.index
        elif node.parts:
            node.end = node.parts[-1].node.end
        else:  # the list of a !file, below each other
            node.end = self._cursor

    def _member(self, event: Any, parent: _Open) -> None:
        """Add a value to a collection."""
        node, key, named = parent.node, parent.key, None
        if key is None:
            name: str | int = len(node.parts)
            has_indicator = node.style == "block"
            start = self._skipped(self._cursor, node)
            after = self._cursor = start + has_indicator
        else:
            name, start, after, has_indicator = key.name, key.start, key.after, key.has_colon
            named = key.named
        value = self._opened(event, node.value[name], child_pointer(node.pointer, name))
        node.parts.append(Part(name, start, after, has_indicator, value, named))
        parent.key = None

    def _key(self, event: Any, parent: Node) -> _PendingKey:
        start = self._skipped(self._cursor, parent)
        named = None
        if event.anchor:
            named = self._node(event, event.value, child_pointer(parent.pointer, event.value))
            self._anchors[event.anchor] = named
        after = self._cursor = event.end_mark.index
        colon = self._trivia_end(after)
        has_colon = self._text.startswith(":", colon)
        if has_colon:
            after = self._cursor = colon + 1
        return _PendingKey(event.value, start, after, has_colon, named)

    def _skipped(self, index: int, parent: Node) -> int:
        """The index of the next character that is no comment, no whitespace and no comma."""
        if parent.style == "block":
            return self._trivia_end(index)
        if parent.style == "flow" and not parent.parts:
            index = parent.content + 1
        return _end_of(_FLOW_TRIVIA, self._text, index)

    def _opened(self, event: Any, value: Any, pointer: str) -> Node:
        """The node that an event begins, known by its anchor, and open where it has members."""
        node = self._node(event, value, pointer)
        if event.anchor and not isinstance(event, events.AliasEvent):
            self._anchors[event.anchor] = node
        if isinstance(event, events.CollectionStartEvent):
            is_mapping = isinstance(event, events.MappingStartEvent)
            self._stack.append(_Open(node, is_mapping, event.tag == TAG))
            self._cursor = node.content
        else:
            self._cursor = max(self._cursor, event.end_mark.index, node.end)
        return node

    def _node(self, event: Any, value: Any, pointer: str) -> Node:
        parent = self._stack[-1].node if self._stack else None
        start = event.start_mark.index
        is_alias = isinstance(event, events.AliasEvent)
        has_properties = not is_alias and bool(event.anchor or event.tag)
        behind = self._behind_properties(start) if has_properties else self._cursor
        node = Node(
            value=value,
            pointer=pointer,
            style="*" if is_alias else "",
            start=start,
            behind=behind,
            content=self._trivia_end(behind) if has_properties else start,
            end=event.end_mark.index,
            indent=-1,
            in_flow=False,
        )
        if parent:
            node.in_flow = parent.in_flow or parent.style != "block"
            node.indent = parent.column if parent.style == "block" else parent.indent
        if is_alias:
            node.target = self._anchors[event.anchor]
            node.target.is_used = True
            return node
        node.anchor = event.anchor or ""
        if isinstance(event, events.ScalarEvent):
            self._complete_scalar(node, event)
        else:
            self._complete_collection(node, event)
        return node

    def _complete_scalar(self, node: Node, event: Any) -> None:
        node.style = event.style or ""
        if event.tag == TAG:
            node.names = (event.value,)
        if node.style in ("|", ">"):
            node.block = block_text_at(self._text, node.content, node.end, node.indent)
            node.end = node.block.end
        elif not node.style and not event.value:
            node.content = node.end = node.behind
            node.start = min(node.start, node.behind)

    def _complete_collection(self, node: Node, event: Any) -> None:
        if not event.flow_style:
            node.style = "block"
            node.column = node.content - self._text.rfind("\n", 0, node.content) - 1
        else:
            node.style = "flow" if self._text[node.content] in "[{" else "pair"

    def _behind_properties(self, index: int) -> int:
        """The end of the anchor and the tag that begin at an index."""
        end = index
        while found := _PROPERTY.match(self._text, index):
            end = found.end()
            index = self._trivia_end(end)
        return end

    def _trivia_end(self, index: int) -> int:
        """The index of the next character that is no comment and no whitespace."""
        return _end_of(_TRIVIA, self._text, index)


def _end_of(pattern: re.Pattern[str], text: str, index: int) -> int:
    found = pattern.match(text, index)
    return found.end() if found else index
