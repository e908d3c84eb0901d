"""Bodies with another content: that content alone changes, in the place where it is."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presetsync.presets.bodies import UnplacedError, body_of, with_content
from presetsync.presets.canonical import normal
from presetsync.presets.model import Content, content_digest, content_of
from presetsync.presets.skins import IGNORED_FIELDS, SKINS
from presetsync.validation.lint.request_fields import REQUIRED
from tests.builders import CHAT, CONFIGS
from tests.growth import is_about_linear
from tests.strategies import bodies, json_values, texts

USER = {"role": "user", "content": "Hello."}
CACHED = {"cache_control": {"type": "ephemeral"}}


def system(content: Any, role: str = "system") -> dict[str, Any]:
    return {"role": role, "content": content}


def block(text: str, **members: Any) -> dict[str, Any]:
    return {"type": "text", "text": text, **members}


def prompts(skin: str) -> st.SearchStrategy[dict[str, Any]]:
    """Where a body of a skin has its system prompt, if it has one."""
    blocks = st.lists(texts().map(block), max_size=3)
    if skin == "messages":
        return st.fixed_dictionaries({}, optional={"system": texts() | blocks})
    if skin == "responses":
        return st.fixed_dictionaries({}, optional={"instructions": texts() | st.none()})
    message = st.builds(
        system, texts() | blocks | st.none(), st.sampled_from(["system", "developer", "user"])
    )
    return st.fixed_dictionaries({}, optional={"messages": st.lists(message, max_size=4)})


@st.composite
def bodies_and_contents(draw: st.DrawFn) -> tuple[str, dict[str, Any], Content]:
    """A skin, a body of it, and a content."""
    skin = draw(st.sampled_from([*SKINS]))
    kept = st.dictionaries(
        st.sampled_from(["model", "temperature", "provider", "stream"]), json_values(), max_size=4
    )
    body = {**draw(kept), **draw(prompts(skin)), **draw(kept)}
    prompt = draw(texts() | st.just(SKINS[skin].system_prompt(body)))
    return skin, body, Content(draw(CONFIGS), prompt or None)


@given(bodies_and_contents())
def test_the_content_is_the_one_asked_for_and_the_rest_stays(
    given_: tuple[str, dict[str, Any], Content],
) -> None:
    skin, body, content = given_
    before = json.dumps(body)
    try:
        changed = with_content(skin, body, content)
    except UnplacedError:
        return

    assert content_digest(skin, content_of(skin, changed)) == content_digest(skin, content)
    assert json.dumps(body) == before
    others = IGNORED_FIELDS - {SKINS[skin].system_field}
    assert {key: changed.get(key) for key in others} == {key: body.get(key) for key in others}


@given(bodies_and_contents())
def test_the_content_that_a_body_has_changes_nothing(
    given_: tuple[str, dict[str, Any], Content],
) -> None:
    skin, body, _ = given_

    assert json.dumps(with_content(skin, body, content_of(skin, body))) == json.dumps(body)


def test_fields_stay_where_they_are_and_new_ones_follow_the_config() -> None:
    body = {"b": 1.0, "messages": [USER], "a": {"y": 1, "x": 2.0}, "gone": 1, "stream": True}

    changed = with_content(CHAT, body, Content({"new": 3, "a": {"x": 2, "y": 9}, "b": 1}, None))

    assert json.dumps(changed) == json.dumps(
        {"b": 1.0, "messages": [USER], "a": {"y": 9, "x": 2.0}, "new": 3, "stream": True}
    )


@pytest.mark.parametrize(
    ("skin", "body", "prompt", "expected"),
    [
        pytest.param(
            CHAT, {"messages": [system("a"), USER]}, "b", {"messages": [system("b"), USER]},
            id="a message",
        ),
        pytest.param(
            CHAT, {"messages": [system("a", "developer")]}, "b",
            {"messages": [system("b", "developer")]}, id="of a developer",
        ),
        pytest.param(
            CHAT, {"messages": [system([block("a", **CACHED)])]}, "b",
            {"messages": [system([block("b", **CACHED)])]}, id="a block",
        ),
        pytest.param(
            CHAT, {"messages": [system("a"), system([block("b"), block("c")])]}, "a\n\nB\n\nc",
            {"messages": [system("a"), system([block("B"), block("c")])]}, id="one of several",
        ),
        pytest.param(
            CHAT, {"messages": [system("a"), system("b")]}, "a\n\nb\n\nc",
            {"messages": [system("a"), system("b\n\nc")]}, id="a paragraph more",
        ),
        pytest.param(
            CHAT, {"messages": [system("a\n\nx"), system("b")]}, "a\n\nb",
            {"messages": [system("a"), system("b")]}, id="a paragraph less",
        ),
        pytest.param(
            CHAT, {"messages": [USER]}, "a", {"messages": [system("a"), USER]}, id="a new message",
        ),
        pytest.param(CHAT, {}, "a", {"messages": [system("a")]}, id="the first message"),
        pytest.param(
            CHAT, {"messages": [system(""), USER]}, "a", {"messages": [system("a"), USER]},
            id="an empty message",
        ),
        pytest.param(
            CHAT, {"messages": [system("a"), USER, system("b", "developer")]}, None,
            {"messages": [USER]}, id="no message any more",
        ),
        pytest.param("messages", {"system": "a"}, "b", {"system": "b"}, id="system"),
        pytest.param(
            "messages", {"system": [block("a", **CACHED), block("b")]}, "a\n\nB",
            {"system": [block("a", **CACHED), block("B")]}, id="a block of system",
        ),
        pytest.param("messages", {"system": []}, "b", {"system": "b"}, id="an empty system"),
        pytest.param("messages", {"system": "a", "stream": True}, None, {"stream": True}, id="no"),
        pytest.param(
            "messages", {"messages": [USER]}, "a", {"system": "a", "messages": [USER]},
            id="a new system",
        ),
        pytest.param(
            "responses", {"instructions": None, "input": "x"}, "a",
            {"instructions": "a", "input": "x"}, id="instructions of null",
        ),
        pytest.param(
            "responses", {"input": "x"}, "a", {"instructions": "a", "input": "x"},
            id="new instructions",
        ),
        pytest.param("responses", {"instructions": "a"}, None, {}, id="no instructions any more"),
    ],
)  # fmt: skip
def test_the_prompt_changes_where_the_body_has_it(
    skin: str, body: dict[str, Any], prompt: str | None, expected: dict[str, Any]
) -> None:
    changed = with_content(skin, {"model": "m", **body}, Content({"model": "m"}, prompt))

    assert json.dumps(changed) == json.dumps({"model": "m", **expected})


@pytest.mark.parametrize(
    ("skin", "body", "content", "message"),
    [
        pytest.param(
            CHAT, {"messages": [system("a"), system("b")]}, Content({}, "A\n\nB"),
            "the system prompt has 2 parts, and the change is not within one of them", id="parts",
        ),
        pytest.param(
            CHAT, {"messages": [system("a"), system("b")]}, Content({}, "b"),
            "the system prompt has 2 parts, and the change is not within one of them", id="removed",
        ),
        pytest.param(
            CHAT, {"messages": [system("a")]}, Content({}, None),
            "without its system prompt messages would be empty", id="the only message",
        ),
        pytest.param(
            "messages", {}, Content({"stream": True}, None),
            "stream is no part of a config in a body of messages", id="an ignored field",
        ),
    ],
)  # fmt: skip
def test_a_content_that_a_body_cannot_say_is_refused(
    skin: str, body: dict[str, Any], content: Content, message: str
) -> None:
    with pytest.raises(UnplacedError) as raised:
        with_content(skin, body, content)

    assert raised.value.message == message


def test_the_time_grows_with_the_number_of_parts() -> None:
    def work(size: int) -> object:
        blocks = [block(f"Paragraph {number}.") for number in range(size)]
        changed = [*blocks[:-1], block("Another one.")]
        prompt = SKINS["messages"].system_prompt({"system": changed})
        return with_content("messages", {"system": blocks}, Content({}, prompt))

    assert is_about_linear(work, 500)


@pytest.mark.parametrize(
    ("skin", "body"),
    [
        (
            "chat/completions",
            {
                "model": "m",
                "messages": [
                    {"role": "system", "content": "Be brief."},
                    {"role": "user", "content": "Hello"},
                ],
            },
        ),
        (
            "messages",
            {
                "model": "m",
                "system": "Be brief.",
                "messages": [{"role": "user", "content": "Hello"}],
            },
        ),
        ("responses", {"model": "m", "instructions": "Be brief."}),
    ],
)
def test_a_request_has_an_example_where_the_api_requires_one(
    skin: str, body: dict[str, Any]
) -> None:
    assert body_of(skin, Content({"model": "m"}, "Be brief.")) == body
    assert {*REQUIRED[skin]} <= {*body}


@given(st.sampled_from(sorted(SKINS)), bodies(), st.none() | texts(3).filter(bool))
def test_a_request_says_its_content(skin: str, config: dict[str, Any], system: str | None) -> None:
    not_config = IGNORED_FIELDS | {SKINS[skin].system_field}
    content = Content(
        normal({key: value for key, value in config.items() if key not in not_config}), system
    )
    assert content_of(skin, body_of(skin, content)) == content


@pytest.mark.parametrize("skin", SKINS)
@pytest.mark.parametrize("system", [None, "Be brief."])
@pytest.mark.parametrize("value", [None, "x", 7, [], {}, [{"text": "x"}]])
def test_a_config_of_any_shape_makes_a_request(skin: str, system: str | None, value: Any) -> None:
    fields = ("messages", "input", "stream", "prompt", "system", "instructions")
    assert body_of(skin, Content(dict.fromkeys(fields, value), system))
