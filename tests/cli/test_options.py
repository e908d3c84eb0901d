"""The shared options stand before the command or after it."""

from __future__ import annotations

from pathlib import Path

import pytest

from presetsync.cli.main import COMMANDS
from tests.repositories import Repository, run_here

RED = "\x1b["


@pytest.mark.parametrize(
    "arguments",
    [
        ["--sandbox", "-q", "apply", "--yes"],
        ["apply", "--sandbox", "-q", "--yes"],
        ["-q", "apply", "--yes", "--sandbox"],
    ],
    ids=" ".join,
)
def test_an_option_counts_before_and_after_the_command(
    repository: Repository, arguments: list[str]
) -> None:
    ran = repository.run(*arguments)
    assert (ran.code, ran.stderr) == (0, "")
    assert (repository.root / ".presetsync/sandbox.lock.json").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ["--sandbox", "lock", "rebuild"],
        ["lock", "--sandbox", "rebuild"],
        ["lock", "rebuild", "--sandbox"],
    ],
    ids=" ".join,
)
def test_an_option_counts_at_each_place_of_a_command_of_two_words(
    repository: Repository, arguments: list[str]
) -> None:
    assert repository.run(*arguments).code == 0
    assert (repository.root / ".presetsync/sandbox.lock.json").exists()


@pytest.mark.parametrize(
    "arguments",
    [["-vC", "{}", "plan"], ["plan", "-vC", "{}"], ["-v", "plan", "--directory", "{}"]],
    ids=" ".join,
)
def test_short_options_can_be_combined(
    repository: Repository, tmp_path: Path, arguments: list[str]
) -> None:
    (repository.root / "presets.lock.json").write_bytes(b"\xff")
    ran = run_here(*(part.replace("{}", str(tmp_path)) for part in arguments))
    assert ran.code == 1
    assert "caused by UnicodeDecodeError" in ran.stderr


def test_of_two_the_last_counts(repository: Repository) -> None:
    assert RED not in repository.run("--color", "plan", "--no-color").stdout
    assert RED in repository.run("--no-color", "plan", "--color").stdout
    assert RED in repository.run("plan", "--color", env={"PRESETSYNC_COLOR": "0"}).stdout
    assert RED in repository.run("--color", "plan", env={"PRESETSYNC_COLOR": "0"}).stdout


def test_quiet_and_verbose_exclude_each_other_in_every_position(repository: Repository) -> None:
    for arguments in (["-q", "-v", "plan"], ["-q", "plan", "-v"], ["plan", "-q", "-v"]):
        ran = repository.run(*arguments)
        assert ran.code == 64
        assert "-q and -v cannot be combined" in ran.stderr


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_shows_them_in_its_help(command: str) -> None:
    shown = run_here(command, "--help").stdout
    assert "Shared options:" in shown
    assert all(option in shown for option in ("-C,", "--config", "--sandbox", "--color", "-v,"))


@pytest.mark.parametrize(
    ("env", "is_coloured"),
    [
        ({}, False),
        ({"FORCE_COLOR": "1"}, True),
        ({"FORCE_COLOR": "0"}, True),
        ({"FORCE_COLOR": ""}, False),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        ({"FORCE_COLOR": "1", "NO_COLOR": ""}, True),
        ({"NO_COLOR": "1", "PRESETSYNC_COLOR": "1"}, True),
        ({"FORCE_COLOR": "1", "PRESETSYNC_COLOR": "0"}, False),
    ],
    ids=str,
)
def test_colours_follow_the_variables(
    repository: Repository, env: dict[str, str], *, is_coloured: bool
) -> None:
    assert (RED in repository.run("plan", env=env).stdout) == is_coloured


@pytest.mark.parametrize(
    "arguments",
    [
        *("apply --yes --expect-digest", "apply --yes", "plan --out", "plan --target"),
        *("validate", "validate --explain", "plan --config", "plan -C", "--config"),
    ],
)
def test_an_empty_value_is_wrong_usage(repository: Repository, arguments: str) -> None:
    """A shell variable that is not set must not switch a safeguard off."""
    ran = repository.run(*arguments.split(), "")
    assert (ran.code, ran.stdout) == (64, "")
    assert "the value is empty" in ran.stderr
    assert repository.root.joinpath("presets.lock.json").exists() is False


def test_an_empty_variable_is_one_that_is_not_set(repository: Repository) -> None:
    env = {"PRESETSYNC_PLAN_OUT": "", "PRESETSYNC_PLAN_TARGET": "", "PRESETSYNC_CONFIG": ""}
    assert repository.run("plan", env=env).code == 0
