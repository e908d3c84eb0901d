"""Where git is asked to look for files."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presetsync.history.clone import pathspecs

NAMES = st.sampled_from(["a", "b", "presets", "prompts", *map(str, range(20))])
PATHS = st.lists(NAMES, min_size=1, max_size=4).map("/".join)


@given(st.frozensets(PATHS, max_size=40))
def test_git_looks_in_a_few_places_that_have_all_the_files(files: frozenset[str]) -> None:
    places = pathspecs(files)

    assert len(places) <= 8
    assert not places or all(
        any(f"{file}/".startswith(f"{place}/") for place in places) for file in files
    )


@pytest.mark.parametrize(
    ("files", "places"),
    [
        ([], []),
        ([f"p/{n}" for n in range(8)], [f"p/{n}" for n in range(8)]),
        ([f"p/{n}" for n in range(1000)], ["p"]),
        ([*(f"p/{n}/x" for n in range(1000)), "shared/x", "x"], ["p", "shared", "x"]),
        ([f"{n}.yaml" for n in range(1000)], []),
    ],
)
def test_the_folders_are_as_deep_as_can_be(files: list[str], places: list[str]) -> None:
    assert pathspecs(files) == places
