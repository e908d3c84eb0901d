"""The script that installs presetsync for the actions: what a job gets, and when."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest

from tests.actions.job_runner import ELSEWHERE, EVERYTHING, PLAN, Runner, needed_locks

if TYPE_CHECKING:
    from pathlib import Path


def test_the_locked_wheels_and_the_checkout_are_installed_and_nothing_else(either: Runner) -> None:
    is_pip = "PIP_NO_INDEX" in either.environment

    assert either.install() == (0, ELSEWHERE if is_pip else "")

    assert either.installed == PLAN
    assert either.installer("needed") == ("pip" if is_pip else "uv")
    assert either.presetsync("plan", "a b", "*") == "checkout 1 1 plan a b *"


def test_what_only_some_commands_need_is_added_by_the_first_of_them(either: Runner) -> None:
    either.install()
    either.say("changed meanwhile")

    assert either.install(command="apply") == (0, "")

    assert either.installed == EVERYTHING
    assert either.presetsync() == "checkout 1 1", "the rest of the environment is left as it is"
    assert [path.name for path in either.temp.iterdir()] == ["presetsync-venv"]
    either.environment = {"PATH": os.environ["PATH"]}
    for command in ("apply", "plan"):
        assert either.install(command=command) == (0, "")
    assert either.installed == EVERYTHING


def test_a_command_that_needs_everything_gets_it_at_once(either: Runner) -> None:
    assert either.install(command="plan", args="--refresh")[0] == 0

    assert either.installed == EVERYTHING
    assert [path.name for path in either.temp.iterdir()] == ["presetsync-venv"]


def test_uv_leaves_nothing_behind_but_itself_for_a_later_step(runner: Runner) -> None:
    runner.install()

    assert [path.name for path in (runner.temp / "presetsync-uv").iterdir()] == ["uv"]


@pytest.mark.parametrize(
    ("command", "args", "variables", "locks"),
    [
        ("validate", "", "", "plan"),
        ("plan", "--target 'email copy' --max-size 4000", "", "plan"),
        ("plan", "", "PRESETSYNC_PLAN_TARGET", "plan"),
        ("lock admit", "", "", "plan"),
        ("lock merge", "", "", "plan"),
        ("plan", "--target a --refresh", "", "plan server"),
        ("plan --refresh", "", "", "plan server"),
        ("plan", "--'re'f\\resh", "", "plan server"),
        ("plan", "", "PRESETSYNC_PLAN_REFRESH", "plan server"),
        ("plan", "", "PRESETSYNC_SANDBOX", "plan server"),
        ("plan", "--sandbox", "", "plan server"),
        ("--sandbox plan", "", "", "plan server"),
        ("lock rebuild", "", "", "plan server"),
        ("apply", "", "", "plan server"),
        ("status", "", "", "plan server"),
        ("models check", "", "", "plan server"),
        ("planned", "", "", "plan server"),
        (" plan", "", "", "plan server"),
        ("", "", "", "plan server"),
    ],
)
def test_what_is_not_known_to_ask_no_server_gets_everything(
    command: str, args: str, variables: str, locks: str
) -> None:
    environment = {"PATH": os.environ["PATH"], **dict.fromkeys(variables.split(), "1")}

    assert needed_locks(command, args, environment) == locks.split()


def test_a_job_installs_once_and_another_checkout_anew(either: Runner, tmp_path: Path) -> None:
    either.install()
    either.say("changed meanwhile")
    before = either.environment
    either.environment = {"PATH": os.environ["PATH"], "PIP_NO_INDEX": "1"}

    assert either.install() == (0, "")
    assert either.presetsync() == "checkout 1 1"

    either.environment = before
    either.action = either.action.rename(tmp_path / "another release of it")
    assert either.install()[0] == 0
    assert either.presetsync() == "changed meanwhile 1 1"


def test_a_version_is_installed_in_place_of_the_checkout(runner: Runner) -> None:
    runner.publish("7.0")
    runner.publish("8.0")
    elsewhere = {"PIP_TARGET": "/nowhere", "PIP_PREFIX": "/nowhere", "PIP_ROOT": "/nowhere"}
    runner.environment |= {"PIP_USER": "1", "PIP_DRY_RUN": "1", **elsewhere}

    for version, said in [("presetsync==7.0", "published 7.0 2 1"), ("", "checkout 1 1")]:
        assert runner.install(version=version) == (0, "")
        assert runner.presetsync() == said
    assert runner.install(version="presetsync>=7,<8")[0] == 0
    assert runner.presetsync() == "published 7.0 2 1"
    assert runner.install(version="presetsync>=7,<8", command="apply") == (0, "")


@pytest.mark.parametrize(
    "version", ["presetsync==9.0", "--requirement=some", "--target=/x presetsync", ";x"]
)
def test_a_version_that_pip_does_not_find_is_an_error(runner: Runner, version: str) -> None:
    runner.publish("7.0")
    (runner.repository / "some").write_text("presetsync\n", encoding="utf-8")

    code, said = runner.install(version=version)

    assert code == 1
    assert said.splitlines()[-1] == (
        "::error::pip cannot install what the input version names: see its message above"
    )


def test_an_old_python_is_named(runner: Runner, tmp_path: Path) -> None:
    python = tmp_path / "python3.10"
    python.write_text(
        f"#!/bin/sh\n[ \"$2\" != -c ] || exec '{sys.executable}' -c 'raise SystemExit(1)'\n"
        f"exec '{sys.executable}' \"$@\"\n",
        encoding="utf-8",
    )
    python.chmod(0o755)

    assert runner.install(python=str(python)) == (
        1,
        "::error::presetsync needs Python 3.11 or newer: change the input python-version\n",
    )
    assert list(runner.temp.iterdir()) == []


def test_a_runner_with_windows_is_named(runner: Runner) -> None:
    runner.environment["RUNNER_OS"] = "Windows"

    assert runner.install() == (
        1,
        "::error::presetsync's actions need a runner with Linux or macOS\n",
    )


def test_a_folder_that_takes_nothing_is_named(runner: Runner) -> None:
    runner.temp = runner.repository / "file"
    runner.temp.touch()

    code, said = runner.install()

    assert code == 1
    assert f"::error::nothing can be installed in RUNNER_TEMP, {runner.temp}" in said
