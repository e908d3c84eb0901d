"""A YAML file as read: its data, its includes, and the place of each value. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from presetsync.diagnostics import Diagnostic, Position
from presetsync.documents.places import NodePlace, place_of_root
from presetsync.jsonpointer import keys_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from presetsync.documents.places import IncludedText
    from presetsync.findings import Finding


class Included(NamedTuple):
    """A text file that a preset file includes.

    Attributes:
        path: POSIX style, relative to the repository root, links resolved.
        text: its text.

    """

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class Document:
    """One YAML file as read.

    Attributes:
        path: POSIX style, relative to the repository root if it is inside.
        text: the file's text; "" if it could not be read.
        data: plain JSON data; meaningless where there are diagnostics.
        diagnostics: what is wrong with the file as YAML.
        included: each included file, by its path as written.
        pitfalls: valid YAML that is probably not intended.
        events: what its data was composed of; () where there are diagnostics.

    """

    path: str
    text: str
    data: Any
    diagnostics: tuple[Diagnostic, ...]
    included: Mapping[str, Included] = field(default_factory=dict)
    pitfalls: tuple[Finding, ...] = ()
    events: Sequence[Any] = field(default=(), repr=False, compare=False)

    def locator(self) -> Locator:
        """The places of all values, computed at each call: only call it to report something."""
        texts = {name: file.text for name, file in self.included.items()}
        return Locator(place_of_root(self.events, texts) or NodePlace(Position()))

    @property
    def texts(self) -> dict[str, str]:
        """The texts of the file and its includes, by path."""
        return {file.path: file.text for file in self.included.values()} | {self.path: self.text}


@dataclass(frozen=True, slots=True)
class Locator:
    """The positions of the values of a document, by JSON pointer."""

    root: NodePlace

    def pieces(self, pointer: str) -> tuple[IncludedText, ...]:
        """The parts of a text from ``!file``; () for other texts."""
        place = self.root
        for key in keys_of(pointer):
            member = (place.target or place).members.get(key)
            if member is None:
                return ()
            place = member
        return (place.target or place).pieces

    def locate(self, pointer: str, *, at_key: bool = False) -> Position:
        """The place of a value, or of its nearest ancestor that is written in the file.

        Values below an alias are not in the file: the alias is the nearest ancestor.
        """
        return self.span(pointer, at_key=at_key)[0]

    def span(self, pointer: str, *, at_key: bool = False) -> tuple[Position, int]:
        """The same, with its length on the line."""
        place = self.root
        for key in keys_of(pointer):
            member = place.members.get(key)
            if member is None:
                return place.position, place.width
            place = member
        if at_key and place.key:
            return place.key, place.key_width
        return place.position, place.width
