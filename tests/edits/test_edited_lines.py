"""Whatever a file looks like and whatever changes: it reads as it should, and the rest stays."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import assume, given, note
from hypothesis import strategies as st

from presetsync.documents import yaml_reader
from presetsync.edits.edit_error import EditError
from presetsync.edits.source_edits import edited
from presetsync.edits.source_nodes import Node, Part, node_tree
from presetsync.jsonpointer import nodes, pointer_of
from presetsync.presets.canonical import same_json
from tests.edits.editing import DELETED, FILES, PATH, Inserted, changed, document_of
from tests.edits.yaml_styles import Styler, documents, values
from tests.parsers import PARSERS

if TYPE_CHECKING:
    from presetsync.documents.document import Document


@st.composite
def styled(draw: st.DrawFn) -> tuple[str, list[str]]:
    """The text of a file, and its comments."""
    styler = Styler(draw)
    return styler.document(draw(documents())), styler.comments


@st.composite
def changes(draw: st.DrawFn, data: Any) -> Any:
    """Data that differs from others in a few places."""
    for _ in range(draw(st.integers(1, 3))):
        inner = [(path, value) for path, value in nodes(data) if isinstance(value, (dict, list))]
        path, value = draw(st.sampled_from(inner))
        kinds = ["new"] + ["deleted", "changed", "changed"] * bool(value)
        kind = draw(st.sampled_from(kinds))
        if isinstance(value, list):
            key: str | int = draw(st.integers(0, len(value) - (kind != "new")))
        elif kind == "new":
            key = draw(st.sampled_from(("a", "x", "no", "q r", "x: y")))
        else:
            key = draw(st.sampled_from([*value]))
        new = DELETED if kind == "deleted" else draw(values())
        if kind == "new" and isinstance(value, list):
            new = Inserted(new)
        data = changed(data, {pointer_of((*path, key)): new})
    return data


class Touched:
    """The lines that may change, and those that may go with their comments."""

    def __init__(self, document: Document, data: Any) -> None:
        self.text = document.text
        self.changed: set[int] = set()
        self.gone: set[int] = set()
        self._compare(node_tree(self.text, document.events, document.data), data)

    def _compare(self, node: Node, value: Any) -> None:
        if same_json(node.value, value):
            return
        if not node.parts or type(value) is not type(node.value):
            self.changed |= self._lines(node.behind, node.end)
            if node.parts:
                self.gone |= self._lines(node.content, node.end)
            return
        kept = [part for part in node.parts if _stays(node, part.key, value)]
        if isinstance(value, list) and not _is_in_order([part.node.value for part in kept], value):
            kept = []  # what moves is deleted, and written again
        for part in node.parts:
            if part not in kept:
                self.gone |= self._lines(part.start, max(part.after, part.node.end))
            elif isinstance(node.value, dict):
                if not same_json(part.node.value, value[part.key]):
                    self.changed |= self._lines(part.start, part.node.behind)
                self._compare(part.node, value[part.key])
        self.changed |= self.gone
        self._add_neighbours(node, value, kept)

    def _add_neighbours(self, node: Node, value: Any, kept: list[Part]) -> None:
        """Add the lines that others share with members that go or are new."""
        is_same = isinstance(value, dict) and node.value.keys() == value.keys()
        if is_same or (isinstance(value, list) and len(node.value) == len(value)):
            if isinstance(value, list) and node.style != "block" and kept:
                was_last = kept[-1] is node.parts[-1]
                if was_last != same_json(kept[-1].node.value, value[-1]):  # a comma comes or goes
                    self.changed |= self._lines(kept[-1].start, kept[-1].after)
            return
        if node.style != "block":
            self.changed |= self._lines(node.content, node.end)
        if not kept or kept[0] is not node.parts[0] or isinstance(value, list):
            # The first one may be on the line of its key or dash.
            self.changed |= self._lines(node.behind, node.content)
        if kept and not self.text[: node.content].endswith("\n"):
            self.changed |= self._lines(kept[0].start, kept[0].start)

    def _lines(self, start: int, end: int) -> set[int]:
        return set(range(self.text.count("\n", 0, start), self.text.count("\n", 0, end) + 1))


def _stays(node: Node, key: str | int, value: Any) -> bool:
    if isinstance(node.value, dict):
        return key in value
    old = node.value[key]
    return _count(old, value) >= _count(old, node.value)  # of equal items any one may go


def _is_in_order(items: list[Any], others: list[Any]) -> bool:
    left = iter(others)
    return all(any(same_json(item, other) for other in left) for item in items)


def _count(item: Any, items: list[Any]) -> int:
    return sum(same_json(item, other) for other in items)


def bare(line: str) -> str:
    """A line, of a comment without its indentation."""
    return line.strip() if line.strip().startswith("#c") else line


def is_refusal(error: EditError, text: str) -> bool:
    """Whether an error is one for a text that has anchors, or includes files."""
    return error.pointer != "" and ("&n" in text or "!file" in text)


def check(text: str, comments: list[str], data: Any) -> None:
    document = document_of(text)
    note(f"{text}\n=> {json.dumps(data, ensure_ascii=False)}")
    texts = edited(document, data)
    new = texts.get(PATH, text)
    note(new)
    files = {name: texts.get(f"presets/{name.removeprefix('./')}", FILES[name]) for name in FILES}
    assert same_json(document_of(new, files).data, data)
    touched = Touched(document, data)
    lines = text.split("\n")
    for comment in comments:
        number = next(number for number, line in enumerate(lines) if comment in line)
        assert comment in new or number in touched.gone, comment
    left = iter(map(bare, new.split("\n")))
    for number, line in enumerate(lines):
        is_free = number in touched.changed or not line.strip() or " &n" in line
        # A text without a line feed at the end of the file gets another header above a new key.
        is_header = not text.endswith("\n") and line.strip().endswith(("|", ">", "|+", ">+"))
        assert is_free or is_header or any(bare(line) == other for other in left), line


@given(st.just('c: [\n "no",\n a,\n b\n ]\n'))
def test_the_last_item_of_brackets_gets_a_comma(text: str) -> None:
    check(text, [], {"c": ["a", "b", "c d"]})


@pytest.mark.parametrize("parser", PARSERS.values(), ids=PARSERS)
@given(st.data())
def test_only_lines_of_what_differs_change(parser: type, draws: st.DataObject) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(yaml_reader, "_PARSER", parser)
        text, comments = draws.draw(styled())
        reading = yaml_reader.read(text, PATH, FILES.__getitem__)
        assume(not reading.diagnostics and isinstance(reading.data, dict) and reading.data)
        data = draws.draw(changes(reading.data))
        try:
            check(text, comments, data)
        except EditError as error:
            if not is_refusal(error, text):
                raise
