"""The README, held against the program: its tour is run, its tables are complete."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from presetsync.cli.main import COMMANDS, cli
from presetsync.config import Config, parse
from presetsync.repository.loader import load

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def _section(title: str) -> str:
    return README.split(f"## {title}\n", 1)[1].split("\n## ", 1)[0]


TOURS = ("A tour in five minutes", "From `init` to a merged change")
"""The sections whose commands are run: in a copy of the presets, and in an empty folder."""


def tour_steps(title: str) -> list[tuple[str, str]]:
    """Each command of a section with the output that it is said to have."""
    steps: list[tuple[str, str]] = []
    for block in re.findall(r"```console\n(.*?)```", _section(title), re.DOTALL):
        for step in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = step.partition("\n")
            steps.append((command, output))
    return steps


def run_tour(title: str, folder: Path) -> list[tuple[str, str]]:
    """Each command of a section with the output that it has."""
    if title == TOURS[0]:
        shutil.copytree(ROOT / "presets", folder / "presets")
    environment = {
        key: value for key, value in os.environ.items() if not key.startswith("OPENROUTER_")
    }
    environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"
    # git commits for nobody unless it is told for whom.
    person = {f"GIT_{role}_NAME": "Ada" for role in ("AUTHOR", "COMMITTER")}
    environment |= person | {name.replace("NAME", "EMAIL"): "ada@example.com" for name in person}
    return [
        (
            command,
            subprocess.run(
                ["sh", "-c", command],
                cwd=folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                check=False,
            ).stdout,
        )
        for command, _ in tour_steps(title)
    ]


@pytest.mark.parametrize("title", TOURS)
def test_a_tour_prints_what_the_readme_says(title: str, tmp_path: Path) -> None:
    assert run_tour(title, tmp_path) == tour_steps(title)


@pytest.mark.parametrize("name", COMMANDS)
def test_the_readme_names_every_command_and_its_options(name: str) -> None:
    table = _section("With a real account")
    command = cli.get_command(cli.make_context("presetsync", ["plan"]), name)
    assert command
    row = next(line for line in table.splitlines() if line.startswith(f"| `{name}"))
    for subcommand, its in getattr(command, "commands", {}).items():
        assert its.hidden or f"`{name} {subcommand}`" in row
    for option in command.params:
        for flag in (*option.opts, *option.secondary_opts):
            if flag.startswith("--") and name in ("plan", "apply", "status"):
                assert flag in table


def test_the_readme_shows_the_configuration_with_its_defaults(tmp_path: Path) -> None:
    block = re.search(r"### Configuration\n.*?```yaml\n(.*?)```", README, re.DOTALL)
    assert block
    (tmp_path / "presetsync.yaml").write_text(block[1], encoding="utf-8")

    assert parse(load(tmp_path, "presetsync.yaml").data) == (Config(), ())


@pytest.mark.parametrize("arguments", [[], *([name] for name in COMMANDS)], ids=str)
def test_help_fits_80_columns_and_ends_every_option_with_a_full_stop(arguments: list[str]) -> None:
    result = CliRunner().invoke(cli, [*arguments, "--help"], terminal_width=80)

    assert result.exit_code == 0
    assert max(map(len, result.output.splitlines())) <= 80
