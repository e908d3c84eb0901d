"""The one definition of "did you mean"."""

from __future__ import annotations

import pytest

from presetsync.spelling import LONGEST_NAME, did_you_mean, nearest, snake_case

KNOWN = ["temperature", "top_p", "max_tokens", "provider", "n", "sort"]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("temprature", "temperature"),
        ("maxTokens", "max_tokens"),
        ("max-tokens", "max_tokens"),
        ("sotr", "sort"),
        ("temp", "temperature"),
        ("te", ""),
        ("rots", ""),
        ("xyzzy", ""),
        ("", ""),
        ("temperature" * LONGEST_NAME, ""),
    ],
)
def test_the_nearest_name_is_found_or_none(written: str, meant: str) -> None:
    assert nearest(written, KNOWN) == meant
    assert did_you_mean(written, KNOWN, "look it up") == (
        f"did you mean `{meant}`?" if meant else "look it up"
    )


def test_a_prefix_of_two_names_is_near_to_neither() -> None:
    assert nearest("abc", ["abcdefghijk", "abcopqrstuv"]) == ""


def test_how_alike_two_names_must_be_can_be_said() -> None:
    assert nearest("modle", ["mode_of_use"], alike=0) == "mode_of_use"
    assert nearest("modle", ["mode_of_use"]) == ""


def test_names_are_compared_as_snake_case() -> None:
    assert [snake_case(name) for name in ("topP", "top-p", "TOP_P")] == ["top_p"] * 3
