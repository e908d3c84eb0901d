"""The exit codes of the contract: 0, 1, 2 on request, 64 and 130."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NoReturn

import pytest

from presetsync import __version__
from presetsync.cli import main
from tests.processes import shell
from tests.repositories import INTERNAL_ERROR, Repository, run_here


def test_help_and_version_exit_0(repository: Repository) -> None:
    assert repository.run("--help").code == 0
    version = repository.run("--version")
    assert (version.code, version.stdout) == (0, f"presetsync {__version__}\n")


def test_plan_exits_0_with_changes_unless_asked_for_detail(repository: Repository) -> None:
    assert repository.run("plan").code == 0
    assert repository.run("plan", "--detailed-exitcode").code == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ("plan", "--no-such-option"),
        ("no-such-command",),
        ("apply", "--parallelism", "0"),
        ("plan", "--format", "xml"),
        ("plan", "--target", "nobody"),
        ("-q", "-v", "plan"),
        ("-C", "nowhere", "plan"),
        ("schema", "completions"),
    ],
    ids=" ".join,
)
def test_wrong_usage_exits_64(repository: Repository, arguments: tuple[str, ...]) -> None:
    finished = repository.run(*arguments)

    assert finished.code == 64
    assert finished.stdout == ""
    assert finished.stderr
    assert "Traceback" not in finished.stderr


def test_of_a_command_that_is_misspelt_the_nearest_is_named() -> None:
    finished = run_here("plann")
    assert finished.code == 64
    assert "Did you mean 'plan'?" in finished.stderr


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (("--format", "json", "plan"), "an option of import, validate, plan, try, apply, status"),
        (("--explain", "x", "validate"), "an option of validate: write it after the command"),
        (("--formatt", "plan"), "see presetsync --help"),
    ],
)
def test_an_option_before_its_command_is_an_error_that_names_its_place(
    arguments: tuple[str, ...], hint: str
) -> None:
    finished = run_here(*arguments)
    assert finished.code == 64
    assert hint in finished.stderr


@pytest.mark.parametrize(
    ("arguments", "command"),
    [
        ("validate --explain", "presetsync validate"),
        ("plan --report", "presetsync plan"),
        ("plan --target", "presetsync plan"),
        ("models check --format", "presetsync models check"),
        ("apply --env", "presetsync apply"),
        ("--env", "presetsync"),
    ],
)
def test_an_option_without_its_value_is_an_error_of_its_command(
    arguments: str, command: str
) -> None:
    finished = run_here(*arguments.split())
    assert finished.code == 64
    assert "' requires an argument.\n" in finished.stderr
    assert f"    see {command} --help\n" in finished.stderr


def test_a_missing_key_exits_64_and_names_the_variable(repository: Repository) -> None:
    finished = repository.run("apply", "--yes", env={"OPENROUTER_API_KEY": ""})

    assert finished.code == 64
    assert "OPENROUTER_API_KEY is not set" in finished.stderr


def test_a_wrong_key_exits_1_and_is_never_printed(repository: Repository) -> None:
    finished = repository.run("-v", "apply", "--yes", env={"OPENROUTER_API_KEY": "sk-or-wrong-key"})

    assert finished.code == 1
    assert "401" in finished.stderr
    assert "sk-or-wrong-key" not in finished.stdout + finished.stderr


def test_a_plain_http_base_url_is_refused_before_the_key_is_sent(repository: Repository) -> None:
    finished = repository.run(
        "apply", "--yes", env={"OPENROUTER_BASE_URL": "http://example.com/api/v1"}
    )

    assert finished.code == 64
    assert "https" in finished.stderr


def test_without_a_terminal_apply_refuses_to_go_on_unasked(repository: Repository) -> None:
    finished = repository.run("apply")

    assert finished.code == 1
    assert "--yes" in finished.stderr
    assert "create copywriter" in finished.stdout


def test_a_server_that_cannot_be_reached_exits_1(repository: Repository) -> None:
    finished = repository.run(
        "apply", "--yes", env={"OPENROUTER_BASE_URL": "http://127.0.0.1:9/v1"}
    )

    assert finished.code == 1
    assert "cannot connect to 127.0.0.1:9: Connection refused" in finished.stderr
    assert not (repository.root / "presets.lock.json").exists()


@pytest.mark.parametrize(
    ("arguments", "env"), [(["-v"], {}), ([], {"PRESETSYNC_VERBOSE": "1"})], ids=["-v", "variable"]
)
def test_details_name_the_cause_of_a_failure(
    repository: Repository, arguments: list[str], env: dict[str, str]
) -> None:
    (repository.root / "presets.lock.json").write_bytes(b"\xff")

    finished = repository.run(*arguments, "plan", env=env)

    assert "caused by UnicodeDecodeError" in finished.stderr


def test_a_folder_without_presets_exits_64(tmp_path: Path) -> None:
    finished = Repository(tmp_path).run("plan")

    assert finished.code == 64
    assert "there is no folder presets" in finished.stderr


@pytest.mark.parametrize("command", ["plan", "apply", "validate"])
def test_an_invalid_configuration_names_line_and_column(
    repository: Repository, command: str
) -> None:
    repository.write("presetsync.yaml", "presets: presets\nparalelism: 4\n")

    finished = repository.run(command)

    assert finished.code == 1
    assert "presetsync.yaml:2:1" in finished.stdout + finished.stderr
    assert "Did you mean `parallelism`?" in finished.stdout + finished.stderr


@pytest.mark.parametrize("command", [["plan"], ["apply", "--yes"]], ids=" ".join)
@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "line 1, column 2: not valid JSON"),
        ('{"lock_version": 2}', "lock_version is 2"),
        ("<<<<<<< HEAD\n{}\n=======\n{}\n>>>>>>> b\n", "line 1 is a git conflict marker"),
    ],
)
def test_a_damaged_lock_stops_every_command_and_is_left_alone(
    repository: Repository, command: list[str], content: str, message: str
) -> None:
    lock = repository.write("presets.lock.json", content)

    finished = repository.run(*command)

    assert finished.code == 1
    assert f"presets.lock.json: {message}" in finished.stderr
    assert lock.read_text() == content


@pytest.mark.parametrize("arguments", [("validate", "x" * 300), ("validate", "y" * 5000)])
def test_what_only_the_system_refuses_is_an_error_in_words(
    repository: Repository, arguments: tuple[str, ...]
) -> None:
    ended = repository.run(*arguments)

    assert ended.code == 1
    assert not ended.is_crash
    assert "File name too long" in ended.stdout + ended.stderr


@pytest.mark.skipif(os.name != "posix", reason="this system keeps folders that are in use")
def test_a_folder_that_is_gone_is_an_error_in_words(tmp_path: Path) -> None:
    script = "mkdir gone && cd gone && rmdir ../gone && presetsync plan"
    ended = shell(Repository(tmp_path), script, PYTHONSAFEPATH="1")

    assert ended.returncode == 1
    assert ended.stderr == (
        b"presetsync: No such file or directory\n    check the file and its permissions\n"
    )


@pytest.mark.parametrize("arguments", [["plan"], ["-v", "plan"]], ids=" ".join)
def test_an_internal_error_says_so_and_what_to_report(
    monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    def fail(**_: object) -> NoReturn:
        raise RuntimeError("boom")

    monkeypatch.setattr(main.cli, "main", fail)
    ended = run_here(*arguments)

    assert ended.code == 1
    assert ended.is_crash
    assert f"presetsync: {INTERNAL_ERROR}: RuntimeError: boom\n" in ended.stderr
    assert "report it as an issue" in ended.stderr
