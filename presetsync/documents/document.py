"""A YAML file, read: its data, what it includes, and where each value stands. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from presetsync.diagnostics import Diagnostic, Position
from presetsync.documents import yaml12
from presetsync.documents.positions import IncludedText, Place
from presetsync.jsonpointer import keys_of, value_at

if TYPE_CHECKING:
    from collections.abc import Mapping

    from presetsync.documents.positions import Piece
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
    """One YAML file, read.

    Attributes:
        path: POSIX style, relative to the repository root where it lies inside.
        text: the file's text; "" where it could not be read.
        data: plain JSON data; meaningless where there are diagnostics.
        diagnostics: what is wrong with the file as YAML.
        included: each file that is included, by its path as it is written.
        pitfalls: what is YAML, and hardly what was meant.

    """

    path: str
    text: str
    data: Any
    diagnostics: tuple[Diagnostic, ...]
    included: Mapping[str, Included] = field(default_factory=dict)
    pitfalls: tuple[Finding, ...] = ()

    def locator(self) -> Locator:
        """Where each node stands; reads the text once more, so ask only to report something."""
        reading = yaml12.read(self.text, self.path, self._text_of, positions=True)
        return Locator(reading.place or Place(Position()), reading.data)

    @property
    def texts(self) -> dict[str, str]:
        """The texts in which something may be wrong, by path."""
        return {file.path: file.text for file in self.included.values()} | {self.path: self.text}

    def _text_of(self, name: str) -> str:
        return self.included[name].text if name in self.included else ""


@dataclass(frozen=True, slots=True)
class Locator:
    """The positions of the nodes of a document, by JSON pointer."""

    root: Place
    data: Any = None

    def pieces(self, pointer: str) -> tuple[Piece, ...]:
        """What a text consists of that came through ``!file``; () where it did not."""
        value = value_at(self.data, pointer)
        return value.pieces if isinstance(value, IncludedText) else ()

    def locate(self, pointer: str, *, at_key: bool = False) -> Position:
        """The place of a node, or of its nearest ancestor that stands in the file.

        Below an alias nothing stands in the file: the alias is the nearest.
        """
        return self.span(pointer, at_key=at_key)[0]

    def span(self, pointer: str, *, at_key: bool = False) -> tuple[Position, int]:
        """The same, with how many characters of its line it takes."""
        place = self.root
        for key in keys_of(pointer):
            member = place.members.get(key)
            if member is None:
                return place.position, place.width
            place = member
        if at_key and place.key:
            return place.key, place.key_width
        return place.position, place.width
