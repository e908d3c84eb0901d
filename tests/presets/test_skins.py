from __future__ import annotations

from typing import Any

import pytest

from presetsync.presets.skins import SKINS


def message(role: Any, content: Any) -> dict[str, Any]:
    return {"role": role, "content": content}


def test_a_skin_is_found_by_its_name() -> None:
    assert list(SKINS) == ["chat/completions", "messages", "responses"]
    assert [skin.name for skin in SKINS.values()] == list(SKINS)


@pytest.mark.parametrize(
    ("messages", "system"),
    [
        pytest.param([], None, id="none"),
        pytest.param([message("user", "a"), message("assistant", "b")], None, id="no-system"),
        pytest.param([message("system", "a")], "a", id="system"),
        pytest.param([message("developer", "a")], "a", id="developer"),
        pytest.param(
            [message("system", "a"), message("user", "x"), message("developer", "b")],
            "a\n\nb",
            id="both",
        ),
        pytest.param([message("system", [{"type": "text", "text": "a"}])], "a", id="block"),
        pytest.param(
            [message("system", [{"text": "a"}, {"url": "x"}, {"text": 1}, "y", {"text": "b"}])],
            "a\n\nb",
            id="only-text-blocks",
        ),
        pytest.param([message("system", "")], None, id="empty"),
        pytest.param([message("system", None), message("system", 1)], None, id="not-text"),
        pytest.param(["system", {"content": "a"}, message(["system"], "a")], None, id="malformed"),
        pytest.param("system", None, id="not-a-list"),
    ],
)
def test_the_system_prompt_of_chat_completions(messages: Any, system: str | None) -> None:
    assert SKINS["chat/completions"].system_prompt({"messages": messages}) == system


@pytest.mark.parametrize(("skin", "field"), [("messages", "system"), ("responses", "instructions")])
@pytest.mark.parametrize(
    ("value", "system"),
    [
        ("a", "a"),
        ("", None),
        (None, None),
        (7, None),
        ({"text": "a"}, None),
        ([], None),
        ([{"type": "text", "text": "a"}, {"type": "text", "text": "b"}], "a\n\nb"),
        ([{"text": ["a"]}, "b", None], None),
    ],
)
def test_the_system_prompt_that_has_a_field_of_its_own(
    skin: str, field: str, value: Any, system: str | None
) -> None:
    assert SKINS[skin].system_field == field
    assert SKINS[skin].system_prompt({field: value}) == system


@pytest.mark.parametrize("skin", SKINS)
def test_a_body_need_not_have_a_system_prompt(skin: str) -> None:
    assert SKINS[skin].system_prompt({}) is None


@pytest.mark.parametrize(
    ("skin", "foreign"),
    [
        ("chat/completions", {"system": "a", "instructions": "a"}),
        ("messages", {"instructions": "a", "messages": [message("system", "a")]}),
        ("responses", {"system": "a", "messages": [message("system", "a")]}),
    ],
)
def test_the_field_of_another_skin_is_no_system_prompt(skin: str, foreign: dict[str, Any]) -> None:
    assert SKINS[skin].system_prompt(foreign) is None
