from __future__ import annotations

from functools import reduce

import pytest

from presetsync.jsonpointer import child_pointer, keys_of, value_at


@pytest.mark.parametrize(
    ("pointer", "key", "expected"),
    [
        ("", "body", "/body"),
        ("/body", 0, "/body/0"),
        ("/a", "", "/a/"),
        ("", "a/b", "/a~1b"),
        ("", "m~n", "/m~0n"),
        ("", "~1", "/~01"),
        ("/a~1b", "c", "/a~1b/c"),
    ],
)
def test_a_pointer_escapes_as_rfc_6901_says(pointer: str, key: str | int, expected: str) -> None:
    assert child_pointer(pointer, key) == expected


@pytest.mark.parametrize("keys", [[], [""], ["a", "0"], ["a/b", "~", "~1", "~01"]])
def test_the_keys_of_a_pointer_are_those_that_made_it(keys: list[str]) -> None:
    assert keys_of(reduce(child_pointer, keys, "")) == keys


@pytest.mark.parametrize("pointer", ["/a/b", "/0", "/a/x", "/a/9", "/a/0/b"])
def test_a_pointer_to_nothing_has_no_value(pointer: str) -> None:
    assert value_at({"a": ["text"]}, pointer) is None
