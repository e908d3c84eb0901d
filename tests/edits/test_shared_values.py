from __future__ import annotations

from typing import Any

import pytest

from presetsync.edits.edit_error import EditError
from tests.edits.editing import DELETED, edit, edited_text

ALLOWED: dict[str, tuple[str, dict[str, Any], str]] = {
    "all-change-alike": (
        "a: &x {b: 1}\nc: *x\nd: [*x]\n",
        {"/a/b": 2, "/c/b": 2, "/d/0/b": 2},
        "a: &x {b: 2}\nc: *x\nd: [*x]\n",
    ),
    "an-alias-gets-a-value": ("a: &x [b]\nc: *x # d\n", {"/c": 1}, "a: &x [b]\nc: 1 # d\n"),
    "below-an-alias": (
        "a: &x {b: 1, c: 2}\nd: *x\n",
        {"/d/b": 2},
        "a: &x {b: 1, c: 2}\nd:\n  b: 2\n  c: 2\n",
    ),
    "an-alias-goes": ("a: &x [b]\nc: *x\n", {"/c": DELETED}, "a: &x [b]\n"),
    "both-go": ("a: &x [b]\nc: *x\nd: 1\n", {"/a": DELETED, "/c": DELETED}, "d: 1\n"),
    "each-gets-its-own": ("a: &x 1\nc: *x\n", {"/a": 2, "/c": 3}, "a: &x 2\nc: 3\n"),
    # Without quotes it would look like a word of the text, too.
    "an-anchor-that-nothing-uses": ("a: &x [1]\nd: 1\n", {"/a": "b c"}, 'a: &x "b c"\nd: 1\n'),
    "a-text-with-an-anchor": (
        "a: &x b c\nd: *x\n",
        {"/a": "e f", "/d": "e f"},
        "a: &x e f\nd: *x\n",
    ),
    # Left over, it would look like a word of the text, which `validate` refuses.
    "the-anchor-of-a-text-goes-with-its-last-alias": (
        "a: &x b c\nd: *x\ne: *x\n",
        {"/d": "f", "/e": DELETED},
        "a: b c\nd: f\n",
    ),
    "a-name-given-again": (
        "a: &x [1]\nb: *x\nc: &x [2]\nd: *x\n",
        {"/a/0": 3, "/b/0": 3},
        "a: &x [3]\nb: *x\nc: &x [2]\nd: *x\n",
    ),
    "an-anchor-with-another-kind-of-value": (
        "a: &x # y\n  b: 1\nc: *x\n",
        {"/a": [1], "/c": [1]},
        "a: &x [1] # y\nc: *x\n",
    ),
    "the-name-of-a-key": ("&x a: *x\n", {"/a": "b"}, "&x a: b\n"),
}


@pytest.mark.parametrize(("text", "changes", "expected"), ALLOWED.values(), ids=ALLOWED)
def test_a_change_that_leaves_other_values_alone(
    text: str, changes: dict[str, Any], expected: str
) -> None:
    assert edited_text(text, changes) == expected


REFUSED: dict[str, tuple[str, dict[str, Any], str, str]] = {
    "below-an-anchor": ("a: &x {b: 1}\nc: *x\n", {"/a/b": 2}, "/a", "cannot change: *x at line 2"),
    "an-anchor-goes": ("a: &x [b]\nc: *x\n", {"/a": DELETED}, "/a", "cannot be deleted: *x"),
    "an-object-with-an-anchor-goes": (
        "a: {b: &x [1]}\nc: *x\n",
        {"/a": DELETED},
        "/a/b",
        "cannot be deleted: *x at line 2",
    ),
    "one-of-two-aliases-stays": (
        "a: &x [b]\nc: *x\nd: *x\n",
        {"/a/0": "e", "/c/0": "e"},
        "/a",
        "*x at line 3",
    ),
    "a-key-with-an-anchor-goes": (
        "&x a: 1\nb: *x\n",
        {"/a": DELETED},
        "/a",
        "cannot be deleted: *x",
    ),
}


@pytest.mark.parametrize(("text", "changes", "pointer", "reason"), REFUSED.values(), ids=REFUSED)
def test_a_change_that_would_change_other_values_is_refused(
    text: str, changes: dict[str, Any], pointer: str, reason: str
) -> None:
    with pytest.raises(EditError) as caught:
        edit(text, changes)
    assert caught.value.pointer == pointer
    assert reason in caught.value.reason
