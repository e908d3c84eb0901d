from __future__ import annotations

from pathlib import Path

import pytest

from presetsync.diagnostics import Position
from presetsync.documents.places import IncludedText
from tests.repository.loading import loaded, write

LOCATED = """\
a/b:
  m~n: &x
    - c
    - d: 1
e: *x
f: !file b.md
"": [[g]]
"""


@pytest.mark.parametrize(
    ("pointer", "value", "key"),
    [
        ("", (1, 1), (1, 1)),
        ("/a~1b", (2, 3), (1, 1)),
        ("/a~1b/m~0n", (2, 8), (2, 3)),
        ("/a~1b/m~0n/0", (3, 7), (3, 7)),
        ("/a~1b/m~0n/1/d", (4, 10), (4, 7)),
        ("/e", (5, 4), (5, 1)),
        ("/e/1/d", (5, 4), (5, 4)),
        ("/f", (6, 4), (6, 1)),
        ("/", (7, 5), (7, 1)),
        ("//0/0", (7, 7), (7, 7)),
        ("/a~1b/none", (2, 3), (2, 3)),
        ("/a~1b/m~0n/2/d", (2, 8), (2, 8)),
        ("/a/b", (1, 1), (1, 1)),
        ("/none/none", (1, 1), (1, 1)),
    ],
)
def test_a_pointer_is_located_at_the_value_or_the_key_or_the_nearest_above(
    root: Path, pointer: str, value: tuple[int, int], key: tuple[int, int]
) -> None:
    write(root, "presets/b.md", "b")
    locator = loaded(root, LOCATED).locator()
    assert locator.locate(pointer) == Position(*value)
    assert locator.locate(pointer, at_key=True) == Position(*key)


def test_an_included_text_has_pieces_and_a_written_one_has_none(root: Path) -> None:
    write(root, "presets/b.md", "b")
    write(root, "presets/c.md", "c\n\n")
    locator = loaded(root, "a: !file\n  - c.md\n  - b.md\nd: &x !file b.md\ne: *x\nf: b").locator()
    assert locator.pieces("/a") == (
        IncludedText("c.md", 0, Position(2, 5)),
        IncludedText("b.md", 3, Position(3, 5)),
    )
    assert (
        locator.pieces("/d") == locator.pieces("/e") == (IncludedText("b.md", 0, Position(4, 4)),)
    )
    assert locator.pieces("/f") == locator.pieces("/g") == locator.pieces("") == ()


@pytest.mark.parametrize(
    ("pointer", "value", "key"),
    [
        ("/a", 3, 1),
        ("/é", 5, 3),
        ("/flow", 15, 4),
        ("/flow/0", 1, 1),
        ("/flow/1", 6, 6),
        ("/block", 1, 5),
        ("/block/b", 5, 1),
        ("/text", 1, 4),
        ("/folded", 1, 6),
        ("/file", 10, 4),
        ("/files", 14, 5),
        ("/empty", 1, 5),
        ("/alias", 2, 5),
    ],
)
def test_what_is_on_one_line_has_its_width(root: Path, pointer: str, value: int, key: int) -> None:
    write(root, "presets/b.md", "b")
    locator = loaded(
        root,
        "a: one # c\n'é': 'it\"'\nflow: &x [1, \"'two\" ]\nblock:\n  b: three\ntext: |\n  a\n"
        "folded: a\n  b\nfile: !file b.md\nfiles: !file [ b.md ]\nempty:\nalias: *x\n",
    ).locator()
    assert locator.span(pointer)[1] == value
    assert locator.span(pointer, at_key=True)[1] == key


def test_a_key_that_looks_like_an_escape_is_located(root: Path) -> None:
    locator = loaded(root, "a: 1\n~1: 2\n~01: 3\n").locator()
    assert locator.locate("/~01") == Position(2, 5)
    assert locator.locate("/~001") == Position(3, 6)


def test_positions_are_those_of_the_text_without_its_byte_order_mark(root: Path) -> None:
    assert loaded(root, "\ufeffa: b").locator().locate("/a") == Position(1, 4)
