"""The requests that show what the states of a preset make its model say."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from presetsync.history.at import parse_at
from presetsync.history.states import known_preset, local_state
from presetsync.state.lock import Lock
from presetsync.trials.state_requests import trial_of, with_locked
from tests.builders import make_lock, make_preset

if TYPE_CHECKING:
    from presetsync.presets.model import Preset
    from presetsync.trials.model import TrialRequest

FILE = make_preset("a", {"model": "m", "temperature": 0.5}, system="Write.", user="Now.")


def requests(file: Preset, lock: Preset | None, **options: Any) -> tuple[TrialRequest, ...]:
    known = known_preset("a", make_lock(lock) if lock else Lock(), file)
    states = with_locked(local_state(parse_at("file"), known), known)
    return trial_of(states, known, **options).requests


def sent(body: Any) -> dict[str, Any]:
    return {**body, "stream": True}


def test_what_was_never_applied_has_the_file_alone() -> None:
    [request] = requests(FILE, None)

    assert (request.label, request.skin, request.body) == ("file", FILE.skin, sent(FILE.body))


def test_equal_contents_are_one_request() -> None:
    other_example = make_preset(
        "a", {"temperature": 0.5, "model": "m"}, system="Write.", user="No."
    )

    [request] = requests(FILE, other_example)

    assert (request.at, request.version) == ("file", None)
    assert (request.label, request.body) == ("file = lock v1", sent(FILE.body))


def test_the_lock_is_asked_the_example_of_the_file() -> None:
    lock = make_preset("a", {"model": "n"}, system="Speak.", user="Then.")

    first, second = requests(FILE, lock)

    assert [first.label, second.label] == ["lock v1", "file"]
    assert first.body == sent({
        "model": "n",
        "messages": [
            {"role": "system", "content": "Speak."},
            {"role": "user", "content": "Now."},
        ],
    })  # fmt: skip
    assert second.body == sent(FILE.body)


@pytest.mark.parametrize(
    ("skin", "body", "conversation"),
    [
        ("responses", {"model": "m"}, "Hello"),
        ("chat/completions", {"messages": []}, [{"role": "user", "content": "Hello"}]),
    ],
)
def test_a_file_without_an_example_may_get_a_greeting(
    skin: str, body: dict[str, Any], conversation: Any
) -> None:
    file = replace(FILE, skin=skin, body=body)

    [greeted] = requests(file, None, greeting="Hello")
    [refused] = requests(file, None)

    assert conversation in greeted.body.values()
    assert refused.refusal
    assert "has no example to send" in refused.refusal.message


def test_a_file_with_an_example_gets_no_greeting() -> None:
    [request] = requests(FILE, None, greeting="Hello")

    assert request.body == sent(FILE.body)


def test_an_example_that_the_skin_of_the_lock_cannot_say_refuses_the_lock_alone() -> None:
    image = [{"type": "image_url", "image_url": {"url": "x"}}]
    file = replace(FILE, body={"messages": [{"role": "user", "content": image}]})
    lock = replace(FILE, skin="responses", body={"model": "m"})

    refused, sendable = requests(file, lock)

    assert refused.refusal
    assert refused.refusal.message.startswith("lock has the skin responses")
    assert refused.refusal.hint == "write an example that is text alone, or apply the file first"
    assert sendable.refusal is None
