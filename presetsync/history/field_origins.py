"""Which of several configs, oldest first, brought each field of the last one. Pure.

A field is a value that is no object; an object in a list, such as a tool, is one field, and keeps
its origin where it moves in its list.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from presetsync.jsonpointer import child_pointer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


class Field(NamedTuple):
    """A field of a config.

    Attributes:
        pointer: from the config's root.
        value: JSON data.
        list: the pointer of the list that it is an item of; "" for none.
        text: its value as JSON, equal for equal values.

    """

    pointer: str
    value: Any
    list: str
    text: str


def field_origins(configs: Iterable[Mapping[str, Any]]) -> list[tuple[Field, int]]:
    """The fields of the last config, each with the place of the config that brought it, from 0.

    The configs have normal numbers (`presetsync.presets.canonical.normal`).
    """
    known: dict[tuple[str, str], int] = {}
    found: list[tuple[Field, int]] = []
    last = ""
    for place, config in enumerate(configs):
        text = json.dumps(config, sort_keys=True)
        if text == last:
            continue
        last = text
        fields = (
            field
            for key, value in config.items()
            for field in _fields(value, child_pointer("", key))
        )
        found = [(field, _origin(field, known, place)) for field in fields]
        known = {key: origin for field, origin in found for key in _keys(field)}
    return found


def _origin(field: Field, known: Mapping[tuple[str, str], int], place: int) -> int:
    return next((known[key] for key in _keys(field) if key in known), place)


def _keys(field: Field) -> Iterator[tuple[str, str]]:
    """What a field is found by in the next config: its place, else the list that it is in."""
    yield field.pointer, field.text
    if field.list:
        yield field.list, field.text


def _fields(value: Any, pointer: str, inside: str = "") -> Iterator[Field]:
    if isinstance(value, dict) and value and not inside:
        for key, member in value.items():
            yield from _fields(member, child_pointer(pointer, key))
    elif isinstance(value, list) and any(isinstance(item, dict) for item in value):
        for place, item in enumerate(value):
            yield from _fields(item, child_pointer(pointer, place), pointer)
    else:
        yield Field(pointer, value, inside, json.dumps(value, sort_keys=True))
