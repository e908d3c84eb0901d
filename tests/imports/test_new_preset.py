"""The files of a preset that only the server has say what the server does, or are refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from presetsync.api.wire import Version
from presetsync.imports.new_preset import FilePlace, NewPreset, new_preset
from presetsync.imports.outcomes import ImportRefusedError
from presetsync.presets.model import Content
from presetsync.repository.checks import Checks
from presetsync.repository.text_files import Files

PATH, PROMPT = "presets/a.yaml", "presets/prompts/a.md"


def made(root: Path, config: dict[str, Any], prompt: str | None, **options: Any) -> NewPreset:
    version = Version("v", "p", 1, config, prompt, "2026-01-01T00:00:00Z")
    return new_preset(
        "a", version, FilePlace(Files(root), PATH, PROMPT, PROMPT, 20, Checks()), **options
    )


def test_the_content_is_the_servers(tmp_path: Path) -> None:
    config = {"model": "m/one", "temperature": 1.0, "stop": None}

    found = made(tmp_path, config, "Be brief.\r\n")

    assert found.preset.content == Content(
        {"model": "m/one", "temperature": 1, "stop": None}, "Be brief.\r\n"
    )
    assert [*found.texts] == [PATH]
    assert [*tmp_path.iterdir()] == []


def test_settings_are_written_beside_the_body(tmp_path: Path) -> None:
    found = made(tmp_path, {"model": "m/one"}, "x" * 21, description="For # people", protect=True)

    assert found.preset.protect
    assert found.preset.included == (PROMPT,)
    assert found.left_out == ()
    assert "protect: true\nbody:\n" in found.texts[PATH]


def test_a_description_that_no_file_can_have_is_left_out(tmp_path: Path) -> None:
    found = made(tmp_path, {"model": "m/one"}, None, description="a\ud800b")

    assert found.left_out == ("description",)
    assert "description" not in found.texts[PATH]


@pytest.mark.parametrize("skin", [None, "chat/completions", "messages", "responses"])
def test_a_null_that_the_schema_refuses_is_left_out(tmp_path: Path, skin: str | None) -> None:
    config = {
        "model": "m/one",
        "max_tokens": 9,
        "models": None,
        "provider": {"sort": None, "zdr": None},
    }
    if skin == "responses":
        del config["max_tokens"]

    found = made(tmp_path, config, "Be brief.", skin=skin)

    assert "/models" in found.left_out
    assert "models" not in found.preset.content.config
    kept = [
        pointer for pointer in ("/provider/sort", "/provider/zdr") if pointer not in found.left_out
    ]
    assert [*found.preset.content.config["provider"]] == [pointer[10:] for pointer in kept]


@pytest.mark.parametrize(
    ("config", "prompt", "options", "reason"),
    [
        ({"model": "m/one", "temperature": "hot"}, None, {}, r"^no skin takes /temperature: "),
        (
            {"model": "m/one", "temperature": "hot"},
            None,
            {"skin": "messages"},
            r"^the skin messages does not take /",
        ),
        ({"model": "m/one", "messages": []}, None, {}, "/messages"),
        ({"model": "m/one", "user": "a\ud800b"}, None, {}, "surrogate"),
        ({"model": "m/one"}, "a\ud800b", {}, "surrogate"),
        ({"model": "m/one"}, "<<<<<<< a\nb\n=======\nc\n>>>>>>> d\n", {}, "conflict"),
    ],
)
def test_what_no_file_can_say_is_refused_by_name(
    tmp_path: Path, config: dict[str, Any], prompt: str | None, options: dict[str, Any], reason: str
) -> None:
    with pytest.raises(ImportRefusedError, match=reason) as raised:
        made(tmp_path, config, prompt, **options)

    assert raised.value.hint
