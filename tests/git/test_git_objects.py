"""Objects of git, read with one process."""

from __future__ import annotations

import os
from io import BytesIO
from pathlib import Path

import pytest

from presetsync.git import git, git_objects
from presetsync.git.git_objects import Objects, open_objects
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


def test_git_looks_for_the_next_object_while_one_is_used(clone: Clone) -> None:
    names = ["HEAD:a", "HEAD:missing", "a\nb", "HEAD:large", "HEAD:large", "HEAD:ä b"]
    with open_objects(clone.root) as objects:
        assert objects
        whole = ["one\n", None, None, "x" * 1000, "x" * 1000, ""]
        contents = [None if text is None else text.encode() for text in whole]
        each = objects.read_each(names)
        assert [content and bytes(content) for content in each] == contents
        assert [*objects.read_each([])] == []

    first, second = (f"{digit * 40} blob 1\n{digit}\n".encode() for digit in "12")
    asked = BytesIO()
    some = Objects(asked, BytesIO(first + second)).read_each(["one", "two", "three"])
    assert next(some) == bytearray(b"1")
    assert asked.getvalue() == b"one\ntwo\n"


def test_a_content_holds_until_the_second_one_after_it_is_read(clone: Clone) -> None:
    with open_objects(clone.root) as objects:
        assert objects
        each = objects.read_each(["HEAD:large", "HEAD:missing", "HEAD:a", "HEAD:large"])
        first, missing, second = next(each), next(each), next(each)
        assert (first, missing, second) == (bytearray(b"x" * 1000), None, bytearray(b"one\n"))
        assert next(each) is first  # no new memory


def test_who_stops_amid_objects_reads_what_is_asked_for_next(clone: Clone) -> None:
    with open_objects(clone.root) as objects:
        assert objects
        assert next(objects.read_each(["HEAD:ä b", "HEAD:large", "HEAD:a"])) == bytearray()
        assert objects.read("HEAD:a") == b"one\n"
        assert next(objects.read_each(["HEAD:ä b", "HEAD:large", "HEAD:a"])) == bytearray()
        assert objects.read("HEAD:large") == b"x" * 1000


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
