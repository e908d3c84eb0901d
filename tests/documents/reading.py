"""Texts read as YAML, with both of PyYAML's parsers, and what is found in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from presetsync.documents import yaml_reader
from presetsync.documents.inclusion import IncludeError
from presetsync.documents.places import NodePlace, place_of_root
from presetsync.documents.yaml_reader import Reading

if TYPE_CHECKING:
    from collections.abc import Iterator

FILES = {"prompt.md": "Be brief.\n", "long.md": "Be\n\nlong.\n\n", "big.md": "x" * 2**20}


WITH_THE_DEFAULT_PARSER = pytest.mark.parametrize(
    "_parser", [yaml_reader._PARSER], ids=["default"], indirect=True
)


def include(name: str) -> str:
    if name not in FILES:
        raise IncludeError(f"{name}: there is no such file", "check the path")
    return FILES[name]


def read(text: str) -> Reading:
    return yaml_reader.read(text, "a.yaml", include)


def data_of(text: str) -> Any:
    reading = read(text)
    assert reading.diagnostics == ()
    return reading.data


Mistake = tuple[str, int, int, str]


def mistakes(text: str) -> list[Mistake]:
    """Code, line, column and pointer of each diagnostic."""
    return [
        (found.code, found.position.line, found.position.column, found.pointer)
        for found in read(text).diagnostics
    ]


def words_of(text: str) -> list[tuple[str, str]]:
    """Message and hint of each diagnostic."""
    return [(found.message, found.hint) for found in read(text).diagnostics]


def flat(place: NodePlace | None, pointer: str = "") -> Iterator[tuple[str, str, str | None]]:
    """Each value's pointer, ``line:column``, and that of its key."""
    assert place is not None
    key = f"{place.key.line}:{place.key.column}" if place.key else None
    yield pointer, f"{place.position.line}:{place.position.column}", key
    for name, member in place.members.items():
        yield from flat(member, f"{pointer}/{name}")


def places(text: str) -> list[tuple[str, str, str | None]]:
    reading = read(text)
    assert reading.diagnostics == ()
    return list(flat(place_of_root(reading.events, FILES)))
