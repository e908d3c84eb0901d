"""Writing a new preset file in a natural style: the inverse of the reader. Pure.

Objects and lists are in block style, short lists of scalars in brackets. What YAML cannot express
is written so that the reader rejects it: to be certain, read the text back.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from presetsync.documents.bounds import MAX_DEPTH
from presetsync.documents.inclusion import TAG
from presetsync.documents.scalar_styles import (
    INDENT,
    as_block,
    as_quoted_lines,
    has_lines,
    in_double_quotes,
    number_text,
    on_one_line,
)
from presetsync.jsonpointer import keys_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

WIDTH = 100
"""Maximum columns of a single-line text or a list on the line of its key."""

_LONGEST_KEY = 1000
"""Characters. Above 1024, parsers require ``?`` before a key."""

_WORDS = {None: "null", True: "true", False: "false"}


@dataclass(frozen=True, slots=True)
class Include:
    """A text from other files, written as ``!file``.

    Attributes:
        paths: the files, relative to the folder of the YAML file; several are joined.

    """

    paths: tuple[str, ...]


@dataclass(slots=True)
class _Notes:
    """The rule names in comments at a place, and below it."""

    names: list[str] = field(default_factory=list)
    members: dict[str, _Notes] = field(default_factory=dict)


_NOTHING = _Notes()


IGNORE = "presetsync: ignore"
"""The beginning of a comment with rules to ignore."""


def emit(
    data: Mapping[str, Any],
    notes: Mapping[str, Sequence[str]] = MappingProxyType({}),
    prefix: str = IGNORE,
) -> str:
    """The YAML text of a preset file. Never raises for JSON data.

    What the reader rejects, such as a lone surrogate, is found by reading the text back.

    Args:
        data: JSON data in the order to write, in which a text may be an `Include`, or a
            `presetsync.documents.scalar_styles.Quoted`.
        notes: by JSON pointer, the names in a comment on the line of that key or item; by default
            the codes of rules that presetsync ignores there.
        prefix: how such a comment begins.

    """
    emission = _Emission(prefix)
    emission.node(data, _Place("", -INDENT, 1), _tree(notes), [])
    return "".join(f"{line}\n" for line in emission.lines)


def lines_behind(head: str, value: Any) -> list[str]:
    """The lines of a value; the first begins with ``head``: ``-``, or a key with its colon.

    The head is at column 0.
    """
    emission = _Emission()
    emission.node(value, _Place(head, 0, 1), _NOTHING, [])
    return "\n".join(emission.lines).split("\n")


def in_brackets(value: Any, *, quoted: bool = False) -> str:
    """A value on one line, its objects in braces and its lists in brackets.

    ``quoted`` is whether all texts are in double quotes, as in JSON.
    """
    if isinstance(value, dict):
        members = [
            f"{in_brackets(key, quoted=quoted)}: {in_brackets(member, quoted=quoted)}"
            for key, member in value.items()
        ]
        return f"{{{', '.join(members)}}}"
    if isinstance(value, list):
        return f"[{', '.join(in_brackets(item, quoted=quoted) for item in value)}]"
    if quoted and isinstance(value, str):
        return in_double_quotes(value)
    return _single(value, in_flow=True)


def _tree(notes: Mapping[str, Sequence[str]]) -> _Notes:
    root = _Notes()
    for pointer, names in notes.items():
        place = root
        for key in keys_of(pointer):
            place = place.members.setdefault(key, _Notes())
        place.names += names
    return root


@dataclass(frozen=True, slots=True)
class _Place:
    """The position of the next value.

    Attributes:
        head: what its line already contains: indentation, dashes, and the key.
        indent: the column of its collection.
        level: its nesting depth, including itself.

    """

    head: str
    indent: int
    level: int

    def on_line(self, text: str) -> str:
        """The line with a text appended."""
        return f"{self.head} {text}" if self.head else text

    @property
    def room(self) -> int:
        """The remaining columns of the line."""
        return WIDTH - len(self.head) - 1


@dataclass(frozen=True, slots=True)
class _Emission:
    """The lines so far; a multi-line text counts as one."""

    prefix: str = IGNORE
    lines: list[str] = field(default_factory=list)

    def node(self, value: Any, place: _Place, notes: _Notes, names: list[str]) -> None:
        """Write a value; ``names`` are those in the comment on the line that it begins on."""
        names = [*names, *notes.names]
        if isinstance(value, dict | list) and value:
            if place.level > MAX_DEPTH:
                # The reader rejects this level in any case.
                self._end(place.on_line("{}"), names)
            elif isinstance(value, dict):
                self._mapping(value, place, notes, names)
            else:
                self._list(value, place, notes, names)
        elif isinstance(value, str):
            self._text(value, place, names)
        else:
            self._end(place.on_line(_single(value)), names)

    def _mapping(
        self, members: Mapping[str, Any], place: _Place, notes: _Notes, names: list[str]
    ) -> None:
        prefix, names = self._begin(place, names)
        indent, level = place.indent + INDENT, place.level + 1
        pad = " " * indent
        for key, value in members.items():
            inside = notes.members.get(key, _NOTHING)
            written = on_one_line(key)
            if len(written) > _LONGEST_KEY:
                self._end(f"{prefix}? {written}", [*names, *inside.names])
                inside, names = _Notes([], inside.members), []
                head = f"{pad}:"
            else:
                head = f"{prefix}{written}:"
            self.node(value, _Place(head, indent, level), inside, names)
            prefix, names = pad, []

    def _list(self, items: list[Any], place: _Place, notes: _Notes, names: list[str]) -> None:
        if not notes.members and (written := _short_list(items, place.room)):
            self._end(place.on_line(written), names)
            return
        prefix, names = self._begin(place, names)
        indent, level = place.indent + INDENT, place.level + 1
        for number, item in enumerate(items):
            inside = notes.members.get(str(number), _NOTHING)
            self.node(item, _Place(f"{prefix}-", indent, level), inside, names)
            prefix, names = " " * indent, []

    def _begin(self, place: _Place, names: list[str]) -> tuple[str, list[str]]:
        """Begin a collection: the text before its first member, and the names on that line."""
        if place.head.endswith(":"):
            self._end(place.head, names)
            return " " * (place.indent + INDENT), []
        return place.on_line(""), names

    def _text(self, text: str, place: _Place, names: list[str]) -> None:
        lines, indent = has_lines(text), place.indent + INDENT
        if not lines:
            written = on_one_line(text)
            if len(written) <= place.room or " " not in text:
                self._end(place.on_line(written), names)
                return
        if block := as_block(text, indent):
            header, _, below = block.partition("\n")
            self._end(place.on_line(header), names)
            self.lines.append(below)
        elif lines and not names:  # a comment on the line would be text
            self.lines.append(place.on_line(as_quoted_lines(text, indent)))
        else:
            self._end(place.on_line(on_one_line(text)), names)

    def _end(self, line: str, names: Sequence[str]) -> None:
        comment = f"  # {self.prefix} {', '.join(dict.fromkeys(names))}" if names else ""
        self.lines.append(line + comment)


def _short_list(items: list[Any], room: int) -> str:
    """A list of scalars on one line; "" where it is not one, or has no room there."""
    if any(isinstance(item, dict | list | Include) for item in items):
        return ""
    texts = [item for item in items if isinstance(item, str)]
    if sum(map(len, texts)) > room or any(map(_is_prose, texts)):
        return ""
    written = in_brackets(items)
    return written if len(written) <= room else ""


def _is_prose(text: str) -> bool:
    return has_lines(text.rstrip("\n"))


def _single(value: Any, *, in_flow: bool = False) -> str:
    """A value on one line: a scalar, an include, or an empty collection."""
    if isinstance(value, str):
        return on_one_line(value, in_flow=in_flow)
    if isinstance(value, Include):
        paths = [on_one_line(path, in_flow=len(value.paths) > 1) for path in value.paths]
        return f"{TAG} {paths[0]}" if len(paths) == 1 else f"{TAG} [{', '.join(paths)}]"
    if isinstance(value, dict | list):
        return "{}" if isinstance(value, dict) else "[]"
    if isinstance(value, bool) or value is None:
        return _WORDS[value]
    return number_text(value)
