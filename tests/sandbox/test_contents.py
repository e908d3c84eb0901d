"""What of a body is stored, skin by skin."""

from __future__ import annotations

from typing import Any

import pytest

from presetsync.sandbox.contents import SKINS, config_of, system_prompt_of


def message(role: str, content: object) -> dict[str, Any]:
    return {"role": role, "content": content}


@pytest.mark.parametrize("skin", SKINS)
def test_transient_fields_are_never_kept(skin: str) -> None:
    body = {"messages": [], "input": "", "prompt": "", "stream": False, "model": "m"}
    assert config_of(skin, body, None) == {"model": "m"}
    assert config_of(skin, body, frozenset(body)) == {"model": "m"}


@pytest.mark.parametrize(
    ("skin", "config"),
    [
        ("chat/completions", {"system": "s", "instructions": "i"}),
        ("messages", {"instructions": "i"}),
        ("responses", {"system": "s"}),
    ],
)
def test_the_system_field_of_the_skin_is_not_config(skin: str, config: dict[str, Any]) -> None:
    assert config_of(skin, {"system": "s", "instructions": "i"}, None) == config


@pytest.mark.parametrize(
    ("messages", "system"),
    [
        ([], None),
        ("text", None),
        ([message("user", "hi")], None),
        ([message("system", "A"), message("user", "x"), message("developer", "B")], "A\n\nB"),
        ([message("system", [{"type": "text", "text": t} for t in "AB"])], "A\n\nB"),
        ([message("system", [{"type": "image_url"}, {"text": 1}, "A", {"text": "B"}])], "B"),
        ([message("system", "")], None),
        ([message("system", None), "system", {"content": "A"}], None),
    ],
)
def test_chat_completions_system_prompt(messages: Any, system: str | None) -> None:
    assert system_prompt_of("chat/completions", {"messages": messages}) == system


@pytest.mark.parametrize(("skin", "field"), [("messages", "system"), ("responses", "instructions")])
@pytest.mark.parametrize(
    ("value", "system"),
    [
        ("A\n\nB", "A\n\nB"),
        ([{"type": "text", "text": "A"}, {"type": "text", "text": "B"}], "A\n\nB"),
        ([], None),
        ("", None),
        (None, None),
        (7, None),
    ],
)
def test_system_prompt_in_a_field_of_its_own(
    skin: str, field: str, value: Any, system: str | None
) -> None:
    assert system_prompt_of(skin, {field: value}) == system
    assert system_prompt_of(skin, {}) is None
