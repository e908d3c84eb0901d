"""git is asked, and is never a program that a repository brings."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from presetsync.git import git

if TYPE_CHECKING:
    from pathlib import Path

POSIX = pytest.mark.skipif(os.name != "posix", reason="the programs here are shell scripts")


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True)
    return tmp_path


def test_what_git_prints_is_returned_and_a_failure_is_none(clone: Path) -> None:
    assert git.output(clone, "rev-parse", "--is-inside-work-tree") == b"true\n"
    assert git.output(clone, "rev-parse", "--verify", "--quiet", "HEAD") is None


def test_git_reads_what_it_is_given(clone: Path) -> None:
    arguments = ("hash-object", "--stdin")
    assert git.output(clone, *arguments) == b"e69de29bb2d1d6434b8b29ae775ad8c2e48c5391\n"
    given = git.output(clone, *arguments, given=b"one\n")
    assert given == b"5626abf0f72e58d7a153368ba57db4c673c0e171\n"


def test_where_git_is_not_installed_there_is_no_answer(
    clone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", os.devnull)
    assert git.run(clone, "status") is None


@POSIX
@pytest.mark.parametrize("folder", ["", ".", "bin"])
def test_a_git_of_the_current_folder_is_not_run(
    clone: Path, folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place in (clone, clone / "bin"):
        place.mkdir(exist_ok=True)
        (place / "git").write_text("#!/bin/sh\ntouch ran\n")
        (place / "git").chmod(0o755)
    real = os.path.dirname(shutil.which("git") or "")  # noqa: PTH120 - PATH has texts
    monkeypatch.chdir(clone)
    monkeypatch.setenv("PATH", os.pathsep.join([folder, real]))

    assert git.output(clone, "rev-parse", "--is-inside-work-tree") == b"true\n"
    assert not (clone / "ran").exists()


@POSIX
def test_a_program_that_a_configuration_names_is_not_run(clone: Path) -> None:
    (clone / "monitor").write_text("#!/bin/sh\ntouch ran\n")
    (clone / "monitor").chmod(0o755)
    subprocess.run(
        ["git", "-C", str(clone), "config", "core.fsmonitor", str(clone / "monitor")], check=True
    )
    (clone / "file").touch()

    assert git.output(clone, "status", "--porcelain") is not None
    assert not (clone / "ran").exists()
