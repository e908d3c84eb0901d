"""Verifying an edited file: it has the intended data, and no new mistakes. Pure."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from presetsync.diagnostics import Severity
from presetsync.documents import yaml_reader
from presetsync.edits.block_ends import with_texts_restored
from presetsync.edits.edit_error import EditError
from presetsync.edits.source_nodes import node_tree
from presetsync.jsonpointer import child_pointer
from presetsync.presets.canonical import same_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from presetsync.documents.document import Document
    from presetsync.documents.yaml_reader import Reading


def proved_text(document: Document, text: str, data: Any, texts: Mapping[str, str]) -> str:
    """The text that reads as it should.

    It is the edited one, or that one with what followed a text and would become part of it moved
    out of it; without the line feed at its end where the file has none and needs none.

    Args:
        document: the file as it was.
        text: the edited one, with a line feed at its end.
        data: what it should read as.
        texts: the new texts of the files that it includes, by path from the root.

    Raises:
        EditError: it would not read so, or would have a mistake that it does not have now.

    """
    included = {name: texts.get(file.path, file.text) for name, file in document.included.items()}

    def read(text: str) -> Reading:
        return yaml_reader.read(text, document.path, included.__getitem__)

    reading = read(text)
    if not reading.diagnostics and not same_json(reading.data, data):
        text = with_texts_restored(text, node_tree(text, reading.events, reading.data), data)
        reading = read(text)
    _check(reading, document, data)
    if not document.text.endswith("\n"):
        shorter = read(text[:-1])
        if not shorter.diagnostics and same_json(shorter.data, data):
            return text[:-1]
    return text


def _check(reading: Reading, document: Document, data: Any) -> None:
    if reading.diagnostics:
        mistake = reading.diagnostics[0]
        raise EditError(mistake.pointer, f"the value cannot be written here: {mistake.message}")
    if not same_json(reading.data, data):
        pointer = _first_difference(reading.data, data)
        raise EditError(pointer, "the value cannot be written here: it would read as another one")
    before = Counter(found.code for found in document.pitfalls if found.severity is Severity.ERROR)
    for found in reading.pitfalls:
        if found.severity is Severity.ERROR:
            before[found.code] -= 1
            if before[found.code] < 0:
                raise EditError(found.pointer, f"the value cannot be written here: {found.message}")


def _first_difference(one: Any, other: Any, pointer: str = "") -> str:
    """The pointer of the first value that differs, in data that does."""
    if isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys():
        keys: Iterable[str | int] = one
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        keys = range(len(one))
    else:
        return pointer
    key = next(key for key in keys if not same_json(one[key], other[key]))
    return _first_difference(one[key], other[key], child_pointer(pointer, key))
