"""Whatever interrupts a rollback, the next one ends it, and nobody's version is lost."""

from __future__ import annotations

import os
import signal

import pytest

from tests.cli.test_interrupts import wait_until
from tests.faults.kinds import Fault
from tests.faults.server import FaultServer
from tests.faults.wire import Request
from tests.processes import Forked
from tests.repositories import JOURNAL, LOCK, Repository

FILE = "presets/a.yaml"
BACK = ("rollback", "a", "--to", "1", "--apply", "--yes")
MOST_WRITES = 40
"""No rollback of one preset changes the disk by more calls."""


def prepare(repository: Repository) -> None:
    """Version 2 of a preset is live, and applied from here."""
    for prompt in ("one", "two"):
        repository.write_preset("a", prompt)
        assert repository.run("apply", "--yes").code == 0


def prompt(repository: Repository) -> str:
    text = (repository.root / FILE).read_text(encoding="utf-8")
    return "one" if '"one"' in text else "two"


def check_next(repository: Repository, remote: FaultServer) -> None:
    """The next rollback ends with the old content live, in the file and in the lock."""
    again = repository.run(*BACK)

    assert again.code == 0, again.stdout + again.stderr
    assert remote.live_prompt("a") == (3, "one")
    assert prompt(repository) == "one"
    assert repository.locked["a"]["version"] == 3
    assert repository.plan() == {}
    assert not (repository.root / JOURNAL).exists()


@pytest.fixture
def ready(checkout: Repository) -> Repository:
    prepare(checkout)
    return checkout


@pytest.fixture
def workspace(forked: Forked) -> Forked:
    prepare(forked)
    return forked


@pytest.mark.parametrize(
    "fault", [Fault.RESET_AFTER, Fault.ERROR_AFTER, Fault.GARBAGE, Fault.LATE, Fault.THROTTLE_NOW]
)
def test_a_lost_reply_makes_no_second_version(
    ready: Repository, remote: FaultServer, fault: Fault
) -> None:
    faults = iter([fault])
    remote.choose = lambda request: next(faults, None) if request.method == "POST" else None

    ran = ready.run(*BACK)

    assert ran.code == 0, ran.stderr
    assert remote.live_prompt("a") == (3, "one")
    assert ready.locked["a"]["version"] == 3
    assert ready.plan() == {}


def test_if_the_push_fails_the_files_stay_and_it_says_so(
    ready: Repository, remote: FaultServer
) -> None:
    remote.choose = lambda request: Fault.ERROR_BEFORE if request.method == "POST" else None

    ran = ready.run(*BACK)

    assert (ran.code, prompt(ready), remote.live_prompt("a")) == (1, "one", (2, "two"))
    assert f"wrote {FILE}\n" in ran.stdout
    assert "failed a" in ran.stdout
    assert "The files are written, and stay as they are." in ran.stderr
    assert "run presetsync rollback --to 1 --apply a." in ran.stderr
    remote.choose = lambda _: None
    check_next(ready, remote)


def test_so_it_does_where_the_apply_cannot_begin(ready: Repository, remote: FaultServer) -> None:
    def choose(_: Request) -> Fault | None:
        is_written = prompt(ready) == "one"
        return Fault.ERROR_BEFORE if is_written else None

    remote.choose = choose
    ran = ready.run(*BACK)

    assert (ran.code, prompt(ready)) == (1, "one")
    assert "The files are written, and stay as they are." in ran.stderr
    remote.choose = lambda _: None
    check_next(ready, remote)


def test_a_version_that_was_stored_after_it_was_shown_is_not_replaced(
    ready: Repository, remote: FaultServer
) -> None:
    def choose(_: Request) -> None:
        if prompt(ready) == "one" and len(remote.versions("a")) == 2:
            remote.dashboard_edit("a", "theirs")

    remote.choose = choose
    ran = ready.run(*BACK)

    assert (ran.code, remote.live_prompt("a")) == (1, (3, "theirs"))
    assert "a was changed in the meantime: version 3 is live; nothing was pushed" in ran.stderr
    assert "The files are written, and stay as they are." in ran.stderr


def test_neither_is_one_that_was_stored_just_before_the_push(
    ready: Repository, remote: FaultServer
) -> None:
    def choose(request: Request) -> None:
        if request.target.endswith("/presets/a") and len(remote.versions("a")) == 2:
            seen.append(request)
            if len(seen) == 2:
                remote.dashboard_edit("a", "theirs")

    seen: list[Request] = []
    remote.choose = choose
    ran = ready.run(*BACK)

    assert (ran.code, remote.live_prompt("a")) == (1, (3, "theirs"))
    assert "the live version changed after the plan was made" in ran.stdout
    assert "The files are written, and stay as they are." in ran.stderr


def test_a_file_that_changes_at_the_question_is_left_alone(
    workspace: Forked, remote: FaultServer, terminal: tuple[int, str]
) -> None:
    started = workspace.start(*BACK[:-1], stdin=terminal[1])
    wait_until(lambda: "Write 1 file, and replace version 2 of a" in started.stderr)
    workspace.write_preset("a", "three")
    os.write(terminal[0], b"y\n")
    ended = started.wait()

    assert ended.code == 1
    assert f"{FILE} changed in the meantime" in ended.stderr
    assert '"three"' in (workspace.root / FILE).read_text(encoding="utf-8")
    assert remote.live_prompt("a") == (2, "two")


@pytest.mark.parametrize(("answer", "code"), [(b"n\n", 1), (b"y\n", 0)])
def test_the_answer_decides(
    workspace: Forked, remote: FaultServer, terminal: tuple[int, str], answer: bytes, code: int
) -> None:
    os.write(terminal[0], answer)
    ended = workspace.start(*BACK[:-1], stdin=terminal[1]).wait()

    assert ended.code == code
    assert prompt(workspace) == ("two" if code else "one")
    assert remote.live_prompt("a") == ((2, "two") if code else (3, "one"))
    assert ("not confirmed; nothing was written" in ended.stderr) is bool(code)


def test_the_question_says_what_is_written_and_replaced(
    workspace: Forked, terminal: tuple[int, str]
) -> None:
    os.write(terminal[0], b"n\nn\n")
    asked = workspace.start(*BACK[:-1], stdin=terminal[1]).wait().stderr
    assert "Write 1 file, and replace version 2 of a at http://127.0.0.1:" in asked

    assert workspace.run(*BACK[:-2]).code == 0
    asked = workspace.start(*BACK[:-1], stdin=terminal[1]).wait().stderr
    assert "Replace version 2 of a at http://127.0.0.1:" in asked


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_at_the_question_writes_nothing(
    workspace: Forked, remote: FaultServer, terminal: tuple[int, str], number: signal.Signals
) -> None:
    started = workspace.start(*BACK[:-1], stdin=terminal[1])
    wait_until(lambda: "Write 1 file" in started.stderr)
    started.kill(number)
    ended = started.wait()

    assert ended.code == 130
    assert "Interrupted." in ended.stderr
    assert (prompt(workspace), remote.live_prompt("a")) == ("two", (2, "two"))


def test_ctrl_c_during_the_push_finishes_it(workspace: Forked, remote: FaultServer) -> None:
    remote.choose = lambda request: Fault.HANG_AFTER if request.method == "POST" else None
    started = workspace.start(*BACK)
    wait_until(lambda: len(remote.commits) == 3)
    started.kill(signal.SIGINT)
    ended = started.wait()

    assert ended.code == 130
    remote.choose = lambda _: None
    check_next(workspace, remote)


@pytest.mark.parametrize(("kind", "step"), [("cut", 2), ("full", 3), ("once", 3)])
def test_whatever_the_disk_does_the_next_one_ends_it(
    workspace: Forked, remote: FaultServer, kind: str, step: int
) -> None:
    codes = []
    for at in range(1, MOST_WRITES, step):
        remote.reset()
        for path in (workspace.root / LOCK, workspace.root / JOURNAL):
            path.unlink(missing_ok=True)
        prepare(workspace)

        ended = workspace.run(*BACK, disk=f"{kind}@{at}")

        assert not ended.is_crash
        codes.append(ended.code)
        if prompt(workspace) == "two":
            assert remote.live_prompt("a") == (2, "two"), "the files come first"
        check_next(workspace, remote)
        if ended.code == 0 and len(codes) * step > MOST_WRITES / 2:
            break
    assert codes[-1] == 0
    assert {*codes} == {0, -9 if kind == "cut" else 1}
