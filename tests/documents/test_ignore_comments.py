from __future__ import annotations

import pytest

from presetsync.diagnostics import Position
from presetsync.documents.ignore_comments import ignores_in


def seen(text: str) -> list[tuple[int, int, tuple[str, ...]]]:
    """The line of each comment, the line it counts for, and the codes."""
    return [(each.position.line, each.line, each.codes) for each in ignores_in(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\n", []),
        ("a: 1  # presetsync: ignore x\n", [(1, 1, ("x",))]),
        ("a: 1\t#presetsync:ignore x-y, z because of this, too\n", [(1, 1, ("x-y", "z"))]),
        ("# presetsync: ignore x\na: 1\n", [(1, 2, ("x",))]),
        ("# presetsync: ignore x\n\n  # more\na: 1\n", [(1, 4, ("x",))]),
        ("a: 1\n# presetsync: ignore x", [(2, 0, ("x",))]),
        ("a: 1  # presetsync: ignore\n", [(1, 1, ())]),
        ("a: 1  # presetsync: ignored\n", []),
        ("a: 1#presetsync: ignore x\n", []),
        ("a: |  # presetsync: ignore x\n  text\n", [(1, 1, ("x",))]),
        ("a: [1,  # presetsync: ignore x\n  2]\n", [(1, 1, ("x",))]),
        ("a: 1 # presetsync: ignore x\nb: 2 # presetsync: ignore y\n",
         [(1, 1, ("x",)), (2, 2, ("y",))]),
    ],
)  # fmt: skip
def test_a_comment_names_codes_for_a_line(
    text: str, expected: list[tuple[int, int, tuple[str, ...]]]
) -> None:
    assert seen(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "a: |\n  text\n  # presetsync: ignore x\n",
        "a: 'one # presetsync: ignore x'\n",
        'a: "one\n\n  # presetsync: ignore x"\n',
        '"a # presetsync: ignore x": 1\n',
        "- >\n  # presetsync: ignore x\n",
    ],
)
def test_text_is_no_comment(text: str) -> None:
    assert seen(text) == []


def test_a_text_that_looks_like_a_mark_does_no_harm() -> None:
    assert seen(f"a: '\ue000{'9' * 5000}\ue001'\n# presetsync: ignore x\nb: 1\n") == [
        (2, 3, ("x",))
    ]


def test_more_comments_than_anybody_writes_are_not_looked_at() -> None:
    assert len(seen("# presetsync: ignore x\n" * 3000 + "a: 1\n")) == 1000


def test_a_comment_after_a_text_like_it_is_one() -> None:
    text = "a: |\n  # presetsync: ignore x\n# presetsync: ignore y\nb: 1\n"
    assert seen(text) == [(3, 4, ("y",))]
    assert ignores_in(text)[0].position == Position(3, 1)
