"""Comments that name a rule to ignore, added at a key: the data stays, the rule is ignored."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presetsync.documents.document import Document
from presetsync.documents.ignore_comments import ignores_in
from presetsync.edits.ignore_edits import with_ignore
from presetsync.jsonpointer import nodes, pointer_of
from tests.documents.reading import data_of, read
from tests.strategies import as_yaml, json_values

COMMENT = "# presetsync: ignore x"


def document(text: str) -> Document:
    reading = read(text)
    return Document("a.yaml", text, reading.data, reading.diagnostics, events=reading.events)


@pytest.mark.parametrize(
    ("text", "pointer", "expected"),
    [
        ("a: 1\nb: 2\n", "/b", f"a: 1\nb: 2  {COMMENT}\n"),
        ("a: 1\nb: 2", "/b", f"a: 1\nb: 2  {COMMENT}"),
        ("a: 1 # note\n", "/a", f"a: 1 # note  {COMMENT}\n"),
        ("a: |\n  text\n", "/a", f"a: |  {COMMENT}\n  text\n"),
        ("a:\n  b: 1\n", "/a", f"a:  {COMMENT}\n  b: 1\n"),
        ("a: {b: 1, c: 2}\n", "/a/c", f"a: {{b: 1, c: 2}}  {COMMENT}\n"),
        ('a: 1\nb: "two\n  lines"\n', "/b", f'a: 1\n{COMMENT}\nb: "two\n  lines"\n'),
        ("a:\n  b: one\n   two\n", "/a/b", f"a:\n  {COMMENT}\n  b: one\n   two\n"),
        (
            "a: 1  # presetsync: ignore y\n",
            "/a",
            f"{COMMENT}\na: 1  # presetsync: ignore y\n",
        ),
        ("- a: 'one\n    two'\n", "/0/a", f"{COMMENT}\n- a: 'one\n    two'\n"),
    ],
)
def test_the_comment_is_on_the_line_of_the_key_or_before_it(
    text: str, pointer: str, expected: str
) -> None:
    assert with_ignore(document(text), pointer, "x") == expected


def test_where_a_line_begins_and_ends_within_texts_there_is_no_comment() -> None:
    text = '{"a": "one\n  two", "b": "three\n  four"}\n'

    assert with_ignore(document(text), "/b", "x") is None


@given(st.dictionaries(st.text("ab #\n", max_size=3), json_values(), min_size=1, max_size=3))
def test_the_data_stays_as_it_is(data: dict[str, object]) -> None:
    before = document(as_yaml(data))
    for path, _ in nodes(before.data):
        text = with_ignore(before, pointer_of(path), "x") if path else None
        assert text is None or data_of(text) == before.data
        assert text is None or [each.codes for each in ignores_in(text)] == [("x",)]
