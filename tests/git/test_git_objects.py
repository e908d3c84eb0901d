"""Objects of git, read with one process."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from presetsync.git import git, git_objects
from presetsync.git.git_objects import open_objects
from tests.clones import Clone


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    clone = Clone(tmp_path).init()
    clone.write("a", "one\n")
    clone.write("ä b", "")
    clone.write("large", "x" * 1000)
    clone.commit()
    return clone


def test_objects_are_read_one_after_the_other(clone: Clone) -> None:
    with open_objects(clone.root) as objects:
        assert objects
        assert objects.read("HEAD:a") == b"one\n"
        assert objects.read("HEAD:missing") is None
        assert objects.read("HEAD:ä b") == b""
        assert objects.read("HEAD:a\nHEAD:a") is None
        assert objects.read("HEAD:\ud800") is None
        assert objects.read("f" * 40) is None
        assert objects.read("HEAD:a") == b"one\n"


def test_an_object_has_an_id(clone: Clone) -> None:
    with open_objects(clone.root) as objects:
        assert objects
        assert objects.id_of("HEAD") == clone.git("rev-parse", "HEAD")
        assert objects.id_of("missing") is None


def test_what_is_too_large_is_passed_over(clone: Clone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(git_objects, "MAX_BYTES", 999)
    with open_objects(clone.root) as objects:
        assert objects
        assert objects.read("HEAD:large") is None
        assert objects.read("HEAD:a") == b"one\n"


def test_where_git_ends_there_is_nothing(tmp_path: Path) -> None:
    with open_objects(tmp_path) as objects:
        assert objects
        assert [objects.read("HEAD:a") for _ in range(3)] == [None] * 3


def test_reading_ends_after_a_while(clone: Clone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(git, "TIMEOUT_SECONDS", 0)
    with open_objects(clone.root) as objects:
        assert objects
        # The process is killed before it starts to answer, or soon after.
        assert any(objects.read("HEAD:a") is None for _ in range(100_000))


def test_where_git_does_not_start_there_are_no_objects(
    clone: Clone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(git, "command_line", lambda *_: [str(clone.root / "a")])
    with open_objects(clone.root) as objects:
        assert objects is None


def test_where_git_is_not_installed_there_are_no_objects(
    clone: Clone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", os.devnull)
    with open_objects(clone.root) as objects:
        assert objects is None
