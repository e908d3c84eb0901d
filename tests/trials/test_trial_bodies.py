"""The states of a preset as requests."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given

from presetsync.errors import PresetsyncError
from presetsync.history.at import parse_at
from presetsync.history.states import KnownPreset, State, known_preset, local_state
from presetsync.presets.model import Content, content_of, normal_content
from presetsync.presets.skins import SKINS
from presetsync.state.lock import Lock
from presetsync.state.receipt import Receipt, receipt_of
from presetsync.trials.trial_bodies import trial_body
from tests.builders import make_entry, make_preset
from tests.strategies import configs, server_edits, texts

PRESET = make_preset("a", {"model": "m", "temperature": 1.0}, system="Write.", user="Now.")
IMAGE = {"role": "user", "content": [{"type": "image_url", "image_url": {"url": "x"}}]}


UNKNOWN = KnownPreset("a", PRESET, None)


def file_state(body: dict[str, Any] | None = None) -> State:
    preset = replace(PRESET, body=body) if body is not None else PRESET
    return local_state(parse_at("file"), known_preset("a", Lock(), preset))


def version_state(content: Content, skin: str | None = None) -> State:
    return State(parse_at("1"), "a", skin, content)


def test_the_file_is_sent_as_it_is_and_streamed() -> None:
    skin, body = trial_body(file_state(), file_state(), UNKNOWN)

    assert (skin, body) == (PRESET.skin, {**PRESET.body, "stream": True})


def test_a_file_that_says_so_is_not_streamed() -> None:
    file = file_state({**PRESET.body, "stream": False})

    assert trial_body(file, file, UNKNOWN)[1]["stream"] is False


def test_a_message_is_sent_in_place_of_the_example() -> None:
    _, body = trial_body(file_state(), file_state(), UNKNOWN, "Then.")

    assert body["messages"][-1] == {"role": "user", "content": "Then."}


@pytest.mark.parametrize("skin", [None, *SKINS])
@given(config=configs(), system=texts())
def test_another_state_has_its_content_and_the_example_of_the_file(
    skin: str | None, config: dict[str, Any], system: str
) -> None:
    state = version_state(Content(config, system or None), skin)

    used, body = trial_body(state, file_state(), UNKNOWN)

    assert used == (skin or PRESET.skin)
    assert content_of(used, body) == content_of(used, {**body, "stream": None})
    sent = content_of(used, body)
    assert (sent.config, sent.system) == (content_of(used, config).config, system or None)
    assert "Now." in str(body[SKINS[used].conversation_field])


def test_a_prompt_in_several_messages_stays_where_it_is() -> None:
    parts = [{"role": "system", "content": text} for text in ("One.", "Two.")]
    user = {"role": "user", "content": "Now."}
    file = file_state({"model": "m", "messages": [parts[0], user, parts[1]]})
    state = version_state(Content({"model": "m"}, "One.\n\nThree."), PRESET.skin)

    messages = trial_body(state, file, UNKNOWN)[1]["messages"]

    assert messages == [parts[0], user, {"role": "system", "content": "Three."}]


NORMALISATIONS = Receipt(
    dropped=("/user", "/provider/new", "/absent/x"),
    changed={"/temperature": {"sent": 1, "stored": 2}, "/top_p": {"sent": 1, "stored": 0.5}},
    added={"/provider/zdr": True, "/route": "x", "/absent/y": 1},
)


def test_the_file_is_sent_as_the_server_is_known_to_store_it() -> None:
    file = file_state(
        {**PRESET.body, "top_p": 0.9, "user": "u", "provider": {"sort": "price", "new": 1}}
    )
    known = KnownPreset("a", PRESET, None, NORMALISATIONS)

    body = trial_body(file, file, known)[1]

    assert body == {
        "model": "m",
        "messages": PRESET.body["messages"],
        "temperature": 2,
        "top_p": 0.9,
        "provider": {"sort": "price", "zdr": True},
        "route": "x",
        "stream": True,
    }


def test_a_version_of_the_server_is_sent_as_it_is() -> None:
    state = version_state(Content({"model": "m", "temperature": 1, "user": "u"}, "Write."))
    known = KnownPreset("a", PRESET, None, NORMALISATIONS)

    body = trial_body(state, file_state(), known)[1]

    assert (body["temperature"], body["user"], "route" in body) == (1, "u", False)


@given(config=configs(), edit=server_edits(), system=texts(), stored=texts())
def test_what_was_applied_is_sent_as_the_server_stored_it(
    config: dict[str, Any], edit: Any, system: str, stored: str
) -> None:
    preset = make_preset("a", config, system=system)
    version = normal_content(Content(edit(preset.content.config), stored or None))
    entry = replace(make_entry(preset), receipt=receipt_of(preset.content, version))
    known = known_preset("a", Lock(None, {"a": entry}), PRESET)

    skin, body = trial_body(local_state(parse_at("lock"), known), file_state(), known)

    sent = content_of(skin, body)
    assert (sent.config, sent.system) == (content_of(skin, version.config).config, version.system)


def test_a_file_without_an_example_says_what_to_do() -> None:
    file = file_state({"model": "m", "messages": [{"role": "system", "content": "Write."}]})

    with pytest.raises(PresetsyncError, match="has no example to send") as raised:
        trial_body(file, file, UNKNOWN)

    assert "-m" in raised.value.hint
    assert trial_body(file, file, UNKNOWN, "Now.")[1]["messages"][-1]["content"] == "Now."


def test_an_example_that_another_skin_cannot_say_is_refused() -> None:
    file = file_state({"model": "m", "messages": [IMAGE]})
    state = version_state(Content({"model": "m"}, None), "responses")

    with pytest.raises(PresetsyncError, match="v1 has the skin responses"):
        trial_body(state, file, UNKNOWN)
