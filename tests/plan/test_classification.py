"""The table of actions, row by row."""

from __future__ import annotations

from dataclasses import replace

import pytest

from presetsync.plan.classification import NOT_FETCHED, classify
from presetsync.plan.model import Action
from presetsync.presets.model import Preset
from presetsync.state.receipt import Receipt
from tests.builders import make_entry, make_preset, make_remote, make_version
from tests.plan.planned import FILE, OFFLINE, REFRESHED, SAME, Row


@pytest.mark.parametrize("row", OFFLINE.values(), ids=OFFLINE)
def test_the_action_from_file_and_lock_alone(row: Row) -> None:
    preset, entry, remote, action = row
    assert classify(preset, entry, remote) is action


@pytest.mark.parametrize("row", REFRESHED.values(), ids=REFRESHED)
def test_the_action_with_the_servers_preset(row: Row) -> None:
    preset, entry, remote, action = row
    assert classify(preset, entry, remote) is action


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(make_preset("a", {"temperature": True}, system="Be brief."), id="type"),
        pytest.param(make_preset("a", {"temperature": 1}, system="Be long."), id="system"),
        pytest.param(make_preset("a", {"temperature": 1}), id="no system"),
        pytest.param(make_preset("a", {"temperature": 1, "x": 0}, system="Be brief."), id="added"),
        pytest.param(make_preset("a", {}, system="Be brief."), id="dropped"),
    ],
)
def test_any_difference_of_the_live_version_counts(other: Preset) -> None:
    assert classify(FILE, None, make_remote(other)) is Action.CONFLICT
    assert classify(FILE, SAME, make_remote(other, 4)) is Action.DRIFTED


def test_known_normalisations_do_not_count_as_differences() -> None:
    stored = make_preset("a", {"route": "fallback"}, system="Be brief.")
    known = Receipt(("/temperature",), {}, {"/route": "fallback"})
    entry = make_entry(FILE, 3, receipt=known)
    assert classify(FILE, entry, make_remote(stored, 4)) is Action.ADOPT
    assert classify(FILE, None, make_remote(stored), known) is Action.ADOPT
    assert classify(FILE, SAME, make_remote(stored, 4), known) is Action.ADOPT


def test_a_changed_skin_is_a_change() -> None:
    chat = make_preset("a", {"temperature": 1})
    assert classify(replace(chat, skin="messages"), make_entry(chat), NOT_FETCHED) is Action.UPDATE


def test_an_empty_system_prompt_matches_none() -> None:
    preset = make_preset("a", {"temperature": 1})
    version = replace(make_version(preset), system_prompt="")
    remote = replace(make_remote(preset), designated=version)
    assert classify(preset, None, remote) is Action.ADOPT
