"""Several files are written together: all of them, or none."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from presetsync.errors import PresetsyncError
from presetsync.repository.file_changes import FileChange, write_together
from tests.disks import Call, os_error, watched

OLD, NEW = b"old", b"new"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "old").write_bytes(OLD)
    return tmp_path


def content(root: Path) -> dict[str, bytes]:
    files = (path for path in root.rglob("*") if path.is_file())
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in files}


CHANGES = (
    FileChange("prompts/new.md", None, NEW),
    FileChange("old", OLD, NEW),
    FileChange("new", None, NEW),
)


def test_files_are_created_and_changed_with_their_folders(root: Path) -> None:
    write_together(root, CHANGES)

    assert content(root) == {"prompts/new.md": NEW, "old": NEW, "new": NEW}


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("old", "old changed in the meantime"),
        ("new", "new was created in the meantime"),
        ("prompts/new.md", "prompts/new.md was created in the meantime"),
    ],
)
def test_a_file_that_changed_is_not_overwritten(root: Path, path: str, reason: str) -> None:
    (root / "prompts").mkdir()
    (root / path).write_bytes(b"theirs")
    before = content(root)

    with pytest.raises(PresetsyncError, match=f"^{reason}$") as raised:
        write_together(root, CHANGES)

    assert content(root) == before
    assert raised.value.hint == "run the command again"


def test_a_broken_link_takes_a_name(root: Path) -> None:
    (root / "new").symlink_to("nothing")

    with pytest.raises(PresetsyncError, match=r"^new is a link$"):
        write_together(root, CHANGES)

    assert content(root) == {"old": OLD}


@pytest.mark.parametrize(
    "changes", [CHANGES[:1], (CHANGES[1], CHANGES[0]), (*CHANGES[1:], CHANGES[0])]
)
def test_a_file_in_the_place_of_a_folder_leaves_nothing_to_restore(
    root: Path, changes: tuple[FileChange, ...]
) -> None:
    (root / "prompts").write_bytes(b"theirs")
    before = content(root)

    with pytest.raises(PresetsyncError) as raised:
        write_together(root, changes)

    assert raised.value.message == "prompts/new.md cannot be written: Not a directory"
    assert content(root) == before


def changing_calls(root: Path) -> list[str]:
    calls: list[str] = []
    with watched(lambda call: calls.append(call.name)):
        write_together(root, CHANGES)
    return calls


def test_whatever_call_fails_once_everything_is_as_it_was(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    def fresh() -> Path:
        root = tmp_path_factory.mktemp("root")
        (root / "old").write_bytes(OLD)
        return root

    total = len(changing_calls(fresh()))
    for at in range(total):
        root, numbers = fresh(), iter(range(10 * total))

        def fail(_: Call, at: int = at, numbers: object = numbers) -> None:
            if next(numbers) == at:  # type: ignore[call-overload]
                raise os_error(errno.ENOSPC)

        with watched(fail), pytest.raises(PresetsyncError, match="cannot be written"):
            write_together(root, CHANGES)
        assert content(root) == {"old": OLD}, at


def test_what_cannot_be_restored_is_named(root: Path) -> None:
    broken = False

    def fail(call: Call) -> None:
        nonlocal broken
        broken = broken or (call.name == "replace" and (root / "old").read_bytes() == NEW)
        if broken:
            raise os_error(errno.EROFS)

    with watched(fail), pytest.raises(PresetsyncError) as raised:
        write_together(root, CHANGES)

    assert raised.value.message == (
        "new cannot be written: Read-only file system; old, prompts/new.md could not be restored"
    )
    assert "restore the others from git" in raised.value.hint
    left = {name: data for name, data in content(root).items() if not name.endswith(".tmp")}
    assert left == {"prompts/new.md": NEW, "old": NEW}
