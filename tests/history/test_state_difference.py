"""Two states beside each other: what counts, and what is left out."""

from __future__ import annotations

from typing import Any

import pytest

from presetsync.history.at import parse_at
from presetsync.history.state_difference import StateDifference, state_difference
from presetsync.history.states import State, known_preset, local_state
from presetsync.presets.model import Content
from presetsync.state.lock import Lock
from presetsync.state.receipt import receipt_of
from tests.builders import make_entry, make_preset

SENT = make_preset("a", {"model": "m/one", "user": "u", "stop": ["x"]}, system="Write.")
STORED = Content({"model": "m/one", "stop": "x", "route": "fallback"}, "Write.")
ENTRY = make_entry(SENT, receipt=receipt_of(SENT.content, STORED))
KNOWN = known_preset("a", Lock(None, {"a": ENTRY}), SENT)


def stored(**members: Any) -> State:
    content = Content({**STORED.config, **members}, STORED.system)
    return State(parse_at("live"), "a", SENT.skin, content, version=1, is_live=True)


def compared(before: State, after: State) -> StateDifference:
    return state_difference(before, after, KNOWN)


FILE, LOCK = (local_state(parse_at(name), KNOWN) for name in ("file", "lock"))


@pytest.mark.parametrize("local", [FILE, LOCK], ids=["file", "lock"])
def test_what_the_server_is_known_to_change_is_left_out_and_named(local: State) -> None:
    for difference in (compared(local, stored()), compared(stored(), local)):
        assert difference.is_empty
        assert difference.left_out == ("/route", "/stop", "/user")
        assert difference.contents == (SENT.content, SENT.content)


def test_an_edit_on_the_server_is_a_difference_in_its_direction() -> None:
    difference = compared(stored(model="m/two"), FILE)

    assert not difference.is_empty
    before, after = difference.contents
    assert (before.config["model"], after.config["model"]) == ("m/two", "m/one")
    assert difference.left_out == ("/route", "/stop", "/user")
    assert compared(FILE, stored(model="m/two")).contents == (after, before)


def test_two_states_of_the_server_are_compared_as_they_are() -> None:
    difference = compared(stored(), stored(route="sort"))

    assert difference.left_out == ()
    assert difference.contents[0] == STORED


def test_another_skin_is_a_difference_where_both_are_known() -> None:
    other = State(parse_at("live"), "a", "responses", SENT.content)
    unknown = State(parse_at("1"), "a", None, SENT.content)

    assert compared(FILE, other).skins == ("chat/completions", "responses")
    assert not compared(FILE, other).is_empty
    assert compared(FILE, unknown).is_empty
