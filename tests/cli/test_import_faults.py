"""Killed, interrupted or without a disk, an import leaves whole files, and the next one goes on."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from tests.cli.test_import import LONG
from tests.cli.test_interrupts import wait_until
from tests.faults.kinds import Fault
from tests.faults.server import FaultServer
from tests.processes import Forked
from tests.repositories import JOURNAL, LOCK

WRITES = 27
"""How many calls change the disk in an import of one preset with a long prompt."""


@pytest.fixture
def workspace(forked: Forked, remote: FaultServer) -> Forked:
    """A repository without presets, and a server with one, which has a long prompt."""
    remote.dashboard_edit("long", LONG)
    forked.write("presetsync.yaml", "parallelism: 1\n")
    return forked


PRESET = """\
skin: chat/completions
body:
  model: m/one  # ours
  temperature: 0.5
  messages:
    - role: system
      content: !file prompts/a.md
"""
LINES = "You triage tickets.\n" * 20 + "\n\n- Never guess.\n"
"""Lines that repeat have no place of their own in a merge."""


def reset(workspace: Forked) -> None:
    for path in [*(workspace.root / "presets").rglob("*"), workspace.root / LOCK]:
        if path.is_file():
            path.unlink()


def check_next(workspace: Forked) -> None:
    """The next import goes on, and leaves what an undisturbed one does."""
    again = workspace.run("import", "--all", "--format", "json")

    assert again.code == 0, again.stdout + again.stderr
    assert workspace.run("plan", "--detailed-exitcode").code == 0
    names = {path.name for path in (workspace.root / "presets").rglob("*") if path.is_file()}
    assert names == {"long.yaml", "long.md"}
    assert workspace.locked.keys() == {"long"}
    assert not (workspace.root / JOURNAL).exists()


def test_killed_at_whatever_call_the_next_import_goes_on(workspace: Forked) -> None:
    for at in range(1, WRITES + 2):
        reset(workspace)
        ended = workspace.run("import", "--all", disk=f"cut@{at}")
        assert ended.code == (0 if at > WRITES else -9), at
        check_next(workspace)


@pytest.mark.parametrize(("kind", "step"), [("full", 3), ("once", 1)])
def test_without_a_disk_what_is_written_is_in_the_lock_or_not_there(
    workspace: Forked, kind: str, step: int
) -> None:
    for at in range(1, WRITES + 1, step):
        reset(workspace)
        ended = workspace.run("import", "--all", disk=f"{kind}@{at}")
        assert ended.code in (0, 1), ended.stderr
        plan = workspace.run("plan", "--format", "json")
        said = f"{at}: {ended.stdout} {ended.stderr}"
        is_left = kind == "full" and "could not be restored" in said
        assert plan.json["summary"].keys() <= {"unchanged"} or is_left, said
        check_next(workspace)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_import_ends_what_is_under_way(
    workspace: Forked, remote: FaultServer, number: signal.Signals
) -> None:
    remote.choose = lambda request: (
        Fault.HANG_BEFORE if request.path.endswith("/presets/long") else None
    )
    remote.dashboard_edit("short", "Be brief.")
    started = workspace.start("import", "--all", "--format", "json")
    wait_until(lambda: any(r.path.endswith("/presets/long") for r in remote.requests))
    started.kill(number)
    ended = started.wait()

    assert ended.code == 130
    assert ended.outcomes["long"] == "refused"
    remote.choose = lambda _: None
    assert workspace.run("import", "--all").code == 0
    assert workspace.plan() == {}
    assert {LOCK} <= workspace.files


def test_interrupted_twice_an_import_stops_at_once(workspace: Forked, remote: FaultServer) -> None:
    remote.choose = lambda request: (
        Fault.HANG_BEFORE if request.path.endswith("/presets/long") else None
    )
    started = workspace.start("import", "--all")
    wait_until(lambda: any(r.path.endswith("/presets/long") for r in remote.requests))
    started.kill(signal.SIGINT)
    wait_until(lambda: "press Ctrl-C again" in started.stderr)
    started.kill(signal.SIGINT)
    ended = started.wait()

    assert ended.code == 130
    assert "Traceback" not in ended.stderr
    assert "what was written is in the lock" in ended.stderr
    remote.choose = lambda _: None
    check_next(workspace)


def files(repository: Forked) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in repository.root.rglob("*") if path.is_file()}


@pytest.fixture
def drifted(forked: Forked, remote: FaultServer) -> Forked:
    """A preset whose config and prompt the server edited, and whose prompt the file did too."""
    forked.write("presets/a.yaml", PRESET)
    forked.write("presets/prompts/a.md", LINES)
    assert forked.apply().code == 0
    config = {"model": "m/one", "temperature": 0.9, "seed": 1}
    remote.dashboard_edit("a", LINES.replace("You triage", "You sort", 1), config)
    forked.edit("presets/prompts/a.md", "Never guess.", "Never, ever guess.")
    return forked


@pytest.mark.parametrize(("kind", "step"), [("cut", 1), ("full", 2), ("once", 3)])
def test_an_edit_that_was_taken_over_by_half_is_taken_over_by_the_next_import(
    drifted: Forked, kind: str, step: int
) -> None:
    yaml, prompt = drifted.root / "presets/a.yaml", drifted.root / "presets/prompts/a.md"
    start = files(drifted)
    assert drifted.run("import", "a").code == 0
    done = {**start, **files(drifted)}
    for at in range(1, WRITES, step):
        for path in files(drifted).keys() - start.keys():
            path.unlink()
        for path, data in start.items():
            path.write_bytes(data)
        drifted.run("import", "a", disk=f"{kind}@{at}")
        assert all(path.read_bytes() in (start[path], done[path]) for path in (yaml, prompt)), at

        again = drifted.run("import", "a")

        assert again.code == 0, (at, again.stdout)
        assert {path: files(drifted)[path] for path in (yaml, prompt)} == {
            path: done[path] for path in (yaml, prompt)
        }, at
        assert drifted.plan() == {"a": "update"}, at
