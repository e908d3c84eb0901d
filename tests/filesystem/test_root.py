from __future__ import annotations

import os
from pathlib import Path

import pytest

from presetsync.filesystem.root import find_root, git_top

MARKS = ["presetsync.yaml", "presets/a.yaml", "presets.lock.json"]


def put(root: Path, *paths: str) -> None:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).touch()


def below(root: Path, folder: str) -> Path:
    (root / folder).mkdir(parents=True, exist_ok=True)
    return root / folder


@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize("start", [".", "presets", "presets/emails/old", "docs"])
@pytest.mark.parametrize("git", [(), (".git/HEAD",)], ids=["no git", "git"])
def test_the_root_is_found_from_below(
    tmp_path: Path, mark: str, start: str, git: tuple[str, ...]
) -> None:
    root = below(tmp_path, "repository")
    put(root, mark, *git)
    if start.startswith("presets") and mark != "presets/a.yaml":
        start = start.replace("presets", "others")
    assert find_root(below(root, start)) == root


def test_the_nearest_one_is_meant(tmp_path: Path) -> None:
    put(tmp_path, "presetsync.yaml", "services/a/presets/x.yaml", ".git/HEAD")
    assert find_root(below(tmp_path, "services/a/src")) == tmp_path / "services/a"
    assert find_root(below(tmp_path, "services/b")) == tmp_path


def test_nothing_above_the_top_of_the_git_repository_counts(tmp_path: Path) -> None:
    put(tmp_path, "presetsync.yaml", "clone/.git/HEAD", "clone/src/x")
    assert find_root(tmp_path / "clone/src") is None


def test_nothing_above_the_home_folder_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, "presets/a.yaml")
    monkeypatch.setenv("HOME", str(below(tmp_path, "home/ada")))
    start = below(tmp_path, "home/ada/work")
    assert find_root(start) is None
    put(tmp_path, "home/ada/presets/a.yaml")
    assert find_root(start) == tmp_path / "home/ada"


def test_a_folder_named_presets_is_no_root(tmp_path: Path) -> None:
    put(tmp_path, ".git/HEAD", "presets/a.yaml")
    assert find_root(tmp_path / "presets") == tmp_path


only_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")


@only_root
@pytest.mark.parametrize("mark", MARKS)
def test_what_somebody_else_put_above_does_not_count(tmp_path: Path, mark: str) -> None:
    put(tmp_path, mark)
    os.chown(tmp_path / mark.split("/", maxsplit=1)[0], 4711, 4711)
    assert find_root(below(tmp_path, "work")) is None
    assert find_root(tmp_path) == tmp_path


@only_root
def test_one_mark_of_ours_does_not_make_up_for_somebody_elses(tmp_path: Path) -> None:
    put(tmp_path, "presets/a.yaml", "presetsync.yaml")
    os.chown(tmp_path / "presetsync.yaml", 4711, 4711)
    assert find_root(below(tmp_path, "work")) is None


@only_root
def test_the_search_ends_at_somebody_elses_folder(tmp_path: Path) -> None:
    put(tmp_path, "presets/a.yaml")
    start = below(tmp_path, "theirs/ours")
    os.chown(tmp_path / "theirs", 4711, 4711)
    assert find_root(start) is None


@only_root
def test_a_repository_that_somebody_else_made_around_us_is_none(tmp_path: Path) -> None:
    put(tmp_path, "presetsync.yaml", ".git/HEAD")
    os.chown(tmp_path / ".git", 4711, 4711)
    os.chown(tmp_path / "presetsync.yaml", 4711, 4711)
    start = below(tmp_path, "work")
    assert git_top(start) is None
    assert find_root(start) is None
