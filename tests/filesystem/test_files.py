"""Nothing is read or written but regular files inside the root, and what is written is whole."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from presetsync.errors import UnsafePathError
from presetsync.filesystem import files, folders
from presetsync.filesystem.files import RootedPath
from tests.disks import Call, failing, watched

if TYPE_CHECKING:
    from collections.abc import Callable

POSIX = pytest.mark.skipif(os.name != "posix", reason="this system has no such thing")

OPERATIONS: dict[str, Callable[[RootedPath], object]] = {
    "write": lambda path: files.write(path, b"ours"),
    "write through": lambda path: files.write(path, b"ours", follow=True),
    "create": lambda path: files.create(path, b"ours"),
    "exchange": lambda path: files.exchange(path, None, b"ours"),
    "append": lambda path: files.append(path, b"ours\n", is_whole=False),
    "guard": files.guarded,
}
EXACT = ("write", "append", "guard")
"""Operations on a file that may not be a link."""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "root"
    folder.mkdir()
    return folder


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    folder = tmp_path / "outside"
    folder.mkdir()
    (folder / "file").write_text("theirs")
    return folder


def content(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.is_symlink()
    }


@pytest.fixture(params=["descriptors", "paths"])
def system(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """What the system offers: files relative to open folders, or neither that nor O_NOFOLLOW."""
    if request.param == "paths":
        monkeypatch.setattr(folders, "_HAS_DESCRIPTORS", False)
        monkeypatch.setattr(folders, "_HAS_NOFOLLOW", False)
        safely = folders.SAFELY & ~getattr(os, "O_NOFOLLOW", 0)
        monkeypatch.setattr(folders, "SAFELY", safely)
    elif not folders._HAS_DESCRIPTORS:
        pytest.skip("this system has no such thing")
    return str(request.param)


@pytest.mark.usefixtures("system")
@pytest.mark.parametrize("name", OPERATIONS)
@pytest.mark.parametrize("place", ["link/file", "link/new", "link/deeper/new", "a/link/new"])
def test_a_linked_folder_that_leads_out_is_refused(
    root: Path, outside: Path, name: str, place: str
) -> None:
    (root / "a").mkdir()
    (root / place.partition("link")[0] / "link").symlink_to(outside)

    with pytest.raises(UnsafePathError, match=rf"^{place} leads outside the repository") as raised:
        OPERATIONS[name](RootedPath(root, place))

    assert raised.value.hint
    assert content(outside) == {"file": b"theirs"}


@pytest.mark.usefixtures("system")
@pytest.mark.parametrize("name", OPERATIONS)
@pytest.mark.parametrize("target", ["file", "new"])
def test_a_link_that_leads_out_is_not_written_through(
    root: Path, outside: Path, name: str, target: str
) -> None:
    (root / "link").symlink_to(outside / target)

    if name == "create":
        assert not OPERATIONS[name](RootedPath(root, "link"))
    else:
        with pytest.raises(UnsafePathError, match=r"^link (is a link|leads outside)") as raised:
            OPERATIONS[name](RootedPath(root, "link"))
        assert raised.value.hint

    assert (root / "link").is_symlink()
    assert content(outside) == {"file": b"theirs"}


@pytest.mark.usefixtures("system")
@pytest.mark.parametrize("name", EXACT)
def test_a_link_within_the_root_is_refused_where_the_file_itself_is_meant(
    root: Path, name: str
) -> None:
    (root / "real").write_text("mine")
    (root / "link").symlink_to("real")

    with pytest.raises(UnsafePathError, match=r"^link is a link$"):
        OPERATIONS[name](RootedPath(root, "link"))

    assert content(root) == {"real": b"mine"}


@pytest.mark.usefixtures("system")
def test_a_link_within_the_root_is_followed_where_that_is_asked_for(root: Path) -> None:
    (root / "state").mkdir()
    (root / "state/real").write_text("old")
    (root / "link").symlink_to("state/real")
    (root / "folder").symlink_to("state")

    assert files.read(RootedPath(root, "link"), follow=True) == b"old"
    files.write(RootedPath(root, "link"), b"new", follow=True)
    files.write(RootedPath(root, "folder/other"), b"beside")

    assert (root / "link").is_symlink()
    assert content(root) == {"state/real": b"new", "state/other": b"beside"}


@pytest.mark.usefixtures("system")
@pytest.mark.parametrize("name", OPERATIONS)
def test_a_link_in_a_circle_is_an_error(root: Path, name: str) -> None:
    (root / "link").symlink_to("link")

    if name == "create":
        assert not OPERATIONS[name](RootedPath(root, "link"))
    else:
        with pytest.raises((OSError, UnsafePathError)):
            OPERATIONS[name](RootedPath(root, "link"))
    with pytest.raises((OSError, UnsafePathError)):
        files.read(RootedPath(root, "link"), follow=True)


@pytest.mark.parametrize("path", [".git/hooks/x", "sub/.git/x", ".GIT/config", ".git. /x", "git"])
@pytest.mark.parametrize("name", OPERATIONS)
def test_nothing_is_written_into_gits_own_folder(root: Path, name: str, path: str) -> None:
    (root / ".git").mkdir()
    (root / "git").symlink_to(".git/config")

    if path == "git" and name != "write through":
        return
    with pytest.raises(UnsafePathError, match="is in git's own folder"):
        OPERATIONS[name](RootedPath(root, path))

    assert content(root) == {}


@POSIX
@pytest.mark.parametrize("kind", ["fifo", "device", "socket"])
def test_what_is_no_regular_file_is_refused_and_never_waited_for(root: Path, kind: str) -> None:
    path = RootedPath(root, "trap")
    if kind == "fifo":
        os.mkfifo(path.absolute)
    elif kind == "socket":
        os.mknod(path.absolute, stat.S_IFSOCK | 0o600)
    elif os.geteuid() != 0:
        pytest.skip("only root makes devices")
    else:
        os.mknod(path.absolute, stat.S_IFCHR | 0o600, os.makedev(1, 3))

    for operation in (files.read, *(OPERATIONS[name] for name in OPERATIONS if name != "create")):
        with pytest.raises(UnsafePathError, match=r"^trap is not a regular file$"):
            operation(path)
    assert not files.create(path, b"ours")


@pytest.mark.usefixtures("system")
def test_a_folder_in_the_place_of_a_file_is_an_os_error(root: Path) -> None:
    (root / "folder").mkdir()
    for operation in (files.read, *(OPERATIONS[name] for name in OPERATIONS if name != "create")):
        with pytest.raises(IsADirectoryError):
            operation(RootedPath(root, "folder"))


@pytest.mark.usefixtures("system")
def test_a_read_has_a_bound(root: Path) -> None:
    (root / "file").write_bytes(b"x" * 100)

    assert files.read(RootedPath(root, "file"), 100) == b"x" * 100
    with pytest.raises(OSError, match=os.strerror(errno.EFBIG)):
        files.read(RootedPath(root, "file"), 99)


def test_a_link_that_leads_out_is_not_read(root: Path, outside: Path) -> None:
    (root / "link").symlink_to(outside / "file")
    for follow in (False, True):
        with pytest.raises(UnsafePathError):
            files.read(RootedPath(root, "link"), follow=follow)


@pytest.mark.usefixtures("system")
def test_a_new_file_has_the_usual_permissions_and_an_old_one_keeps_its_own(root: Path) -> None:
    (root / "plain").touch()
    private = root / "private"
    private.touch()
    private.chmod(0o640)

    for name in ("new", "private"):
        files.write(RootedPath(root, name), b"ours")

    assert (root / "new").stat().st_mode == (root / "plain").stat().st_mode
    if os.name == "posix":
        assert stat.S_IMODE(private.stat().st_mode) == 0o640


@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "full"), KeyboardInterrupt()])
@pytest.mark.parametrize("call", ["open", "write", "sync", "replace"])
def test_what_fails_or_is_interrupted_leaves_the_old_file_and_nothing_else(
    root: Path, call: str, error: BaseException
) -> None:
    (root / "file").write_text("old")
    with failing(call, error):
        with pytest.raises(type(error)):
            files.write(RootedPath(root, "file"), b"new")
        if call != "replace":
            with pytest.raises(type(error)):
                files.create(RootedPath(root, "fresh"), b"new")

    assert content(root) == {"file": b"old"}


def test_each_temporary_file_has_a_name_of_its_own(root: Path) -> None:
    names: set[str] = set()

    def look(call: Call) -> None:
        if call.name == "replace":
            names.update(path.name for path in root.glob(".*.tmp"))

    longest = "n" * (255 if os.name == "posix" else 100)
    with watched(look):
        for name in ("file", "file", longest):
            files.write(RootedPath(root, name), b"ours")

    assert len(names) == 3
    assert content(root) == {"file": b"ours", longest: b"ours"}


@POSIX
def test_content_is_on_disk_before_it_replaces_and_its_name_after(root: Path) -> None:
    calls: list[str] = []

    def log(call: Call) -> None:
        calls.append("sync folder" if call.is_about(root) else call.name)

    with watched(log):
        files.write(RootedPath(root, "file"), b"ours")
    assert calls == ["open", "write", "sync", "replace", "sync folder"]


@POSIX
def test_a_folder_that_becomes_a_link_while_a_file_is_written_catches_nothing(
    root: Path, outside: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (root / "state").mkdir()
    (root / "state/file").write_text("old")
    create = folders.create

    def exchanged(*arguments: object) -> None:
        (root / "state").rename(root / "moved")
        (root / "state").symlink_to(outside)
        create(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(folders, "create", exchanged)
    files.write(RootedPath(root, "state/file"), b"new")

    assert content(outside) == {"file": b"theirs"}
    assert content(root / "moved") == {"file": b"new"}


@pytest.mark.usefixtures("system")
def test_a_folder_is_made_and_a_link_is_none(root: Path, outside: Path) -> None:
    files.make_folder(RootedPath(root, "a/b"))
    files.make_folder(RootedPath(root, "a/b"))
    assert (root / "a/b").is_dir()

    (root / "link").symlink_to("a")
    (root / "out").symlink_to(outside)
    for path in ("link", "out"):
        with pytest.raises(UnsafePathError, match=rf"^{path} is a link$"):
            files.make_folder(RootedPath(root, path))
    with pytest.raises(UnsafePathError):
        files.make_folder(RootedPath(root, "out/b"))
    (root / "file").touch()
    with pytest.raises(FileExistsError):
        files.make_folder(RootedPath(root, "file"))


@pytest.mark.usefixtures("system")
def test_a_link_is_removed_and_not_what_it_leads_to(root: Path, outside: Path) -> None:
    (root / "link").symlink_to(outside / "file")

    files.remove(RootedPath(root, "link"))
    files.remove(RootedPath(root, "link"))
    files.remove(RootedPath(root, "no/such/folder"))

    assert content(outside) == {"file": b"theirs"}
    assert [*root.iterdir()] == []


@pytest.mark.usefixtures("system")
def test_appending_cuts_what_a_crash_left_after_the_last_line(root: Path) -> None:
    path = RootedPath(root, "file")
    long = b"y" * (folders.CHUNK_BYTES + 5)
    for torn, whole in ((b"", b""), (b"x", b""), (b"a\nb", b"a\n"), (b"a\n" + long, b"a\n")):
        path.absolute.write_bytes(torn)
        files.append(path, b"one\n", is_whole=False)
        files.append(path, b"two\n", is_whole=True)
        assert path.absolute.read_bytes() == whole + b"one\ntwo\n"


def test_a_file_that_the_user_names_may_be_anywhere(root: Path, outside: Path) -> None:
    (root / "sub").mkdir()
    alias = root.parent / "alias"
    alias.symlink_to(root)

    for name, path in (
        ("plan.json", "plan.json"),
        ("./sub/../plan.json", "plan.json"),
        (str(root / "sub/plan.json"), "sub/plan.json"),
        (str(alias / "sub/plan.json"), "sub/plan.json"),
    ):
        assert files.given_path(root, name) == RootedPath(root, path, name)
    for name in (str(outside / "plan.json"), "../outside/plan.json"):
        given = files.given_path(root, name)
        files.write(given, b"ours")
        assert (str(given), given.absolute) == (name, outside / "plan.json")
        assert (outside / "plan.json").read_bytes() == b"ours"


def test_a_path_is_shown_relative_to_the_root(root: Path) -> None:
    path = RootedPath(root, "state") / "lock.json"
    assert (str(path), str(path.with_suffix(".journal"))) == (
        "state/lock.json",
        "state/lock.json.journal",
    )
    assert str(RootedPath(root, "x", "./x") / "y") == "./x/y"


@POSIX
def test_a_killed_process_leaves_the_old_file_whole(root: Path) -> None:
    code = """
import os, signal, sys
from pathlib import Path
from presetsync.filesystem import files, system_calls
system_calls.system.replace = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
files.write(files.RootedPath(Path(sys.argv[1]), "file"), b"new")
"""
    (root / "file").write_text("old")
    killed = subprocess.run([sys.executable, "-c", code, str(root)], check=False)

    assert killed.returncode == -9
    assert (root / "file").read_text() == "old"
    files.remove_leftovers(RootedPath(root, "file"))
    assert content(root) == {"file": b"old"}
