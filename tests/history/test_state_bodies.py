from __future__ import annotations

from hypothesis import given

from presetsync.history.at import parse_at
from presetsync.history.state_bodies import effective_body
from presetsync.history.states import State, known_preset, local_state
from presetsync.presets.model import Content, content_of
from presetsync.state.lock import Lock
from tests.builders import make_lock, make_preset
from tests.strategies import configs, texts

PRESET = make_preset("a", {"model": "m", "temperature": 1.0}, system="Write.", user="Now.")


def version_of(content: Content, skin: str | None) -> State:
    return State(parse_at("1"), "a", skin, content)


def test_the_body_of_a_file_is_what_it_says() -> None:
    state = local_state(parse_at("file"), known_preset("a", Lock(), PRESET))

    assert effective_body(state) == (PRESET.skin, PRESET.body)


def test_the_body_of_the_lock_is_made_of_its_content_with_an_example() -> None:
    skin, body = effective_body(local_state(parse_at("lock"), known_preset("a", make_lock(PRESET))))

    assert skin == PRESET.skin
    assert body["messages"] == [
        {"role": "system", "content": "Write."},
        {"role": "user", "content": "Hello"},
    ]


def test_fields_are_in_the_order_that_people_expect() -> None:
    content = Content({"temperature": 1, "model": "m"}, None)

    assert [*effective_body(version_of(content, "responses"))[1]] == ["model", "temperature"]


def test_without_a_skin_it_is_the_first_whose_schema_takes_the_content() -> None:
    content = Content({"model": "m", "max_output_tokens": 9}, "Write.")

    assert effective_body(version_of(content, None))[0] == "responses"


@given(configs(), texts())
def test_a_body_that_is_made_says_the_content(config: dict[str, object], system: str) -> None:
    content = Content(config, system or None)
    for skin in ("chat/completions", "messages", "responses"):
        made = content_of(*effective_body(version_of(content, skin)))
        assert made == content_of(skin, config) or made.system == content.system
