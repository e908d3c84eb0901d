"""``show``: bodies of presets, and code that runs."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.parsers import PARSERS, read_with
from tests.repositories import Repository, neutral_environment
from tests.servers import Recorder

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def applied(repository: Repository) -> Repository:
    """Three presets, version 2 of one of them live."""
    repository.run("apply", "--yes")
    repository.edit("presets/copywriter.yaml", "0.7", "0.8")
    repository.run("apply", "--yes")
    return repository


def body_in(shown: str) -> Any:
    return read_with(next(iter(PARSERS.values())), shown).data


def test_a_file_is_shown_with_what_it_includes_and_without_a_key(repository: Repository) -> None:
    repository.write("presets/prompts/rules.md", "Be brief.\nBe kind.\n")
    repository.edit(
        "presets/reviewer.yaml", "system: You review code.", "system: !file prompts/rules.md"
    )

    shown = repository.run("show", "reviewer", env={"OPENROUTER_API_KEY": ""})

    assert (shown.code, shown.stderr) == (0, "")
    assert "system: |\n  Be brief.\n  Be kind.\n" in shown.stdout
    assert body_in(shown.stdout) == repository.run("show", "reviewer", "--as", "json").json


@pytest.mark.parametrize(
    ("at", "temperature"), [("1", 0.7), ("v2", 0.8), ("live", 0.8), ("lock", 0.8), ("file", 0.9)]
)
def test_every_state_is_shown_as_a_body(applied: Repository, at: str, temperature: float) -> None:
    applied.edit("presets/copywriter.yaml", "0.8", "0.9")

    body = applied.run("show", "copywriter", at, "--as", "json").json

    assert body["temperature"] == temperature
    assert body["messages"][0]["role"] == "system"
    assert body["messages"][-1]["role"] == "user"


def test_a_preset_that_only_the_server_has_is_shown(applied: Repository) -> None:
    (applied.root / "presets.lock.json").unlink()
    applied.remove_preset("classifier")

    assert applied.run("show", "classifier", "live").code == 0
    missing = applied.run("show", "classifier")
    assert missing.code == 64
    assert "no preset has the slug classifier" in missing.stderr


def shown_code(repository: Repository, slug: str, language: str) -> str:
    shown = repository.run("show", slug, "--as", language)
    assert shown.code == 0
    return shown.stdout


def ran(command: list[str], folder: Path) -> str:
    environment = {**neutral_environment(), "OPENROUTER_API_KEY": "sandbox"}
    finished = subprocess.run(
        command, env=environment, cwd=folder, capture_output=True, text=True, check=False
    )
    assert finished.returncode == 0, finished.stderr
    return finished.stdout


ANSWERS = {
    "copywriter": "answering as openai/gpt-5.4 with temperature 0.8",
    "reviewer": "answering as anthropic/claude-sonnet-4.6 with max_tokens 1024",
    "classifier": "answering as openai/gpt-5.4 with temperature 0",
}


@pytest.mark.parametrize("slug", ANSWERS)
def test_the_python_program_runs(applied: Repository, server: Recorder, slug: str) -> None:
    server.requests.clear()
    output = ran([sys.executable, "-c", shown_code(applied, slug, "python")], applied.root)

    assert ANSWERS[slug] in output
    assert server.requests[-1].json["model"] == f"@preset/{slug}"


@pytest.mark.skipif(not shutil.which("curl"), reason="needs curl")
@pytest.mark.parametrize("slug", ANSWERS)
def test_the_curl_command_runs(applied: Repository, server: Recorder, slug: str) -> None:
    server.requests.clear()
    output = ran(["sh", "-c", shown_code(applied, slug, "curl")], applied.root)

    assert ANSWERS[slug] in output
    assert server.requests[-1].json["model"] == f"@preset/{slug}"


@pytest.mark.parametrize("language", ["curl", "python", "typescript"])
def test_code_has_the_example_of_the_file_and_neither_prompt_nor_key(
    applied: Repository, language: str
) -> None:
    key = "correct-horse-battery"
    shown = applied.run("show", "copywriter", "--as", language, env={"OPENROUTER_API_KEY": key})

    assert "Write one." in shown.stdout
    assert "marketing" not in shown.stdout
    assert key not in shown.stdout


def test_the_code_for_the_sandbox_calls_what_is_served(repository: Repository) -> None:
    shown = repository.run("--sandbox", "show", "copywriter", "--as", "curl").stdout

    port = re.search(r"default: (\d+)", repository.run("sandbox", "serve", "--help").stdout)
    assert port
    assert f"http://127.0.0.1:{port[1]}/api/v1/chat/completions" in shown
    assert "with the key sandbox" in shown


@pytest.mark.skipif(os.name != "posix", reason="needs a pipe")
def test_a_text_that_acts_is_shown_escaped_and_read_as_it_was(repository: Repository) -> None:
    prompt = "One\n::error::no\n\x1b[2J\u202e two"
    repository.write_preset("hostile", prompt)

    shown = repository.run("show", "hostile").stdout

    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert body_in(shown)["messages"][0]["content"] == prompt
