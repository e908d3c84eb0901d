"""The files of a preset that only the server has say what the server does, or are refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from presetsync.api.wire import Version
from presetsync.imports.new_preset import NewPreset, Place, new_preset
from presetsync.imports.outcomes import ImportRefusedError
from presetsync.presets.model import Content
from presetsync.repository.text_files import Files

PATH, PROMPT = "presets/a.yaml", "presets/prompts/a.md"


def made(root: Path, config: dict[str, Any], prompt: str | None, **options: Any) -> NewPreset:
    version = Version("v", "p", 1, config, prompt, "2026-01-01T00:00:00Z")
    return new_preset(
        "a", version, Place(Files(root), PATH, PROMPT, PROMPT, 20, "error"), **options
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
    assert found.has_description
    assert "protect: true\nbody:\n" in found.texts[PATH]


def test_a_description_that_no_file_can_have_is_left_out(tmp_path: Path) -> None:
    found = made(tmp_path, {"model": "m/one"}, None, description="a\ud800b")

    assert not found.has_description
    assert "description" not in found.texts[PATH]


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
