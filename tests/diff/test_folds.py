from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presetsync.diff.folds import MOST_NEW, folded_pieces
from presetsync.diff.prompts import diff_text
from presetsync.diff.rows import Fold
from presetsync.diff.words import Piece

PIECES = st.lists(
    st.builds(
        Piece,
        st.lists(st.sampled_from(["word ", "用中文", "e\u0301", "x" * 90, "🦉 "]), max_size=60).map(
            "".join
        ),
        st.booleans(),
    ),
    max_size=5,
)
LONG = "You answer the questions of customers and stay friendly. " * 9


def shown(*pieces: Piece) -> list[str]:
    return ["⋯" if piece.is_folded else piece.text for piece in folded_pieces(pieces)]


@given(PIECES)
def test_folding_loses_no_text_and_hides_no_change(pieces: list[Piece]) -> None:
    folded = folded_pieces(pieces)

    assert "".join(piece.text for piece in folded) == "".join(piece.text for piece in pieces)
    assert not any(piece.is_folded and piece.changed for piece in folded)


def test_some_words_are_shown_beside_a_change() -> None:
    assert shown(Piece(LONG), Piece("Never", changed=True), Piece(f" guess. {LONG}")) == [
        "You answer the questions of ",
        "⋯",
        "You answer the questions of customers and stay friendly. ",
        "Never",
        " guess. You answer the questions of customers and stay ",
        "⋯",
    ]


def test_a_line_without_a_change_begins_as_it_does() -> None:
    assert shown(Piece(LONG)) == ["You answer the questions of customers and stay friendly. ", "⋯"]


def test_a_text_without_spaces_is_folded_between_characters_and_their_marks() -> None:
    letters = "e\u0301" * 300

    head, hidden, tail, _ = folded_pieces([Piece(letters), Piece("x", changed=True)])

    assert hidden.is_folded
    assert all(piece.text[0] == "e" for piece in (head, hidden, tail))


@pytest.mark.parametrize("lines", [MOST_NEW, MOST_NEW + 1, MOST_NEW + 2])
@pytest.mark.parametrize("is_new", [True, False])
def test_a_new_or_removed_text_is_folded_past_60_lines(lines: int, *, is_new: bool) -> None:
    text = "".join(f"Rule {number}.\n" for number in range(lines))

    stretches = diff_text(*(("", text) if is_new else (text, ""))).stretches

    folds = [len(each.rows) for each in stretches if isinstance(each, Fold)]
    assert folds == ([lines - MOST_NEW] if lines > MOST_NEW + 1 else [])


def test_nothing_is_folded_where_all_is_asked_for() -> None:
    diff = diff_text("", "".join(f"Rule {number}.\n" for number in range(200)))

    assert len(diff.unfolded.stretches) == 200
