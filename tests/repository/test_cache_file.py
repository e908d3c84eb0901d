"""The cache's file is its owner's alone, bounded, and missing without a word where it cannot be."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from presetsync.repository import cache_file
from presetsync.repository.cache_file import path_for, read, write


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the caches are kept."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home/cache"))
    (tmp_path / "home").mkdir()
    return tmp_path / "home/cache/presetsync"


@pytest.fixture
def path(folder: Path) -> Path:
    found = path_for(folder.parents[2] / "root")
    assert found
    assert found.parent == folder.resolve()
    return found


def test_what_is_written_is_read(path: Path) -> None:
    assert read(path) == b""
    write(path, b"one")
    write(path, b"two")

    assert read(path) == b"two"
    assert [*path.parent.iterdir()] == [path]


def test_folder_and_file_are_their_owners_alone(path: Path) -> None:
    before = os.umask(0)
    try:
        write(path, b"one")
    finally:
        os.umask(before)

    assert [each.stat().st_mode & 0o777 for each in (path, path.parent)] == [0o600, 0o700]


@pytest.mark.parametrize("name", ["file", "folder"])
@pytest.mark.parametrize("mode", [0o040, 0o004, 0o020, 0o002, 0o010])
def test_what_others_may_touch_is_not_read(path: Path, name: str, mode: int) -> None:
    write(path, b"one")
    each = path if name == "file" else path.parent
    each.chmod(each.stat().st_mode | mode)

    assert read(path) == b""


def test_nothing_is_written_into_a_folder_that_others_may_touch(path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.parent.chmod(0o755)
    write(path, b"one")

    assert [*path.parent.iterdir()] == []


@pytest.mark.parametrize("name", ["file", "folder"])
def test_the_cache_of_another_user_is_not_read(
    path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    write(path, b"one")
    other = os.geteuid() + 1
    try:
        os.chown(path if name == "file" else path.parent, other, -1)
    except PermissionError:
        monkeypatch.setattr(os, "geteuid", lambda: other)

    assert read(path) == b""


def test_a_link_is_not_read(path: Path, tmp_path: Path) -> None:
    write(path, b"one")
    path.rename(tmp_path / "other")
    path.symlink_to(tmp_path / "other")

    assert read(path) == b""
    write(path, b"two")
    assert (read(path), (tmp_path / "other").read_bytes()) == (b"two", b"one")


def test_what_is_no_file_is_not_read(path: Path) -> None:
    path.mkdir(parents=True, mode=0o700)
    path.parent.chmod(0o700)
    write(path, b"one")
    assert read(path) == b""

    path.rmdir()
    os.mkfifo(path, 0o600)
    assert read(path) == b""


def test_a_file_has_a_largest_size(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache_file, "MAX_BYTES", 3)
    write(path, b"one")
    write(path, b"four")
    assert read(path) == b"one"

    path.write_bytes(b"four")
    assert read(path) == b""


def test_the_oldest_files_go(folder: Path, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache_file, "MAX_FILES", 2)
    write(path, b"one")
    for age, name in enumerate(["left.tmp", "old.json", "new.json"]):
        (folder / name).touch()
        os.utime(folder / name, (age, age))
    write(path, b"two")

    assert {each.name for each in folder.iterdir()} == {path.name, "new.json"}


def test_each_root_has_a_file_of_its_own_by_its_real_path(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "root").mkdir()
    (tmp_path / "link").symlink_to("root")

    assert path_for(tmp_path / "link") == path_for(tmp_path / "root")
    assert path_for(tmp_path / "root") != path_for(tmp_path / "other")
    assert not folder.exists()


@pytest.mark.parametrize("name", ["root", "."])
def test_there_is_no_cache_inside_the_repository(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    root = tmp_path / "root"
    (root / "inside").mkdir(parents=True)
    (tmp_path / "away").symlink_to(root / "inside")
    for inside in (root / "inside", tmp_path / "away"):
        monkeypatch.setenv("XDG_CACHE_HOME", str(inside))
        assert path_for(tmp_path / name) is None


def test_there_is_no_cache_inside_the_git_repository_around_the_root(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "team").mkdir()
    assert path_for(tmp_path / "team")

    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    assert path_for(tmp_path / "team") is None


@pytest.mark.parametrize("home", ["/nonexistent/home", "/dev/null", "/proc/self"])
def test_a_home_that_cannot_be_written_is_no_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, home: str
) -> None:
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", home)
    monkeypatch.chdir(tmp_path)
    found = path_for(tmp_path / "root")
    if found:
        write(found, b"one")
        assert read(found) == b""

    assert [*tmp_path.iterdir()] == []


@pytest.mark.parametrize("home", [None, "relative"])
def test_a_user_without_a_home_has_no_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, home: str | None
) -> None:
    def unknown(_: int) -> None:
        raise KeyError

    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.delenv("HOME")
    if home:
        monkeypatch.setenv("HOME", home)
    monkeypatch.setattr("pwd.getpwuid", unknown)

    assert path_for(tmp_path) is None


def test_a_folder_that_cannot_be_written_is_no_error(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise PermissionError

    # No longer than this: what removes the folder of a test opens it.
    with monkeypatch.context() as patch:
        patch.setattr(os, "open", refused)
        write(path, b"one")

    assert read(path) == b""
