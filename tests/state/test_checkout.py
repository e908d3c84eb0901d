"""The checkout's OS locks, each held by one process at a time, and their folder."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from presetsync.errors import BusyError, LockError
from presetsync.filesystem.files import RootedPath
from presetsync.state.checkout import ensure_state_folder, exclusive
from tests.rooted import rooted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HOLD = """
import sys
from pathlib import Path
from presetsync.filesystem.files import RootedPath
from presetsync.state.checkout import exclusive
folder = Path(sys.argv[1])
with exclusive(RootedPath(folder.parent, folder.name), "presetsync apply --yes"):
    print("held", flush=True)
    sys.stdin.read()
"""


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


def test_a_second_process_is_refused_by_the_name_of_the_holder(tmp_path: Path) -> None:
    folder = tmp_path / "state"
    with held(folder) as holder:
        with (
            pytest.raises(BusyError) as raised,
            exclusive(rooted(folder), "presetsync apply"),
        ):
            pass
        assert raised.value.message == (
            "another apply is running on this checkout: "
            f"process {holder.pid} (presetsync apply --yes)"
        )
        assert raised.value.hint == "wait for it to finish, or stop it"
    with exclusive(rooted(folder), "presetsync apply"):
        pass


def test_the_lock_of_a_killed_process_is_free(tmp_path: Path) -> None:
    with held(tmp_path) as holder:
        holder.kill()
        assert holder.wait() == -9
    assert (tmp_path / "apply.holder.json").exists()
    with exclusive(rooted(tmp_path), "presetsync apply"):
        pass
    assert not (tmp_path / "apply.holder.json").exists()


def test_one_process_cannot_hold_it_twice(tmp_path: Path) -> None:
    with (
        exclusive(rooted(tmp_path), "first"),
        pytest.raises(BusyError, match=rf"process {os.getpid()} \(first\)$"),
        exclusive(rooted(tmp_path), "second"),
    ):
        pass


def test_the_lock_is_free_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), exclusive(rooted(tmp_path), "first"):
        _ = 1 / 0
    with exclusive(rooted(tmp_path), "second"):
        pass


@pytest.mark.parametrize("note", [None, b"", b"[]", b'{"pid": 5}', b"\xff"])
def test_a_holder_without_a_readable_note_still_holds(tmp_path: Path, note: bytes | None) -> None:
    with exclusive(rooted(tmp_path), "first"):
        file = tmp_path / "apply.holder.json"
        file.unlink()
        if note is not None:
            file.write_bytes(note)
        with (
            pytest.raises(BusyError, match=r"an unknown process$"),
            exclusive(rooted(tmp_path), "second"),
        ):
            pass


def test_the_lock_holds_although_its_note_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "apply.holder.json").mkdir()
    with (
        exclusive(rooted(tmp_path), "first"),
        pytest.raises(BusyError, match=r"an unknown process$"),
        exclusive(rooted(tmp_path), "second"),
    ):
        pass


def test_an_os_lock_that_cannot_be_made_is_a_lock_error(tmp_path: Path) -> None:
    (tmp_path / "apply.lock").mkdir()
    with (
        pytest.raises(LockError, match=rf"^{tmp_path.name} cannot be written: ") as raised,
        exclusive(rooted(tmp_path), "first"),
    ):
        pass
    assert raised.value.hint == "fix the disk, or the permissions of the folder"


def test_the_state_folder_is_invisible_to_git(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "--quiet"], cwd=tmp_path, check=True)
    folder = ensure_state_folder(RootedPath(tmp_path, ".presetsync/deeper"))
    (folder / "sandbox.sqlite3").absolute.touch()
    status = subprocess.run(
        ["git", "status", "--porcelain", "--untracked-files=all"],
        cwd=tmp_path,
        check=True,
        capture_output=True,
    )
    assert status.stdout == b""


def test_the_users_own_gitignore_in_the_state_folder_is_kept(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text("*.lock\n", encoding="utf-8")
    ensure_state_folder(rooted(tmp_path))
    assert (tmp_path / ".gitignore").read_text(encoding="utf-8") == "*.lock\n"


def test_a_state_folder_that_cannot_be_made_is_a_lock_error(tmp_path: Path) -> None:
    (tmp_path / ".presetsync").touch()
    with pytest.raises(LockError, match=r"^\.presetsync cannot be written: File exists$") as raised:
        ensure_state_folder(rooted(tmp_path / ".presetsync"))
    assert raised.value.hint
