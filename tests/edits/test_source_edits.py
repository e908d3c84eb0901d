from __future__ import annotations

from typing import Any

import pytest

from presetsync.documents import yaml_reader
from presetsync.edits.source_edits import edited
from tests.edits.editing import DELETED, PATH, Inserted, document_of, edited_text
from tests.parsers import PARSERS


@pytest.fixture(params=list(PARSERS.values()), ids=list(PARSERS), autouse=True)
def _parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test here runs with both of PyYAML's parsers."""
    monkeypatch.setattr(yaml_reader, "_PARSER", request.param)


Case = tuple[str, dict[str, Any], str]

SCALARS: dict[str, Case] = {
    "a-number": ("a: 1 # c\nb: 2\n", {"/a": 3}, "a: 3 # c\nb: 2\n"),
    "a-number-of-the-same-value": ("a: 1\nb: 2\n", {"/a": 1.0}, "a: 1\nb: 2\n"),
    "a-truth-is-no-number": ("a: 1\n", {"/a": True}, "a: true\n"),
    "plain": ("a: x y  # c\n", {"/a": "z"}, "a: z  # c\n"),
    "plain-over-lines": ("a: x\n  y # c\nb: 1\n", {"/a": "z"}, "a: z # c\nb: 1\n"),
    "plain-on-the-next-line": ("a:\n  x # c\n", {"/a": "z"}, "a:\n  z # c\n"),
    "a-word-of-yaml-1.1": ("a: x\n", {"/a": "no"}, 'a: "no"\n'),
    "a-number-in-quotes": ("a: '1'\nb: \"1\"\n", {"/a": "2", "/b": "2"}, "a: '2'\nb: \"2\"\n"),
    "a-number-out-of-quotes": ("a: '1'\n", {"/a": 2}, "a: 2\n"),
    "a-quote-in-quotes": ("a: 'x'\n", {"/a": "it's \\"}, "a: 'it''s \\'\n"),
    "an-escape": ("a: 'x'\n", {"/a": "x\x07"}, 'a: "x\\u0007"\n'),
    "lines-in-double-quotes": ('a: "x\\ny"\n', {"/a": "x\nz"}, 'a: "x\\nz"\n'),
    "quotes-over-lines": (
        'a: "\\\n  one\\n\\\n  two\\n"\n',
        {"/a": "one\nthree\n"},
        'a: "\\\n  one\\n\\\n  three\\n"\n',
    ),
    "plain-becomes-lines": ("a: x # c\nb: 1\n", {"/a": "y\nz\n"}, "a: | # c\n  y\n  z\nb: 1\n"),
    "an-escaped-text-beside-a-comment": (
        "a: x # c\nb: 1\n",
        {"/a": "y\r\nz\r\n"},
        'a: "y\\r\\nz\\r\\n" # c\nb: 1\n',
    ),
    "nothing-becomes-a-value": ("a:\nb: # c\n", {"/a": 1, "/b": "x"}, "a: 1\nb: x # c\n"),
    "a-number-beside-a-comment-becomes-a-text": (
        "text: 1 #c\nb:\n  # d\n  2\ne: 3\n    # f\ng: 4\n# h\ni: 5\n",
        {"/text": "x", "/b": "x y", "/e": "x y", "/g": "x y"},
        'text: "x" #c\nb:\n  # d\n  "x y"\ne: "x y"\n    # f\ng: x y\n# h\ni: 5\n',
    ),
    "a-value-becomes-null": ("a: x # c\n", {"/a": None}, "a: null # c\n"),
    "halves-of-characters": (
        '{"a": "\\ud83d\\ude80", "b": 1}\n',
        {"/b": 2},
        '{"a": "\\ud83d\\ude80", "b": 2}\n',
    ),
    "emoji": ("😀: 😀 # 😀\nb: '😀'\n", {"/b": "😀😀"}, "😀: 😀 # 😀\nb: '😀😀'\n"),
    "no-line-feed-at-the-end": ("a: 1\nb: 2", {"/b": 3}, "a: 1\nb: 3"),
    "directives-and-markers": (
        "%YAML 1.2\n---\na: 1\n...\n",
        {"/a": 2, "/b": 3},
        "%YAML 1.2\n---\na: 2\nb: 3\n...\n",
    ),
    "an-explicit-key": ("? a\n: 1\n? b\n", {"/a": 2, "/b": 3}, "? a\n: 2\n? b\n: 3\n"),
}

BLOCKS: dict[str, Case] = {
    "one-line": (
        "a: |  # c\n    x\n   \n    y\n\n# d\n",
        {"/a": "x\n\nz\n"},
        "a: |  # c\n    x\n   \n    z\n\n# d\n",
    ),
    "no-feed-at-the-end": ("a: |\n  x\nb: 1\n", {"/a": "y"}, "a: |-\n  y\nb: 1\n"),
    "a-feed-at-the-end": ("a: |-\n  x\nb: 1\n", {"/a": "x\n"}, "a: |\n  x\nb: 1\n"),
    "feeds-at-the-end": (
        "a: |\n  x\n\nb: 1\n",
        {"/a": "x\n\n\n"},
        "a: |+\n  x\n\n\nb: 1\n",
    ),
    "fewer-feeds-at-the-end": ("a: |+\n  x\n\n\nb: 1\n", {"/a": "x\n"}, "a: |+\n  x\nb: 1\n"),
    "indented-at-the-start": ("a: |\n  x\n", {"/a": "  y\nx\n"}, "a: |2\n    y\n  x\n"),
    "an-indicator": ("- a: |3-\n      x\n".replace("3", "2"), {"/0/a": " y"}, "- a: |2-\n     y\n"),
    "at-the-end-of-a-file": ("a: |\n  x", {"/a": "y"}, "a: |-\n  y"),
    "a-feed-at-the-end-of-a-file": ("a: |\n  x", {"/a": "y\n"}, "a: |\n  y\n"),
    "a-key-after-the-end-of-a-file": ("a: |\n  x", {"/b": 1}, "a: |-\n  x\nb: 1"),
    "what-a-block-cannot-hold": (
        "a: | # c\n  x\nb: 1\n",
        {"/a": "\x07"},
        'a: "\\u0007" # c\nb: 1\n',
    ),
    "empty": ("a: | # c\n  x\n\nb: 1\n", {"/a": ""}, 'a: "" # c\n\nb: 1\n'),
    "folded": (
        "a: >\n  one two\n  three four\n  five\n\n  six\nb: 1\n",
        {"/a": "one two 3 four five\nsix\n"},
        "a: >\n  one two\n  3 four\n  five\n\n  six\nb: 1\n",
    ),
    "folded-with-another-paragraph": (
        "a: >-\n  one\n  two\n\n  six\n",
        {"/a": "one two\n\nfour\nsix"},
        "a: >-\n  one\n  two\n\n\n  four\n\n  six\n",
    ),
    "folded-cannot-be-kept": (
        "a: > # c\n  one\n  two\n",
        {"/a": "one two\n  - x\n"},
        "a: | # c\n  one two\n    - x\n",
    ),
}

OBJECTS: dict[str, Case] = {
    "a-new-key": (
        "a:\n  b: 1 # c\n  # d\n\n# e\nf: 2\n",
        {"/a/g": {"h": "i"}},
        "a:\n  b: 1 # c\n  # d\n  g:\n    h: i\n\n# e\nf: 2\n",
    ),
    "a-new-key-after-a-text": (
        "a:\n  b: |\n    x\n\nf: 2\n",
        {"/a/g": 1},
        "a:\n  b: |\n    x\n  g: 1\n\nf: 2\n",
    ),
    "a-new-key-after-kept-feeds": (
        "a:\n  b: |+\n    x\n\nf: 2\n",
        {"/a/g": 1},
        "a:\n  b: |+\n    x\n\n  g: 1\nf: 2\n",
    ),
    "a-new-key-at-two-depths": ("a:\n  b: 1\n", {"/a/c": 2, "/d": 3}, "a:\n  b: 1\n  c: 2\nd: 3\n"),
    "a-new-key-without-a-final-feed": ("a: 1", {"/b": 2}, "a: 1\nb: 2"),
    "a-key-of-nothing": ("a:  # c\nb: 1\n", {"/a": {"d": 2}}, "a:  # c\n  d: 2\nb: 1\n"),
    "a-key-that-needs-quotes": ("a: 1\n", {"/1": 2, "/no": 3}, 'a: 1\n"1": 2\n"no": 3\n'),
    "a-key-goes": (
        "a: 1\n\n# above\nb: 2 # beside\n# below\nc: 3\n",
        {"/b": DELETED},
        "a: 1\n\n# above\n# below\nc: 3\n",
    ),
    "a-key-with-rules-to-ignore-goes": (
        "a: 1 # c\n# presetsync: ignore x\n\n# d\nb: 2\n# presetsync: ignore y\ne: 3\n",
        {"/b": DELETED},
        "a: 1 # c\n\n# d\n# presetsync: ignore y\ne: 3\n",
    ),
    "the-first-key-with-rules-to-ignore-goes": (
        "a: # presetsync: ignore x\n  # presetsync: ignore y\n  b: 1\n  c: 2\n",
        {"/a/b": DELETED},
        "a: # presetsync: ignore x\n  c: 2\n",
    ),
    "a-key-with-an-object-goes": (
        "a: 1\nb:\n  # in it\n  c: 2\n  # after\nd: 3\n",
        {"/b": DELETED},
        "a: 1\n  # after\nd: 3\n",
    ),
    "the-last-line-goes": ("a: 1\nb: 2", {"/b": DELETED}, "a: 1"),
    "the-only-key-goes": (
        "a: # c\n  # d\n  b: 1 # e\nf: 2\n",
        {"/a/b": DELETED},
        "a: {} # c\n  # d\nf: 2\n",
    ),
    "all-of-a-file-goes": ("# c\na: 1\nb: 2\n", {"/a": DELETED, "/b": DELETED}, "# c\n{}\n"),
    "all-keys-are-others": (
        "a:\n  # c\n  b: 1\n  d: 2\ne: 3\n",
        {"/a": {"x": 1, "y": 2}},
        "a:\n  # c\n  x: 1\n  y: 2\ne: 3\n",
    ),
    "the-first-key-of-an-item-goes": (
        "- a: 1\n  b: 2\n- - a: 1 # c\n    # d\n    b: 2\n",
        {"/0/a": DELETED, "/1/0/a": DELETED},
        "- b: 2\n- -\n    # d\n    b: 2\n",
    ),
    "the-only-key-of-an-item-goes": ("- a: 1 # c\n- b\n", {"/0/a": DELETED}, "- {}\n- b\n"),
    "an-object-becomes-a-text": (
        "a: # c\n  # d\n  b: 1\ne: 2\n",
        {"/a": "x"},
        "a: x # c\n  # d\ne: 2\n",
    ),
    "an-object-becomes-lines": (
        "a: # c\n  # d\n  b: 1\ne: 2\n",
        {"/a": "x\ny\n"},
        "a: | # c\n  x\n  y\n# d\ne: 2\n",
    ),
    "a-text-becomes-an-object": (
        "a: x # c\nd: |\n  y\ne: 1\n",
        {"/a": {"b": 1}, "/d": {"b": 1}},
        "a: # c\n  b: 1\nd:\n  b: 1\ne: 1\n",
    ),
    "a-text-on-the-next-line-becomes-an-object": (
        "a:\n  x\nb:\n  # c\n  y\nd: 1\n",
        {"/a": {"b": 1}, "/b": {"b": 1}},
        "a:\n  b: 1\nb:\n  # c\n  b: 1\nd: 1\n",
    ),
}

LISTS: dict[str, Case] = {
    "a-new-item": ("a:\n- b\n# c\nd: 1\n", {"/a/1": Inserted("e")}, "a:\n- b\n- e\n# c\nd: 1\n"),
    "a-new-first-item": (
        "a:\n\n  # c\n  - b\n",
        {"/a/0": Inserted("e")},
        "a:\n\n  - e\n  # c\n  - b\n",
    ),
    "a-new-item-between": (
        "a:\n  - b # c\n    # d\n\n  # e\n  - f\n",
        {"/a/1": Inserted({"x": 1, "y": "2"})},
        'a:\n  - b # c\n    # d\n  - x: 1\n    y: "2"\n\n  # e\n  - f\n',
    ),
    "a-list-in-a-list": (
        "- - a\n  - b\n- c\n",
        {"/0/0": Inserted("x"), "/0/3": Inserted("y")},
        "- - x\n  - a\n  - b\n  - y\n- c\n",
    ),
    "an-item-goes": ("a:\n- b # c\n# d\n- e\n", {"/a/0": DELETED}, "a:\n# d\n- e\n"),
    "the-first-of-a-list-in-a-list-goes": ("- - a\n  - b\n", {"/0/0": DELETED}, "- - b\n"),
    "an-item-beside-a-comment-becomes-null": ("- a #c\n", {"/0": None}, "- null #c\n"),
    "the-only-item-goes": ("a: # c\n- b\nd: 1\n", {"/a/0": DELETED}, "a: [] # c\nd: 1\n"),
    "one-of-two-changes-and-one-goes": (
        "- a: 1\n  b: 2\n- c: 3\n  d: 4 # e\n",
        {"/0": DELETED, "/0/d": 5},
        "- c: 3\n  d: 5 # e\n",
    ),
    "a-list-in-the-place-of-an-item": (
        "- &x a # c\n-   - b\n- # d\n  e\n-  f\n",
        {"/0": [["x"]], "/1": {"y": 1, "z": 2}, "/2": {"v": 3, "w": 4}, "/3": [[5]]},
        "- &x # c\n  - [x]\n- y: 1\n  z: 2\n- # d\n  v: 3\n  w: 4\n- - [5]\n",
    ),
    "an-item-of-nothing": ("a:\n  - # c\n  - b\n", {"/a/0": {"d": 1, "e": 2}}, ""),
}
LISTS["an-item-of-nothing"] = (
    "a:\n  - # c\n  - b\n",
    {"/a/0": {"d": 1, "e": 2}},
    "a:\n  - d: 1 # c\n    e: 2\n  - b\n",
)

BRACKETS: dict[str, Case] = {
    "a-new-key": ("a: {b: 1} # c\n", {"/a/d": 2}, "a: {b: 1, d: 2} # c\n"),
    "a-new-key-of-nothing": ("a: {} # c\n", {"/a/b": 2}, "a: {b: 2} # c\n"),
    "a-new-item": ("[a, b,]\n", {"/2": Inserted("c"), "/0": Inserted("d")}, "[d, a, b, c,]\n"),
    "values": ("{a: 1, b: , c}\n", {"/a": "x, y", "/b": 2, "/c": 3}, '{a: "x, y", b: 2 , c: 3}\n'),
    "an-item-goes": ("[a, b, c]\n", {"/1": DELETED}, "[a, c]\n"),
    "the-last-item-goes": ("[a, b, c]\n", {"/1": DELETED, "/0": DELETED}, "[c]\n"),
    "all-items-go": ("a: [ b, c ]\n", {"/a": []}, "a: []\n"),
    "another-key": ("a: { b: 1 }\n", {"/a": {"c": 1}}, "a: { c: 1 }\n"),
    "a-pair": ("[a: 1, b]\n", {"/0/a": 2}, "[a: 2, b]\n"),
    "a-pair-with-another-key": ("[a: 1, b]\n", {"/0/c": 2}, "[{a: 1, c: 2}, b]\n"),
    "over-lines": (
        "a: [\n  b,  # c\n  d   # e\n]\n",
        {"/a/2": Inserted("f"), "/a/1": Inserted("g")},
        "a: [\n  b,  # c\n  g,\n  d,   # e\n  f\n]\n",
    ),
    "over-lines-less": (
        "a: [\n  b,  # c\n  # f\n  d   # e\n]\n",
        {"/a/1": DELETED},
        "a: [\n  b  # c\n  # f\n]\n",
    ),
    "json-in-yaml": ('a: {"b": {}}\n', {"/a/c": ["d"]}, 'a: {"b": {}, "c": ["d"]}\n'),
    "json": (
        '{\n  "a": [\n    1\n  ],\n  "b": "c"\n}\n',
        {"/a/1": Inserted("x"), "/d": {"e": "f"}},
        '{\n  "a": [\n    1,\n    "x"\n  ],\n  "b": "c",\n  "d": {"e": "f"}\n}\n',
    ),
    "an-object-without-keys": ("# c\n{}\n", {"/a": "b"}, "# c\n{a: b}\n"),
    "a-comment-in-an-empty-list": ("[\n  # c\n]\n", {"/0": Inserted(1)}, "[1\n  # c\n]\n"),
    "all-go-but-a-comment": ("a: [\n  # c\n  b\n]\n", {"/a": []}, "a: [\n  # c\n]\n"),
    "a-list-that-needs-lines": (
        "a: [] # c\nb: {}\n",
        {"/a": ["word " * 20 + "end"], "/b": {"c": "d"}},
        "a: # c\n  - |-\n    " + "word " * 20 + "end\nb: {c: d}\n",
    ),
    "commas-at-the-front": ("[ a\n, b\n, c\n]\n", {"/1": DELETED}, "[ a\n, \n c\n]\n"),
    "a-long-object-of-nothing": (
        "a: {} # c\n",
        {"/a": {"b": "word " * 30 + "end"}},
        "",
    ),
}
del BRACKETS["a-long-object-of-nothing"]

CASES = {
    f"{kind}: {name}": case
    for kind, cases in {
        "scalars": SCALARS,
        "blocks": BLOCKS,
        "objects": OBJECTS,
        "lists": LISTS,
        "brackets": BRACKETS,
    }.items()
    for name, case in cases.items()
}


@pytest.mark.parametrize(("text", "changes", "expected"), CASES.values(), ids=CASES)
def test_only_what_differs_changes(text: str, changes: dict[str, Any], expected: str) -> None:
    assert edited_text(text, changes) == expected


@pytest.mark.parametrize(
    ("text", "data", "expected"),
    [
        pytest.param(
            "a: 1 # c\n# about d\nd: 2\n", {"a": 1, "b": [3], "d": 2},
            "a: 1 # c\nb: [3]\n# about d\nd: 2\n", id="between",
        ),
        pytest.param(
            "a:\n  # about d\n  d: 2\n", {"a": {"b": 3, "c": 4, "d": 2}},
            "a:\n  b: 3\n  c: 4\n  # about d\n  d: 2\n", id="first",
        ),
        pytest.param("a: 1\nd: 2\n", {"d": 2, "b": 3, "a": 1}, "a: 1\nd: 2\nb: 3\n", id="turned"),
    ],
)  # fmt: skip
def test_a_new_key_follows_the_one_that_it_follows_in_the_data(
    text: str, data: dict[str, Any], expected: str
) -> None:
    assert edited(document_of(text), data) == {PATH: expected}
