"""Which version a rollback goes back to, and what a file says so that the server stores it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presetsync.history.rollback_target import default_target, restated
from presetsync.presets.canonical import normal, same_json
from presetsync.presets.model import Content
from presetsync.state.receipt import Receipt, receipt_of
from tests.builders import CONFIGS, make_preset, make_version


def version(number: int, config: dict[str, Any], system: str | None = None) -> Any:
    return make_version(make_preset("a", {"model": "m/one", **config}, system=system), number)


@pytest.mark.parametrize(
    ("temperatures", "live", "expected", "passed_over"),
    [
        ([1, 2, 3], 3, 2, ()),
        ([1, 2, 2], 3, 1, ()),
        ([1, 1, 1.0], 3, None, ()),
        ([1], 1, None, ()),
        # An older version was designated: what came after it is not what was before it.
        ([1, 2, 3], 2, 1, ()),
        ([1, True], 2, 1, ()),
        # What was rolled back is not offered again.
        ([1, 2, 3, 2], 4, 1, (3,)),
        ([1, 2, 1.0], 3, None, (2,)),
        ([1, 2, 3, 4, 2], 5, 1, (3, 4)),
        ([1, 2, 3, 2, 4, 2], 6, 1, (3, 5)),
        # What came after a rollback has that behind it.
        ([1, 2, 3, 2, 4], 5, 4, ()),
        ([1, 2, 1, 3, 4, 3], 6, 3, (5,)),
    ],
)
def test_the_newest_version_that_says_something_else_and_was_not_rolled_back(
    temperatures: list[float], live: int, expected: int | None, passed_over: tuple[int, ...]
) -> None:
    versions = [version(n, {"temperature": t}) for n, t in enumerate(temperatures, start=1)]

    found = default_target(versions[live - 1], reversed(versions))

    assert (found.version and found.version.version) == expected
    assert found.passed_over == passed_over


def test_a_prompt_alone_is_something_else_too() -> None:
    versions = [version(1, {}, "Write."), version(2, {}, "Write."), version(3, {})]

    found = default_target(versions[2], versions).version

    assert found
    assert found.version == 2


def test_a_dropped_field_stays_in_the_file_and_an_added_one_does_not_enter_it() -> None:
    now = Content({"model": "m/one", "top_k": 4, "temperature": 1}, "Write.")
    old = version(1, {"temperature": 0.5, "route": "fallback"}, "Write well.")

    said = restated(now, old, Receipt(("/top_k",), {}, {"/route": "fallback"}))

    assert said == Content({"model": "m/one", "top_k": 4, "temperature": 0.5}, "Write well.")


@given(
    CONFIGS,
    CONFIGS,
    st.sets(st.sampled_from("abc")),
    st.dictionaries(st.sampled_from("def"), st.integers()),
    st.sets(st.sampled_from("abcdef")),
)
def test_whatever_the_server_drops_and_adds_it_stores_what_the_version_holds(
    sent: dict[str, Any],
    old: dict[str, Any],
    drops: set[str],
    adds: dict[str, Any],
    extra: set[str],
) -> None:
    def stored(config: Any) -> dict[str, Any]:
        return adds | {key: value for key, value in config.items() if key not in drops}

    sent = sent | dict.fromkeys(extra, 0)
    known = receipt_of(Content(sent, None), Content(stored(sent), None))
    held = stored(old)

    target = replace(version(1, {}), config=held)
    said = restated(Content(sent, None), target, known)

    # An integer that no double holds is compared as the double that JSON makes of it.
    assert same_json(normal(stored(said.config)), normal(held))
