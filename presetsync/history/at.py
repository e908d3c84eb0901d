"""The name of a preset's state as people write it: ``file``, ``live``, ``3``, ``staging``. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from presetsync.errors import UsageError
from presetsync.identifiers import MOST_VERSIONS
from presetsync.spelling import nearest

if TYPE_CHECKING:
    from collections.abc import Collection

_VERSION = re.compile(r"[vV]?([0-9]{1,18})")

NAMES = "file, lock, live, or a version such as 3 or v3"
"""What there is, in words."""


class Place(StrEnum):
    """Where a state is.

    ``file``: the preset file. ``lock``: what was applied last. ``live``: the designated version.
    ``version``: any version, by its number.
    """

    FILE = "file"
    LOCK = "lock"
    LIVE = "live"
    VERSION = "version"


_WORDS = {place.value: place for place in (Place.FILE, Place.LOCK, Place.LIVE)}


@dataclass(frozen=True, slots=True)
class At:
    """The name of a state.

    Attributes:
        place: where it is.
        version: a number from 1 at `Place.VERSION`, else None.
        environment: the one that is named in place of the word ``live``; "" for none.

    """

    place: Place
    version: int | None = None
    environment: str = ""

    def __str__(self) -> str:
        """As people write it."""
        if self.environment:
            return self.environment
        return self.place.value if self.version is None else f"v{self.version}"

    @property
    def is_on_server(self) -> bool:
        """Whether only the server knows it."""
        return self.place in (Place.LIVE, Place.VERSION)


def parse_at(text: str, environments: Collection[str] = ()) -> At:
    """The state that a text names, which may be that of an environment.

    Raises `UsageError`, which says what there is.
    """
    if text in environments:
        return At(Place.LIVE, environment=text)
    if place := _WORDS.get(text):
        return At(place)
    if match := _VERSION.fullmatch(text):
        number = int(match[1])
        if 1 <= number <= MOST_VERSIONS:
            return At(Place.VERSION, number)
    near = nearest(text, {*_WORDS, *environments})
    names = f"{NAMES}, or an environment: {', '.join(environments)}" if environments else NAMES
    raise UsageError(
        f"{text} names no state of a preset",
        hint=f"did you mean `{near}`?" if near else f"use {names}",
    )
