"""The TypeScript that `show` prints, compiled and run; `make snippets-test` runs it."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from presetsync.snippets.typescript_call import TYPESCRIPT
from tests.render.harmless import HOSTILE
from tests.repositories import Repository, neutral_environment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.servers import Recorder

MODULES = Path(__file__).parents[2] / ".venv" / "snippets"
"""Where npm has put the official SDK and the compiler."""

ANSWERS = {
    "copywriter": "answering as openai/gpt-5.4 with temperature 0.7",
    "reviewer": "answering as anthropic/claude-sonnet-4.6 with max_tokens 1024",
    "classifier": "answering as openai/gpt-5.4 with temperature 0",
}
IMAGE = """\
    - role: user
      content:
        - {type: text, text: "What is this?"}
        - {type: image_url, image_url: {url: "https://example.com/a.png"}}
"""
STRICT = "--strict --target es2022 --module nodenext --moduleResolution nodenext --types node"


@pytest.fixture
def folder() -> Iterator[Path]:
    """A module's folder, beside which node finds the packages."""
    folder = MODULES / "programs"
    folder.mkdir(exist_ok=True)
    yield folder
    for file in folder.iterdir():
        file.unlink()


def ran(command: list[str], folder: Path) -> str:
    environment = {**neutral_environment(), "OPENROUTER_API_KEY": "sandbox"}
    finished = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert finished.returncode == 0, finished.stdout + finished.stderr
    return finished.stdout


def output_of(code: str, folder: Path) -> str:
    """What a program prints, once the compiler has found no mistake in it."""
    (folder / "program.mts").write_text(code, encoding="utf-8")
    ran([os.fspath(MODULES / "node_modules/.bin/tsc"), *STRICT.split(), "program.mts"], folder)
    return ran(["node", "program.mjs"], folder)


@pytest.mark.parametrize("slug", ANSWERS)
def test_the_program_compiles_and_runs(
    repository: Repository, server: Recorder, folder: Path, slug: str
) -> None:
    repository.run("apply", "--yes")
    code = repository.run("show", slug, "--as", "typescript").stdout
    server.requests.clear()

    assert ANSWERS[slug] in output_of(code, folder)
    assert server.requests[-1].json["model"] == f"@preset/{slug}"


def test_an_example_with_an_image_is_sent_as_the_file_has_it(
    repository: Repository, server: Recorder, folder: Path
) -> None:
    repository.edit(
        "presets/copywriter.yaml", "    - role: user\n      content: Write one.\n", IMAGE
    )
    repository.run("apply", "--yes")
    output_of(repository.run("show", "copywriter", "--as", "typescript").stdout, folder)

    [_, image] = server.requests[-1].json["messages"][0]["content"]
    assert image == {"type": "image_url", "image_url": {"url": "https://example.com/a.png"}}


def test_any_text_is_what_it_was(folder: Path) -> None:
    data: Any = [*HOSTILE[:-4], dict.fromkeys(HOSTILE[:-4]), {"__proto__": [True]}]
    code = f"console.log(JSON.stringify({TYPESCRIPT.literal(data)}));\n"

    assert json.loads(output_of(code, folder)) == data
