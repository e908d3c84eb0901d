from __future__ import annotations

from typing import Any

import pytest

from presetsync.edits.edit_error import EditError
from tests.edits.editing import DELETED, PATH, edit

ALLOWED: dict[str, tuple[str, dict[str, Any], dict[str, str]]] = {
    "one-file": (
        "a: !file prompt.md # c\n",
        {"/a": "Be long."},
        {"presets/prompt.md": "Be long."},
    ),
    "one-file-in-two-places": (
        "a: !file prompt.md\nb: !file ./prompt.md\n",
        {"/a": "x", "/b": "x"},
        {"presets/prompt.md": "x"},
    ),
    "by-an-alias": (
        "a: &x !file prompt.md\nb: *x\n",
        {"/a": "x", "/b": "x"},
        {"presets/prompt.md": "x"},
    ),
    "the-first-of-several": (
        "a: !file [long.md, tone.md]\n",
        {"/a": "Be\n\nshort.\n\nBe kind."},
        {"presets/long.md": "Be\n\nshort.\n\n"},
    ),
    "the-last-of-several": (
        "a: !file\n  - prompt.md\n  - long.md\n",
        {"/a": "Be brief.\n\nBe\n\nbrief.\n"},
        {"presets/long.md": "Be\n\nbrief.\n"},
    ),
    "a-value-in-its-place": ("a: !file prompt.md # c\n", {"/a": 1}, {PATH: "a: 1 # c\n"}),
    "a-list-of-files-becomes-a-value": (
        "a: &x !file # c\n  - prompt.md\n  - long.md\nb: 1\n",
        {"/a": [1]},
        {PATH: "a: &x [1] # c\nb: 1\n"},
    ),
    "a-key-goes": ("a: !file prompt.md\nb: 1\n", {"/a": DELETED}, {PATH: "b: 1\n"}),
    "one-place-goes-and-one-changes": (
        "a: !file prompt.md\nb: !file prompt.md\n",
        {"/a": DELETED, "/b": "x"},
        {PATH: "b: !file prompt.md\n", "presets/prompt.md": "x"},
    ),
}


@pytest.mark.parametrize(("text", "changes", "expected"), ALLOWED.values(), ids=ALLOWED)
def test_a_text_is_changed_in_its_file(
    text: str, changes: dict[str, Any], expected: dict[str, str]
) -> None:
    assert edit(text, changes) == expected


REFUSED: dict[str, tuple[str, dict[str, Any], str, str]] = {
    "at-one-place-of-two": (
        "a: !file prompt.md\nb: [!file ./prompt.md]\n",
        {"/b/0": "x"},
        "/b/0",
        "presets/prompt.md is included more than once",
    ),
    "twice-in-a-list": (
        "!file [prompt.md, prompt.md]\n".replace("!", "a: !"),
        {"/a": "x\n\nBe brief.\n"},
        "/a",
        "included more than once",
    ),
    "in-two-files": (
        "a: !file [prompt.md, tone.md]\n",
        {"/a": "x\n\ny"},
        "/a",
        "in more than one of the files",
    ),
    "at-the-boundary": (
        "a: !file [prompt.md, tone.md]\n",
        {"/a": "Be brief.\n\nx\n\nBe kind."},
        "/a",
        "at the boundary between two files",
    ),
    "a-carriage-return": ("a: !file prompt.md\n", {"/a": "x\r\n"}, "/a", "a carriage return"),
    "a-byte-order-mark": ("a: !file prompt.md\n", {"/a": "\ufeffx"}, "/a", "a byte order mark"),
}


@pytest.mark.parametrize(("text", "changes", "pointer", "reason"), REFUSED.values(), ids=REFUSED)
def test_a_text_that_its_file_cannot_get_is_refused(
    text: str, changes: dict[str, Any], pointer: str, reason: str
) -> None:
    with pytest.raises(EditError) as caught:
        edit(text, changes)
    assert caught.value.pointer == pointer
    assert reason in caught.value.reason
