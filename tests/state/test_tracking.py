"""Whether git tracks a file, with git and without it."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from presetsync.errors import LockError
from presetsync.filesystem.files import RootedPath
from presetsync.state.tracking import is_tracked

if TYPE_CHECKING:
    from pathlib import Path

JOURNAL = "presets.lock.json.journal"


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", "-C", str(folder), *arguments], check=True, capture_output=True)


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A repository that tracks a journal in each of two folders, and one that it does not."""
    git(tmp_path, "init", "--quiet")
    for folder in ("", "team a/", "own/"):
        (tmp_path / folder).mkdir(exist_ok=True)
        (tmp_path / folder / JOURNAL).touch()
    git(tmp_path, "add", JOURNAL, f"team a/{JOURNAL}")
    return tmp_path


@pytest.fixture(params=["git", "no git"])
def _with_and_without_git(
    clone: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert clone.exists()  # made while git was there
    if request.param == "no git":
        monkeypatch.setenv("PATH", os.devnull)


@pytest.mark.usefixtures("_with_and_without_git")
@pytest.mark.parametrize(
    ("root", "path", "expected"),
    [
        (".", JOURNAL, True),
        ("team a", JOURNAL, True),
        (".", f"team a/{JOURNAL}", True),
        (".", JOURNAL.upper(), True),
        ("own", JOURNAL, False),
        (".", "*", False),
        (".", "own", False),
    ],
)
def test_the_index_decides_from_whichever_root(
    clone: Path,
    root: str,
    path: str,
    expected: bool,  # noqa: FBT001
) -> None:
    assert is_tracked(RootedPath(clone / root, path)) is expected


@pytest.mark.parametrize("search_path", [os.environ["PATH"], os.devnull], ids=["git", "no git"])
def test_only_a_whole_path_of_the_index_counts(
    clone: Path, monkeypatch: pytest.MonkeyPatch, search_path: str
) -> None:
    """Names of one byte are in the times, the digests and the ends of longer paths too."""
    git(clone, "update-index", "--force-remove", JOURNAL)
    for number in range(300):
        (clone / f"{number}-{'x' * (number % 9)}").write_text(str(number))
    git(clone, "add", "--intent-to-add", "1-x")  # an entry with extended flags: version 3
    git(clone, "add", "[02-9]*")
    monkeypatch.setenv("PATH", search_path)
    for name in ("7-" + "x" * 7, "1-x", f"team a/{JOURNAL}"):
        assert is_tracked(RootedPath(clone, name))
    for name in (JOURNAL, *map(chr, range(33, 127)), "a/" + JOURNAL):
        if name not in "./\\":
            assert not is_tracked(RootedPath(clone, name)), name


@pytest.mark.usefixtures("_with_and_without_git")
def test_a_linked_folder_is_looked_up_where_it_leads(clone: Path) -> None:
    (clone / "link").symlink_to("team a")
    assert is_tracked(RootedPath(clone, f"link/{JOURNAL}"))


def test_without_a_repository_no_program_is_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subprocess, "run", None)
    assert not is_tracked(RootedPath(tmp_path, JOURNAL))


def test_an_empty_repository_tracks_nothing_even_without_git(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    git(tmp_path, "init", "--quiet")
    monkeypatch.setenv("PATH", os.devnull)
    assert not is_tracked(RootedPath(tmp_path, JOURNAL))


@pytest.mark.parametrize("version", ["4", "split", "cut"])
def test_an_index_that_only_git_reads_is_not_guessed_at(
    clone: Path, monkeypatch: pytest.MonkeyPatch, version: str
) -> None:
    if version == "cut":
        index = clone / ".git/index"
        index.write_bytes(index.read_bytes()[:100])
    else:
        option = ["--split-index"] if version == "split" else ["--index-version", version]
        git(clone, "update-index", *option)
        assert is_tracked(RootedPath(clone, JOURNAL))
    monkeypatch.setenv("PATH", os.devnull)
    with pytest.raises(
        LockError, match=r"^cannot tell whether git tracks .*: git is not installed"
    ) as raised:
        is_tracked(RootedPath(clone, JOURNAL))
    assert raised.value.hint


def test_what_git_refuses_to_say_is_not_guessed_at(tmp_path: Path) -> None:
    (tmp_path / ".git").write_text("gitdir: nowhere")
    with pytest.raises(LockError, match=r"^cannot tell whether git tracks .*: git says: fatal: "):
        is_tracked(RootedPath(tmp_path, JOURNAL))


@pytest.mark.skipif(os.name != "posix", reason="a shell script")
def test_the_program_is_not_taken_from_the_repository(
    clone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (clone / "git").write_text("#!/bin/sh\ntouch run\nexit 1\n")
    (clone / "git").chmod(0o755)
    monkeypatch.setenv("PATH", f".{os.pathsep}{os.environ['PATH']}")
    monkeypatch.chdir(clone)
    assert is_tracked(RootedPath(clone, JOURNAL))
    assert not (clone / "run").exists()
