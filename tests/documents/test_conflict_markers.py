from __future__ import annotations

import pytest

from presetsync.documents.conflict_markers import conflict_in

OURS, BETWEEN, THEIRS = "<<<<<<< HEAD\n", "=======\n", ">>>>>>> branch\n"


@pytest.mark.parametrize(
    ("text", "start"),
    [
        (f"{OURS}a\n{BETWEEN}b\n{THEIRS}", 0),
        (f"a\n{OURS}a\n{BETWEEN}{THEIRS}c\n", 2),
        (f"{OURS}a\n||||||| base\nb\n{BETWEEN}c\n>>>>>>>", 0),
        (f"{BETWEEN}{THEIRS}{OURS}{BETWEEN}{THEIRS}", len(BETWEEN + THEIRS)),
        (f"{OURS}{OURS}{BETWEEN}{THEIRS}", len(OURS)),
        ("", None),
        (f"{OURS}a\n{BETWEEN}b\n", None),
        (f"{THEIRS}{BETWEEN}{OURS}", None),
        (f"{OURS}{THEIRS}{BETWEEN}", None),
        (f"Title\n{BETWEEN}text", None),
        (f" {OURS} {BETWEEN} {THEIRS}", None),
        ("<<<<<<<<\n========\n>>>>>>>>\n", None),
        ("<<<<<<<a\n=======b\n>>>>>>>c\n", None),
    ],
)
def test_a_conflict_is_its_three_markers_at_line_starts_in_order(
    text: str, start: int | None
) -> None:
    assert conflict_in(text) == start
