"""With ``--sandbox``: every command that is advised has the option, too."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from presetsync.cli.main import COMMANDS

if TYPE_CHECKING:
    from tests.repositories import Repository

PROMPTS = {"copywriter": "You write marketing emails.", "reviewer": "You review code."}
LOCK = ".presetsync/sandbox.lock.json"
ADVISED = re.compile(
    rf"(?<!### )\bpresetsync (?:{'|'.join({*COMMANDS} - {'init', 'sandbox'})})\b[^;`\n]*"
)


@pytest.fixture
def drifted(repository: Repository) -> Repository:
    """A repository whose sandbox has another version of each preset, and a preset more."""
    for name in ("OPENROUTER_API_KEY", "OPENROUTER_BASE_URL"):
        repository.environment.pop(name, None)
    assert repository.run("--sandbox", "apply", "--yes").code == 0
    before = (repository.root / LOCK).read_text()
    repository.write_preset("untracked", "Nothing.")
    for slug, prompt in PROMPTS.items():
        repository.edit(f"presets/{slug}.yaml", prompt, "Another prompt.")
    assert repository.run("--sandbox", "apply", "--yes").code == 0
    repository.edit("presets/copywriter.yaml", "Another prompt.", "A third prompt.")
    repository.write(LOCK, before)
    repository.remove_preset("untracked")
    repository.remove_preset("reviewer")
    return repository


@pytest.mark.parametrize(
    "command",
    [
        "status",
        "status --format markdown",
        "plan --refresh --prune",
        "plan --refresh --prune --format markdown",
        "plan --refresh --prune --format html",
        "apply --yes",
        "apply --yes --format json",
        "rollback copywriter --to 1",
        "lock rebuild",
        "import",
        "import nothing-here",
        "import nothing-here --format json",
        "diff reviewer",
        "diff untracked",
        "models check",
        "models list",
    ],
)
def test_every_command_that_is_advised_has_the_option(drifted: Repository, command: str) -> None:
    shown = drifted.run("--sandbox", *command.split())

    advised = ADVISED.findall(shown.stdout + shown.stderr)
    assert advised, shown.stdout + shown.stderr
    assert [each for each in advised if "--sandbox" not in each] == []


@pytest.mark.parametrize("command", ["validate", "validate --format json", "plan", "plan -v"])
def test_a_hint_about_the_model_lock_names_that_of_the_sandbox(
    drifted: Repository, command: str
) -> None:
    assert drifted.run("--sandbox", "models", "update").code == 0
    drifted.edit("presets/copywriter.yaml", "openai/gpt-5.4", "openai/gpt-5.44")

    shown = drifted.run("--sandbox", *command.split())

    assert "presetsync models update --sandbox" in shown.stdout
    assert "presetsync models update`" not in shown.stdout
    assert "--sandbox" not in drifted.run("validate").stdout
