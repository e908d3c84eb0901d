"""The lock file on disk: read whole, replaced whole, held by one process at a time."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from presetsync.errors import BusyError, LockError
from presetsync.files import RootedPath
from presetsync.state import lockfile
from presetsync.state.lock import Lock, dump
from tests.builders import make_lock, make_preset
from tests.disks import failing, os_error
from tests.rooted import rooted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

OLD, NEW = make_lock(make_preset("a")), make_lock(make_preset("a"), make_preset("b"))

HOLD = """
import sys
from pathlib import Path
from presetsync.files import RootedPath
from presetsync.state.lockfile import exclusive
folder = Path(sys.argv[1])
with exclusive(RootedPath(folder.parent, folder.name), "presetsync apply --yes"):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "presets.lock.json"


def test_no_file_is_an_empty_lock(path: Path) -> None:
    assert lockfile.read(rooted(path)) == Lock()


def test_what_is_written_is_read(path: Path) -> None:
    lockfile.write(rooted(path), NEW)
    assert lockfile.read(rooted(path)) == NEW
    assert path.read_bytes() == dump(NEW)


def test_line_breaks_of_another_system_do_not_matter(path: Path) -> None:
    path.write_bytes(dump(NEW).replace(b"\n", b"\r\n"))
    assert lockfile.read(rooted(path)) == NEW


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
        lockfile.read(rooted(path))
    assert raised.value.message.startswith("presets.lock.json")
    assert message in raised.value.message
    assert raised.value.hint
    assert path.read_bytes() == content


def test_a_folder_in_its_place_is_refused(path: Path) -> None:
    path.mkdir()
    with pytest.raises(LockError, match=r"^presets.lock.json cannot be read: Is a directory$") as e:
        lockfile.read(rooted(path))
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
        lockfile.read(rooted(path))
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
    assert lockfile.read(rooted(path)) == OLD
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
    assert lockfile.read(rooted(path)) == OLD
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


@contextmanager
def held(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the checkout's lock until its input ends."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == "held\n"
        yield process


def test_a_second_process_is_refused_and_told_who_holds_the_lock(tmp_path: Path) -> None:
    folder = tmp_path / "state"
    with held(folder) as holder:
        with (
            pytest.raises(BusyError) as raised,
            lockfile.exclusive(rooted(folder), "presetsync apply"),
        ):
            pass
        assert raised.value.message == (
            "another apply is running on this checkout: "
            f"process {holder.pid} (presetsync apply --yes)"
        )
        assert raised.value.hint == "wait for it, or end it; its lock goes with it"
    with lockfile.exclusive(rooted(folder), "presetsync apply"):
        pass


def test_the_lock_of_a_killed_process_is_free(tmp_path: Path) -> None:
    with held(tmp_path) as holder:
        holder.kill()
        assert holder.wait() == -9
    assert (tmp_path / "apply.holder.json").exists()
    with lockfile.exclusive(rooted(tmp_path), "presetsync apply"):
        pass
    assert not (tmp_path / "apply.holder.json").exists()


def test_one_process_cannot_hold_it_twice(tmp_path: Path) -> None:
    with (
        lockfile.exclusive(rooted(tmp_path), "first"),
        pytest.raises(BusyError, match=rf"process {os.getpid()} \(first\)$"),
        lockfile.exclusive(rooted(tmp_path), "second"),
    ):
        pass


def test_the_lock_is_free_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), lockfile.exclusive(rooted(tmp_path), "first"):
        _ = 1 / 0
    with lockfile.exclusive(rooted(tmp_path), "second"):
        pass


@pytest.mark.parametrize("note", [None, b"", b"[]", b'{"pid": 5}', b"\xff"])
def test_a_holder_without_a_readable_name_still_holds(tmp_path: Path, note: bytes | None) -> None:
    with lockfile.exclusive(rooted(tmp_path), "first"):
        file = tmp_path / "apply.holder.json"
        file.unlink()
        if note is not None:
            file.write_bytes(note)
        with (
            pytest.raises(BusyError, match=r"its process left no name$"),
            lockfile.exclusive(rooted(tmp_path), "second"),
        ):
            pass


def test_a_name_that_cannot_be_written_does_not_hinder_the_lock(tmp_path: Path) -> None:
    (tmp_path / "apply.holder.json").mkdir()
    with (
        lockfile.exclusive(rooted(tmp_path), "first"),
        pytest.raises(BusyError, match=r"its process left no name$"),
        lockfile.exclusive(rooted(tmp_path), "second"),
    ):
        pass


def test_where_the_os_lock_cannot_be_had_it_is_a_lock_error(tmp_path: Path) -> None:
    (tmp_path / "apply.lock").mkdir()
    with (
        pytest.raises(LockError, match=rf"^{tmp_path.name} cannot be written: ") as raised,
        lockfile.exclusive(rooted(tmp_path), "first"),
    ):
        pass
    assert raised.value.hint == "fix the disk, or the permissions of the folder"


def test_the_state_folder_is_invisible_to_git(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "--quiet"], cwd=tmp_path, check=True)
    folder = lockfile.state_folder(RootedPath(tmp_path, ".presetsync/deeper"))
    (folder / "sandbox.sqlite3").absolute.touch()
    status = subprocess.run(
        ["git", "status", "--porcelain", "--untracked-files=all"],
        cwd=tmp_path,
        check=True,
        capture_output=True,
    )
    assert status.stdout == b""


def test_what_the_user_says_to_git_of_the_state_folder_is_kept(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text("*.lock\n", encoding="utf-8")
    lockfile.state_folder(rooted(tmp_path))
    assert (tmp_path / ".gitignore").read_text(encoding="utf-8") == "*.lock\n"


def test_a_state_folder_that_cannot_be_made_is_a_lock_error(tmp_path: Path) -> None:
    (tmp_path / ".presetsync").touch()
    with pytest.raises(LockError, match=r"^\.presetsync cannot be written: File exists$") as raised:
        lockfile.state_folder(rooted(tmp_path / ".presetsync"))
    assert raised.value.hint
