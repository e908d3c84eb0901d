"""Texts edited in place, and what of them changes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from presetsync.documents import yaml_reader
from presetsync.documents.document import Document, Included
from presetsync.documents.inclusion import IncludeError
from presetsync.edits.source_edits import edited
from presetsync.jsonpointer import keys_of, pointer_of, value_at

if TYPE_CHECKING:
    from collections.abc import Mapping

PATH = "presets/a.yaml"

FILES = {
    "prompt.md": "Be brief.\n",
    "./prompt.md": "Be brief.\n",
    "long.md": "Be\n\nlong.\n\n",
    "tone.md": "Be kind.",
}

DELETED = object()


class Inserted(NamedTuple):
    """A new item in front of the one that a pointer names."""

    value: Any


def document_of(text: str, files: Mapping[str, str] = FILES) -> Document:
    """A document without mistakes."""
    included: dict[str, Included] = {}

    def include(name: str) -> str:
        if name not in files:
            raise IncludeError(f"{name}: there is no such file", "check the path")
        included[name] = Included(f"presets/{name.removeprefix('./')}", files[name])
        return files[name]

    reading = yaml_reader.read(text, PATH, include)
    assert reading.diagnostics == ()
    return Document(PATH, text, reading.data, (), included, reading.pitfalls, reading.events)


def changed(data: Any, changes: Mapping[str, Any]) -> Any:
    """A copy of data with other values at pointers."""
    data = json.loads(json.dumps(data))  # what aliases share becomes an object for each
    for pointer, value in changes.items():
        *path, last = keys_of(pointer)
        parent = value_at(data, pointer_of(tuple(path)))
        if isinstance(value, Inserted):
            parent.insert(int(last), value.value)
        elif value is DELETED:
            del parent[int(last) if isinstance(parent, list) else last]
        else:
            parent[int(last) if isinstance(parent, list) else last] = value
    return data


def edit(text: str, changes: Mapping[str, Any], files: Mapping[str, str] = FILES) -> dict[str, str]:
    """The texts that change, by path from the root."""
    document = document_of(text, files)
    return dict(edited(document, changed(document.data, changes)))


def edited_text(text: str, changes: Mapping[str, Any]) -> str:
    """The text of the YAML file, which alone changes."""
    texts = edit(text, changes)
    assert texts.keys() <= {PATH}
    return texts.get(PATH, text)
