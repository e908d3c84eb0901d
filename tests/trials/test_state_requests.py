"""What of a preset an evaluation compares."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from presetsync.errors import PresetsyncError
from presetsync.history.at import parse_at
from presetsync.history.states import State, known_preset, local_state
from presetsync.trials.candidates import ComparedPreset, compared_preset
from tests.builders import make_lock, make_preset

if TYPE_CHECKING:
    from presetsync.presets.model import Preset

FILE = make_preset("a", {"model": "m", "temperature": 0.5}, system="Write.", user="Now.")


def state_of(preset: Preset, at: str) -> State:
    return local_state(parse_at(at), known_preset("a", make_lock(preset), preset))


def compared(file: Preset, lock: Preset | None) -> ComparedPreset:
    return compared_preset(state_of(file, "file"), state_of(lock, "lock") if lock else None)


def test_what_was_never_applied_has_the_file_alone() -> None:
    [candidate] = compared(FILE, None).candidates

    assert (candidate.name, candidate.skin, candidate.body) == ("file", FILE.skin, FILE.body)


def test_equal_contents_are_one_candidate() -> None:
    other_example = make_preset(
        "a", {"temperature": 0.5, "model": "m"}, system="Write.", user="No."
    )

    [candidate] = compared(FILE, other_example).candidates

    assert (candidate.name, candidate.body) == ("file = lock v1", FILE.body)


def test_the_lock_is_asked_the_example_of_the_file() -> None:
    lock = make_preset("a", {"model": "n"}, system="Speak.", user="Then.")

    first, second = compared(FILE, lock).candidates

    assert [first.name, second.name] == ["lock v1", "file"]
    assert first.body == {
        "model": "n",
        "messages": [
            {"role": "system", "content": "Speak."},
            {"role": "user", "content": "Now."},
        ],
    }
    assert second.body == FILE.body


def test_nothing_is_streamed() -> None:
    streamed = {**FILE.body, "stream": True, "stream_options": {"include_usage": True}}

    [candidate] = compared(replace(FILE, body=streamed), None).candidates

    assert candidate.body == FILE.body


@pytest.mark.parametrize(
    ("skin", "body", "conversation"),
    [
        ("responses", {"model": "m"}, "Hello"),
        ("chat/completions", {"messages": []}, [{"role": "user", "content": "Hello"}]),
    ],
)
def test_a_file_without_an_example_gets_a_greeting(
    skin: str, body: dict[str, Any], conversation: Any
) -> None:
    file = replace(FILE, skin=skin, body=body)

    [candidate] = compared(file, None).candidates

    assert conversation in candidate.body.values()


def test_an_example_that_the_skin_of_the_lock_cannot_say_is_an_error() -> None:
    image = [{"type": "image_url", "image_url": {"url": "x"}}]
    file = replace(FILE, body={"messages": [{"role": "user", "content": image}]})
    lock = replace(FILE, skin="responses", body={"model": "m"})

    with pytest.raises(PresetsyncError, match=r"^a: lock has the skin responses") as caught:
        compared(file, lock)
    assert caught.value.hint == "write an example that is text alone, or apply the file first"


def test_what_the_server_drops_is_sent_of_neither() -> None:
    lock = make_preset("a", {"model": "n", "temperature": 0.5})

    compared = compared_preset(state_of(FILE, "file"), state_of(lock, "lock"), ("/temperature",))

    assert ["temperature" in candidate.body for candidate in compared.candidates] == [False, False]
