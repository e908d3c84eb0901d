"""Ctrl-C and SIGTERM: finish what is under way, or stop at once and know it the next time."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Callable

import pytest

from presetsync.cli import main
from tests.faults.kinds import Fault
from tests.faults.server import FaultServer
from tests.processes import Forked
from tests.repositories import JOURNAL, LOCK

PATIENCE = 30.0


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.002)


def is_pushing(remote: FaultServer) -> bool:
    return any(request.method == "POST" for request in remote.requests)


def hanging(remote: FaultServer, fault: Fault = Fault.HANG_AFTER) -> None:
    remote.choose = lambda request: fault if request.method == "POST" else None


def three(forked: Forked) -> None:
    for slug in "abc":
        forked.write_preset(slug, "one")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_once_starts_nothing_new_and_finishes_what_is_under_way(
    forked: Forked, remote: FaultServer, number: signal.Signals
) -> None:
    three(forked)
    hanging(remote)
    started = forked.start("apply", "--yes", "--format", "json", "--parallelism", "1")
    wait_until(lambda: is_pushing(remote))
    started.kill(number)

    ended = started.wait()

    assert ended.code == 130
    assert "Interrupted. Finishing requests in flight;" in ended.stderr
    assert ended.outcomes == {"a": "applied", "b": "not_attempted", "c": "not_attempted"}
    assert forked.files == {LOCK}
    assert list(forked.locked) == ["a"]
    remote.choose = lambda _: None
    assert forked.apply().outcomes == {"b": "applied", "c": "applied"}


def test_twice_stops_at_once_and_the_journal_knows_the_next_time(
    forked: Forked, remote: FaultServer
) -> None:
    three(forked)
    hanging(remote)
    started = forked.start("apply", "--yes", "--parallelism", "1")
    wait_until(lambda: is_pushing(remote))
    started.kill(signal.SIGINT)
    time.sleep(0.01)
    started.kill(signal.SIGINT)

    ended = started.wait()

    assert ended.code == 130
    assert "Traceback" not in ended.stderr
    assert remote.live_prompt("a") == (1, "one")
    if "the journal has the unfinished pushes" in ended.stderr:
        [line] = (forked.root / JOURNAL).read_text().splitlines()
        assert json.loads(line)["intent"]["slug"] == "a"
        assert "it is not known whether it stored a." in forked.run("plan").stderr
    remote.choose = lambda _: None
    assert forked.apply().code == 0
    assert len(remote.versions("a")) == 1
    assert forked.files == {LOCK}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_at_the_question_it_is_the_answer(
    forked: Forked, remote: FaultServer, terminal: tuple[int, str], number: signal.Signals
) -> None:
    three(forked)
    started = forked.start("apply", stdin=terminal[1])
    wait_until(lambda: "Apply 3 changes" in started.stderr)
    # A signal between the question's text and the read that waits for the answer is seen only with
    # the next one, as when a person presses again.
    again = time.monotonic()

    def is_interrupted() -> bool:
        nonlocal again
        if "Interrupted." in started.stderr:
            return True
        if time.monotonic() >= again:
            started.kill(number)
            again += PATIENCE / 10
        return False

    wait_until(is_interrupted)
    assert started.wait().code == 130
    assert (remote.commits, forked.files) == ([], set())


def test_the_question_is_answered_on_the_terminal(
    forked: Forked, remote: FaultServer, terminal: tuple[int, str]
) -> None:
    three(forked)
    os.write(terminal[0], b"n\n")
    ended = forked.start("apply", stdin=terminal[1]).wait()
    assert (ended.code, len(remote.commits)) == (1, 0)
    os.write(terminal[0], b"y\n")
    ended = forked.start("apply", stdin=terminal[1]).wait()
    assert (ended.code, len(remote.commits)) == (0, 3)


def test_a_pause_before_the_plan_ends_at_once(forked: Forked, remote: FaultServer) -> None:
    three(forked)
    remote.choose = lambda _: Fault.THROTTLE_MINUTE
    started = forked.start("apply", "--yes")
    wait_until(lambda: bool(remote.requests))
    started.kill(signal.SIGINT)

    assert started.wait().code == 130
    assert forked.files == set()


def test_a_pause_for_the_server_ends_at_once(forked: Forked, remote: FaultServer) -> None:
    three(forked)
    hanging(remote, Fault.THROTTLE_MINUTE)
    started = forked.start("apply", "--yes", "--format", "json")
    wait_until(lambda: is_pushing(remote))
    time.sleep(0.05)
    started.kill(signal.SIGTERM)

    ended = started.wait()

    assert ended.code == 130
    # What was answered with 429 is doubted until somebody looked, which the next run does.
    results = ended.json["results"]
    doubted = [result for result in results if result["outcome"] != "not_attempted"]
    assert all("could not find out whether it was stored" in result["error"] for result in doubted)
    assert remote.commits == []
    remote.choose = lambda _: None
    assert set(forked.apply().outcomes.values()) == {"applied"}
    assert [len(remote.versions(slug)) for slug in "abc"] == [1, 1, 1]


def test_before_anything_is_sent_there_is_nothing_to_finish(
    forked: Forked, remote: FaultServer
) -> None:
    three(forked)
    remote.choose = lambda _: Fault.HANG_BEFORE
    started = forked.start("apply", "--yes")
    wait_until(lambda: bool(remote.requests))
    started.kill(signal.SIGTERM)

    ended = started.wait()

    assert ended.code == 130
    assert forked.files == set()


def test_ctrl_c_while_python_makes_a_class_is_no_defect(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    class Interrupted:
        def __set_name__(self, owner: type, name: str) -> None:
            raise KeyboardInterrupt

    def imported(**_: object) -> None:
        type("Imported", (), {"member": Interrupted()})

    monkeypatch.setattr(main.cli, "main", imported)
    with pytest.raises(SystemExit) as ended:
        main.main()
    assert ended.value.code == 130
    assert "Interrupted." in capfd.readouterr().err
