from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presetsync.errors import UsageError
from presetsync.history.at import NAMES, At, Place, parse_at


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("file", At(Place.FILE)),
        ("lock", At(Place.LOCK)),
        ("live", At(Place.LIVE)),
        ("3", At(Place.VERSION, 3)),
        ("v3", At(Place.VERSION, 3)),
        ("V12", At(Place.VERSION, 12)),
    ],
)
def test_a_state_has_a_name(text: str, at: At) -> None:
    assert parse_at(text) == at


@given(st.sampled_from([*Place]), st.integers(1, 2**53 - 1))
def test_a_name_is_read_as_it_is_written(place: Place, number: int) -> None:
    at = At(place, number if place is Place.VERSION else None)

    assert parse_at(str(at)) == at


@pytest.mark.parametrize(
    "text", ["", "0", "v0", "v", "-1", "1.0", "3v", "9" * 19, "٣", "HEAD~1", "vv3"]
)
def test_what_names_no_state_is_an_error_with_the_names_that_there_are(text: str) -> None:
    with pytest.raises(UsageError) as error:
        parse_at(text)

    assert error.value.message == f"{text} names no state of a preset"
    assert error.value.hint == f"use {NAMES}"


def test_a_misspelt_name_is_answered_with_the_nearest() -> None:
    with pytest.raises(UsageError) as error:
        parse_at("liev")

    assert error.value.hint == "did you mean `live`?"
