"""The lock file on disk: read whole and replaced whole."""

from __future__ import annotations

import errno
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from presetsync.errors import LockError
from presetsync.state import lockfile
from presetsync.state.lock import Lock, dump
from tests.builders import make_lock, make_preset
from tests.disks import failing, os_error
from tests.rooted import rooted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

OLD, NEW = make_lock(make_preset("a")), make_lock(make_preset("a"), make_preset("b"))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "presets.lock.json"


def read(path: Path) -> Lock:
    (lock,) = lockfile.read_sides(rooted(path), conflicts=False)
    return lock


def test_no_file_is_an_empty_lock(path: Path) -> None:
    assert read(path) == Lock()


def test_what_is_written_is_read(path: Path) -> None:
    lockfile.write(rooted(path), NEW)
    assert read(path) == NEW
    assert path.read_bytes() == dump(NEW)


def test_line_breaks_of_another_system_do_not_matter(path: Path) -> None:
    path.write_bytes(dump(NEW).replace(b"\n", b"\r\n"))
    assert read(path) == NEW


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(b"", "line 1, column 1: not valid JSON", id="empty"),
        pytest.param(dump(NEW)[:-200], "not valid JSON", id="cut off"),
        pytest.param(b'{"lock_version": 1,\n<<<<<<< a\n', "line 2 is a git conflict", id="merge"),
        pytest.param(b'{"lock_version": 7}', "lock_version is 7", id="newer"),
        pytest.param(b"\xff\xfe{}", "is not UTF-8", id="UTF-16"),
        pytest.param(dump(NEW).replace(b"m/one", b"m/\xe9"), "is not UTF-8", id="latin-1"),
        pytest.param(dump(NEW).replace(b"m/one", b"\xed\xa0\x80"), "is not UTF-8", id="surrogate"),
        pytest.param(dump(NEW).replace(b'"sent"', b'"send"'), "'sent' is missing", id="member"),
    ],
)
def test_a_damaged_file_is_refused_by_name_and_left_alone(
    path: Path, content: bytes, message: str
) -> None:
    path.write_bytes(content)
    with pytest.raises(LockError) as raised:
        read(path)
    assert raised.value.message.startswith("presets.lock.json")
    assert message in raised.value.message
    assert raised.value.hint
    assert path.read_bytes() == content


def test_a_folder_in_its_place_is_refused(path: Path) -> None:
    path.mkdir()
    with pytest.raises(LockError, match=r"^presets.lock.json cannot be read: Is a directory$") as e:
        read(path)
    assert e.value.hint
    with pytest.raises(LockError, match=r"^presets.lock.json cannot be written"):
        lockfile.write(rooted(path), NEW)
    assert [*path.parent.iterdir()] == [path]


@pytest.mark.skipif(
    getattr(os, "geteuid", int)() == 0, reason="root, and any user of Windows, may read everything"
)
def test_a_file_that_may_not_be_read_is_refused(path: Path) -> None:
    path.write_bytes(dump(NEW))
    path.chmod(0)
    with pytest.raises(LockError, match="Permission denied") as raised:
        read(path)
    assert raised.value.hint


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EROFS])
@pytest.mark.parametrize("call", ["open", "write", "sync", "replace"])
def test_a_disk_that_refuses_leaves_the_old_lock_and_nothing_else(
    path: Path, call: str, number: int
) -> None:
    lockfile.write(rooted(path), OLD)
    with failing(call, os_error(number)), pytest.raises(LockError) as raised:
        lockfile.write(rooted(path), NEW)
    assert raised.value.message == f"presets.lock.json cannot be written: {os.strerror(number)}"
    assert "nothing is lost" in raised.value.hint
    assert read(path) == OLD
    assert [*path.parent.iterdir()] == [path]


@contextmanager
def files_no_longer_than(size: int) -> Iterator[None]:
    """Make the system refuse to write a file past this size, as a full disk would."""
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_write_that_ends_midway_leaves_the_old_lock_and_nothing_else(path: Path) -> None:
    lockfile.write(rooted(path), OLD)
    with (
        files_no_longer_than(200),
        pytest.raises(LockError, match=r"^presets.lock.json cannot be written: File too large$"),
    ):
        lockfile.write(rooted(path), NEW)
    assert read(path) == OLD
    assert [*path.parent.iterdir()] == [path]


def test_what_a_killed_process_left_of_a_write_is_gone_after_the_next(path: Path) -> None:
    (path.parent / ".presets.lock.json.0123456789abcdef.tmp").write_text("{")
    others = [".presets.lock.json.mine.tmp", ".presets.lock.json.journal.0123456789abcdef.tmp"]
    for name in others:
        (path.parent / name).touch()
    lockfile.write(rooted(path), NEW)
    assert {file.name for file in path.parent.iterdir()} == {path.name, *others}


def test_a_folder_that_is_missing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LockError, match="No such file or directory"):
        lockfile.write(rooted(tmp_path / "missing" / "presets.lock.json"), NEW)
